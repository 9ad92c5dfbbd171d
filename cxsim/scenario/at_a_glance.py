"""What notebooks show of a scenario and of a study: a short table, with everything in it escaped."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from cxsim.language.wording import in_short
from cxsim.scenario.model import COUNTED, Scenario

if TYPE_CHECKING:
    from cxsim.scenario.study import Study

NAMED = 6  # titles in one cell


def scenario_at_a_glance(scenario: Scenario) -> str:
    """Return a table of what is in a scenario: how many of each, and which."""
    rows = []
    for kind in COUNTED:
        there = getattr(scenario, kind)
        rows.append((kind.capitalize(), str(len(there)), _first(one.title for one in there.values())))
    return _table(["What", "How many", "Which"], rows, f"{scenario.title} ({scenario.name})")


def study_at_a_glance(study: "Study") -> str:
    """Return a table of what a study asks."""
    improvements = "all" if study.improvements is None else _first(study.improvements)
    rows = [
        ("Scenario", in_short(study.scenario)),
        ("Questions", _first(one.replace("_", " ") for one in study.questions)),
        ("Improvements", improvements),
        ("Replications", str(study.replications)),
        ("Seed", str(study.seed)),
        ("Budget", "none" if study.budget is None else f"{study.budget:,.0f}"),
    ]
    return _table(["What", "Which"], rows, f"{study.title} ({study.name})")


def _first(titles: Iterable[str]) -> str:
    each = [in_short(title) for title in titles]
    more = [f"and {len(each) - NAMED} more"] if len(each) > NAMED else []
    return ", ".join([*each[:NAMED], *more]) or "none"


def _table(columns: list[str], rows: Sequence[tuple[str, ...]], title: str) -> str:
    import pandas as pd  # takes half a second to import, and only a notebook needs it

    from cxsim.theme.tables import Table

    return Table(pd.DataFrame(rows, columns=columns), title)._repr_html_()
