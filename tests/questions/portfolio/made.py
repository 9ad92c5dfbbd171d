"""Portfolios with other figures."""

import dataclasses

import numpy as np
import pandas as pd


def made(found, kept, *, low=None, costs=None, tried=None, **parts):
    """A portfolio in which all up to each step keep so much, in the share kept."""
    names = list(found.costs)[: len(kept)]
    costs = costs or [10.0] * len(kept)
    low = list(np.array(kept) - 0.002) if low is None else low
    gain = np.diff([0.0, *kept])
    steps = pd.DataFrame(
        {
            "improvement": names,
            "cost": costs,
            "gain": gain,
            "gain_low": gain - 0.002,
            "gain_high": gain + 0.002,
            "kept": kept,
            "kept_low": low,
            "kept_high": 2 * np.array(kept) - np.array(low),
            "cost_so_far": np.cumsum(costs),
        }
    )
    sets = [((), 0.0, 0.0, -0.001, 0.001)]
    sets += [((name,), 10.0, *[value] * 3) for name, value in (tried or {}).items()]
    sets += [
        (tuple(names[: number + 1]), *row)
        for number, row in enumerate(
            steps[["cost_so_far", "kept", "kept_low", "kept_high"]].itertuples(index=False)
        )
        if number or not tried
    ]
    table = pd.DataFrame(sets, columns=["improvements", "cost", "kept", "kept_low", "kept_high"])
    table["efficient"] = table["kept"] > table["kept"].cummax().shift(fill_value=-np.inf)
    return dataclasses.replace(found, steps=steps, tried=table, **parts)
