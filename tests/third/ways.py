"""Ways: which link is taken, what is open, trying again or elsewhere (docs/model.md, 7.2, 7.4 and 7.7)."""

from typing import Any, NamedTuple

from tests.third.chance import Chance
from tests.third.events import Events
from tests.third.people import Person, Trip
from tests.third.sums import NOT_SERVED
from tests.third.week import Activity

ENDS = ("goal", "stop", "gave_up")


class Way(NamedTuple):
    """Where somebody goes, when they are there, and how likely context is lost if the link says so."""

    to: str
    time: float = 0.0
    context_loss: float | None = None
    again: bool = False  # a further try at the same touchpoint, not a link


class Ways:
    """What decides where somebody goes."""

    scenario: Any
    on: Any
    events: Events
    chance: Chance

    def way(self, person: Person, shares: dict[str, float], shut: frozenset[str] = frozenset()) -> str | None:
        """Choose a way by its shares and the channels that the persona prefers; none if none is left."""
        liked = dict(shares)
        for name in shares:
            if name not in ENDS:
                channel = self.scenario.touchpoints[name].channel
                liked[name] *= person.persona.channels.get(channel, 1.0)
        if sum(liked.values()) <= 0:
            liked = dict(shares)
        # The others share the customers of a link that is shut in proportion.
        left = {name: weight for name, weight in liked.items() if name not in shut and weight > 0}
        return self.chance.choose(left) if left else None

    def next_way(
        self, person: Person, trip: Trip, activity: Activity, here: str, before: str | None, outcome: str
    ) -> Way:
        """Decide what is next after a visit; `before` is where one was before it."""
        outermost = fork = self.scenario.journeys[trip.name].links[here]
        named, number = outcome not in NOT_SERVED, trip.visits[here]
        while True:
            often = [times for times in fork.again if times <= number]
            if outcome in fork.after:
                fork, named = fork.after[outcome], True
            elif before in fork.origin:
                fork = fork.origin[before]
            elif often:
                fork = fork.again[max(often)]
            else:
                break
        if not named:
            return self._try_elsewhere(person, trip, activity, here)
        blocked = outcome == "friction" and trip.blocked
        shut = frozenset(name for name in fork if self._is_shut(trip, name) or (name == "goal" and blocked))
        to = self.way(person, {name: link.share for name, link in fork.items()}, shut)
        if to is None:
            return Way("gave_up" if blocked else "stop")
        if to in ENDS:
            return Way(to)
        loss = fork[to].context_loss
        if loss is None and to in outermost:
            loss = outermost[to].context_loss
        return Way(to, self._when(person, trip, activity, to, fork[to]), loss)

    def _when(self, person: Person, trip: Trip, activity: Activity, to: str, link: Any) -> float:
        delay = self.chance.value(link.delay)
        if self.scenario.touchpoints[to].message is None:
            delay *= person.persona.pace
        if link.from_start and self.on.calendar:
            return max(self.events.now, activity.after(trip.began, delay))
        return activity.after(self.events.now, delay)

    def _is_shut(self, trip: Trip, name: str) -> bool:
        """Tell whether one has been here, where one is but once."""
        return name not in ENDS and self.scenario.touchpoints[name].once and trip.visits[name] > 0

    def _try_elsewhere(self, person: Person, trip: Trip, activity: Activity, here: str) -> Way:
        now, touchpoint = self.events.now, self.scenario.touchpoints[here]
        u = self.chance.random.random()
        if not self.on.redial:
            return Way("gave_up")
        if u < touchpoint.waiting.redial:
            delay = self.chance.value(touchpoint.waiting.redial_delay)
            if touchpoint.message is None:
                delay *= person.persona.pace
            return Way(here, activity.after(now + delay, 0.0), again=True)
        u -= touchpoint.waiting.redial
        for to, share in touchpoint.waiting.escape.items():
            u -= share
            if u < 0:
                if self._is_shut(trip, to):
                    break
                links = self.scenario.journeys[trip.name].links[here]
                return Way(to, activity.after(now, 0.0), links[to].context_loss if to in links else None)
        return Way("gave_up")
