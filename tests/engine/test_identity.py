"""The compiled engine is the SimPy engine, faster: the same events, customers and tallies to the last bit."""

import functools
import itertools
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cxsim.engine.compiled import agenda, arrays, records
from cxsim.engine.compiled.memory import compiled
from cxsim.engine.plan import plan
from cxsim.engine.simpy_engine import Replication
from cxsim.engine.streams import Streams
from cxsim.engine.vocabulary import FIRST_REFERRED, Event, Origin, Outcome
from cxsim.scenario.improve import with_changes
from cxsim.scenario.load import load_scenario
from tests.engine.engines import by_kernel, by_simpy, in_columns
from tests.engine.identity import assert_identical, assert_same, first_difference, plan_of
from tests.engine.rich import rich
from tests.engine.scenarios import Data, chain, changed, days, exponential, persona, scenario
from tests.engine.scenarios import touchpoint as touchpoint_of
from tests.engine.simultaneous import STEP, TOGETHER, coincidences, together
from tests.engine.strategies import examples, scenarios
from tests.engine.test_strategies import moments

REFERENCE = Path(__file__).resolve().parents[2] / "scenarios"

QUICK = 60  # scenarios of each kind
LONG = 1_500


# --- the reference scenarios


@pytest.mark.parametrize(
    "name",
    [
        pytest.param("telecom", marks=pytest.mark.verify),
        pytest.param("retail", marks=pytest.mark.verify),
        pytest.param("bank", marks=pytest.mark.verify),
    ],
)
def test_the_reference_scenarios_come_out_the_same(name):
    assert_identical(plan(load_scenario(REFERENCE / f"{name}.yaml")), seed=2026)


@pytest.mark.parametrize(
    ("name", "changes"),
    [
        (
            "telecom",
            {
                "population.existing": 100,
                "population.prospects_per_day": 0.2,
                "teams.care_agents.shifts": [{"hours": "mon-fri 10:00-14:00", "staff": 1}],
                "period.follow_up": "1 y",
            },
        ),
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
    visits[1, 2, 3] += 1
    with pytest.raises(AssertionError, match=r"visits\[1, 2, 3\]"):
        assert_same(found, found._replace(tally=found.tally._replace(visits=visits)))


# --- much at the same moment


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
    sim = arrays.Simulation(plan_of(chain(1, 1.0, 5.0)), Streams(1, 0), recording=False)
    numbers = [FIRST_REFERRED + 2, FIRST_REFERRED + 1, FIRST_REFERRED + 3, FIRST_REFERRED]
    for index, number in enumerate(numbers):
        sim.array("people")["person"]["number"][index] = number

    @compiled
    def in_order(sims, count):
        sim = sims[0]
        for index in range(count):
            agenda.schedule(sim, 1.0, 1, index, 0)
        order = []
        for _ in range(count):
            time = agenda.first_time(sim)
            order.append((time, records.happenings(sim.agenda_at, 0).person))
            agenda.take(sim)
        return order

    found = in_order(sim.record, len(numbers))
    assert [(time, numbers[index]) for time, index in found] == [(1.0, number) for number in sorted(numbers)]


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
