"""The parts of a scenario held against each other: shares, names, teams, and what fits how churn is defined.

Every check reports all it finds, and none complains about a part that exists but has a fault of its own.
"""

import math
from collections.abc import Iterator

from cxsim.scenario.behaviour import Advocacy, Mechanisms
from cxsim.scenario.company import Desk, Rhythm, Team
from cxsim.scenario.crossings import WIDEST
from cxsim.scenario.distributions import LEAST_SPREAD, MOST_SPREAD, DurationDistribution
from cxsim.scenario.document import Document
from cxsim.scenario.facts import check_facts
from cxsim.scenario.faults import Fault, Path, escaped, shown
from cxsim.scenario.graph import check_graphs, sum_fault
from cxsim.scenario.hours import parse_hours
from cxsim.scenario.journeys import GOAL, RESERVED_LINKS, STOP, Journey
from cxsim.scenario.model import Scenario
from cxsim.scenario.parts import Parts, parts_of
from cxsim.scenario.people import Churn, Contract, Period, Persona, Population, Value
from cxsim.scenario.quantities import format_duration
from cxsim.scenario.titles import check_titles
from cxsim.scenario.touchpoints import RESERVED_CAUSES, Touchpoint, Waiting
from cxsim.scenario.tried import check_changes

SHORTEST_INTERVAL = 1 / 24  # days between two needs for a journey, on average
MOST_PROSPECTS = 10_000_000  # on average, in the whole simulation


def check(document: Document, scenario: Scenario | None) -> list[Fault]:
    """Hold the parts of a document against each other.

    Parameters
    ----------
    document
        What was written.
    scenario
        The same as a valid model; None where some part has a fault, and then the other parts are checked.
    """
    parts = parts_of(document, scenario)
    return [
        *_check_population(parts),
        *_check_personas(parts),
        *_check_touchpoints(parts),
        *_check_journeys(parts),
        *_check_kinds_of_journeys(parts),
        *check_graphs(parts),
        *_check_company(parts),
        *_check_value(parts),
        *_check_rhythms(parts),
        *check_changes(parts),
        *check_titles(parts),
        *_check_facts(parts),
    ]


def _check_population(parts: Parts) -> Iterator[Fault]:
    document = parts.document
    population: Population | None = parts.blocks["population"]
    period: Period | None = parts.blocks["period"]
    churn: Churn | None = parts.blocks["churn"]
    if population is not None:
        if population.existing == 0 and population.prospects_per_day == 0:
            expected = "existing customers, prospects per day, or both"
            yield document.fault(("population",), "nobody: no existing customers and no prospects", expected)
        if population.rhythm is not None:
            yield from parts.reference(("population", "rhythm"), population.rhythm, "rhythms")
        yield from _check_start(document, population)
        days = period.warm_up + period.follow_up if period is not None else 0.0
        if (prospects := population.prospects_per_day * days) > MOST_PROSPECTS:
            found = f"{prospects:,.0f} prospects until the end of the follow-up"
            expected = f"at most {MOST_PROSPECTS:,}"
            yield document.fault(("population", "prospects_per_day"), found, expected)
    if period is not None and period.time_to_decide >= period.follow_up:
        found, follow_up = format_duration(period.time_to_decide), format_duration(period.follow_up)
        yield document.fault(
            ("period", "time_to_decide"), found, f"a duration below follow_up, which is {follow_up}"
        )
    if churn is not None and churn.definition == "no_purchase" and churn.window is None:
        yield document.fault(
            ("churn",), "no window", "a field window, because churn is defined by no_purchase"
        )
    if churn is not None and churn.definition == "contract_end" and churn.window is not None:
        yield document.fault(
            ("churn", "window"), "a window", "none, because churn is defined by contract_end"
        )
    if churn is not None:
        yield from _check_intention(parts, churn)


def _check_intention(parts: Parts, churn: Churn) -> Iterator[Fault]:
    """Look whether who means to leave can: at the end of a contract, which a renewal journey decides."""
    if churn.definition == "no_purchase":
        for field in ("at_once", "intention_lasts", "recovery_wins_back"):
            if getattr(churn, field) != Churn.model_fields[field].default:
                expected = "none, because churn is defined by no_purchase: no contract holds anybody"
                yield parts.document.fault(("churn", field), field, expected)
    elif churn.at_once < 1 and not any(one.type == "renewal" for one in parts.entries["journeys"].values()):
        expected = "1, or a journey of type renewal: without one no contract ends, and nobody can leave later"
        yield parts.document.fault(("churn", "at_once"), f"{churn.at_once:g}", expected)


def _check_personas(parts: Parts) -> Iterator[Fault]:
    churn: Churn | None = parts.blocks["churn"]
    written = parts.document.data.get("personas")
    personas = written.values() if isinstance(written, dict) else ()
    shares = [persona.get("share") if isinstance(persona, dict) else None for persona in personas]
    usable = [
        share for share in shares if isinstance(share, int | float) and 0 <= share <= 1 and share is not True
    ]
    if shares and len(usable) == len(shares):
        yield from sum_fault(parts, ("personas",), usable, "all personas")
    for name, persona in parts.entries["personas"].items():
        path: Path = ("personas", name)
        yield from _check_contract(parts, path, persona, churn)
        yield from _check_expectations(parts, path, persona)
        for touchpoint in persona.stakes:
            yield from parts.reference((*path, "stakes", touchpoint), touchpoint, "touchpoints")
        for channel in persona.channels:
            yield from parts.reference((*path, "channels", channel), channel, "channels")


def _check_contract(parts: Parts, path: Path, persona: Persona, churn: Churn | None) -> Iterator[Fault]:
    if churn is None:
        return
    if churn.definition == "contract_end" and persona.contract is None:
        yield parts.document.fault(
            path, "no contract", "a field contract, because churn is defined by contract_end"
        )
    if churn.definition == "no_purchase" and persona.contract is not None:
        expected = "none, because churn is defined by no_purchase"
        yield parts.document.fault((*path, "contract"), "a contract", expected)
    if persona.contract is not None:
        shortest = min(persona.contract.first, persona.contract.later)
        if persona.contract.notice > shortest:
            found, most = format_duration(persona.contract.notice), format_duration(shortest)
            expected = f"at most {most}, the shortest term"
            yield parts.document.fault((*path, "contract", "notice"), found, expected)
        yield from _check_steps(parts, (*path, "contract"), persona.contract)


def _check_steps(parts: Parts, path: Path, contract: Contract) -> Iterator[Fault]:
    """Look whether more is more and less is less, and whether nobody takes both."""
    up, down, part = contract.upgrade, contract.downgrade, contract.keeps_part
    if up is not None and up.factor < 1.0:
        yield parts.document.fault((*path, "upgrade", "factor"), f"{up.factor:g}", "a factor of at least 1")
    for field, step in (("downgrade", down), ("keeps_part", part)):
        if step is not None and step.factor > 1.0:
            yield parts.document.fault((*path, field, "factor"), f"{step.factor:g}", "a factor of at most 1")
    if up is not None and down is not None and up.share + down.share > 1.0 + 1e-9:
        found = f"shares of {up.share:g} and {down.share:g} for upgrade and downgrade"
        yield parts.document.fault(path, found, "a sum of at most 1: nobody takes both")


def _check_expectations(parts: Parts, path: Path, persona: Persona) -> Iterator[Fault]:
    mean, sd = persona.expectation, persona.spread.expectation
    most = MOST_SPREAD * math.sqrt(mean * (1.0 - mean))
    if sd and not LEAST_SPREAD <= sd < most:
        found = f"{sd:g}, around an expectation of {mean:g}"
        some = f", or an sd from {LEAST_SPREAD:g} to {most:.3g}" if most > LEAST_SPREAD else ""
        yield parts.document.fault((*path, "spread", "expectation"), found, f"0{some}")


def _check_touchpoints(parts: Parts) -> Iterator[Fault]:
    document = parts.document
    for name in parts.names("touchpoints") or ():
        if name in (GOAL, STOP):
            yield document.fault(
                ("touchpoints", name), f"a touchpoint named {name}", "another name: journeys end there"
            )
        if name in RESERVED_LINKS:
            expected = "another name: among links it says when others hold"
            yield document.fault(("touchpoints", name), f"a touchpoint named {name}", expected)
    for name, touchpoint in parts.entries["touchpoints"].items():
        path: Path = ("touchpoints", name)
        yield from parts.reference((*path, "channel"), touchpoint.channel, "channels")
        yield from parts.reference((*path, "department"), touchpoint.department, "departments")
        if touchpoint.recovery is not None:
            yield from parts.reference((*path, "recovery"), touchpoint.recovery, "desks")
        for cause in touchpoint.frictions:
            if cause in RESERVED_CAUSES:
                found = f"a friction named {cause}, which the model itself brings about"
                yield document.fault((*path, "frictions", cause), found, "another name")
        yield from _check_waiting(parts, path, touchpoint)


def _check_waiting(parts: Parts, path: Path, touchpoint: Touchpoint) -> Iterator[Fault]:
    document, waiting = parts.document, touchpoint.waiting
    if touchpoint.team is not None:
        yield from parts.reference((*path, "team"), touchpoint.team, "teams")
        if waiting is None:
            yield document.fault(path, "no waiting", "a field waiting, because a team serves here")
    if waiting is None:
        return
    if touchpoint.team is None:
        yield document.fault((*path, "waiting"), "waiting", "none, because no team serves here")
    yield from _check_escape(parts, path, waiting)


def _check_escape(parts: Parts, path: Path, waiting: Waiting) -> Iterator[Fault]:
    total = waiting.redial + sum(waiting.escape.values())
    if total > 1 + 1e-9:
        found = f"redial and escape that sum to {total:.9g}"
        yield parts.document.fault((*path, "waiting"), found, "a sum of at most 1")
    for target in waiting.escape:
        place = (*path, "waiting", "escape", target)
        yield from parts.reference(place, target, "touchpoints")
        if target == path[-1]:
            yield parts.document.fault(place, "an escape to the same touchpoint", "another one, or redial")


def _check_journeys(parts: Parts) -> Iterator[Fault]:
    churn: Churn | None = parts.blocks["churn"]
    for name, journey in parts.entries["journeys"].items():
        path: Path = ("journeys", name)
        if journey.rhythm is not None:
            yield from parts.reference((*path, "rhythm"), journey.rhythm, "rhythms")
        if journey.after_friction > 0 and journey.type != "after_sales":
            expected = "it in a journey of type after_sales only"
            yield parts.document.fault((*path, "after_friction"), "after_friction", expected)
        yield from _check_every(parts, path, journey, churn)


def _check_every(parts: Parts, path: Path, journey: Journey, churn: Churn | None) -> Iterator[Fault]:
    needed, why = False, ""
    if journey.type == "use":
        needed, why = True, "it says how often customers need this journey"
    elif journey.type == "after_sales":
        needed, why = (
            journey.after_friction == 0,
            "nothing else calls for this journey (or after_friction above 0)",
        )
    elif journey.type == "renewal" and churn is not None:
        needed, why = (
            churn.definition == "no_purchase",
            "there is no contract whose end calls for this journey",
        )
    if needed and journey.every is None:
        yield parts.document.fault(path, "no every", f"a field every: {why}")
    if journey.every is None:
        return
    if journey.type == "onboarding":
        yield parts.document.fault((*path, "every"), "every", "none, because prospects come once")
    elif journey.type == "renewal" and churn is not None and churn.definition == "contract_end":
        yield parts.document.fault(
            (*path, "every"), "every", "none, because the end of the contract calls for it"
        )
    yield from _check_interval(parts, path, journey.every)


def _check_interval(parts: Parts, path: Path, every: DurationDistribution) -> Iterator[Fault]:
    mean, personas = every.mean_value(), parts.entries["personas"]
    found = expected = ""
    hurried = min(personas, key=lambda name: personas[name].neediest, default="")
    if mean < SHORTEST_INTERVAL - 1e-12:
        found = f"a mean of {format_duration(mean)}"
        expected = "a mean of at least 1 h between two such journeys"
    elif every.sd_value() > WIDEST * mean * (1 + 1e-9):
        found = f"an sd of {every.sd_value() / mean:,.0f} times the mean"
        expected = f"at most {WIDEST} times: beyond, most of these times are next to nothing"
    elif hurried and mean * personas[hurried].neediest < SHORTEST_INTERVAL - 1e-12:
        real = format_duration(mean * personas[hurried].neediest)
        most = " (one in a thousand)" if personas[hurried].spread.needs else ""
        found = (
            f"a mean of {format_duration(mean)}, which is {real} at the pace of persona "
            f"{escaped(hurried)}{most}"
        )
        expected = "a mean of at least 1 h between two such journeys, at every pace"
    if found:
        yield parts.document.fault((*path, "every"), found, expected)


def _check_start(document: Document, population: Population) -> Iterator[Fault]:
    if population.start == "given":
        if population.keep:
            expected = "settled, or no population.keep: everything is as given"
            yield document.fault(("population", "start"), "given, beside population.keep", expected)
    elif population.existing == 0 or population.prospects_per_day == 0:
        missing = "existing customers" if population.existing == 0 else "prospects"
        expected = "given, or customers at the start and prospects who take the place of those who leave"
        yield document.fault(("population", "start"), f"settled, but no {missing}", expected)


def _check_kinds_of_journeys(parts: Parts) -> Iterator[Fault]:
    document = parts.document
    population: Population | None = parts.blocks["population"]
    churn: Churn | None = parts.blocks["churn"]
    journeys = parts.entries["journeys"]
    by_type = {
        kind: [name for name in journeys if journeys[name].type == kind] for kind in ("onboarding", "renewal")
    }
    called = [
        name
        for name in journeys
        if journeys[name].type == "after_sales" and journeys[name].after_friction > 0
    ]
    for what, names in (*by_type.items(), ("after_sales with after_friction", called)):
        for name in names[1:]:
            found = f"a second journey of type {what}, beside {escaped(names[0])}"
            yield document.fault(("journeys", name), found, "at most one")
    if not parts.whole("journeys") or not journeys or population is None:
        return
    if population.prospects_per_day > 0 and not by_type["onboarding"]:
        expected = "one of type onboarding, because prospects come"
        yield document.fault(("journeys",), "no journey of type onboarding", expected)
    advocacy: Advocacy | None = parts.blocks["advocacy"]
    mechanisms: Mechanisms | None = parts.blocks["mechanisms"]
    referrals = advocacy.referral if advocacy is not None and mechanisms and mechanisms.referrals else 0.0
    # The default counts as 0 then; data with all defaults filled in must remain valid.
    if referrals not in (0.0, Advocacy().referral) and not by_type["onboarding"]:
        found = f"{referrals:g}, but no journey of type onboarding"
        expected = "0, or a journey of type onboarding for those who are referred"
        yield document.fault(("advocacy", "referral"), found, expected)
    if churn is not None and churn.definition == "no_purchase" and not by_type["renewal"]:
        expected = "one of type renewal, because churn is defined by no_purchase"
        yield document.fault(("journeys",), "no journey of type renewal", expected)


def _check_company(parts: Parts) -> Iterator[Fault]:
    for name, team in parts.entries["teams"].items():
        if team.department is not None:
            yield from parts.reference(("teams", name, "department"), team.department, "departments")
    desks: dict[str, Desk] = parts.entries["desks"]
    for name, desk in desks.items():
        if desk.team is not None:
            yield from parts.reference(("desks", name, "team"), desk.team, "teams")
    for name, improvement in parts.entries["improvements"].items():
        yield from parts.reference(("improvements", name, "owner"), improvement.owner, "departments")
        for index, persona in enumerate(improvement.personas or ()):
            yield from parts.reference(("improvements", name, "for", index), persona, "personas")


def _check_value(parts: Parts) -> Iterator[Fault]:
    """Look whether it is said what a customer costs who comes in by a channel."""
    value: Value | None = parts.blocks["value"]
    path: Path = ("value", "acquisition_cost")
    if value is None or not isinstance(costs := value.acquisition_cost, dict):
        return
    unknown = [one for channel in costs for one in parts.reference((*path, channel), channel, "channels")]
    yield from unknown
    onboarding = [one for one in parts.entries["journeys"].values() if one.type == "onboarding"]
    points = parts.entries["touchpoints"]
    starts = (name for journey in onboarding for name in journey.start if name in points)
    missing = [name for name in dict.fromkeys(points[name].channel for name in starts) if name not in costs]
    if missing and not unknown:
        found = f"no cost for {', '.join(map(escaped, missing))}"
        yield parts.document.fault(path, found, "one for each channel by which prospects come in")


def _check_facts(parts: Parts) -> Iterator[Fault]:
    period: Period | None = parts.blocks["period"]
    decided = period.time_to_decide if period is not None else 0.0
    journeys = parts.entries["journeys"] if parts.whole("journeys") else None
    yield from check_facts(parts.document, parts.entries["facts"], journeys, decided)


def _check_rhythms(parts: Parts) -> Iterator[Fault]:
    """Find journeys whose customers are only active when the team they come to turns them away."""
    for name, journey in parts.entries["journeys"].items():
        rhythm = parts.entries["rhythms"].get(journey.rhythm)
        teams = (_turning_away(parts, touchpoint) for touchpoint in journey.links)
        for team_name, team in dict(found for found in teams if found).items():
            if rhythm is not None and not _meet(rhythm, team):
                hours = f"never active while team {escaped(team_name)} is open"
                found = f"the rhythm {shown(journey.rhythm)}, {hours}"
                expected = "a common hour, or when_closed: wait"
                yield parts.document.fault(("journeys", name, "rhythm"), found, expected)


def _turning_away(parts: Parts, touchpoint_name: str) -> tuple[str, Team] | None:
    touchpoint = parts.entries["touchpoints"].get(touchpoint_name)
    team = parts.entries["teams"].get(touchpoint.team) if touchpoint is not None else None
    return (
        (touchpoint.team, team)
        if touchpoint is not None and team is not None and team.when_closed == "turn_away"
        else None
    )


def _meet(rhythm: Rhythm, team: Team) -> bool:
    open_spans = [span for shift in team.shift_plan() if shift.staff for span in parse_hours(shift.hours)]
    return any(
        start < day + (hour + 1) / 24 and day + hour / 24 < end
        for day, hours in enumerate(rhythm.week())
        for hour, weight in enumerate(hours)
        if weight > 0
        for start, end in open_spans
    )
