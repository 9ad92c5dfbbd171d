"""Portfolios with other figures."""

import dataclasses

import numpy as np
import pandas as pd


def made(
    found, gains, *, low=None, costs=None, tried=None, net=(500.0, 400.0, 600.0), with_next=None, **parts
):
    """A portfolio in which all up to each step gain so much, in the objective."""
    names = list(found.first_year)[: len(gains)]
    costs = costs or [10.0] * len(gains)
    low = list(np.array(gains) - 0.002) if low is None else low
    gain = np.diff([0.0, *gains])
    limits = {"": gains, "_low": low, "_high": 2 * np.array(gains) - np.array(low)}
    steps = pd.DataFrame(
        {
            "improvement": names,
            "with_next": with_next or [False] * len(gains),
            "first_year": costs,
            "cost": costs,
            "gain": gain,
            "gain_low": gain - 0.002,
            "gain_high": gain + 0.002,
            **{
                f"{name}{end}": values
                for name in ("together", "stay", "join", "customers")
                for end, values in limits.items()
            },
            **dict(zip(("net", "net_low", "net_high"), net, strict=True)),
            "payback": 90.0,
            "first_year_so_far": np.cumsum(costs),
        }
    )
    sets = [((), 0.0, 0.0, -0.001, 0.001)]
    sets += [((name,), 10.0, *[value] * 3) for name, value in (tried or {}).items()]
    sets += [
        (tuple(names[: number + 1]), *row)
        for number, row in enumerate(
            steps[["first_year_so_far", "together", "together_low", "together_high"]].itertuples(index=False)
        )
        if number or not tried
    ]
    table = pd.DataFrame(sets, columns=["improvements", "first_year", "gain", "gain_low", "gain_high"])
    table["efficient"] = table["gain"] > table["gain"].cummax().shift(fill_value=-np.inf)
    parts.setdefault("simulated", len(table) - 1)
    return dataclasses.replace(found, steps=steps, tried=table.assign(net=0.0), **parts)
