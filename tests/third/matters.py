"""Help that frictions call for, and what it is about (docs/model.md, 7.19)."""

from typing import Any

from tests.third.chance import Chance
from tests.third.events import Events
from tests.third.people import Matter, Person, Trip
from tests.third.sums import NOT_SERVED, Sums
from tests.third.week import Activity


class Matters:
    """What customers come with, until it is settled."""

    scenario: Any
    events: Events
    chance: Chance
    sums: Sums
    help: str | None

    def begin_matter(self, person: Person) -> None:
        """Come with a matter, unless it is the one of last time."""
        person.matter = person.matter or Matter()

    def end_matter(self, person: Person, end: str) -> None:
        """Let the matter end with an after-sales journey, unless help was called for about it."""
        if person.case is not None and person.case.about_matter:
            return  # it goes on until the answer
        if end == "goal" or not person.called_again:
            self.close_matter(person, settled=end == "goal")

    def close_matter(self, person: Person, settled: bool) -> None:
        """End the matter, if there is one."""
        if person.matter is not None:
            self.sums.matter(person, person.matter, settled, self.events.now)
            person.matter = None

    def perhaps_call_for_help(self, person: Person, trip: Trip, outcome: str) -> None:
        """Call for help after a visit that went wrong, perhaps."""
        if outcome not in ("friction", *NOT_SERVED) or trip.in_case:
            return
        in_help, matter = trip.name == self.help, person.matter
        if in_help and matter and matter.journeys >= self.scenario.journeys[trip.name].calls_in_a_row:
            return
        if self.call_for_help(person) and in_help and matter:
            matter.journeys += 1
            person.called_again = True

    def call_for_help(self, person: Person) -> bool:
        """Draw whether somebody calls for help, if none is called for."""
        if self.help is None or person.called_for is not None:
            return False
        journey = self.scenario.journeys[self.help]
        if not self.chance.happens(journey.after_friction):
            return False
        delay = self.chance.value(journey.after_friction_delay) * person.persona.pace
        person.called_for = self.rhythm(journey.rhythm).after(self.events.now, delay)
        return True

    def rhythm(self, name: str | None) -> Activity:  # see Simulation
        raise NotImplementedError
