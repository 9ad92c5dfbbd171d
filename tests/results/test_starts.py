"""Settled starts on disk, and what a run says of them."""

import time
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

import cxsim as cx
from cxsim.engine import compiled_engine, settling
from cxsim.engine.plan import plan
from cxsim.language.speech import speaking
from cxsim.questions.experiments.interventions import world
from cxsim.questions.journey.before import conclude_start, notable_start
from cxsim.results import cache, starts
from cxsim.results.run import Run
from cxsim.scenario.improve import with_changes


@pytest.fixture(scope="module")
def settled(scenario):
    return with_changes(scenario, {"population.start": "settled"})


def run_of(settled, **more) -> Run:
    return cx.simulate(settled, replications=2, seed=3, **more)


def test_years_before_are_lived_once(settled, monkeypatch, tmp_path):
    monkeypatch.setenv("CXSIM_CACHE", str(tmp_path))
    first = run_of(settled)
    lived: list[int] = []
    live = compiled_engine.settle
    monkeypatch.setattr(compiled_engine, "settle", lambda *given: (lived.append(given[2]), live(*given))[1])
    again = run_of(settled)
    assert not lived
    assert again.manifest == first.manifest
    assert again.events_table.equals(first.events_table)
    other = with_changes(settled, {"population.existing": settled.population.existing + 1})
    run_of(other)
    assert lived == [0, 1]


def test_years_before_are_lived_once_by_whoever_asks_at_the_same_time(settled, monkeypatch, tmp_path):
    monkeypatch.setenv("CXSIM_CACHE", str(tmp_path))
    numbers, lived, live = plan(settled), list[int](), compiled_engine.settle
    monkeypatch.setattr(compiled_engine, "settle", lambda *given: (lived.append(given[2]), live(*given))[1])
    with ThreadPoolExecutor(3) as pool:
        made = [pool.submit(compiled_engine.settled, numbers, 3, 0) for _ in range(3)]
    assert lived == [0]
    assert len({one.result().people.tobytes() for one in made}) == 1
    assert not list(tmp_path.glob("*.lock"))


def test_who_no_longer_wants_a_start_does_not_wait_for_it(settled, monkeypatch, tmp_path):
    monkeypatch.setenv("CXSIM_CACHE", str(tmp_path))
    answers = iter([True, True])
    with cache.alone(starts._key(plan(settled).settling, 3, 0), lambda: True):
        compiled_engine.settled(plan(settled), 3, 0, lambda: next(answers, False))
    assert next(answers, None) is None


def test_whoever_was_stopped_while_making_a_start_holds_nobody_up(settled, monkeypatch, tmp_path):
    monkeypatch.setenv("CXSIM_CACHE", str(tmp_path))
    monkeypatch.setattr(cache, "PATIENCE", 0.5)
    numbers, give_up = plan(settled), time.monotonic() + 60.0
    with cache.alone(starts._key(numbers.settling, 3, 0), lambda: True):
        made = compiled_engine.settled(numbers, 3, 0, lambda: time.monotonic() < give_up)
    assert time.monotonic() < give_up
    assert made.people.tobytes() == compiled_engine.settled(numbers, 3, 0).people.tobytes()


def test_both_engines_and_any_number_of_workers_give_the_same(settled):
    first = run_of(settled)
    for more in ({"engine": "simpy"}, {"workers": 2}):
        other = run_of(settled, **more)
        assert other.events_table.equals(first.events_table)
        assert other.manifest["start"] == first.manifest["start"]


def test_a_run_says_where_its_customers_come_from(settled, scenario):
    run = run_of(settled, record="kpis")
    start = run.manifest["start"]
    assert start["existing"] == settled.population.existing
    assert 4 <= start["years"] <= 15
    assert f"after up to {start['years']} years of being as it is" in str(run.summary())
    with speaking("fr"):
        assert f"jusqu’à {start['years']} années" in str(run.summary())
    assert "start" not in run_of(scenario, record="kpis").manifest


def test_what_is_kept_comes_back_to_the_last_bit(settled, monkeypatch, tmp_path):
    monkeypatch.setenv("CXSIM_CACHE", str(tmp_path))
    numbers = plan(settled)
    made, back = (compiled_engine.settled(numbers, 3, 0) for _ in range(2))
    assert made.before == back.before
    assert (made.stars, made.reviews) == (back.stars, back.reviews)
    assert made.people.tobytes() == back.people.tobytes()
    assert made.cases.tobytes() == back.cases.tobytes()


def test_compared_worlds_begin_with_the_same_people(settled):
    """What is improved acts from the end of the warm-up on, and not in the years before."""
    today = world(settled)
    better = world(settled, cx.ForceOutcome(next(iter(settled.touchpoints)), "ok"))
    starts = [compiled_engine.settled(one.plan, 3, 0) for one in (today, better)]
    assert np.array_equal(starts[0].people.view(np.uint8), starts[1].people.view(np.uint8))
    assert settling.kept_in


@pytest.mark.parametrize(("times", "said"), [(1.0, ""), (3.0, "grows"), (1 / 3, "shrinks")])
def test_where_more_or_fewer_come_than_keep_the_number_it_is_said_and_happens(settled, times, said):
    """What the file says of prospects goes on after the start, and is told beside what keeps the number."""
    enough = run_of(settled, record="kpis").manifest["start"]["prospects"]
    changes = {"population.prospects_per_day": times * enough, "period.follow_up": "2 y"}
    run = run_of(with_changes(settled, changes), record="customers")
    told = conclude_start(run)[0]
    assert told.endswith(f"it {said}." if said else "to keep their number.")
    assert notable_start(run) == (conclude_start(run) if said else [])
    assert (told in str(run)) == bool(said)
    assert told in run.table("assumptions").caption
    start = run.manifest["start"]["existing"]
    kpis = run.kpis()
    end = kpis["mean"][(kpis["kpi"] == "customers") & (kpis["scope"] == "journey")].item()
    assert {"grows": end > 1.1 * start, "shrinks": end < 0.9 * start}.get(said, True)


def test_a_company_that_could_not_be_kept_in_number_is_not_told_as_settled(settled):
    """Nearly everybody leaves at the end of a contract, and hardly anybody comes."""
    changes = {"population.prospects_per_day": 0.05}
    run = run_of(with_changes(settled, changes), record="kpis")
    start = run.manifest["start"]
    assert start["customers"] < 0.9 * start["existing"]
    (told,) = conclude_start(run)
    assert notable_start(run) == [told]
    assert told.startswith("The customers of this company could not be kept in number: after up to ")
    assert f"of {start['existing']} were left" in told
    assert "It takes" not in told
