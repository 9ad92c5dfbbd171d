"""Targets: each part of the company held against its targets, beside the journey as a whole.

A company can be green wherever it looks and lose its customers all the same, because no part answers for what
happens between the parts. So the same picture has both: the parts with their own KPIs, and the journey with
those that only the whole has.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

import pandas as pd

from cxsim.errors import ParameterError
from cxsim.results.answer import Answer
from cxsim.results.manifest import Manifest
from cxsim.results.run import Run
from cxsim.scenario.arguments import check_fields, public
from cxsim.scenario.faults import either, nearest, shown
from cxsim.scenario.measures import KPIS
from cxsim.scenario.model import Scenario

Scope = Literal["channel", "department", "touchpoint", "stage"]
SCOPES: tuple[Scope, ...] = ("channel", "department", "touchpoint", "stage")
WHOLE: Literal["journey"] = "journey"

COLUMNS = ["scope", "name", "title", "kpi", "unit", "sense", "target", "mean", "low", "high", "status"]
GREEN, AMBER, RED = "green", "amber", "red"


class Target(NamedTuple):
    """What a KPI should be: at least or at most so much.

    Examples
    --------
    >>> Target("friction", "at most", 0.1)
    Target(kpi='friction', sense='at most', value=0.1)
    """

    kpi: str
    sense: Literal["at least", "at most"]
    value: float


# What a well-run channel would be asked for; all assumed, replace them by your own. What they count is the
# channel's own: context lost on the way belongs to the link.
PARTS = (
    Target("friction", "at most", 0.10),
    Target("abandonment", "at most", 0.05),
    Target("closed", "at most", 0.05),
    Target("satisfied", "at least", 0.75),
)
# SQM Group: 70 % of requests are settled at the first contact.
FIRST_CONTACT = Target("first_contact_resolution", "at least", 0.70)


@dataclass(frozen=True, repr=False)
class Targets(Answer, frames={"targets": "figures"}):
    """Parts and whole against their targets.

    Attributes
    ----------
    scenario, manifest
        What was simulated, and what decides every bit of the rest.
    scope
        What the parts are.
    figures
        One row for each part (or the ``journey``) and target that has figures: ``scope``, ``name``,
        ``title``, ``kpi``, ``unit``, ``sense``, ``target``, ``mean``, ``low``, ``high`` (95 %), and
        ``status``: green if the whole interval meets the target, red if none of it does, amber if that cannot
        be told.
    """

    scenario: Scenario
    manifest: Manifest
    scope: str
    figures: pd.DataFrame

    @property
    def parts(self) -> pd.Series:
        """The status of each part, by name: that of its worst KPI."""
        mine = self.figures[self.figures["scope"] == self.scope]
        return mine.groupby("name", sort=False)["status"].agg(_worst)

    @property
    def whole(self) -> str:
        """The status of the journey: that of its worst KPI."""
        return _worst(self.figures.loc[self.figures["scope"] == WHOLE, "status"])


@public()
def targets(
    run: Run,
    parts: Sequence[Target] = PARTS,
    whole: Sequence[Target] | None = None,
    scope: Scope = "channel",
) -> Targets:
    """Hold channels (or departments, touchpoints, stages) and the journey against their targets.

    Parameters
    ----------
    run
        A simulation, with at least two replications for any status but amber.
    parts
        Targets of each part; those that a part has no figures for (it has no staff, or asks for no opinion)
        are left out there.
    whole
        Targets of the journey; by default the yearly retention of the sector (the scenario's
        ``value.sector_retention``), if it is known, and 70 % settled at the first contact (SQM Group).
    scope
        What the parts are.

    Raises
    ------
    ParameterError
        If there is no such scope or KPI.

    Examples
    --------
    >>> import cxsim as cx
    >>> run = cx.simulate(cx.load_scenario("scenarios/green_channels.yaml"))  # doctest: +SKIP
    >>> cx.targets(run).parts.unique(), cx.targets(run).whole  # doctest: +SKIP
    (array(['green'], dtype=object), 'red')
    """
    for one in (*parts, *(whole or ())):
        check_fields(one)
    scenario = run.scenario
    if whole is None:
        usual = scenario.value.sector_retention
        stay = () if usual is None else (Target("yearly_retention", "at least", usual),)
        whole = (*stay, FIRST_CONTACT)
    of_parts = _held(run, scope, parts).sort_values("name", kind="stable")
    table = pd.concat([of_parts, _held(run, WHOLE, whole)], ignore_index=True)
    return Targets(scenario, run.manifest, scope, table)


def _held(run: Run, scope: Scope | Literal["journey"], targets: Sequence[Target]) -> pd.DataFrame:
    """Hold everything of a scope against its targets."""
    found = run.kpis()
    found = found[found["scope"] == scope]
    rows = []
    for target in targets:
        own = run.manifest.get("figures", {})
        known = sorted({*KPIS[scope], *own} if scope == WHOLE else KPIS[scope])
        if target.kpi not in known:  # whether or not anybody came, who would give it a figure
            hint = nearest(target.kpi, known) or f"expected {either(known)}"
            raise ParameterError(f"kpi: found no KPI {shown(target.kpi)} of a {scope}; {hint}")
        for row in found[(found["kpi"] == target.kpi) & found["mean"].notna()].to_dict("records"):
            title, status = _title(run.scenario, scope, row["name"]), _status(target, row["low"], row["high"])
            rows.append(
                {**row, "title": title, "sense": target.sense, "target": target.value, "status": status}
            )
    return pd.DataFrame(rows, columns=COLUMNS)


def _status(target: Target, low: float, high: float) -> str:
    if target.sense == "at least":
        meets, misses = low >= target.value, high < target.value
    else:
        meets, misses = high <= target.value, low > target.value
    return GREEN if meets else RED if misses else AMBER


def _worst(each: pd.Series) -> str:
    return max(each, key=(GREEN, AMBER, RED).index, default=GREEN)


def _title(scenario: Scenario, scope: str, name: str) -> str:
    library: dict[str, Any] = {
        "channel": scenario.channels,
        "department": scenario.departments,
        "touchpoint": scenario.touchpoints,
    }
    return str(library[scope][name].title) if scope in library else name.capitalize()
