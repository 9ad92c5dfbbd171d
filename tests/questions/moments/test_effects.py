"""Effects are what theory says, for everybody and each persona; where nothing happens nothing is found."""

import numpy as np
import pytest

from cxsim.questions.moments.effects import EVERYBODY, effects
from cxsim.scenario.model import Scenario
from tests.engine.scenarios import Data, changed, persona
from tests.questions.small_worlds import Truth, goes_on, row_of, today

STAKES = {"first": 0.0, "second": 1.0, "third": 0.4}
FORCED = (("break", "friction", "ok"), ("make", "delight", "ok"), ("recovery", "recovered", "friction"))


def effects_of(data: Data, **options):
    return effects(Scenario.model_validate(data), **options)


@pytest.fixture(scope="module")
def found():
    return effects_of(row_of(STAKES), replications=25, seed=2)


def assert_true(row, truth):
    assert row["low_all"] <= truth <= row["high_all"], (row.to_dict(), truth)
    assert row["high"] - row["low"] < 0.025, "sharp enough to tell"


@pytest.mark.parametrize("place", STAKES)
@pytest.mark.parametrize(("effect", "outcome", "against"), FORCED)
def test_forced_outcomes_do_what_theory_says(found, place, effect, outcome, against):
    truth = Truth(STAKES).forced(place, outcome, against)
    assert_true(found.of(effect, "join").loc[place], truth)
    if effect == "break":
        assert_true(found.of("gate", "goal").loc[place], truth)
    if effect == "make":
        assert_true(found.of("gate_delight", "goal").loc[place], truth)


@pytest.mark.parametrize("place", STAKES)
def test_losses_are_what_theory_says(found, place):
    """What today's frictions cost is what would be gained without them."""
    assert_true(found.of("loss", "join").loc[place], Truth(STAKES).potential(place, 1.0))


@pytest.mark.parametrize(("source", "target"), [("first", "second"), ("second", "third")])
def test_handoffs_cost_what_theory_says(found, source, target):
    assert_true(found.of("handoff", "join").loc[f"{source}>{target}"], Truth(STAKES).handoff(target))


def test_it_is_one_effect_for_each_of_them(found):
    table = found.figures
    assert not table.duplicated(["effect", "place", "measure", "persona"]).any()
    assert set(table["persona"]) == {EVERYBODY, "anybody"}
    both = [
        table[table["persona"] == who].drop(columns=["persona", "low_all", "high_all"])
        for who in (EVERYBODY, "anybody")
    ]
    assert np.array_equal(
        both[0].drop(columns=["effect", "place", "measure"]),
        both[1].drop(columns=["effect", "place", "measure"]),
        equal_nan=True,
    )


def test_personas_have_their_own_effects():
    """To whom more is at stake it does more."""
    data = changed(
        row_of(STAKES),
        {
            "personas": {
                "calm": persona(share=0.5, stakes={"second": 0.0}),
                "keen": persona(share=0.5, stakes={"second": 2.0}),
            }
        },
    )
    found = effects_of(data, replications=25)
    keen = {**STAKES, "second": 2.0}
    assert_true(found.of("break", "join", "calm").loc["second"], 0.0)
    assert_true(
        found.of("break", "join", "keen").loc["second"], Truth(keen).forced("second", "friction", "ok")
    )


def test_every_visit_counts_where_people_come_back():
    """They come to the shop on average twice before the goal, and each friction weighs at the gate."""
    again = {"second": {"share": 0.5, "delay": "1 h", "context_loss": 0.0}, "goal": 0.5}
    data = changed(row_of({"second": 1.0}), {"journeys.buy.links.second": again})
    once, always = (effects_of(data, replications=25, visits=visits) for visits in ("first", "every"))
    bad, good, usual = goes_on(1.0, "friction"), goes_on(1.0, "ok"), today(1.0, 0.0)

    def reaches(first: float, later: float) -> float:
        return first * (0.5 + 0.5 * (0.5 * later / (1.0 - 0.5 * later)))

    assert_true(once.of("break", "join").loc["second"], reaches(bad, usual) - reaches(good, usual))
    assert_true(always.of("break", "join").loc["second"], reaches(bad, bad) - reaches(good, good))


def test_where_nothing_matters_nothing_is_found():
    found = effects_of(row_of(dict.fromkeys("abc", 0.0)), replications=10).figures
    kept = found[found["measure"].isin(["join", "goal"])]
    assert (kept["mean"] == 0.0).all()
    assert (kept["low"] < 0.0).all(), "but no certainty is claimed"
    assert (kept["high"] > 0.0).all()


def test_pain_is_what_is_felt_whether_or_not_it_matters(found):
    """Frictions feel as bad where nothing is at stake; losing context is charged to the link."""
    pain = found.pain["mean"]
    came = [1.0, Truth(STAKES).passing["first"]]
    felt = 0.3 * 2.0 * 0.5  # friction, loss aversion, severity
    assert pain["first"] == pytest.approx(felt * came[0], rel=0.03)
    assert pain["second"] == pytest.approx(felt * came[1], rel=0.03)


def test_what_cannot_be_asked_is_said():
    data = changed(row_of({"a": 1.0, "b": 1.0}, delight=False), {"touchpoints.a.frictions": {}})
    found = effects_of(data, replications=2)
    said = {(row.effect, row.place): row.why for row in found.missing.itertuples()}
    assert said["break", "a"] == "the scenario names nothing that can go wrong there"
    assert said["make", "b"] == "the scenario does not say what delight there would be like"
    assert list(found.of("break", "join").index) == ["b"]
    assert found.of("make", "join").empty


def test_the_number_of_workers_changes_nothing():
    one, two = (effects_of(row_of(STAKES), replications=4, workers=workers) for workers in (1, 2))
    assert one.figures.equals(two.figures)
    assert one.pain.equals(two.pain)


def test_one_replication_gives_no_interval():
    table = effects_of(row_of({"a": 1.0}), replications=1).figures
    assert (table["mean"].notna() == (table["people"] > 0)).all()
    assert set(table["measure"][table["people"] > 0]) == {"join", "goal", "customers", "value"}
    assert table[["low", "high", "low_all", "high_all"]].isna().all(axis=None)


def test_progress_counts_replications():
    told: list[int] = []
    effects_of(row_of({"a": 1.0}), replications=3, progress=told.append)
    assert told == [1, 2, 3]


@pytest.mark.verify
def test_intervals_cover_the_truth_19_times_in_20(verification):
    """A thousand studies of a journey whose effects are known."""
    stakes, studies = {"first": 0.4, "second": 1.0}, 1_000
    truth, scenario = Truth(stakes), Scenario.model_validate(row_of(stakes, days=40.0))
    hits: dict[str, list[bool]] = {}
    for seed in range(studies):
        found = effects(scenario, replications=12, seed=seed)
        expected = {
            **{
                (effect, place): truth.forced(place, outcome, against)
                for effect, outcome, against in FORCED
                for place in stakes
            },
            **{("loss", place): truth.potential(place, 1.0) for place in stakes},
            ("handoff", "first>second"): truth.handoff("second"),
        }
        for (effect, place), value in expected.items():
            row = found.of(effect, "join").loc[place]
            hits.setdefault(f"{effect} at {place}", []).append(row["low"] <= value <= row["high"])
    for what, hit in hits.items():
        verification(f"coverage of 95 % intervals, {what}", float(np.mean(hit)), "at least", 0.93)
        assert np.mean(hit) <= 0.975
