"""The sums behind the KPIs, and the KPIs (docs/model.md, 8): for each replication, by scope and name."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.third.people import SERVED_WELL, Person, Trip

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "model.md").read_text(encoding="utf-8")
NOT_SERVED = ("abandoned", "closed", "busy")
WHOLE = ("journey", "persona")  # scopes of the journey as a whole
PLACE = ("touchpoint", "stage", "channel", "department")
SCOPES = {"whole": WHOLE, "place": PLACE, "link": ("link",), "team": ("team",)}
YEAR, MOMENT = 365.0, 1e-6

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
    felt: float = 0.0
    detected: bool = False
    complained: bool = False

    @property
    def served(self) -> bool:
        return self.outcome not in NOT_SERVED


class Sums:
    """What is counted in one replication."""

    def __init__(self, scenario: Any, warm_up: float, horizon: float) -> None:
        self.scenario = scenario
        self.warm_up = warm_up
        self.horizon = horizon
        self.of: defaultdict[Key, Counter[str]] = defaultdict(Counter)
        self.stays: defaultdict[Key, list[tuple[float, bool]]] = defaultdict(list)

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
                self._add([("team", touchpoint.team)], {**queue, "busy_days": visit.service})
        if not person.measured or now < self.warm_up:
            return
        if visit.lost_context or visit.outcome not in SERVED_WELL:
            person.troubled = True
        if touchpoint.team is not None:
            trip.contacts += 1
            trip.well = visit.outcome in (*SERVED_WELL, "recovered")
        what: dict[str, float] = {
            "visits": 1,
            "frictions": visit.outcome not in SERVED_WELL,
            "unresolved": visit.outcome not in (*SERVED_WELL, "recovered"),
            "delights": visit.outcome == "delight",
            "complaints": visit.complained,
            "noticed": visit.detected or visit.complained,
            "recoveries": visit.outcome == "recovered",
            "felt": visit.felt,
            "pain": min(visit.felt, 0.0),
            **queue,
        }
        what["silences"] = what["frictions"] and not what["noticed"]
        self._add([*self._whole(person), *self._places(visit.name)], what)
        if visit.came_from is not None and visit.came_from != visit.name:
            passage = {**what, "passages": 1, "context_lost": visit.lost_context}
            self._add([("link", f"{visit.came_from} → {visit.name}")], passage)

    def survey(self, person: Person, visit: Visit, now: float, **what: float) -> None:
        """Count an answer to a survey after a visit."""
        if person.measured and now >= self.warm_up:
            self._add([*self._whole(person), *self._places(visit.name)], what)

    def case(self, team: str, joined: float, time: float) -> None:
        """Count a case that a team has worked on."""
        if joined >= self.warm_up:
            self._add([("team", team)], {"busy_days": time})

    def journey(self, person: Person, trip: Trip, journey: Any, end: str, now: float) -> None:
        """Count a journey that ends now."""
        if not person.measured or now < self.warm_up:
            return
        what: dict[str, float] = {"journeys": 1, "goals": end == "goal"}
        if journey.type == "after_sales" and trip.contacts:
            what["after_sales"] = 1
            what["resolved_first"] = end == "goal" and trip.contacts == 1 and trip.well
        self._add(self._whole(person), what)

    def nps(self, person: Person, score: float, now: float) -> None:
        """Count an answer to the question of the NPS."""
        if person.measured and now >= self.warm_up:
            points = 100 * ((score >= 9) - (score <= 6))
            self._add(self._whole(person), {"nps": points, "nps_answers": 1})

    # --- people

    def people(self, people: list[Person], scenario: Any) -> None:
        """Count all people, at the horizon."""
        for person in people:
            gone = person.existing and person.ended is not None and person.ended < self.warm_up
            if person.measured and not gone:
                self._person(person, scenario)

    def _person(self, person: Person, scenario: Any) -> None:
        customer = person.existing or person.state in ("customer", "left", "lapsed")
        kept = person.state == "customer"
        lost = person.state in ("left", "lapsed")
        years = value_after = 0.0
        persona = person.persona
        if customer:
            end = person.ended if person.ended is not None else self.horizon
            years = (end - max(person.since, 0)) / 365
            start = max(person.since, self.warm_up)
            for key in self._whole(person):
                self.stays[key].append((end - start, lost))
        value = persona.value_per_year * years - person.cost
        if kept:
            retention = scenario.value.yearly_retention_after
            value_after = persona.value_per_year * retention / (1 + scenario.value.discount_rate - retention)
        what: dict[str, float] = {
            "people": 1,
            "customers": customer,
            "kept": kept,
            "prospects": not person.existing,
            "converted": customer and not person.existing,
            "lost": lost,
            "silent_lost": lost and person.complaints == 0,
            "troubled": customer and person.troubled,
            "all_losses": lost or person.state == "not_converted",
            "cost": person.cost,
            "years": years,
            "value": value,
            "lifetime_value": value + value_after,
            "satisfaction": person.satisfaction if kept else 0.0,
        }
        self._add(self._whole(person), what)
        if what["all_losses"]:
            if person.place is not None:
                self._add(self._places(person.place), {"losses": 1})
            half_life = scenario.feelings.memory_half_life
            cause = person.cause_of_loss(person.ended or 0.0, half_life)
            if cause is not None:
                self._add(self._places(cause), {"losses_caused": 1})


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
            counted["people"], counted["all_losses"] = everybody["people"], everybody["all_losses"]
        for kpi, (above, below, scopes) in KPIS.items():
            if scope in scopes and counted[below] > 0:
                found[scope, name, kpi] = (counted[above] / counted[below], counted[above], counted[below])
        if scope in WHOLE:
            found |= _yearly_retention([one.stays[scope, name] for one in replications], scope, name)
    return found


def _yearly_retention(
    stays: list[list[tuple[float, bool]]], scope: str, name: str
) -> dict[tuple[str, str, str], tuple[float, float, float]]:
    """Return the survival at a year by Kaplan-Meier, in each replication, averaged by numbers of people."""
    everybody = [stay for one in stays for stay in one]
    people = len(everybody)
    if not people or not (max(everybody)[0] >= YEAR - MOMENT or all(lost for _, lost in everybody)):
        return {}
    kept = sum(survival(one) * len(one) for one in stays)
    return {(scope, name, "yearly_retention"): (kept / people, kept, people)}


def survival(stays: list[tuple[float, bool]]) -> float:
    """Return the share who stay for a year, or as long as anybody was followed."""
    share = 1.0
    ordered = sorted(stays, key=lambda stay: (stay[0], not stay[1]))
    for number, (time, lost) in enumerate(ordered):
        if time > YEAR:
            break
        if lost:
            share *= 1 - 1 / (len(ordered) - number)
    return share
