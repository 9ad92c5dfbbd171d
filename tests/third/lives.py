"""Lives, journeys and word of mouth (docs/model.md, 3.2, 3.3, 5 and 7.18 to 7.23)."""

import math
from collections import Counter
from collections.abc import Callable, Generator
from typing import Any, NamedTuple

from tests.third.cases import Cases
from tests.third.chance import Chance, clip, mean_of, shift_odds
from tests.third.events import STEP, Events
from tests.third.people import Person, Trip, own_persona
from tests.third.sums import Sums
from tests.third.team import Ask, Reply, Team
from tests.third.ways import ENDS, Ways
from tests.third.week import Activity
from tests.third.year import Seasons, Year

SETTLED = 3
NEVER = float("inf")
LEAVE, CALL, LAPSE = "the end of a term", "a call for help", "the lapse"  # no name of a journey has spaces


class Rest(NamedTuple):
    """Waiting for what is due first."""

    until: float


Life = Generator[float | Ask | Rest, Reply | None, Any]


class Simulation(Cases, Ways):
    """One replication of a scenario."""

    def __init__(self, scenario: Any, seed: int) -> None:
        self.scenario = scenario
        self.on = scenario.mechanisms
        period = scenario.period
        self.warm_up = period.warm_up
        self.events = Events(period.warm_up + period.follow_up)
        self.chance = Chance(seed)
        self.year = Year(scenario, self.events.horizon) if self.on.calendar else None
        closed = self.year.closed if self.year is not None else frozenset()
        teams = {name: Team(team, self.events, closed) for name, team in scenario.teams.items()}
        self.teams = teams if self.on.queues else {}
        self.activity = {name: Activity(rhythm) for name, rhythm in scenario.rhythms.items()}
        self.clock = Activity(None)
        self.seasons: dict[tuple[str | None, str], Seasons] = {}
        self.people: list[Person] = []
        self.by_hour = Counter()
        self.board: dict[int, list[float]] = {}  # by day: sum of stars, number of reviews
        self.sums = Sums(scenario, self.warm_up, self.events.horizon)
        for name, team in teams.items():
            self.sums.of_team(name)["staffed_days"] = team.duty.days(self.warm_up, self.events.horizon)
        of_type = {journey.type: name for name, journey in scenario.journeys.items()}
        self.onboarding = of_type.get("onboarding")
        self.renewal = of_type.get("renewal")
        calls = [name for name, journey in scenario.journeys.items() if journey.after_friction > 0]
        self.help = calls[0] if calls and self.on.after_sales else None

    def run(self) -> Sums:
        """Live everybody's life until the horizon; return the sums behind the KPIs."""
        population = self.scenario.population
        for _ in range(population.existing):
            self._begin(self._existing())
        if population.prospects_per_day > 0:
            self._next_prospect(0.0)
        self.events.run()
        self.sums.people(self.people, self.scenario)
        return self.sums

    # --- who comes, and when

    def _somebody(self, existing: bool, measured: bool) -> Person:
        personas = self.scenario.personas
        name = self.chance.choose({name: persona.share for name, persona in personas.items()})
        persona, leisure = personas[name], personas[name].pace
        if self.on.differences:
            leisure /= self.chance.own_factor(persona.spread.needs)
            persona = own_persona(persona, self.chance)
        person = Person(len(self.people), name, persona, existing, measured, leisure)
        self.people.append(person)
        return person

    def _existing(self) -> Person:
        person = self._somebody(True, True)
        person.state = "customer"
        tenure = self.chance.value(self.scenario.population.tenure)
        person.since = -tenure
        person.satisfaction = person.mood = self.chance.value(person.persona.satisfaction)
        self._first_needs(person, tenure)
        return person

    def _next_prospect(self, last: float) -> None:
        population = self.scenario.population
        gap = self.chance.random.expovariate(population.prospects_per_day)
        time = self.season(population.rhythm, "arrivals").after(last, gap)

        def arrive() -> None:
            self._arrive()
            self._next_prospect(time)

        self.events.at(time, STEP, len(self.people), arrive)

    def _arrive(self, referred: bool = False) -> None:
        late = self.events.horizon - self.scenario.period.time_to_decide
        person = self._somebody(False, self.warm_up <= self.events.now <= late)
        person.arrived, person.referred = self.events.now, referred
        self._begin(person)

    def rhythm(self, name: str | None) -> Activity:
        """Return the time in which something passes."""
        return self.activity[name] if name is not None and self.on.rhythms else self.clock

    def season(self, name: str | None, what: str) -> Activity | Seasons:
        """Return the time in which arrivals or needs come."""
        if self.year is None:
            return self.rhythm(name)
        if (name, what) not in self.seasons:
            self.seasons[name, what] = Seasons(self.rhythm(name), self.year.factors(what))
        return self.seasons[name, what]

    def competition(self) -> float:
        """Return what draws everybody away today."""
        pull = self.year.pull[math.floor(self.events.now)] if self.year is not None else 0.0
        return float(self.scenario.gate.competition + pull)

    # --- how a life goes on

    def _begin(self, person: Person) -> None:
        self.begin(self._life(person), person)

    def begin(self, life: Life, person: Person) -> None:
        """Let something begin that takes time."""
        self._go_on(life, person, None)

    def _go_on(self, life: Life, person: Person, reply: Reply | None) -> None:
        try:
            wanted = life.send(reply)
        except StopIteration:
            return
        if isinstance(wanted, Ask):
            wanted.team.ask(wanted, lambda answer: self._go_on(life, person, answer))
        elif isinstance(wanted, Rest):
            person.wakes = self._waker(life, person)
            self.events.at(wanted.until, STEP, person.number, person.wakes)
        else:
            self.events.at(wanted, STEP, person.number, lambda: self._go_on(life, person, None))

    def _waker(self, life: Life, person: Person) -> Callable[[], None]:
        def wake() -> None:
            if person.wakes is wake:  # not yet, for something else
                person.wakes = None
                self._go_on(life, person, None)

        return wake

    def wake(self, person: Person) -> None:
        """Let somebody who rests look again at what is due first."""
        if person.wakes is not None:
            self.events.at(self.events.now, STEP, person.number, person.wakes)

    def _life(self, person: Person) -> Life:
        if person.state == "prospect":
            assert self.onboarding is not None
            if (yield from self._journey(person, self.onboarding)) != "goal":
                self._end(person, "not_converted", person.last_place)
                return
            person.state = "customer"
            if self.events.now < self.warm_up:
                person.measured = True
            person.since = person.last_purchase = self.events.now
            self._first_needs(person, None)
        while person.state == "customer":
            due, what = self._next_due(person)
            if due > self.events.now:
                yield Rest(due)
                continue
            if what == LAPSE:
                self._end(person, "lapsed", None)
            elif what == LEAVE:
                self.leave_as_decided(person)
                self.close_matter(person, settled=False)
            elif what == CALL:
                person.called_for, person.called_again = None, False
                yield from self._customer_journey(person, str(self.help))
            else:
                self._set_next_need(person, what)
                yield from self._need(person, what)

    def _next_due(self, person: Person) -> tuple[float, str]:
        """Return what is due first; of two at the same time, the one that stands first here."""
        due = [(NEVER if person.leaves_at is None else person.leaves_at, LEAVE)]
        due += [(person.called_for if person.called_for is not None else NEVER, CALL)]
        due += [(time, name) for name, time in person.needs.items()]
        if self.scenario.churn.definition == "no_purchase":
            due.append((person.last_purchase + self.scenario.churn.window, LAPSE))
        return min(due, key=lambda one: one[0])

    def _end(self, person: Person, state: str, place: str | None) -> None:
        person.state, person.ended, person.place = state, self.events.now, place
        self.close_matter(person, settled=False)

    # --- needs

    def _by_contract(self, name: str) -> bool:
        return name == self.renewal and self.scenario.churn.definition == "contract_end"

    def _set_next_need(self, person: Person, name: str) -> None:
        journey = self.scenario.journeys[name]
        by_contract = self._by_contract(name)
        due = person.needs[name]
        if by_contract:
            person.needs[name] = self.rhythm(journey.rhythm).after(due, self.later(person))
        else:
            interval = self._interval(person, journey)
            person.needs[name] = self.season(journey.rhythm, "needs").after(due, interval)

    def _interval(self, person: Person, journey: Any) -> float:
        return self.chance.value(journey.every) * person.leisure

    def _first_needs(self, person: Person, tenure: float | None) -> None:
        """Set when each journey is needed first; the tenure is that of an existing customer."""
        now = self.events.now
        for name, journey in self.scenario.journeys.items():
            if journey.type == "after_sales" and not self.on.after_sales:
                continue
            if self._by_contract(name):
                rest = self.first_decision(person, tenure or 0.0)
                person.needs[name] = self.rhythm(journey.rhythm).after(now, rest)
                person.term_ends = person.needs[name] + self.notice(person)
            elif journey.every is not None and journey.type != "onboarding":
                first = self._interval(person, journey) if tenure is None else self._settled(person, name)
                person.needs[name] = self.season(journey.rhythm, "needs").after(now, first)

    def _settled(self, person: Person, name: str) -> float:
        """Return the first need of an existing customer, as if needs had come up for long."""
        journey = self.scenario.journeys[name]
        u = self.chance.random.random()
        time = last = -(SETTLED + u) * mean_of(journey.every) * person.leisure
        while time <= 0:
            last = time
            time += self._interval(person, journey)
        if name == self.renewal and self.scenario.churn.definition == "no_purchase":
            window = self.scenario.churn.window
            person.last_purchase = last if last > -window else -u * window
        return time

    def _need(self, person: Person, name: str) -> Life:
        if name != self.renewal:
            yield from self._customer_journey(person, name)
        elif self._by_contract(name):
            rolled, noticed = self.rolls(person), person.leaves_at is not None
            end = None if rolled or noticed else (yield from self._customer_journey(person, name))
            if end == "left":
                return
            ends, person.past_first = person.term_ends, True
            person.term_ends = person.needs[name] + self.notice(person)
            if not noticed:
                contract = person.persona.contract
                power = contract.inertia * self.later(person) / contract.first if rolled else 1.0
                stays = not self.means_to_leave(person, self.events.now) and self._renews(person, power)
                if stays and not rolled:
                    self.more_or_less(person)
                elif not stays and not self.keeps_part(person):
                    self.decide_against(person, ends)
                    if person.state == "left":
                        self.close_matter(person, settled=False)
        elif self._renews(person):
            end = yield from self._customer_journey(person, name)
            if end == "goal":
                person.last_purchase = self.events.now

    def _renews(self, person: Person, power: float = 1.0) -> bool:
        loyalty, persona = self.scenario.loyalty, person.persona
        below = loyalty.slope * (loyalty.flatness if loyalty.curve == "convex_top" else 1)
        above = loyalty.slope * (loyalty.flatness if loyalty.curve == "flat_top" else 1)
        distance = person.satisfaction - loyalty.anchor
        moved = persona.loyalty + persona.switching_cost - self.competition()
        if self.on.loyalty:
            moved += (below if distance < 0 else above) * distance
            moved -= loyalty.friction * self.memory_of(person)
        return self.chance.happens(shift_odds(loyalty.renewal, moved) ** power)

    # --- journeys

    def _customer_journey(self, person: Person, name: str) -> Life:
        end = yield from self._journey(person, name)
        if end == "left":
            person.rest = self.rest_of_term(person)
            self._end(person, "left", person.last_place)
        return end

    def _journey(self, person: Person, name: str) -> Life:
        journey = self.scenario.journeys[name]
        activity = self.rhythm(journey.rhythm)
        is_customer = person.state == "customer"
        person.mood = person.satisfaction
        person.trip = trip = Trip(name, self.events.now)
        if journey.type == "after_sales":
            self.begin_matter(person)
        active = activity.after(self.events.now, 0.0)
        if active > self.events.now:
            yield active
        here = self.way(person, journey.start)
        assert here is not None
        came_from: str | None = None
        before: str | None = None  # the same, but who tries again was here
        while True:
            person.last_place = here
            outcome, goes_on = yield from self.visit(person, trip, here, came_from)
            if not goes_on:
                end = "left"
                if self.held(person):
                    self.perhaps_call_for_help(person, trip, outcome)
                    self.intend(person)
                    end = "stop"
                break
            if is_customer:
                self.perhaps_call_for_help(person, trip, outcome)
            way = self.next_way(person, trip, activity, here, before, outcome)
            if way.to in ENDS:
                end = way.to
                break
            if way.time > self.events.now:
                yield way.time
            # Who tries again comes from nowhere: nothing is lost on the way.
            before, came_from = here, None if way.again else here
            trip.context_loss, here = way.context_loss, way.to
        person.look_back(trip, self.events.now, self.scenario.feelings)
        if end == "goal":
            person.settle(self.events.now, journey.resolves, self.scenario.feelings.memory_half_life)
        person.trip = None
        self.sums.journey(person, end, self.events.now)
        if journey.type == "after_sales":
            self.end_matter(person, end)
        if is_customer:
            self._speak(person)
        return end

    # --- word of mouth

    def _speak(self, person: Person) -> None:
        surveys, advocacy, on = self.scenario.surveys, self.scenario.advocacy, self.on
        feeling = person.satisfaction
        recommends = self.score(surveys.nps, surveys.nps.gain, feeling, 0, 10)
        if on.surveys and self.responds(person.persona.survey_response, feeling):
            self.sums.nps(person, recommends, self.events.now)
        if on.reviews and self.responds(advocacy.review, feeling):
            self._write(self.score(advocacy.stars, advocacy.stars.gain, feeling, 1, 5))
        if on.referrals and recommends >= 9 and self.onboarding and self.chance.happens(advocacy.referral):
            arrival = self.events.now + self.chance.value(advocacy.referral_delay)
            self.events.at(arrival, STEP, len(self.people), lambda: self._arrive(True))
        if on.reviews and recommends <= 6 and self.chance.happens(advocacy.warning):
            self._write(1)

    def responds(self, base: float, feeling: float) -> bool:
        """Draw whether somebody answers, or speaks."""
        return self.chance.happens(shift_odds(base, self.scenario.surveys.extremity * abs(feeling)))

    def score(self, reading: Any, gain: float, state: float, low: int, high: int) -> float:
        """Read a state through noise."""
        noise = reading.noise * self.chance.random.gauss(0, 1)
        return clip(math.floor(reading.centre + gain * state + noise + 0.5), low, high)

    def _write(self, stars: float) -> None:
        day = self.board.setdefault(math.floor(self.events.now), [0.0, 0.0])
        day[0] += stars
        day[1] += 1

    def rating(self) -> float:
        """Return the rating that is read now: all reviews of the days before today."""
        advocacy = self.scenario.advocacy
        before = [day for number, day in self.board.items() if number < math.floor(self.events.now)]
        stars = advocacy.prior_rating * advocacy.prior_reviews + sum(day[0] for day in before)
        return stars / (advocacy.prior_reviews + sum(day[1] for day in before))
