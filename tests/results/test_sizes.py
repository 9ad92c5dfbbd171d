"""What a machine cannot hold is refused beforehand, in one line; what it can is said as it is."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

import cxsim as cx
from cxsim.engine.compiled import arrays, records
from cxsim.engine.plan import plan
from cxsim.engine.streams import Streams
from cxsim.questions.experiments.interventions import world
from cxsim.questions.experiments.worlds import live_through
from cxsim.questions.moments.effects import effects
from cxsim.results import run as run_module
from cxsim.results import sizes
from cxsim.results.sizes import PERSON, TooLarge, bytes_in_words, check_size, in_words, size_of, time_in_words
from cxsim.scenario.load import load_scenario
from cxsim.scenario.model import Scenario

SCENARIOS = Path(__file__).resolve().parents[2] / "scenarios"
GB = 10**9


@pytest.fixture(scope="module")
def telecom() -> Scenario:
    return load_scenario(SCENARIOS / "telecom.yaml")


def larger(scenario: Scenario, existing: int, days: float = 365.0) -> Scenario:
    if existing == scenario.population.existing:
        return scenario
    # With its staff so many could not be held in number, as a settled start does.
    numbers = {"existing": existing, "start": "given"}
    population = scenario.population.model_copy(update=numbers)
    period = scenario.period.model_copy(update={"follow_up": days})
    return scenario.model_copy(update={"population": population, "period": period})


def test_ten_million_for_a_hundred_years_are_refused(telecom: Scenario) -> None:
    size = size_of(larger(telecom, 10_000_000, 36_500.0), 20, workers=2, record="events", into_folder=True)
    with pytest.raises(TooLarge) as told:
        check_size(size, workers=2, free=16 * GB)
    said = r"found \d+ million people with [\d.]+ billion visits .*, expected at most the 16 GB .*; lower pop"
    assert re.match(said, str(told.value))
    assert "\n" not in str(told.value)
    assert str(told.value).endswith("fewer workers need less, too")


@pytest.mark.parametrize(
    ("options", "hint"),
    [
        ({"record": "events"}, "record only customers or KPIs"),
        ({"record": "customers"}, "record only KPIs"),
    ],
)
def test_what_is_kept_in_memory_is_what_to_make_smaller(telecom: Scenario, options, hint) -> None:
    many = larger(telecom, 200_000)
    with pytest.raises(TooLarge, match=hint):
        check_size(size_of(many, 100, **options), free=2 * GB)
    check_size(size_of(many, 100, **options, into_folder=True), free=2 * GB)
    check_size(size_of(many, 100), free=2 * GB)


def test_nothing_is_simulated_or_written_where_it_is_refused(
    telecom: Scenario, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """By nobody who simulates: runs, and questions that live through several journeys."""
    many = larger(telecom, 10_000_000)
    monkeypatch.setattr(sizes, "free_memory", lambda: GB)
    monkeypatch.setattr(run_module, "plan", lambda scenario: pytest.fail("too late"))
    for folder in (None, tmp_path / "run"):
        with pytest.raises(TooLarge, match="10 million people"):
            cx.simulate(many, replications=2, folder=folder)
    assert not (tmp_path / "run").exists()
    with pytest.raises(TooLarge):
        live_through({"today": world(many)}, lambda lived: pytest.fail("too late"), range(2), 1)
    for ask in (cx.moments, cx.rank, effects, cx.shapley, cx.fragmentation):
        with pytest.raises(TooLarge):
            ask(many, replications=2)
    with pytest.raises(TooLarge):
        cx.staffing(many, next(iter(many.teams)))


def test_shipped_scenarios_fit_anywhere() -> None:
    """Whole companies: every visit of a hundred runs of them is for a folder, all key figures for memory."""
    for file in ("telecom", "retail", "green_channels", "bank"):
        scenario = load_scenario(SCENARIOS / f"{file}.yaml")
        check_size(size_of(scenario, 100, workers=4, record="kpis"), free=4 * GB)
        check_size(size_of(scenario, 100, workers=4, record="events", into_folder=True), free=4 * GB)


def test_sizes_are_those_of_the_records() -> None:
    agenda, counted = 3 * records.HAPPENING.itemsize, 24
    assert pytest.approx(records.PERSON.itemsize + agenda + counted, rel=0.1) == PERSON


MEASURE = """
import sys, psutil, threading, time
import cxsim as cx
from cxsim.engine.compiled.kernel import prepare
scenario = cx.load_scenario(sys.argv[1])
existing, population = int(sys.argv[2]), scenario.population
if existing != population.existing:
    population = population.model_copy(update={"existing": existing, "start": "given"})
scenario = scenario.model_copy(update={"population": population})
cx.simulate(cx.load_scenario(sys.argv[1]), replications=1, record="kpis")
process, most = psutil.Process(), 0
def its_own():  # pages of files that are read can be dropped at any time
    memory = process.memory_info()
    return memory.rss - getattr(memory, "shared", 0)
before = its_own()
def watch():
    global most
    while True:
        most = max(most, its_own() - before)
        time.sleep(0.01)
threading.Thread(target=watch, daemon=True).start()
run = cx.simulate(scenario, replications=2, record=sys.argv[3], folder=sys.argv[4] or None)
print(most)
"""


@pytest.mark.parametrize(
    ("existing", "record", "into_folder"),
    [
        # As it is, with a settled start.
        pytest.param(14_000, "customers", False, marks=pytest.mark.verify),
        pytest.param(60_000, "customers", False, marks=pytest.mark.verify),
        pytest.param(300_000, "kpis", False, marks=pytest.mark.verify),
        pytest.param(300_000, "customers", True, marks=pytest.mark.verify),
        pytest.param(100_000, "events", False, marks=pytest.mark.verify),
        pytest.param(100_000, "events", True, marks=pytest.mark.verify),
    ],
)
def test_so_much_memory_is_taken(telecom, tmp_path, existing, record, into_folder) -> None:
    """Within a factor of two, which is why half of what is expected is what is refused of events."""
    folder = str(tmp_path / "run") if into_folder else ""
    command = [sys.executable, "-c", MEASURE, str(SCENARIOS / "telecom.yaml"), str(existing), record, folder]
    taken = int(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    size = size_of(larger(telecom, existing), 2, record=record, into_folder=into_folder)
    assert 1 / 2 < sum(size.memory.values()) / taken < 2


def test_more_people_than_expected_end_in_words(telecom: Scenario, monkeypatch: pytest.MonkeyPatch) -> None:
    """Word of mouth is not forecast: who runs out of room on the way is told so."""
    monkeypatch.setattr(arrays, "ROOMY", 0)
    monkeypatch.setattr(arrays, "free_memory", lambda: 1_000)
    sim = arrays.Simulation(plan(telecom), Streams(1, 0), recording=False)
    with pytest.raises(MemoryError, match=r"^people: no room for more than [\d,]+$"):
        sim.make_room("people", room="people_room")


def test_words() -> None:
    assert [in_words(number) for number in (0, 7.4, 99.6, 100, 8_765, 9.9e5, 2.1e9, 4e13)] == [
        "0", "7", "100", "100", "8,800", "990,000", "2.1 billion", "40 trillion",
    ]  # fmt: skip
    assert [bytes_in_words(number) for number in (1e6, 2.34e9, 5e10, 4.56e11, 1e15)] == [
        "0.0 GB", "2.3 GB", "50 GB", "456 GB", "1,000 TB",
    ]  # fmt: skip
    assert [time_in_words(seconds) for seconds in (0.4, 119, 120, 7_200, 10**6)] == [
        "0 s", "119 s", "2 min", "2 h", "12 days",
    ]  # fmt: skip
