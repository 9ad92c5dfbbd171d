"""Facts: observed figures that a scenario has to reproduce to be believed."""

from collections.abc import Iterator
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field

from cxsim.scenario.document import Document
from cxsim.scenario.faults import Fault, Path, either, nearest, shown
from cxsim.scenario.journeys import GOAL, STOP
from cxsim.scenario.measures import ALL_KPIS, KPIS, NO_SHARES, SCOPES, Scope
from cxsim.scenario.quantities import Name, PositiveDuration, Text, format_duration
from cxsim.scenario.strict import StrictModel
from cxsim.scenario.touchpoints import STAGES

Bound = Annotated[float, Field(strict=True, ge=-1e9, le=1e9, allow_inf_nan=False)]

# Scopes whose names are those of a section, and the section.
SECTIONS = {
    "persona": "personas",
    "touchpoint": "touchpoints",
    "channel": "channels",
    "department": "departments",
    "team": "teams",
}
ARROWS = ("→", "->")


def _lowest_first(bounds: tuple[float, float]) -> tuple[float, float]:
    if bounds[0] > bounds[1]:
        raise ValueError("the lowest value first")
    return bounds


class Fact(StrictModel):
    """An observed figure: a KPI of a part of the journey, and the range in which it is known to lie."""

    kpi: Name = Field(
        description="which figure, such as stay or abandonment", json_schema_extra={"enum": list(ALL_KPIS)}
    )
    scope: Scope = Field(default="journey", description="of what: the whole journey, or a kind of its parts")
    name: Annotated[str, Field(min_length=1, max_length=200)] | None = Field(
        default=None, description="of which part; two touchpoints with -> between them for a link"
    )
    persona: Name | None = Field(default=None, description="of this persona only; not with scope team")
    after: PositiveDuration | None = Field(
        default=None, description="measured so long from the end of the warm-up; the follow-up where absent"
    )
    range: Annotated[tuple[Bound, Bound], AfterValidator(_lowest_first)] = Field(
        description="lowest and highest value that is believed, in the unit of the KPI; a share from 0 to 1"
    )
    source: Text = ""
    grade: Literal["a", "b", "c"] | None = Field(
        default=None,
        description="a meta-analysis or large study, b one study or data set, c vendor figure or intention",
    )
    note: Text = ""

    @property
    def place(self) -> tuple[Scope, str, str | None]:
        """Of what it tells, as results call it: scope and name, and of whom, if of one persona at a part."""
        if self.persona is not None and self.scope == "journey":
            return "persona", self.persona, None
        name = " → ".join(ends(self.name or "")) if self.scope == "link" else self.name or "all"
        return self.scope, name, self.persona


def ends(link: str) -> tuple[str, str]:
    """Return where a link leads from and to; empty where there is no arrow.

    Examples
    --------
    >>> ends("app -> call_centre"), ends("app → goal"), ends("app")
    (('app', 'call_centre'), ('app', 'goal'), ('app', ''))
    """
    for arrow in ARROWS:
        origin, found, target = link.partition(arrow)
        if found:
            return origin.strip(), target.strip()
    return link.strip(), ""


def check_facts(
    document: Document, facts: dict[str, Fact], journeys: dict[str, Any] | None, decided: float
) -> Iterator[Fault]:
    """Find facts about what is not measured, or not there.

    Parameters
    ----------
    document
        What was written.
    facts
        Those that could be read.
    journeys
        All journeys; None if some could not be read.
    decided
        The time prospects have to decide, days.
    """
    for name, fact in facts.items():
        path: Path = ("facts", name)
        yield from _check_kpi(document, path, fact)
        yield from _check_place(document, path, fact, journeys)
        if fact.after is not None and fact.after <= decided:
            found, least = format_duration(fact.after), format_duration(decided)
            expected = f"a duration above period.time_to_decide, which is {least}"
            yield document.fault((*path, "after"), found, expected)


def _check_kpi(document: Document, path: Path, fact: Fact) -> Iterator[Fault]:
    known = KPIS[fact.scope]
    if fact.kpi not in known:
        elsewhere = [scope for scope in SCOPES if fact.kpi in KPIS[scope]]
        hint = f"it is one of scope {elsewhere[0]}" if elsewhere else nearest(fact.kpi, known)
        expected = f"a KPI of scope {fact.scope}" + ("" if hint else f" ({either(known, len(known))})")
        yield document.fault((*path, "kpi"), shown(fact.kpi), expected, hint)
    elif fact.kpi not in NO_SHARES and not 0.0 <= fact.range[0] <= fact.range[1] <= 1.0:
        found, expected = shown(list(fact.range)), f"two shares from 0 to 1, as {fact.kpi} is a share"
        yield document.fault((*path, "range"), found, expected)


def _check_place(
    document: Document, path: Path, fact: Fact, journeys: dict[str, Any] | None
) -> Iterator[Fault]:
    if fact.persona is not None:
        yield from _check_name(document, (*path, "persona"), fact.persona, "persona")
        if fact.scope in ("persona", "team"):
            found = f"a persona with scope {fact.scope}"
            expected = "it with another scope: a persona is named once, and a team is not known by persona"
            yield document.fault((*path, "persona"), found, expected)
    if fact.scope == "journey":
        if fact.name not in (None, "all"):
            expected = "none with scope journey; or another scope"
            yield document.fault((*path, "name"), shown(fact.name), expected, nearest(fact.name, SCOPES))
    elif fact.name is None:
        yield document.fault(path, "no name", f"a field name: of which {fact.scope} it tells")
    elif fact.scope == "link":
        if journeys is not None:
            yield from _check_link(document, (*path, "name"), fact.name, journeys)
    else:
        yield from _check_name(document, (*path, "name"), fact.name, fact.scope)


def _check_name(document: Document, path: Path, name: str, scope: str) -> Iterator[Fault]:
    names: Any = STAGES if scope == "stage" else document.data.get(SECTIONS[scope], {})
    if isinstance(names, dict | tuple) and name not in names:
        hint = nearest(name, names)
        expected = f"a {scope}" + ("" if hint else f" ({either(names)})")
        yield document.fault(path, shown(name), expected, hint)


def _check_link(document: Document, path: Path, name: str, journeys: dict[str, Any]) -> Iterator[Fault]:
    links = {
        f"{origin} -> {target}"
        for journey in journeys.values()
        for origin, ways in journey.links.items()
        for _, fork in ways.each()
        for target in fork
        if target not in (GOAL, STOP)
    }
    if " -> ".join(ends(name)) not in links:
        hint = nearest(" -> ".join(ends(name)), links)
        expected = "a link between two touchpoints" + ("" if hint else ", such as app -> website")
        yield document.fault(path, shown(name), expected, hint)
