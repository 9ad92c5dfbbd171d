"""Interventions: what an experiment does to a journey; they compose (see `world`), and every draw stays."""

import dataclasses
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Literal, NamedTuple, TypeVar, get_args

from cxsim.engine.parts import JourneyPlan, LinkPlan, Plan, TouchpointPlan
from cxsim.engine.plan import plan
from cxsim.engine.vocabulary import FREE, GROUPS, NONE, forced_at, forced_on
from cxsim.engine.vocabulary import Outcome as Code
from cxsim.errors import InterventionError
from cxsim.questions.experiments.settled import refusal
from cxsim.questions.experiments.stages import staged
from cxsim.scenario.arguments import check_fields
from cxsim.scenario.distributions import CONSTANT
from cxsim.scenario.faults import either, nearest, shown
from cxsim.scenario.improve import improve
from cxsim.scenario.model import Scenario
from cxsim.scenario.timing import moments
from cxsim.scenario.whole import whole

Outcome = Literal["friction", "recovered", "ok", "delight"]
OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)
Visits = Literal["first", "every"]
_CODES = {"friction": Code.FRICTION, "recovered": Code.RECOVERED, "ok": Code.OK, "delight": Code.DELIGHT}


class NothingToTell(InterventionError):
    """What was asked has no answer here, though nothing is wrong; the text says why."""


class World(NamedTuple):
    """A journey under interventions: what it says in the end, and what is simulated.

    Everybody lives today's journey until the end of the warm-up; there worlds branch. `start` is the world
    it branched from, by what was `done`. Where improvements build or remove anything, worlds branch from
    `whole`, which is today's beside all that they would build.
    """

    scenario: Scenario
    plan: Plan
    start: "World | None" = None
    done: "tuple[Intervention, ...]" = ()
    whole: "World | None" = None

    def after(self, *interventions: "Intervention") -> "World":
        """Return the world that branches from this one by interventions, done in this order.

        Improvements are done before all others.

        Raises
        ------
        InterventionError
            If one of them cannot be done to this scenario, or to what the others left of it.
        ScenarioError
            If improvements together do not give a valid scenario.
        """
        if not interventions:
            return self
        start, done = self.start or self, (*self.done, *interventions)
        today = (start.whole or start).plan
        scenario, numbers = staged(start.scenario, today, done, start.whole and start.whole.scenario)
        if why := next(filter(None, (refusal(today, stage) for stage in numbers.stages)), ""):
            raise InterventionError(why)
        return World(scenario, numbers, start, done)


@dataclass(frozen=True)
class Intervention:
    """Something done to a journey: to what its file says, or to how it is simulated."""

    def __post_init__(self) -> None:
        check_fields(self)

    def improvements(self) -> tuple[str, ...]:
        """Return the improvements of a scenario's own library that it carries out."""
        return ()

    def without(self, names: Collection[str]) -> "Intervention":
        """Return what it does to customers whom these improvements do not address."""
        return self

    def moments(self, scenario: Scenario) -> Collection[float]:
        """Return when it changes, in days after time 0, where not at the end of the warm-up alone."""
        return ()

    def to_scenario(self, scenario: Scenario, time: float | None = None) -> Scenario:
        """Return the scenario it makes of one: by a time, in days after time 0, or in the end."""
        return scenario

    def to_plan(self, plan: Plan, scenario: Scenario) -> Plan:
        """Return the plan it makes of one, which says since when it is lived."""
        return plan


def world(scenario: Scenario, *interventions: Intervention) -> World:
    """Return today's journey, or the world that branches from it by interventions (see `World.after`).

    Parameters
    ----------
    scenario
        Today's journey.
    *interventions
        What is done to it; none for today's journey itself.

    Raises
    ------
    InterventionError
        If one of them cannot be done to this scenario, or to what the others left of it.
    ScenarioError
        If improvements together do not give a valid scenario.
    """
    today, all_there, stands = plan(scenario), whole(scenario), None
    if all_there:  # before time 0 they are the same, and lived once
        stands = World(all_there, dataclasses.replace(plan(all_there), settling=today.settling))
    return World(scenario, today, whole=stands).after(*interventions)


@dataclass(frozen=True)
class Become(Intervention):
    """Become another journey of the same people.

    Attributes
    ----------
    scenario
        What it is from then on.
    """

    scenario: Scenario

    def to_scenario(self, scenario: Scenario, time: float | None = None) -> Scenario:
        """Return the scenario that it becomes."""
        return self.scenario


@dataclass(frozen=True)
class Improve(Intervention):
    """Carry out improvements of the scenario's own library.

    Attributes
    ----------
    names
        Under `improvements`, in this order.

    Examples
    --------
    >>> Improve("one_case_file", "correct_invoices").names
    ('one_case_file', 'correct_invoices')
    """

    names: tuple[str, ...]

    def __init__(self, *names: str) -> None:
        object.__setattr__(self, "names", names)
        check_fields(self)

    def improvements(self) -> tuple[str, ...]:
        """Return the names."""
        return self.names

    def without(self, names: Collection[str]) -> "Improve":
        """Return the other improvements."""
        return Improve(*(name for name in self.names if name not in names))

    def moments(self, scenario: Scenario) -> Collection[float]:
        """Return when the improvements begin, and change."""
        return moments(scenario, self.names)

    def to_scenario(self, scenario: Scenario, time: float | None = None) -> Scenario:
        """Return the scenario with the improvements as far as they act, or in full."""
        return improve(scenario, *self.names, time=time)


@dataclass(frozen=True)
class ForceOutcome(Intervention):
    """Force how visits to a touchpoint turn out, for those who are served.

    Attributes
    ----------
    touchpoint
        Its name.
    outcome
        ``friction``: one of its own causes, each as often as today, which nobody hears of; ``recovered``: the
        same, put right at once by its recovery desk; ``ok``: neither friction nor delight; ``delight``.
    visits
        ``first``: each person's first visit after the warm-up; ``every``: all of them from then on.
    group
        Whom it addresses: one of ten groups, 0 to 9, of people by their number, which is the same in all
        worlds; by default everybody. Several groups can be addressed in one world, each with its outcome.

    Examples
    --------
    >>> ForceOutcome("invoice", "friction")
    ForceOutcome(touchpoint='invoice', outcome='friction', visits='first', group=None)
    """

    touchpoint: str
    outcome: Outcome
    visits: Visits = "first"
    group: int | None = None

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.group is not None and self.group not in range(GROUPS):
            raise InterventionError(
                f"{self}: found group {self.group}, expected a whole number from 0 to {GROUPS - 1}"
            )

    def to_plan(self, plan: Plan, scenario: Scenario) -> Plan:
        """Return the plan with the outcome forced there."""
        at = position(self, "touchpoint", self.touchpoint, scenario.touchpoints)
        touchpoint = plan.touchpoints[at]
        code, groups = _CODES[self.outcome], range(GROUPS) if self.group is None else [self.group]
        already = {group: forced_at(touchpoint.forced, group) for group in groups}
        if not set(already.values()) <= {FREE, code}:
            raise InterventionError(f"{self}: another outcome is forced there already")
        if why := cannot_be_forced(touchpoint, self.outcome):
            raise InterventionError(f"{self}: {why}")
        free = [group for group in groups if already[group] == FREE]
        forced = dataclasses.replace(
            touchpoint,
            forced=forced_on(dict.fromkeys(free, code), touchpoint.forced),
            every=self.visits == "every",
        )
        return dataclasses.replace(plan, touchpoints=with_part(plan.touchpoints, at, forced))


def goes_wrong(touchpoint: TouchpointPlan) -> bool:
    """Tell whether anything can go wrong at a touchpoint by itself: causes, or irrelevant messages."""
    return bool(touchpoint.causes) or touchpoint.relevance < 1.0


def cannot_be_forced(touchpoint: TouchpointPlan, outcome: Outcome) -> str:
    """Say why an outcome cannot be forced at a touchpoint; nothing if it can."""
    if outcome in ("friction", "recovered") and not goes_wrong(touchpoint):
        return "the scenario names nothing that can go wrong there"
    if outcome == "recovered" and touchpoint.desk == NONE:
        return "no desk recovers what goes wrong there"
    strength = touchpoint.delight_strength
    if outcome == "delight" and strength.kind == CONSTANT and strength.a == 0.0:
        return "the scenario does not say what delight there would be like"
    return ""


@dataclass(frozen=True)
class LessFriction(Intervention):
    """Lower what can go wrong at a touchpoint by itself: its causes of friction, and irrelevant messages.

    Waiting and lost context are not its own: they belong to teams and links.

    Attributes
    ----------
    touchpoint
        Its name.
    share
        By how much of today's probability, 0 to 1.

    Examples
    --------
    >>> LessFriction("invoice", 0.5)
    LessFriction(touchpoint='invoice', share=0.5)
    """

    touchpoint: str
    share: float

    def to_plan(self, plan: Plan, scenario: Scenario) -> Plan:
        """Return the plan with less friction there."""
        at = position(self, "touchpoint", self.touchpoint, scenario.touchpoints)
        touchpoint, left = plan.touchpoints[at], 1.0 - self.share
        lower = dataclasses.replace(
            touchpoint,
            causes=tuple(
                dataclasses.replace(cause, probability=cause.probability * left)
                for cause in touchpoint.causes
            ),
            relevance=1.0 - (1.0 - touchpoint.relevance) * left,
        )
        return dataclasses.replace(plan, touchpoints=with_part(plan.touchpoints, at, lower))


@dataclass(frozen=True)
class KeepContext(Intervention):
    """Never lose context on the way from one touchpoint to another, in any journey.

    Attributes
    ----------
    source, target
        Names of touchpoints; None stands for all of them.

    Examples
    --------
    >>> KeepContext("appointment_sms", "technician")
    KeepContext(source='appointment_sms', target='technician')
    """

    source: str | None = None
    target: str | None = None

    def to_plan(self, plan: Plan, scenario: Scenario) -> Plan:
        """Return the plan in which context is kept there."""
        names = scenario.touchpoints
        sources = _positions(self, self.source, names)
        targets = _positions(self, self.target, names)
        journeys = tuple(_keeping(journey, sources, targets) for journey in plan.journeys)
        return dataclasses.replace(plan, journeys=journeys)


def _keeping(journey: JourneyPlan, sources: Collection[int], targets: Collection[int]) -> JourneyPlan:
    def passed_on(source: int, link: LinkPlan) -> LinkPlan:
        mended = source in sources and link.target in targets
        return dataclasses.replace(link, context_loss=0.0) if mended else link

    return dataclasses.replace(
        journey,
        forks=tuple(
            dataclasses.replace(fork, links=tuple(passed_on(fork.at, link) for link in fork.links))
            for fork in journey.forks
        ),
        context_loss=tuple(
            tuple(0.0 if at in sources and to in targets else loss for to, loss in enumerate(row))
            for at, row in enumerate(journey.context_loss)
        ),
    )


T = TypeVar("T")


def with_part(parts: tuple[T, ...], at: int, part: T) -> tuple[T, ...]:
    """Return parts, one of them replaced."""
    return (*parts[:at], part, *parts[at + 1 :])


def _positions(intervention: Intervention, name: str | None, names: Collection[str]) -> Collection[int]:
    return range(len(names)) if name is None else (position(intervention, "touchpoint", name, names),)


def position(intervention: Intervention, kind: str, name: str, names: Iterable[str]) -> int:
    """Return the place of a name among others; what an intervention speaks of has to be there."""
    there = list(names)
    if name not in there:
        hint = nearest(name, there) or f"expected {either(there)}"
        raise InterventionError(f"{intervention}: no {kind} {shown(name)}; {hint}")
    return there.index(name)
