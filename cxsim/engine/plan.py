"""The plan: a scenario with names resolved, defaults filled in and mechanisms switched on or off.

Nothing but numbers, so that the engines read it fast and a compiled engine can read it at all. A mechanism
that is switched off is given a parameter that leaves it without effect; the engines know of no switches.
"""

import math
from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from cxsim.engine.parts import (
    AT_ONCE,
    NEVER,
    CausePlan,
    DeskPlan,
    LoyaltyPlan,
    PersonaPlan,
    Plan,
    TeamPlan,
    TouchpointPlan,
)
from cxsim.engine.seasons import Season
from cxsim.engine.vocabulary import BUILT_IN_CAUSES, NONE, Draw
from cxsim.engine.ways import address, cumulative, journey_plan, rhythm_of
from cxsim.engine.weekly import StaffPlan, staff_plan
from cxsim.engine.years import MOST, end_of_year
from cxsim.scenario.behaviour import Advocacy, Feelings, Mechanisms
from cxsim.scenario.distributions import CONSTANT, Beta, Sampler
from cxsim.scenario.hours import parse_hours
from cxsim.scenario.model import Scenario
from cxsim.scenario.people import Contract, Spread, Step
from cxsim.scenario.touchpoints import Friction


def plan(scenario: Scenario, before: Plan | None = None, given: bool = False) -> Plan:
    """Turn a scenario into numbers.

    Parameters
    ----------
    scenario
        A valid scenario.
    before
        What everybody lives until the end of the warm-up, if that is something else; of the same people,
        touchpoints, journeys and teams.
    given
        Whether customers stand at time 0 where the file says, whatever start it asks for.

    Returns
    -------
    Plan
        What the engines simulate; the same for every replication.
    """
    on = scenario.mechanisms
    horizon = scenario.period.warm_up + scenario.period.follow_up
    causes = list(before.causes if before else BUILT_IN_CAUSES)
    for touchpoint in scenario.touchpoints.values():
        causes.extend(cause for cause in touchpoint.frictions if cause not in causes)
    by_type = {journey.type: index for index, journey in enumerate(scenario.journeys.values())}
    called = [i for i, journey in enumerate(scenario.journeys.values()) if journey.after_friction > 0.0]
    no_purchase = scenario.churn.definition == "no_purchase"
    bound = on.intention and not no_purchase and "renewal" in by_type
    lasts = scenario.churn.intention_lasts
    return Plan(
        existing=scenario.population.existing,
        prospects_per_day=scenario.population.prospects_per_day,
        tenure=scenario.population.tenure.sampler(),
        arrival_rhythm=rhythm_of(scenario, scenario.population.rhythm),
        days=_days(scenario),
        **_seasons(scenario),
        warm_up=scenario.period.warm_up,
        last_arrival=horizon - scenario.period.time_to_decide,
        horizon=horizon,
        persona_shares=cumulative([persona.share for persona in scenario.personas.values()]),
        personas=tuple(_persona(scenario, index, name) for index, name in enumerate(scenario.personas)),
        touchpoints=tuple(
            _touchpoint(scenario, index, name, causes) for index, name in enumerate(scenario.touchpoints)
        ),
        journeys=tuple(journey_plan(scenario, index, name) for index, name in enumerate(scenario.journeys)),
        onboarding=by_type.get("onboarding", NONE),
        after_sales=called[0] if called else NONE,
        renewal=by_type.get("renewal", NONE),
        window=scenario.churn.window if no_purchase and scenario.churn.window else math.inf,
        at_once=scenario.churn.at_once if bound else 1.0,
        intention_lasts=lasts.sampler() if lasts and bound else NEVER,
        recovery_wins_back=scenario.churn.recovery_wins_back if bound else 0.0,
        teams=tuple(_team(scenario, index, name) for index, name in enumerate(scenario.teams)),
        desks=tuple(_desk(scenario, index, name) for index, name in enumerate(scenario.desks)),
        handoff_severity=scenario.handoffs.severity.sampler(),
        feelings=_feelings(scenario.feelings, on),
        memory=on.memory,
        gate=scenario.gate if on.mood else scenario.gate.model_copy(update={"mood": 0.0}),
        loyalty=_loyalty(scenario),
        surveys=scenario.surveys,
        advocacy=_advocacy(scenario.advocacy, on, newcomers="onboarding" in by_type),
        referral_delay=scenario.advocacy.referral_delay.sampler(),
        causes=tuple(causes),
        before=before,
        since=scenario.period.warm_up if before else 0.0,
        **({} if before or given or scenario.population.start == "given" else _settling(scenario)),
    )


def _settling(scenario: Scenario) -> dict[str, Any]:
    """Return what is lived before time 0, in an ordinary year, and what is not taken over from it."""
    days = end_of_year(MOST)
    ordinary = scenario.calendar.model_copy(update={"spells": {}, "closed": ()})
    period = scenario.period.model_copy(
        update={"warm_up": 0.0, "follow_up": days + 7.0, "time_to_decide": 0.0}
    )
    start = scenario.start - timedelta(days)
    changes = {"calendar": ordinary, "period": period, "start": start}
    kept = scenario.population.keep
    return {
        "settling": plan(scenario.model_copy(update=changes), given=True),
        "keeps_tenure": "tenure" in kept,
        "keeps_satisfaction": "satisfaction" in kept,
    }


def _persona(scenario: Scenario, index: int, name: str) -> PersonaPlan:
    persona, on = scenario.personas[name], scenario.mechanisms
    spread = persona.spread if on.differences else Spread()
    return PersonaPlan(
        index=index,
        technology=persona.technology,
        expectation=persona.expectation,
        pace=persona.pace,
        patience=persona.patience,
        knows_hours=persona.knows_hours if on.hours else 0.0,
        complaint=persona.complaint if on.complaints else 0.0,
        friction_log_odds=math.log(persona.friction_odds),
        delight_log_odds=math.log(persona.delight_odds),
        message_log_odds=math.log(persona.message_interest),
        loss_aversion=persona.loss_aversion or scenario.feelings.loss_aversion,
        stakes=tuple(persona.stakes.get(touchpoint, 1.0) for touchpoint in scenario.touchpoints),
        switching_cost=persona.switching_cost,
        loyalty=persona.loyalty,
        survey_response=persona.survey_response if on.surveys else 0.0,
        satisfaction=persona.satisfaction.sampler(),
        priority=persona.priority,
        loyalty_spread=spread.loyalty,
        patience_spread=spread.patience,
        expectation_spread=spread.expectation,
        expectations=_expectations(persona.expectation, spread.expectation),
        pace_spread=spread.pace,
        needs_spread=spread.needs,
        **_terms(persona.contract, on),
    )


def _expectations(mean: float, sd: float) -> Sampler:
    return Beta(distribution="beta", mean=mean, sd=sd).sampler() if sd else Sampler(CONSTANT, mean)


_NO_STEP = Step(share=0.0, factor=1.0)


def _terms(contract: Contract | None, on: Mechanisms) -> dict[str, Any]:
    """Return for how long somebody is bound; without intentions, by terms that are all as the first."""
    if contract is None:
        contract = Contract.model_construct(first=math.inf)
    elif not on.intention:
        steps = {name: getattr(contract, name) for name in ("upgrade", "downgrade", "keeps_part")}
        contract = Contract.model_construct(first=contract.first, **steps)
    return {
        "contract": contract.first,
        "then": contract.later,
        "rolls": contract.rolls,
        "power": contract.inertia * contract.later / contract.first if contract.rolls else 1.0,
        "notice": contract.notice,
        "exit_fee": contract.exit_fee,
        **_steps(contract, on),
    }


def _steps(contract: Contract, on: Mechanisms) -> dict[str, float]:
    """Return who goes on with more or with less at the end of a term; nobody, without levels."""
    steps = {"up": contract.upgrade, "down": contract.downgrade, "part": contract.keeps_part}
    given = {name: step if step and on.levels else _NO_STEP for name, step in steps.items()}
    shares = {name: step.share for name, step in given.items()}
    more = ("factor", "slope")
    return shares | {f"{name}_{what}": getattr(step, what) for name, step in given.items() for what in more}


def _touchpoint(scenario: Scenario, index: int, name: str, causes: list[str]) -> TouchpointPlan:
    touchpoint = scenario.touchpoints[name]
    on, level = scenario.mechanisms, scenario.maturity.level(touchpoint.stage)
    asks = scenario.channels[touchpoint.channel].technology
    waiting, message, delight = (
        touchpoint.waiting,
        touchpoint.message if on.messages else None,
        touchpoint.delight,
    )
    names = list(scenario.touchpoints)
    return TouchpointPlan(
        index=index,
        address=address(name),
        team=_position(scenario.teams, touchpoint.team if on.queues else None),
        staffed_by=_position(scenario.teams, touchpoint.team),
        priority=touchpoint.priority,
        service=touchpoint.service.sampler(),
        mean_service=touchpoint.service.mean_value(),
        capacity=touchpoint.capacity or 0.0 if on.capacity else 0.0,
        quality=touchpoint.quality,
        causes=_causes(touchpoint.frictions if on.frictions else {}, asks, causes, on.matter),
        delight=delight.probability if delight and on.delight else 0.0,
        delight_strength=delight.strength.sampler() if delight else AT_ONCE,
        stop_prospect=touchpoint.gate.prospect if on.gate else 0.0,
        stop_customer=touchpoint.gate.customer if on.gate else 0.0,
        stakes=touchpoint.gate.stakes,
        tolerance=waiting.tolerance if waiting else math.inf,
        patience=waiting.patience.sampler() if waiting and waiting.patience and on.patience else NEVER,
        turned_back_severity=waiting.severity.sampler() if waiting else AT_ONCE,
        redial=waiting.redial if waiting and on.redial else 0.0,
        redial_delay=waiting.redial_delay.sampler() if waiting else AT_ONCE,
        escapes=tuple((names.index(name), share) for name, share in waiting.escape.items())
        if waiting and on.redial
        else (),
        is_message=touchpoint.message is not None,  # it keeps the company's pace, whether or not it can annoy
        relevance=message.relevance if message else 1.0,
        earliest=message.earliest if message else 0.0,
        latest=message.latest if message else math.inf,
        message_severity=message.severity.sampler() if message else AT_ONCE,
        desk=_position(scenario.desks, touchpoint.recovery if on.recovery else None),
        detection=level.detection * touchpoint.detectability if on.detection else 0.0,
        recording=level.recording if touchpoint.recording is None else touchpoint.recording,
        empowerment=level.empowerment,
        survey=touchpoint.survey,
        reads_reviews=touchpoint.reads_reviews,
        once=touchpoint.once,
        cost=touchpoint.cost,
        wins_back=touchpoint.wins_back if on.intention else 0.0,
        draws=Draw.SEVERITY + len(touchpoint.frictions),
    )


def _causes(
    frictions: Mapping[str, Friction], asks: float, names: list[str], matter: bool
) -> tuple[CausePlan, ...]:
    probabilities = [friction.probability for friction in frictions.values()]
    if not any(probabilities):
        probabilities = [1.0] * len(frictions)
    return tuple(
        CausePlan(
            names.index(cause),
            friction.probability,
            friction.severity.sampler(),
            friction.technology * asks,
            friction.load,
            friction.blocks and matter,
            usual,
        )
        for (cause, friction), usual in zip(frictions.items(), cumulative(probabilities), strict=True)
    )


def staff_of(scenario: Scenario, name: str) -> StaffPlan:
    """Return who of a team is on duty when."""
    team, calendar = scenario.teams[name], scenario.calendar
    days = _days(scenario)
    closed = {(day - scenario.start).days for day in calendar.closed} & set(range(days))
    works = team.open_on_closed_days or not scenario.mechanisms.calendar
    plan = staff_plan(tuple((parse_hours(shift.hours), shift.staff) for shift in team.shift_plan()))
    return plan if works or not closed else plan._replace(closed=tuple(sorted(closed)), weeks=days // 7 + 1)


def _days(scenario: Scenario) -> int:
    """Return how many days are simulated, with one more, in which nothing happens."""
    return math.ceil(scenario.period.warm_up + scenario.period.follow_up) + 1


def _seasons(scenario: Scenario) -> dict[str, Any]:
    """Return what differs from day to day, where anything does."""
    calendar, first, days = scenario.calendar, scenario.start, _days(scenario)
    by_day = {
        "arrivals_by_day": (calendar.factors("arrivals", first, days), 1.0),
        "needs_by_day": (calendar.factors("needs", first, days), 1.0),
        "pull_by_day": (calendar.pull(first, days, scenario.gate.price), 0.0),
    }
    on = scenario.mechanisms.calendar
    return {
        name: Season(tuple(values)) if on and any(value != usual for value in values) else None
        for name, (values, usual) in by_day.items()
    }


def _team(scenario: Scenario, index: int, name: str) -> TeamPlan:
    team = scenario.teams[name]
    callback = team.callback if scenario.mechanisms.callbacks else None
    return TeamPlan(
        index=index,
        staff=staff_of(scenario, name),
        turn_away=team.when_closed == "turn_away",
        lines=NONE if team.lines is None else team.lines,
        absolute_priority=team.head_start is None,
        head_start=team.head_start or 0.0,
        cost_per_day=team.cost_per_hour * 24.0,
        callback_after=callback.after if callback else 0.0,
        callback_accepted=callback.accepted if callback else 0.0,
        callback_unreached=callback.unreached if callback else 0.0,
        target=team.target or 0.0,
    )


def _desk(scenario: Scenario, index: int, name: str) -> DeskPlan:
    desk = scenario.desks[name]
    return DeskPlan(
        index=index,
        team=_position(scenario.teams, desk.team if scenario.mechanisms.queues else None),
        staffed_by=_position(scenario.teams, desk.team),
        priority=desk.priority,
        skill=desk.skill,
        hardness=desk.hardness,
        time=desk.time.sampler(),
        turnaround=desk.turnaround.sampler() if desk.turnaround else AT_ONCE,
        repair=desk.repair,
        goodwill=desk.goodwill,
        cost=desk.cost,
        on_the_spot=desk.on_the_spot or not scenario.mechanisms.cases,
        tolerance=desk.tolerance or math.inf,
        asks_again=desk.asks_again,
        target=desk.target or math.inf,
    )


def _feelings(feelings: Feelings, on: Mechanisms) -> Feelings:
    changes: dict[str, float] = {}
    if not on.expectation:
        changes |= {"expectation_weight": 0.0, "expectation_friction": 0.0}
    if not on.memory:
        changes["escalation"] = 0.0
    if not (on.memory and on.recovery):
        changes["double_deviation"] = 1.0
    return feelings.model_copy(update=changes)


def _loyalty(scenario: Scenario) -> LoyaltyPlan:
    curve, on = scenario.loyalty, scenario.mechanisms.loyalty
    slope = curve.slope if on else 0.0
    return LoyaltyPlan(
        anchor=curve.anchor,
        renewal=curve.renewal,
        slope_below=slope * (curve.flatness if curve.curve == "convex_top" else 1.0),
        slope_above=slope * (curve.flatness if curve.curve == "flat_top" else 1.0),
        friction=curve.friction if on else 0.0,
    )


def _advocacy(advocacy: Advocacy, on: Mechanisms, newcomers: bool) -> Advocacy:
    changes: dict[str, float] = {}
    if not on.reviews:
        changes |= {"review": 0.0, "warning": 0.0, "review_weight": 0.0}
    if not (on.referrals and newcomers):  # without onboarding nobody can become a customer
        changes |= {"referral": 0.0}
    return advocacy.model_copy(update=changes)


def _position(names: Iterable[str], name: str | None) -> int:
    return NONE if name is None else list(names).index(name)
