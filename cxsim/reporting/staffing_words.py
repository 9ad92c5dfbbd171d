"""Staffing in words: up to which number another person keeps customers, and up to which they pay."""

from collections.abc import Iterator
from itertools import takewhile
from typing import Any, NamedTuple

import pandas as pd

from cxsim.analysis.staffing import Staffing
from cxsim.reporting.moment_words import signed_points
from cxsim.reporting.picture import on_page
from cxsim.reporting.tables import Table
from cxsim.reporting.wording import SPACE, counted, money, percent, plain_number, waiting

ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")


class StaffingAnswer(NamedTuple):
    """What to conclude, in sentences; a notebook shows them as paragraphs.

    Attributes
    ----------
    keeps
        Up to which number another person keeps customers, and what each of them costs.
    pays
        Up to which number another person pays for themselves.
    fewer
        What fewer people would lose, and save.
    service
        What customers meet.
    sure
        What the limits mean.
    """

    keeps: str
    pays: str
    fewer: str
    service: str
    sure: str

    def __str__(self) -> str:
        return "\n".join(sentence for sentence in self if sentence)

    def _repr_html_(self) -> str:
        return "".join(f"<p>{on_page(sentence)}</p>" for sentence in self if sentence)


def conclude_staffing(found: Staffing) -> StaffingAnswer:
    """Say what more and fewer people at a team bring, from the numbers.

    Examples
    --------
    >>> print(conclude_staffing(found).keeps)  # doctest: +SKIP
    At “Care agents”, the first additional person keeps 1.2 more of 100 (1.1–1.4), at EUR 1,530 for each …
    """
    return StaffingAnswer(_keeps(found), _pays(found), _fewer(found), _service(found), _sure(found))


def staffing_table(found: Staffing) -> Table:
    """Return what each number on duty brings, as text."""
    currency = found.scenario.currency
    rows = []
    for number, row in found.table.iterrows():
        low, high = (signed_points(100 * row[f"gain_{limit}"], 2) for limit in ("low", "high"))
        limits = f" ({low} to {high})" if number != 0 and pd.notna(row["gain_low"]) else ""
        rows.append(
            (
                said_number(int(str(number))),
                percent(row["abandonment"]),
                waiting(row["wait"]),
                percent(row["recovered"]),
                percent(row["occupancy"]),
                f"{signed_points(100 * row['gain'], 2)}{limits}" if number != 0 else "–",
                plain_number(row["cost"]),
                plain_number(row["step_cost_per_customer"]),
            )
        )
    columns = [
        "On duty",
        "Give up",
        "Mean wait",
        "Put right",
        "Busy",
        "Kept, of 100",
        f"Staff cost, {currency}",
        "Per customer",
    ]
    caption = (
        f"{_team(found)}, by people on duty in every shift; kept more than today, with simultaneous "
        f"95{SPACE}% limits; cost for each customer whom the last person keeps"
    )
    return Table(pd.DataFrame(rows, columns=columns), caption)


def said_number(people: int) -> str:
    """Write how many more or fewer than today.

    Examples
    --------
    >>> said_number(0), said_number(2), said_number(-1)
    ('today', '+2', '−1')
    """
    return f"{people:+d}".replace("-", "−") if people else "today"


def _steps(found: Staffing) -> Iterator[tuple[str, Any]]:
    """Yield each step to more people than today, named, with its row."""
    before = 0
    for label, row in found.table[found.table.index > 0].iterrows():
        number = int(str(label))
        alone = number == before + 1 and number <= len(ORDINALS)
        yield f"the {ORDINALS[number - 1]}" if alone else f"{number} instead of {before}", row
        before = number


def _keeps(found: Staffing) -> str:
    steps = list(_steps(found))
    if not steps:
        return ""
    keeping = list(takewhile(lambda step: step[1]["step_gain_low"] > 0, steps))
    if not keeping:
        name, row = steps[0]
        limits = ""
        if pd.notna(row["step_gain_low"]):
            low, high = (signed_points(100 * row[f"step_gain_{limit}"]) for limit in ("low", "high"))
            limits = f": {name} brings between {low} and {high} of 100"
        return f"At {_team(found)}, nobody in addition clearly keeps more customers{limits}."
    said = []
    for name, row in keeping:
        gain, low, high = (f"{100 * row[f'step_gain{limit}']:.2f}" for limit in ("", "_low", "_high"))
        said.append(f"{name} keeps {gain} of 100 ({low}–{high})")
        if pd.notna(row["step_cost_per_customer"]):
            said[-1] += f", at {money(row['step_cost_per_customer'], found.scenario.currency)} for each"
    end = ""
    if len(keeping) < len(steps):
        end = f"; that {steps[len(keeping)][0]} keeps anybody cannot be told"
    return f"Of additional people at {_team(found)}, {'; '.join(said)}{end}."


def _pays(found: Staffing) -> str:
    steps = list(_steps(found))
    if not steps or not found.table["cost"].any():
        return ""
    paying = list(takewhile(lambda step: step[1]["step_net_low"] > 0, steps))
    said = ""
    if paying:
        said = f"{'Up to ' if len(paying) > 1 else ''}{paying[-1][0]} "
        said += "each clearly pays for itself" if len(paying) > 1 else "clearly pays for itself"
    if len(paying) < len(steps):
        name, row = steps[len(paying)]
        lost = money(-row["step_net"], found.scenario.currency)
        surely = row["step_net_high"] < 0
        next_ = (
            f"{name} costs {lost} more than it brings" if surely else f"whether {name} does cannot be told"
        )
        said = f"{said}; {next_}" if said else (next_ if surely else f"whether {name} pays cannot be told")
    return f"{said[:1].upper()}{said[1:]}, in lifetime value."


def _fewer(found: Staffing) -> str:
    rows = found.table[found.table.index < 0]
    if rows.empty:
        return ""
    number, row = -int(str(rows.index[-1])), rows.iloc[-1]
    who = "One fewer" if number == 1 else f"{number} fewer"
    saved = f"save {money(-row['extra'], found.scenario.currency)}" if row["extra"] < 0 else ""
    low, high = (f"{abs(100 * row[f'gain_{limit}']):.2f}" for limit in ("high", "low"))
    if row["gain_high"] < 0:
        does = f"lose {-100 * row['gain']:.2f} of 100 ({low}–{high})"
        return f"{who} would {does}{f' and {saved}' if saved else ''}."
    told = "whether that loses customers cannot be told"
    return f"{who} would {saved}; {told}." if saved else f"{who}: {told}."


def _service(found: Staffing) -> str:
    first, last = found.table.iloc[0], found.table.iloc[-1]
    said = []
    for name, what, write in (
        ("abandonment", "giving up", percent),
        ("wait", "the mean wait", waiting),
        ("recovered", "the share of frictions put right", percent),
    ):
        clear = last[f"{name}_high"] < first[f"{name}_low"] or last[f"{name}_low"] > first[f"{name}_high"]
        if clear:
            said.append(f"{what} goes from {write(first[name])} to {write(last[name])}")
        elif pd.notna(first[f"{name}_low"]):
            said.append(f"{what} does not clearly change")
    if not said or len(found.table) < 2:
        return ""
    ends = [said_number(int(str(row.name))) for row in (first, last)]
    return f"From {ends[0]} to {ends[1]} people on duty, {'; '.join(said)}."


def _sure(found: Staffing) -> str:
    number = found.manifest["replications"]
    if number < 2:
        return "This is a single replication, so nothing can be told from chance."
    return (
        f"The same customers with the same luck live with each number ({counted(number, 'replication')}); "
        f"with 95{SPACE}% probability all limits of the steps hold together, as far as the assumptions do."
    )


def _team(found: Staffing) -> str:
    return f"“{found.scenario.teams[found.team].title}”"
