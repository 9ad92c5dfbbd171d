"""Contracts that hold, and intentions to leave them (docs/model.md, 7.20, 7.21, 7.27 and 7.32)."""

import math
from typing import Any

from tests.third.chance import Chance, clip, shift_odds
from tests.third.events import Events
from tests.third.people import Person, Worst
from tests.third.sums import Sums

LEAST, MOST = 0.25, 4.0


class Contracts:
    """What binds customers, and how they get out of it."""

    scenario: Any
    on: Any
    events: Events
    chance: Chance
    sums: Sums
    renewal: str | None

    def later(self, person: Person) -> float:
        """Return how long a later term lasts."""
        contract = person.persona.contract
        return float(contract.then or contract.first) if self.on.intention else float(contract.first)

    def notice(self, person: Person) -> float:
        """Return how long before the end of a term somebody decides."""
        return float(person.persona.contract.notice) if self.on.intention else 0.0

    def rolls(self, person: Person) -> bool:
        """Tell whether the next term follows by itself."""
        return person.past_first and self.later(person) < person.persona.contract.first

    def first_decision(self, person: Person, tenure: float) -> float:
        """Return how long it is until the first decision."""
        first, then, notice = person.persona.contract.first, self.later(person), self.notice(person)
        person.past_first = tenure >= first
        rest = then - (tenure - first) % then if person.past_first else first - tenure
        if rest < notice:
            person.past_first = True
            rest += then
        return float(rest - notice)

    def means_to_leave(self, person: Person, now: float) -> bool:
        """Tell whether somebody means to leave."""
        return person.leaves_at is not None or now < person.intends_until

    def held(self, person: Person) -> bool:
        """Draw whether a contract holds somebody at whom a gate has closed."""
        bound = self.on.intention and self.renewal and self.scenario.churn.definition == "contract_end"
        if not bound or person.state != "customer":
            return False
        return not self.chance.happens(self.scenario.churn.at_once)

    def intend(self, person: Person) -> None:
        """Mean to leave."""
        now, lasts = self.events.now, self.scenario.churn.intention_lasts
        self._make_up_mind(person)
        until = now + self.chance.value(lasts) if lasts is not None else math.inf
        person.intends_until = max(person.intends_until, until)

    def _make_up_mind(self, person: Person) -> None:
        now = self.events.now
        known = person.cause_of_loss(now, self.scenario.feelings.memory_half_life)
        if not self.means_to_leave(person, now):
            person.reason = None
            self.sums.decision(person, "intended", now)
        person.reason = known or person.reason

    def decide_against(self, person: Person, ends: float) -> None:
        """Leave, or give notice."""
        now = self.events.now
        if self.notice(person) == 0 or now >= ends:
            self.leave_as_decided(person)
            return
        if not self.means_to_leave(person, now):
            self._make_up_mind(person)
        person.leaves_at = ends
        self.sums.decision(person, "notices", now)

    def leave_as_decided(self, person: Person) -> None:
        """Leave at the end of a term."""
        now = self.events.now
        if self.means_to_leave(person, now) and person.reason is not None:
            person.worst = Worst(1.0, person.reason, now)
        person.state, person.ended, person.place = "left", now, None

    def more_or_less(self, person: Person) -> None:
        """Perhaps renew for more, or for less."""
        contract, u = person.persona.contract, self.chance.random.random()
        if not self.on.levels:
            return
        if contract.upgrade is not None and u < self._share(person, contract.upgrade, 1):
            self._take(person, contract.upgrade)
        elif contract.downgrade is not None and u >= 1 - self._share(person, contract.downgrade, -1):
            self._take(person, contract.downgrade)

    def keeps_part(self, person: Person) -> bool:
        """Draw whether somebody who would leave keeps a part."""
        part = person.persona.contract.keeps_part
        if part is None or not self.on.levels or person.level() <= LEAST:
            return False
        if not self.chance.happens(self._share(person, part, 1)):
            return False
        self._take(person, part)
        person.intends_until = 0.0
        return True

    def _share(self, person: Person, step: Any, sign: int) -> float:
        away = person.satisfaction - self.scenario.loyalty.anchor
        return shift_odds(step.share, sign * step.slope * away)

    def _take(self, person: Person, step: Any) -> None:
        person.levels.append((self.events.now, clip(person.level() * step.factor, LEAST, MOST)))

    def rest_of_term(self, person: Person) -> float:
        """Return how long somebody would have been bound."""
        ends = min(person.term_ends, math.inf if person.leaves_at is None else person.leaves_at)
        return max(ends - self.events.now, 0.0)

    def think_again(self, person: Person, touchpoint: Any, outcome: str) -> None:
        """Perhaps stay after all, after a visit with this outcome, or the answer about a case."""
        now = self.events.now
        if not self.on.intention or not self.means_to_leave(person, now):
            return
        if person.leaves_at is not None and now >= person.leaves_at:
            return
        here = 0.0 if touchpoint is None else touchpoint.wins_back
        chance = {
            "ok": here,
            "delight": here,
            "recovered": max(here, self.scenario.churn.recovery_wins_back),
        }
        if self.chance.happens(chance.get(outcome, 0.0)):
            person.leaves_at, person.intends_until = None, 0.0
            self.sums.decision(person, "won_back", now)
