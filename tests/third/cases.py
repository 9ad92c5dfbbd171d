"""Cases that take time: the answer, and what waiting for it does (docs/model.md, 7.26)."""

from collections.abc import Generator
from typing import Any

from tests.third.chance import Chance, clip
from tests.third.events import PATIENCE, STEP, Events
from tests.third.matters import Matters
from tests.third.people import Case, Person, Trip
from tests.third.sums import Visit
from tests.third.team import Ask, Reply
from tests.third.visits import Visits

THERE = ("prospect", "customer")


class Cases(Visits, Matters):
    """What goes on about a friction while life goes on."""

    scenario: Any
    on: Any
    events: Events
    chance: Chance

    def begin(self, life: Any, person: Person) -> None:  # see Simulation
        raise NotImplementedError

    def wake(self, person: Person) -> None:
        raise NotImplementedError

    def case_of(self, person: Person, trip: Trip, visit: Visit, severity: float) -> Case:
        """Open a case about a friction, or let it join the one that is open."""
        now = self.events.now
        if person.case is None:
            touchpoint = self.scenario.touchpoints[visit.name]
            case = Case(visit.name, trip.name, touchpoint.recovery, now)
            person.case, visit.opens_case = case, True
            case.counted = person.measured and now >= self.warm_up
            self.events.at(now, STEP, person.number, lambda: self.begin(self._work(person, case), person))
            self._wait(person, case, 1)
        if self.scenario.journeys[trip.name].type == "after_sales":
            person.case.about_matter = True
        person.case.severities += severity
        return person.case

    def _desk(self, case: Case) -> Any:
        return self.scenario.desks[case.desk]

    def _tolerance(self, person: Person, case: Case) -> float | None:
        tolerance = self._desk(case).tolerance
        return None if tolerance is None else float(tolerance * person.persona.patience)

    def _work(self, person: Person, case: Case) -> Generator[float | Ask, Reply | None, None]:
        yield from self.work_on_case(person, self._desk(case))
        if person.state in THERE:
            self._answer(person, case)

    # --- the answer

    def _answer(self, person: Person, case: Case) -> None:
        now, feelings, desk = self.events.now, self.scenario.feelings, self._desk(case)
        person.case, severity = None, min(1.0, case.severities)
        elapsed, tolerance = now - case.opened, self._tolerance(person, case)
        rest = case.rest_now(now, feelings.memory_half_life)
        empowered = desk.skill * self.level(self.scenario.touchpoints[case.place]).empowerment
        right = self.chance.happens(clip(empowered * (1 - desk.hardness * severity), 0, 1))
        self.sums.answer(person, case, elapsed, desk.target, right)
        if right:
            part = desk.repair
            if tolerance is not None:
                part += (1 - part) * feelings.fast * max(0.0, 1 - elapsed / tolerance)
            self._move_memory(person, case, -part * rest, 1 - part)
            self._feel(person, part * severity + desk.goodwill)
            self.think_again(person, None, "recovered")
        else:
            more = self._in_vain() - self._waiting(case.let_down)
            self._feel(person, -self.escalated(person, more * severity))
            self._move_memory(person, case, more * (severity if more > 0 else rest), min(1.0, 1 + more))
            if person.state == "customer" and case.journey != self.help and not self._in_help(person):
                self.call_for_help(person)
        if case.about_matter and person.called_for is None and not self._in_after_sales(person):
            self.close_matter(person, settled=right)
        self.wake(person)

    def _move_memory(self, person: Person, case: Case, by: float, worst: float) -> None:
        if not self.on.memory:
            return
        person.memory = self.memory_of(person) + by
        person.memory_time = self.events.now
        if person.worst is not None and person.worst.case is case:
            person.worst = person.worst._replace(severity=person.worst.severity * worst)

    def _in_help(self, person: Person) -> bool:
        return person.trip is not None and person.trip.name == self.help

    def _in_after_sales(self, person: Person) -> bool:
        return person.trip is not None and self.scenario.journeys[person.trip.name].type == "after_sales"

    def _feel(self, person: Person, gap: float) -> None:
        """Feel something in the journey under way, or else as a journey of this one feeling."""
        feelings = self.scenario.feelings
        if person.trip is not None:
            person.feel(person.trip, gap, feelings)
            return
        alone = Trip("", self.events.now)
        person.feel(alone, gap, feelings)
        person.look_back(alone, self.events.now, feelings)

    # --- without an answer

    def _wait(self, person: Person, case: Case, times: int) -> None:
        tolerance = self._tolerance(person, case)
        if tolerance is not None:
            due = case.opened + times * tolerance
            self.events.at(due, PATIENCE, person.number, lambda: self._overdue(person, case, times))

    def _in_vain(self) -> float:
        return self.scenario.feelings.double_deviation - 1 if self.on.memory else 0.0

    def _waiting(self, times: int) -> float:
        """Return what waiting so long has weighed: as much as an answer in vain at the most."""
        return min(times * self.scenario.feelings.overdue, max(self._in_vain(), 0.0))

    def _overdue(self, person: Person, case: Case, times: int) -> None:
        if person.case is not case or person.state not in THERE:
            return
        now, feelings = self.events.now, self.scenario.feelings
        case.let_down = times
        severity = (self._waiting(times) - self._waiting(times - 1)) * min(1.0, case.severities)
        if severity > 0:
            self._feel(person, -self.escalated(person, severity))
        if severity > 0 and self.on.memory:
            person.remember(now, severity, case.place, feelings.memory_half_life)
        again = person.state == "customer" and person.called_for is None and not self._in_help(person)
        if again and self.help is not None and self.chance.happens(self._desk(case).asks_again):
            case.about_matter = True
            rhythm = self.rhythm(self.scenario.journeys[self.help].rhythm)
            person.called_for = rhythm.after(now, 0.0)
            self.wake(person)
        self._wait(person, case, times + 1)
