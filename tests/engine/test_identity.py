"""The compiled engine is the SimPy engine, faster: the same events, customers and tallies to the last bit."""

import functools
import itertools
import time
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cxsim.engine import compiled_engine
from cxsim.engine.compiled import agenda, arrays, layout
from cxsim.engine.compiled.memory import compiled
from cxsim.engine.parts import Plan
from cxsim.engine.plan import plan
from cxsim.engine.record import Row
from cxsim.engine.simpy_engine import Replication
from cxsim.engine.streams import Streams
from cxsim.engine.tally import Tally
from cxsim.engine.vocabulary import FIRST_REFERRED, Event, Origin, Outcome
from cxsim.scenario import load_scenario
from cxsim.scenario.improve import with_changes
from cxsim.scenario.model import Scenario
from tests.engine.identity import (
    Result,
    assert_identical,
    assert_same,
    by_kernel,
    by_simpy,
    first_difference,
    in_columns,
)
from tests.engine.intervals import agree, share_agrees
from tests.engine.rich import rich
from tests.engine.scenarios import Data, chain, changed, days, exponential, one_queue, only, persona, scenario
from tests.engine.scenarios import touchpoint as touchpoint_of
from tests.engine.simultaneous import STEP, coincidences, together
from tests.engine.strategies import examples, scenarios
from tests.engine.test_strategies import moments
from tests.engine.theory import erlang_c, mean_wait, recursion

REFERENCE = Path(__file__).resolve().parents[2] / "scenarios"

QUICK = 100  # scenarios of each kind
LONG = 1_500


def plan_of(data: Data) -> Plan:
    return plan(Scenario.model_validate(data))


# --- the reference scenarios


@pytest.mark.parametrize(
    "name",
    [
        "telecom",
        pytest.param("retail", marks=pytest.mark.verify),
        pytest.param("bank", marks=pytest.mark.verify),
    ],
)
def test_the_reference_scenarios_come_out_the_same(name):
    assert_identical(plan(load_scenario(REFERENCE / f"{name}.yaml")), seed=2026)


@pytest.mark.parametrize(
    ("name", "changes"),
    [
        ("retail", {"population.existing": 150, "population.prospects_per_day": 0.5}),
        ("bank", {"period.follow_up": "1 d"}),
    ],
)
def test_so_do_smaller_ones(name, changes):
    less = with_changes(load_scenario(REFERENCE / f"{name}.yaml"), changes)
    assert_identical(plan(less), seed=5, replication=3)


# --- random scenarios


@pytest.mark.parametrize("coarse", [False, True])
def test_random_scenarios_come_out_the_same(coarse):
    assert len(compared(coarse)) == QUICK


@functools.cache
def compared(coarse: bool) -> list[tuple[Data, Replication]]:
    """Some scenarios with what SimPy makes of them, after the compiled engine has made the same of them."""
    return [
        (data, identical(data, seed=number, replication=number % 3))
        for number, data in enumerate(examples(QUICK, coarse))
    ]


@pytest.mark.verify
@pytest.mark.parametrize("batch", range(10))
@pytest.mark.parametrize("coarse", [False, True])
def test_many_random_scenarios_come_out_the_same(coarse, batch):
    size = LONG // 10
    for number, data in enumerate(many(coarse)[batch * size : (batch + 1) * size]):
        identical(data, seed=batch, replication=number)
        identical(data, seed=2**63 + number, replication=0)


@functools.cache
def many(coarse: bool) -> list[Data]:
    return examples(LONG, coarse)


@settings(max_examples=25)
@given(st.booleans().flatmap(scenarios), st.integers(0, 2**32), st.integers(0, 100))
def test_whatever_the_scenario_and_the_seed(data, seed, replication):
    """Like the random ones, but what fails here shrinks to something small."""
    assert_identical(plan_of(data), seed, replication)


@pytest.mark.parametrize(("coarse", "no_purchase"), list(itertools.product([False, True], repeat=2)))
def test_rich_worlds_come_out_the_same(coarse, no_purchase):
    assert_identical(plan_of(rich(11, coarse, no_purchase)))


def identical(data: Data, seed: int, replication: int) -> Replication:
    """Hold the engines against each other, and say which scenario it was."""
    try:
        return assert_identical(plan_of(data), seed, replication)
    except AssertionError as difference:
        difference.add_note(f"seed {seed}, replication {replication}: {data}")
        raise


# --- what a comparison is worth


def test_a_difference_in_one_bit_is_found_and_named():
    found = by_kernel(plan_of(rich(3)))
    assert_same(found, found)
    felt = found.events["felt"].copy()
    at = int(np.flatnonzero(felt < 0.0)[5])
    felt[at] = np.nextafter(felt[at], 0.0)
    wrong = found._replace(events={**found.events, "felt": felt})
    named = f"row {at} .*customer {found.events['customer'][at]}, step .*, event .* should be felt -"
    with pytest.raises(AssertionError, match=named):
        assert_same(found, wrong)


@pytest.mark.parametrize(("one", "other", "same"), [(0.0, -0.0, False), (np.nan, -np.nan, True)])
def test_zeros_differ_by_their_sign_and_nothing_else_passes_for_nan(one, other, same):
    tables = [{"customer": np.array([7]), "felt": np.array([value])} for value in (one, other)]
    assert (first_difference(*tables, ["customer"]) == "") == same


def test_a_missing_row_and_a_wrong_count_are_found():
    found = by_kernel(plan_of(rich(3)))
    shorter = {name: column[:-1] for name, column in found.events.items()}
    with pytest.raises(AssertionError, match="missing at the end"):
        assert_same(found, found._replace(events=shorter))
    with pytest.raises(AssertionError, match="too much at the end"):
        assert_same(found._replace(events=shorter), found)
    visits = found.tally.visits.copy()
    visits[1, 2, 0, 3] += 1
    with pytest.raises(AssertionError, match=r"visits\[1, 2, 0, 3\]"):
        assert_same(found, found._replace(tally=found.tally._replace(visits=visits)))


# --- much at the same moment

TOGETHER = list(itertools.product(["turn_away", "wait"], [None, 0, 1], [None, STEP]))


@functools.cache
def all_together(which):
    return by_simpy(plan_of(together(*which)))


@pytest.mark.parametrize("which", TOGETHER, ids=str)
def test_what_happens_together_comes_out_the_same(which):
    assert_same(in_columns(all_together(which)), by_kernel(plan_of(together(*which))))


@pytest.mark.parametrize(
    ("coincidence", "least"),
    [
        ("out of patience at the end of a service", 12),
        ("out of patience at closing time", 2),
        ("sent home when out of patience", 2),
        ("served when out of patience", 12),
        ("served at once at the end of a service", 12),
        ("several called at noon", 4),
        ("redial at once", 12),
        ("next touchpoint at once", 12),
        ("case begun at the end of a visit", 12),
        ("busy", 8),
    ],
)
def test_such_things_do_happen_together(coincidence, least):
    assert sum(coincidence in coincidences(all_together(which).events) for which in TOGETHER) >= least


def test_on_a_coarse_grid_much_happens_together():
    """So that the order of what is simultaneous was held against each other above."""
    counts: Counter[tuple[str, str]] = Counter()
    for data, result in compared(True):
        found = moments(data, result.events)
        for one, other in itertools.combinations_with_replacement(sorted(found), 2):
            shared = found[one].keys() & found[other].keys()
            counts[one, other] += any(len(found[one][at] | found[other][at]) > 1 for at in shared)
    assert counts["came", "came"] >= 40
    assert counts["came", "served"] >= 15
    assert counts["hung up", "served"] >= 3
    assert counts["hung up", "hung up"] >= 8
    assert counts["sent home", "sent home"] >= 12


def test_close_numbers_of_customers_have_an_order():
    """Numbers of referred customers have 62 bits, more than a float number holds."""
    world = arrays.World(plan_of(chain(1, 1.0, 5.0)), Streams(1, 0), recording=False)
    numbers = [FIRST_REFERRED + 2, FIRST_REFERRED + 1, FIRST_REFERRED + 3, FIRST_REFERRED]
    for index, number in enumerate(numbers):
        world.array("people")["number"][index] = number

    @compiled
    def in_order(worlds, count):
        world = worlds[0]
        for index in range(count):
            agenda.schedule(world, 1.0, 1, index, 0)
        order = []
        for _ in range(count):
            order.append(layout.happenings(world.agenda_at)[0].person)
            agenda.take(world)
        return order

    assert [numbers[index] for index in in_order(world.record, len(numbers))] == sorted(numbers)


# --- suspended again and again, and memory that is full all the time

MARGIN = 4_096
FILLING = 0xA5


class Cramped(arrays.World):
    """A world with as little memory as possible, watched on both sides for writing beyond."""

    made: "Cramped"

    def __init__(self, *arguments: Any, **options: Any) -> None:
        self._watched: dict[int, np.ndarray] = {}
        super().__init__(*arguments, **options)
        teams = self["teams"]
        for name in ("people", "needs", "occurrences", "visits"):
            self.hold(name, self.array(name)[:2])
        self["people_room"] = 2
        self.hold("agenda", self.array("agenda")[: 2 + teams])
        self["agenda_room"] = 1 + teams
        self.hold("places", self.array("places")[:, :2].copy())
        self["places_room"] = 1
        if self["recording"]:
            self.hold("rows", self.array("rows")[:16])
            self["rows_room"] = 16
        self.tally = Tally(*(self.array(f"{name}_tally") for name in ("visit", "journey", "team")))
        Cramped.made = self

    def hold(self, name: str, array: np.ndarray) -> None:
        buffer = np.full(array.nbytes + 2 * MARGIN, FILLING, np.uint8)
        inside = buffer[MARGIN : MARGIN + array.nbytes].view(array.dtype).reshape(array.shape)
        inside[...] = array
        self._watched[id(inside)] = buffer
        super().hold(name, inside)

    def untouched(self) -> bool:
        """Whether nothing was written just before or just after any array there ever was."""
        around = (np.concatenate([b[:MARGIN], b[len(b) - MARGIN :]]) for b in self._watched.values())
        return all((bytes_around == FILLING).all() for bytes_around in around)


@pytest.fixture
def cramped(monkeypatch):
    monkeypatch.setattr(compiled_engine, "World", Cramped)


KINDS = [
    *(f"rich {number}" for number in range(4)),
    *(f"{kind} {number}" for kind in ("fine", "coarse") for number in range(10)),
    *(f"together {number}" for number in range(0, len(TOGETHER), 3)),
]
kinds = pytest.mark.parametrize("kind", KINDS)


@functools.cache
def world_of(kind: str) -> Plan:
    name, number = kind.split()
    which = int(number)
    if name == "rich":
        return plan_of(rich(which, bool(which & 1), bool(which & 2)))
    return plan_of(together(*TOGETHER[which]) if name == "together" else ten(name == "coarse")[which])


@functools.cache
def ten(coarse: bool) -> list[Data]:
    return examples(10, coarse)


@functools.cache
def undisturbed(kind: str) -> Result:
    return by_kernel(world_of(kind))


@pytest.mark.parametrize("moves", [1, 7])
@kinds
def test_being_suspended_changes_nothing(monkeypatch, kind, moves):
    monkeypatch.setattr(compiled_engine, "MOVES", moves)
    assert_same(undisturbed(kind), by_kernel(world_of(kind)))


@kinds
def test_little_memory_changes_nothing(cramped, kind):
    found = by_kernel(world_of(kind))
    assert Cramped.made.untouched()
    assert_same(undisturbed(kind), found)


def test_little_memory_and_being_suspended_change_nothing(cramped, monkeypatch):
    monkeypatch.setattr(compiled_engine, "MOVES", 1)
    for kind in KINDS[:4]:
        assert_same(undisturbed(kind), by_kernel(world_of(kind)))


def test_there_is_room_from_the_start_for_no_more_than_asked(monkeypatch):
    """The smallest sizes to start with that `arrays` can be given."""
    for name, size in {"PEOPLE": 1, "HAPPENINGS": 1, "PLACES": 1, "ROWS": 16}.items():
        monkeypatch.setattr(arrays, name, size)
    for kind in KINDS[:4]:
        assert_same(undisturbed(kind), by_kernel(world_of(kind)))


@pytest.mark.parametrize(("when_closed", "staff"), [("wait", 150), ("turn_away", 1)])
def test_there_is_room_when_a_whole_queue_moves(cramped, when_closed, staff):
    """Callers with endless patience, for whom nothing is on the agenda until all are served or sent home."""
    hours = {"hours": "06:00-10:30", "when_closed": when_closed}
    data = one_queue(600.0, days(0.5), staff, 0.49, {"redial": 0.0}, **hours)
    result = assert_identical(plan_of(data))
    assert Cramped.made.untouched()
    customers = result.customers if when_closed == "wait" else [row for row in visits_of(result) if row.wait]
    assert len(customers) > 100


def visits_of(result: Replication) -> list[Row]:
    return [row for row in result.events if row.event == Event.VISIT]


# --- recording, and interrupting


@kinds
def test_recording_changes_no_customer_and_no_tally(kind):
    without = by_kernel(world_of(kind), recording=False)
    assert_same(undisturbed(kind)._replace(events={"customer": np.array([])}), with_no_events(without))


def with_no_events(found: Result) -> Result:
    assert found.events == {}
    return found._replace(events={"customer": np.array([])})


def test_nobody_waits_for_a_simulation_that_is_not_wanted(monkeypatch):
    asked: list[float] = []

    def wanted() -> bool:
        asked.append(time.perf_counter())
        return len(asked) < 4

    years = plan_of(one_queue(2_000.0, exponential(0.009), 20, 2_000.0))
    with pytest.raises(compiled_engine.Interrupted):
        compiled_engine.simulate(years, 1, 0, wanted=wanted)
    assert len(asked) == 4
    assert np.median(np.diff(asked)) < 0.5, "asked several times a second"


def test_it_is_asked_for_every_so_many_moves(monkeypatch):
    monkeypatch.setattr(compiled_engine, "MOVES", 50)
    asked = itertools.count()
    compiled_engine.simulate(plan_of(chain(3, 10.0, 20.0)), 1, 0, wanted=lambda: next(asked) >= 0)
    assert next(asked) >= 4


# --- theory is of the same opinion, where SimPy would take long

ARRIVAL, SERVICE, STAFF = 1_600.0, 0.01, 20
SETTLED = 0.02  # share of the customers at the start who found it too empty


def waits_of(found: Result, touchpoint: int = 0) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """When visits to a touchpoint began, how long they waited and took, in the order of arrival.

    Up to the first who has not been served in the end.
    """
    events = found.events
    visits = (events["event"] == Event.VISIT) & (events["touchpoint"] == touchpoint)
    began, wait, duration = (events[name][visits] for name in ("began", "wait", "duration"))
    order = np.argsort(began)
    kept = order[: -10 * STAFF]
    return began[kept], wait[kept], duration[kept]


@functools.cache
def many_calls(size: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    return waits_of(by_kernel(plan_of(one_queue(ARRIVAL, exponential(SERVICE), STAFF, size / ARRIVAL))))


sizes = pytest.mark.parametrize("size", [200_000, pytest.param(3_000_000, marks=pytest.mark.verify)])


@sizes
def test_each_of_many_waits_is_that_of_the_recursion(size):
    began, wait, duration = many_calls(size)
    assert len(began) > 0.98 * size
    assert wait.tolist() == recursion(STAFF, began.tolist(), duration.tolist())


@sizes
def test_many_waits_keep_to_erlang(size):
    _, wait, _ = many_calls(size)
    load, settled = ARRIVAL * SERVICE, wait[int(SETTLED * len(wait)) :]
    batches = np.array_split(settled, 32)
    expected, within = erlang_c(STAFF, load), 0.04 * (200_000 / size) ** 0.5
    agree([(batch > 0.0).mean() for batch in batches], expected, within=within)
    expected = mean_wait(STAFF, load, SERVICE)
    agree([batch.mean() for batch in batches], expected, within=8 * within * expected)


@sizes
def test_customers_of_this_queue_come_at_random(size):
    began, _, duration = many_calls(size)
    gaps = np.diff(began) * ARRIVAL
    # Half of the gaps of a Poisson process are shorter than log 2 of their mean, and so are services.
    share_agrees(int((gaps < np.log(2)).sum()), len(gaps), 0.5, within=0.01)
    share_agrees(int((duration < SERVICE * np.log(2)).sum()), len(duration), 0.5, within=0.01)


def test_each_wait_on_the_way_is_that_of_the_recursion():
    """A queue as the ninth of thirteen touchpoints, each of which 1.5 % leave."""
    team = {"team": "agents", "service": exponential(0.08 / 0.985**8), "waiting": {"tolerance": "1 y"}}
    data = changed(
        chain(13, 200.0, 40.0, link=exponential(0.2), gate={"prospect": 0.015}),
        {
            "mechanisms": only("gate", "queues"),
            "teams": {"agents": {"title": "Agents", "staff": 20}},
            **{f"touchpoints.t9.{name}": value for name, value in team.items()},
        },
    )
    began, wait, duration = waits_of(by_kernel(plan_of(data)), touchpoint=8)
    assert len(began) > 5_000
    assert (wait > 0.0).mean() > 0.1
    assert wait.tolist() == recursion(20, began.tolist(), duration.tolist())


# --- word of mouth


def spoken_of(satisfaction: float, **changes: Any) -> Data:
    """Customers who renew each day at midnight, speak about it, and send friends who come at midnight.

    Friends read reviews, may buy, and are such customers then.
    """
    site = touchpoint_of(reads_reviews=True, gate={"prospect": 0.3})
    data = scenario(
        {"site": site, "shop": touchpoint_of(reads_reviews=True, gate={"prospect": 0.05})},
        on=("reviews", "referrals", "gate", "loyalty", "surveys"),
        existing=100,
        prospects=8.0,
        horizon=14.0,
        tenure="30 d",
        personas={
            "happy": persona(share=0.5, contract="1 d", satisfaction=satisfaction, survey_response=0.3),
            "late": persona(share=0.5, contract="30 h", satisfaction=satisfaction),
        },
        loyalty={"renewal": 0.9},
        surveys={"nps": {"centre": 7.5, "gain": 5.0, "noise": 2.5}},
        advocacy={
            "review": 0.6,
            "referral": 0.6,
            "referral_delay": "1 d",
            "warning": 0.6,
            "prior_reviews": 1.0,
            "review_weight": 2.0,
        },
    )
    return changed(data, changes)


SPOKEN_OF = [spoken_of(satisfaction) for satisfaction in (-0.3, 0.0, 0.3)]


@pytest.mark.parametrize("data", SPOKEN_OF, ids=["badly", "both", "well"])
def test_what_is_said_and_read_at_midnight_comes_out_the_same(data):
    rows = assert_identical(plan_of(data)).events
    said = [row.time for row in rows if row.event in (Event.REVIEW, Event.WARNING)]
    read = [row.time for row in rows if row.event == Event.VISIT and row.occurrence == 0]
    assert sum(time == int(time) for time in said) > 100, "on the stroke of midnight"
    assert len(set(said) & set(read)) > 5, "when others read"
    stops = [row for row in rows if row.event == Event.JOURNEY_ENDED and row.outcome == Outcome.LEFT]
    assert len(stops) > 20


@pytest.mark.parametrize("data", SPOKEN_OF, ids=["badly", "both", "well"])
@pytest.mark.parametrize("rhythm", [False, True])
def test_reviews_over_many_days_come_out_the_same(data, rhythm):
    """Readers who come through the day, or all when the day begins, after a pause of some hours."""
    changes: Data = {
        "population.prospects_per_day": 60.0,
        "personas.happy.contract": "21 h",
        "journeys.buy.links.site": {"shop": {"share": 1.0, "delay": exponential(0.4)}},
    }
    if rhythm:
        changes["rhythms"] = {"early": {"hours": [1.0] * 6 + [0.0] * 18}}
        changes["journeys.buy.rhythm"] = "early"
        changes["mechanisms.rhythms"] = True
    assert_identical(plan_of(changed(data, changes)), seed=3)


def test_who_was_referred_refers_others():
    data = spoken_of(0.3, **{"advocacy.referral": 1.0, "population.prospects_per_day": 0.0})
    result = assert_identical(plan_of(data))
    sent = Counter(row.referrals for row in result.customers if row.origin == Origin.REFERRED)
    assert sum(sent.values()) > 200
    assert sum(count for referrals, count in sent.items() if referrals > 0) > 40
    arrived = {row.arrived for row in result.customers if row.origin == Origin.REFERRED}
    assert len(arrived) >= 8, "generation after generation"
    numbers_of_all = [row.customer for row in result.customers]
    assert len(set(numbers_of_all)) == len(numbers_of_all)


@pytest.mark.parametrize("delay", ["0 s", days(STEP), exponential(0.3)], ids=str)
def test_friends_who_come_at_once_come_out_the_same(delay):
    changes = {"advocacy.referral_delay": delay, "advocacy.referral": 0.5}
    assert_identical(plan_of(changed(SPOKEN_OF[1], changes)))
