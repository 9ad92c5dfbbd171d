"""A visit: hand-off, queue, service, friction, recovery, delight, gate (docs/model.md, 3.4, 7.5 to 7.17)."""

import math
from collections import Counter
from collections.abc import Callable, Generator
from typing import Any

from tests.third.chance import Chance, clip, mean_of, shift_odds
from tests.third.contracts import Contracts
from tests.third.events import Events
from tests.third.people import Case, Person, Trip
from tests.third.sums import Sums, Visit
from tests.third.team import Ask, Reply, Team
from tests.third.week import Activity

LOADS = (0.0, 0.5, 0.75, 0.9, 1.0)  # as they are read


class Visits(Contracts):
    """What happens at a touchpoint; `Simulation` adds what happens between touchpoints."""

    scenario: Any
    on: Any
    events: Events
    chance: Chance
    teams: dict[str, Team]
    sums: Sums
    help: str | None
    warm_up: float
    by_hour: Counter[tuple[str, int]]  # visits to touchpoints

    def visit(
        self, person: Person, trip: Trip, name: str, came_from: str | None
    ) -> Generator[float | Ask, Reply | None, tuple[str, bool]]:
        """Live a visit; return its outcome, and whether the person goes on after it."""
        touchpoint, persona = self.scenario.touchpoints[name], person.persona
        began = self.events.now
        trip.visits[name] += 1
        trip.in_case = False
        person.spend(began, touchpoint.cost)
        lost_context = self._lose_context(person, trip, name, came_from)
        visit = Visit(name, came_from, began, lost_context=lost_context)
        service = self.chance.value(touchpoint.service)
        team = self.teams.get(touchpoint.team or "")
        load = 0.0
        if team is not None:
            patience = math.inf
            if touchpoint.waiting.patience is not None and self.on.patience:
                patience = self.chance.value(touchpoint.waiting.patience) * persona.patience
            priority = touchpoint.priority + persona.priority
            ask = Ask(team, person.number, priority, service, patience, mean=mean_of(touchpoint.service))
            ask.plan = self._plan(person, trip, team)
            callback = team.team.callback
            if callback is not None and self.on.callbacks:
                ask.accepts = self.chance.happens(callback.accepted)
                ask.unreached = self.chance.happens(callback.unreached)
            visit.outcome, visit.wait, load = yield ask
            visit.began, visit.called_back = ask.joined, ask.called_back
        else:
            load = self._crowd(name, touchpoint, began)
            if service > 0:
                yield self.events.now + service
        if visit.outcome == "served":
            if team is not None:
                person.spend(self.events.now, service * 24 * team.team.cost_per_hour)
            visit.service = service
            yield from self._served(person, trip, visit, load)
        else:
            severity = self.chance.value(touchpoint.waiting.severity)
            shortfall = min(self._judged(person, touchpoint), 0)
            visit.felt = self._feel_friction(person, trip, name, shortfall, severity)
        now = self.events.now
        self.sums.visit(person, trip, visit, now)
        self.think_again(person, touchpoint, visit.outcome)
        if touchpoint.survey and visit.served and self.on.surveys:
            self._survey(person, trip, visit)
        return visit.ended, not self._stops(person, name)

    def _plan(self, person: Person, trip: Trip, team: Team) -> Callable[[float], float | None]:
        """Return how somebody plans the visit who knows that it is closed."""
        knows = person.persona.knows_hours if self.on.hours else 0.0
        if not self.chance.happens(knows):
            return lambda now: None
        share = self.chance.random.random()
        activity = self.rhythm(self.scenario.journeys[trip.name].rhythm)
        return lambda now: team.planned.begins(now, activity, share)

    def _crowd(self, name: str, touchpoint: Any, began: float) -> float:
        """Count a visit, and return the load of the hour before."""
        if touchpoint.capacity is None or touchpoint.team is not None or not self.on.capacity:
            return 0.0
        hour = math.floor(began * 24 + 1e-9)
        self.by_hour[name, hour] += 1
        load = self.by_hour[name, hour - 1] / touchpoint.capacity
        return max(step for step in LOADS if load >= step)

    # --- hand-offs

    def _lose_context(self, person: Person, trip: Trip, name: str, came_from: str | None) -> bool:
        if came_from is None or not self.on.handoffs:
            return False
        handoffs, touchpoints = self.scenario.handoffs, self.scenario.touchpoints
        a, b = touchpoints[came_from], touchpoints[name]
        if trip.context_loss is not None:
            own = trip.context_loss
        elif a.department != b.department:
            own = handoffs.across_departments
        elif a.channel != b.channel:
            own = handoffs.across_channels
        else:
            own = handoffs.same_department
        if not self.chance.happens(min(1, own * self.level(b).context_loss)):
            return False
        self._feel_friction(person, trip, name, 0.0, self.chance.value(handoffs.severity))
        return True

    def level(self, touchpoint: Any) -> Any:
        """Return the level of maturity at a touchpoint."""
        maturity = self.scenario.maturity
        return getattr(maturity.levels, maturity.stages.get(touchpoint.stage, "defined"))

    # --- feelings and memory

    def memory_of(self, person: Person) -> float:
        """Return what a person remembers now."""
        return person.memory_now(self.events.now, self.scenario.feelings.memory_half_life)

    def escalated(self, person: Person, severity: float) -> float:
        """Return how severe something is by what is remembered."""
        escalation = self.scenario.feelings.escalation if self.on.memory else 0.0
        return float(severity * (1 + escalation * self.memory_of(person)))

    def _feel_friction(
        self,
        person: Person,
        trip: Trip,
        name: str,
        extra: float,
        severity: float,
        case: Case | None = None,
    ) -> float:
        """Feel a friction of which this severity is left, and remember it."""
        feelings = self.scenario.feelings
        felt = person.feel(trip, extra - self.escalated(person, severity), feelings)
        if self.on.memory:
            person.remember(self.events.now, severity, name, feelings.memory_half_life, case)
        return felt

    def _judged(self, person: Person, touchpoint: Any) -> float:
        if not self.on.expectation:
            return 0.0
        weight: float = self.scenario.feelings.expectation_weight
        return weight * (touchpoint.quality - person.persona.expectation)

    # --- after service

    def _served(
        self, person: Person, trip: Trip, visit: Visit, load: float
    ) -> Generator[float | Ask, Reply | None, None]:
        touchpoint = self.scenario.touchpoints[visit.name]
        judged = self._judged(person, touchpoint)
        visit.severity = self._worst_friction(person, trip, visit, load)
        if visit.severity == 0:
            delight, visit.outcome = touchpoint.delight, "ok"
            odds = math.log(person.persona.delight_odds)
            if delight and self.on.delight and self.chance.happens(shift_odds(delight.probability, odds)):
                visit.outcome = "delight"
                judged = max(judged, 0) + self.chance.value(delight.strength)
            visit.felt = person.feel(trip, judged, self.scenario.feelings)
            return
        visit.outcome, left, goodwill, case = "friction", visit.severity, 0.0, None
        self._notice(person, touchpoint, visit)
        heard = (visit.detected or visit.complained) and touchpoint.recovery and self.on.recovery
        desk = self.scenario.desks[touchpoint.recovery] if heard else None
        if heard and self.on.cases and not desk.on_the_spot:
            case, trip.in_case = self.case_of(person, trip, visit, visit.severity), True
        elif visit.complained and not touchpoint.recovery and self.on.recovery and self.on.memory:
            left *= self.scenario.feelings.double_deviation
        elif heard:
            yield from self.work_on_case(person, desk)
            empowered = desk.skill * self.level(touchpoint).empowerment
            if self.chance.happens(clip(empowered * (1 - desk.hardness * visit.severity), 0, 1)):
                visit.outcome, left, goodwill = "recovered", visit.severity * (1 - desk.repair), desk.goodwill
            else:
                left *= self.scenario.feelings.double_deviation if self.on.memory else 1.0
        visit.felt = self._feel_friction(person, trip, visit.name, min(judged, 0) + goodwill, left, case)

    def _worst_friction(self, person: Person, trip: Trip, visit: Visit, load: float) -> float:
        touchpoint, persona = self.scenario.touchpoints[visit.name], person.persona
        worst, trip.blocked = 0.0, False
        if touchpoint.team in self.teams:
            tolerance = touchpoint.waiting.tolerance * persona.patience
            visit.excess = max(1 - tolerance / visit.wait, 0) if visit.wait > 0 else 0.0
            worst = visit.excess * self.chance.value(touchpoint.waiting.severity) if visit.excess else 0.0
        of_wait = worst
        asked = self.scenario.channels[touchpoint.channel].technology
        if self.on.frictions:
            for cause in touchpoint.frictions.values():
                log_odds = math.log(persona.friction_odds) + cause.load * min(load, 1)
                log_odds += cause.technology * asked * (1 - 2 * persona.technology)
                strikes = self.chance.happens(shift_odds(cause.probability, log_odds))
                severity = self.chance.value(cause.severity) if strikes else 0.0
                if severity > worst:
                    worst, trip.blocked = severity, cause.blocks and self.on.matter
        shortfall = max(persona.expectation - touchpoint.quality, 0)
        disappointed = self.scenario.feelings.expectation_friction * shortfall
        if self.on.expectation and shortfall > worst and self.chance.happens(disappointed):
            worst, trip.blocked = shortfall, False
        if touchpoint.message is not None and self.on.messages:
            severity = self._message(persona, touchpoint.message, visit.began - trip.began)
            if severity > worst:
                worst, trip.blocked = severity, False
        visit.waited_long = 0 < worst == of_wait
        return worst

    def _message(self, persona: Any, message: Any, elapsed: float) -> float:
        """Return how severe it is that a message is irrelevant, or comes at the wrong moment."""
        relevant = self.chance.happens(shift_odds(message.relevance, math.log(persona.message_interest)))
        in_time = message.earliest * persona.pace <= elapsed <= message.latest * persona.pace
        return 0.0 if relevant and in_time else self.chance.value(message.severity)

    def _notice(self, person: Person, touchpoint: Any, visit: Visit) -> None:
        detection = self.level(touchpoint).detection * touchpoint.detectability
        propensity = shift_odds(person.persona.complaint, 2 * (visit.severity - 0.5))
        if visit.waited_long:
            return  # it is over before anybody could hear of it
        visit.detected = self.on.detection and self.chance.happens(detection)
        if not visit.detected and self.on.complaints and self.chance.happens(propensity):
            visit.complained = True
            person.complaints += 1

    def work_on_case(self, person: Person, desk: Any) -> Generator[float | Ask, Reply | None, None]:
        """Let a desk work on something, until there is a result."""
        time = self.chance.value(desk.time)
        team = self.teams.get(desk.team or "")
        joined = self.events.now
        if team is not None:
            priority = desk.priority + person.persona.priority
            yield Ask(team, person.number, priority, time, case=True)
            person.spend(self.events.now, time * 24 * team.team.cost_per_hour)
        elif time > 0:
            yield self.events.now + time
        person.spend(self.events.now, desk.cost)
        if desk.turnaround is not None:
            yield self.events.now + self.chance.value(desk.turnaround)
        if desk.team is not None:
            self.sums.case(desk.team, joined, time)

    # --- surveys, gate

    def _survey(self, person: Person, trip: Trip, visit: Visit) -> None:
        surveys, base = self.scenario.surveys, person.persona.survey_response
        now = self.events.now
        if self.responds(base, visit.felt):
            score = self.score(surveys.csat, surveys.csat.gain, visit.felt, 1, 5)
            self.sums.survey(person, visit, now, csat=score, csat_answers=1, csat_satisfied=score >= 4)
        if self.responds(base, visit.felt):
            repeats = trip.visits[visit.name] - 1
            effort = min(1, visit.severity + 0.5 * visit.excess + 0.25 * repeats)
            score = self.score(surveys.ces, -surveys.ces.gain, effort, 1, 7)
            self.sums.survey(person, visit, now, ces=score, ces_answers=1)

    def _stops(self, person: Person, name: str) -> bool:
        if not self.on.gate:
            return False
        touchpoint, persona, gate = self.scenario.touchpoints[name], person.persona, self.scenario.gate
        here = touchpoint.gate
        if person.state == "prospect":
            base, holding_back = here.prospect, 0.0
            if touchpoint.reads_reviews and self.on.reviews:
                advocacy = self.scenario.advocacy
                holding_back = advocacy.review_weight * (self.rating() - advocacy.prior_rating)
        else:
            base, holding_back = here.customer, persona.switching_cost
        if base == 0:
            return False
        mood = gate.mood * person.mood if self.on.mood else 0.0
        stakes = here.stakes * persona.stakes.get(name, 1.0)
        pressure = stakes * (gate.friction * self.memory_of(person) - mood)
        return self.chance.happens(shift_odds(base, pressure + self.competition() - holding_back))

    def case_of(self, person: Person, trip: Trip, visit: Visit, severity: float) -> Case:  # see Cases
        raise NotImplementedError

    def rhythm(self, name: str | None) -> Activity:  # see Simulation
        raise NotImplementedError

    def competition(self) -> float:
        raise NotImplementedError

    def responds(self, base: float, feeling: float) -> bool:
        raise NotImplementedError

    def score(self, reading: Any, gain: float, state: float, low: int, high: int) -> float:
        raise NotImplementedError

    def rating(self) -> float:
        raise NotImplementedError
