"""The sums behind the KPIs, and the KPIs (docs/model.md, 8): for each replication, by scope and name."""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.third.people import SERVED_WELL, Case, Matter, Person, Trip

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "model.md").read_text(encoding="utf-8")
NOT_SERVED = ("abandoned", "closed", "busy")
WHOLE = ("journey", "persona")  # scopes of the journey as a whole
PLACE = ("touchpoint", "stage", "channel", "department")
ONE = ("touchpoint", "channel", "link", "team")  # scopes that the page names by themselves
SCOPES = {"whole": WHOLE, "place": PLACE, **{scope: (scope,) for scope in ONE}}
YEAR, MONTH, MOMENT = 365.0, 365.0 / 12.0, 1e-6

Key = tuple[str, str]  # scope and name


def catalogue() -> dict[str, tuple[str, str, tuple[str, ...]]]:
    """Read the table of KPIs off the page: what stands above, below, and in which scopes."""
    table = PAGE.split("| KPI | above |")[1].split("\n\n")[0]
    rows = re.findall(r"^\| `(\w+)` \| (\w+) \| (\w+) \| ([\w, ]+) \|$", table, re.MULTILINE)
    return {
        kpi: (above, below, tuple(one for scope in scopes.split(", ") for one in SCOPES[scope]))
        for kpi, above, below, scopes in rows
    }


KPIS = catalogue()


@dataclass
class Visit:
    """What came of a visit."""

    name: str
    came_from: str | None
    began: float
    lost_context: bool = False
    outcome: str = "served"
    wait: float = 0.0
    service: float = 0.0
    severity: float = 0.0
    excess: float = 0.0  # of the wait over the tolerance
    waited_long: bool = False  # which was the worst of it
    felt: float = 0.0
    detected: bool = False
    complained: bool = False
    opens_case: bool = False
    called_back: bool = False

    @property
    def served(self) -> bool:
        return self.outcome not in NOT_SERVED

    @property
    def ended(self) -> str:
        """How it ended for what comes next."""
        return "ok" if self.outcome == "friction" and self.waited_long else self.outcome


class Sums:
    """What is counted in one replication."""

    def __init__(self, scenario: Any, warm_up: float, horizon: float) -> None:
        self.scenario = scenario
        self.warm_up = warm_up
        self.horizon = horizon
        self.of: defaultdict[Key, Counter[str]] = defaultdict(Counter)

    def _whole(self, person: Person) -> list[Key]:
        return [("journey", "all"), ("persona", person.persona_name)]

    def _places(self, name: str) -> list[Key]:
        touchpoint = self.scenario.touchpoints[name]
        names = (name, touchpoint.stage, touchpoint.channel, touchpoint.department)
        return list(zip(PLACE, names, strict=True))

    def _add(self, keys: Iterable[Key], what: dict[str, float]) -> None:
        for key in keys:
            sums = self.of[key]
            for name, number in what.items():
                if number:
                    sums[name] += number  # type: ignore[assignment]  # a Counter of numbers

    def of_team(self, name: str) -> Counter[str]:
        """Return the sums of a team."""
        return self.of["team", name]

    # --- visits, cases, journeys

    def visit(self, person: Person, trip: Trip, visit: Visit, now: float) -> None:
        """Count a visit that ends now."""
        touchpoint = self.scenario.touchpoints[visit.name]
        queue: dict[str, float] = {}
        if touchpoint.team is not None:
            queue = {
                "served": visit.served,
                "arrived": 1,
                "queued": visit.served or visit.outcome == "abandoned",
                "wait": visit.wait * 1440 if visit.served else 0.0,
            }
            queue |= {why: visit.outcome == why for why in NOT_SERVED}
            if visit.began >= self.warm_up:
                missed = visit.called_back and not visit.served
                calls = {"callbacks": visit.called_back, "unreached": missed}
                target = self.scenario.teams[touchpoint.team].target
                if target is not None and queue["queued"] and not visit.called_back:
                    in_time = visit.served and visit.wait <= target
                    calls |= {"targeted": 1, "in_target": in_time}
                self._add([("team", touchpoint.team)], {**queue, **calls, "busy_days": visit.service})
        about = visit.served and touchpoint.team is not None
        about &= self.scenario.journeys[trip.name].type == "after_sales"
        if about:
            matter = person.matter or Matter()
            passed, matter.last_contact = visit.began - matter.last_contact, visit.began
        if not person.measured or now < self.warm_up:
            return
        if visit.lost_context or visit.outcome not in SERVED_WELL:
            person.troubled = True
        if about:
            again = {f"again_{days}": passed <= days for days in (7, 30)}
            self._add(self._whole(person), {"about_matters": 1, **again})
            matter.contacts += 1
            matter.well = visit.ended in (*SERVED_WELL, "recovered")
        what: dict[str, float] = {
            "visits": 1,
            "frictions": visit.outcome not in SERVED_WELL,
            "unresolved": visit.outcome not in (*SERVED_WELL, "recovered"),
            "delights": visit.outcome == "delight",
            "complaints": visit.complained,
            "noticed": visit.detected or visit.complained,
            "recoveries": visit.outcome == "recovered",
            "cases": visit.opens_case,
            "unanswered": visit.opens_case,
            "felt": visit.felt,
            "pain": min(visit.felt, 0.0),
            **queue,
        }
        what["silences"] = what["frictions"] and not what["noticed"]
        self._add([*self._whole(person), *self._places(visit.name)], what)
        if visit.came_from is not None and visit.came_from != visit.name:
            passage = {**what, "passages": 1, "context_lost": visit.lost_context}
            self._add([("link", f"{visit.came_from} → {visit.name}")], passage)

    def answer(self, person: Person, case: Case, elapsed: float, target: float | None, right: bool) -> None:
        """Count the answer about a case."""
        if case.counted:
            what = {
                "answers": 1,
                "unanswered": -1,
                "answer_days": elapsed,
                "targeted": target is not None,
                "in_target": target is not None and elapsed <= target,
                "recoveries": right,
                "unresolved": -right,
            }
            self._add([*self._whole(person), *self._places(case.place)], what)

    def survey(self, person: Person, visit: Visit, now: float, **what: float) -> None:
        """Count an answer to a survey after a visit."""
        if person.measured and now >= self.warm_up:
            self._add([*self._whole(person), *self._places(visit.name)], what)

    def case(self, team: str, joined: float, time: float) -> None:
        """Count a case that a team has worked on."""
        if joined >= self.warm_up:
            self._add([("team", team)], {"busy_days": time})

    def journey(self, person: Person, end: str, now: float) -> None:
        """Count a journey that ends now."""
        if person.measured and now >= self.warm_up:
            self._add(self._whole(person), {"journeys": 1, "goals": end == "goal"})

    def matter(self, person: Person, matter: Matter, settled: bool, now: float) -> None:
        """Count a matter that ends now."""
        if person.measured and now >= self.warm_up and matter.contacts:
            first = settled and matter.contacts == 1 and matter.well
            self._add(self._whole(person), {"matters": 1, "resolved_first": first})

    def decision(self, person: Person, kind: str, now: float) -> None:
        """Count a decision to leave, a notice, or one taken back."""
        if person.measured and now >= self.warm_up:
            self._add(self._whole(person), {kind: 1})

    def nps(self, person: Person, score: float, now: float) -> None:
        """Count an answer to the question of the NPS."""
        if person.measured and now >= self.warm_up:
            points = 100 * ((score >= 9) - (score <= 6))
            self._add(self._whole(person), {"nps": points, "nps_answers": 1})

    # --- people

    def people(self, people: list[Person], scenario: Any) -> None:
        """Count all people, at the horizon."""
        for key in [("journey", "all"), *(("persona", name) for name in scenario.personas)]:
            self._add([key], {"runs": 1})
        for person in people:
            if person.state == "customer":
                self._add(self._whole(person), {"customers_at_end": 1})
            if person.measured and not (person.ended is not None and person.ended < self.warm_up):
                self._person(person, scenario)
        for name in scenario.personas:
            mine = [one for one in people if one.persona_name == name and one.was_customer]
            brought = self._brought(mine, scenario)
            self._add([("journey", "all"), ("persona", name)], {"brought_by_todays": brought})

    def _is_todays(self, person: Person) -> bool:
        left_before = person.ended is not None and person.ended < self.warm_up
        return person.was_customer and person.since < self.warm_up and not left_before

    def _person(self, person: Person, scenario: Any) -> None:
        customer = person.was_customer
        kept = person.state == "customer"
        lost = customer and not kept
        years = 0.0
        end = person.ended if person.ended is not None else self.horizon
        if customer:
            years = (end - max(person.since, 0)) / 365
        todays = self._is_todays(person)
        a_year = todays and self.horizon - self.warm_up >= YEAR - MOMENT
        stayed_year = a_year and (kept or end >= self.warm_up + YEAR)
        past_first = (
            a_year
            and person.since + (person.persona.contract.first if person.persona.contract else 0)
            <= self.warm_up
        )
        came = person.arrived is not None and not person.referred and person.arrived >= self.warm_up
        time = scenario.period.time_to_decide or self.horizon
        what: dict[str, float] = {
            "people": 1,
            "customers": customer,
            "kept": kept,
            "todays": todays,
            "stayed": todays and kept,
            "margin_then": todays * person.persona.value_per_year * person.level(self.warm_up),
            "margin_kept": (todays and kept) * person.persona.value_per_year * person.level(),
            "todays_for_a_year": a_year,
            "stayed_year": stayed_year,
            "past_first": past_first,
            "past_first_stayed": past_first and stayed_year,
            "came": came,
            "joined": came and customer and person.since - (person.arrived or 0.0) <= time,
            "lost": lost,
            "bound": lost and person.persona.contract is not None,
            "lost_bound": lost and person.rest > 0,
            "intending": kept and (person.leaves_at is not None or self.horizon < person.intends_until),
            "silent_lost": lost and person.complaints == 0,
            "troubled": customer and person.troubled,
            "all_lost": lost or person.state == "not_converted",
            "cost": person.cost,
            "years": years,
            "satisfaction": person.satisfaction if kept else 0.0,
        }
        self._add(self._whole(person), what)
        if what["all_lost"]:
            if person.place is not None:
                self._add(self._places(person.place), {"left_here": 1})
            half_life = scenario.feelings.memory_half_life
            cause = person.cause_of_loss(person.ended or 0.0, half_life)
            if cause is not None:
                self._add(self._places(cause), {"lost_after": 1})

    def _brought(self, customers: list[Person], scenario: Any) -> float:
        """Return the value of today's customers of a persona, of all who ever were customers of it."""
        if not customers:
            return 0.0
        value, follow_up = scenario.value, self.horizon - self.warm_up
        margin = customers[0].persona.value_per_year / YEAR
        rate = math.log(1 + value.discount_rate) / YEAR
        last_year = max(follow_up - YEAR, 0.0)
        contract = customers[0].persona.contract if scenario.mechanisms.intention else None
        fee = margin * contract.exit_fee if contract is not None else 0.0
        brought = days = cost = lost = 0.0
        there = above = 0.0
        for person in customers:
            todays = self._is_todays(person)
            since = person.since - self.warm_up
            left = math.inf if person.ended is None else person.ended - self.warm_up
            end = min(left, follow_up)
            if end < 0:
                continue
            days += max(end - max(since, last_year), 0)
            lost += last_year < left < math.inf
            if last_year < left < math.inf:
                cost -= fee * person.rest * person.level()
            if todays:
                brought += fee * person.rest * person.level() * math.exp(-rate * end)
                brought += margin * _while(rate, end)
                there += person.state == "customer"
                above += (person.level() - 1) * (person.state == "customer")
                brought += sum(
                    margin * more * math.exp(-rate * middle) for middle, more in self._more(person, end)
                )
            for when, amount in person.costs:
                if when < self.warm_up:
                    continue
                month = math.floor((self.horizon - when) / MONTH)
                if month < 12:
                    cost += amount
                if todays:
                    first = max(follow_up - (month + 1) * MONTH, 0.0)
                    brought -= amount * math.exp(-rate * (first + follow_up - month * MONTH) / 2)
        further = value.value_horizon - follow_up
        if further > 0 and days > 0:
            hazard, a_day = lost / days, margin - cost / days
            later = math.exp(-rate * follow_up) * _while(rate + hazard, further)
            brought += (there * a_day + above * margin) * later
        return brought

    def _more(self, person: Person, end: float) -> Iterator[tuple[float, float]]:
        """Yield the middle of each month, and its days until the end, times how far the level is from 1."""
        until, follow_up = math.inf, self.horizon - self.warm_up
        for since, level in reversed(person.levels):
            first, last = max(since - self.warm_up, 0.0), min(until - self.warm_up, end)
            for month in range(math.ceil(follow_up / MONTH)) if level != 1 else ():
                ends = follow_up - month * MONTH
                begins = max(ends - MONTH, 0.0)
                yield (begins + ends) / 2, (level - 1) * max(min(last, ends) - max(first, begins), 0.0)
            until = since


def _while(rate: float, time: float) -> float:
    """Return the integral of exp(-rate t) from 0 to a time."""
    return (1 - math.exp(-rate * time)) / rate if rate > 0 else time


def kpis(replications: list[Sums]) -> dict[tuple[str, str, str], tuple[float, float, float]]:
    """Return KPIs by scope, name and KPI, over these replications; with what stands above and below."""
    total: defaultdict[Key, Counter[str]] = defaultdict(Counter)
    for sums in replications:
        for key, counted in sums.of.items():
            for name, number in counted.items():
                total[key][name] += number
    everybody = total["journey", "all"]
    found = {}
    for (scope, name), counted in total.items():
        if scope not in WHOLE:
            counted["people"], counted["all_lost"] = everybody["people"], everybody["all_lost"]
        for kpi, (above, below, scopes) in KPIS.items():
            if scope in scopes and counted[below] > 0:
                found[scope, name, kpi] = (counted[above] / counted[below], counted[above], counted[below])
    return found
