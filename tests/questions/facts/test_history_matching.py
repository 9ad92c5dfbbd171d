"""Sets that agree with the facts: small companies of which it is known where these lie."""

import numpy as np
import pytest

import cxsim as cx
from cxsim.errors import InterventionError
from cxsim.questions.experiments import history_matching
from cxsim.questions.experiments.assumptions import assumptions
from cxsim.questions.experiments.history_matching import (
    BATCH,
    CUTOFF,
    LEAST,
    implausibility,
    is_hopeless,
    screen,
)
from cxsim.questions.journey.assumptions import assumption
from cxsim.results import facts as measuring
from cxsim.scenario.facts import Fact
from cxsim.scenario.faults import Fault, ScenarioError
from cxsim.scenario.load import scenario_from_dict
from cxsim.scenario.ranges import CURVE, supposing, uncertain
from tests.questions.facts.companies import STAKES, company, friction
from tests.questions.notes import PROBABILITY, noted, with_note
from tests.questions.small_worlds import row_of

PATH = PROBABILITY.format("first")


def plainly(said):
    """With plain spaces, on one line."""
    return said.replace("\N{NO-BREAK SPACE}", " ").replace("\n", " ")


@pytest.fixture(autouse=True)
def few_sets(monkeypatch):
    """Small companies need no more to be known."""
    monkeypatch.setattr(history_matching, "FEWEST", 128)
    monkeypatch.setattr(history_matching, "MOST", 256)


def test_facts_that_exclude_half_of_a_range_leave_the_other_half():
    found = cx.facts(company({"known": friction(0.3, 1.0)}))
    places = found.sets[PATH]
    assert len(places) == 100
    assert places.min() > 0.43  # 0.5, but for chance
    row = found.ranges.loc[PATH]
    assert row["told"]
    assert row["narrowed"] == pytest.approx(0.5, abs=0.06)
    assert (row["from"], row["to"]) == pytest.approx((0.31, 0.585), abs=0.02)
    tried, agree = len(found.screening.shares), len(found.screening.consistent)
    assert plainly(str(found)) == (
        f"Of {tried} sets of assumptions that were tried, {agree} agree with the fact; 100 of them are used. "
        "With the file’s own values the fact is not met: “Touchpoint first: friction over 40 days” 29.9 % "
        "(29.4 % to 30.3 %), for 30.0 % to 100.0 %. "
        "They narrow, for nine tenths of the sets, Touchpoint first: frictions, trouble, probability by "
        f"{100 * row['narrowed']:.0f} % (from 0 to 0.6 down to {row['from']:.3g} to {row['to']:.3g})."
    )
    assert 0.4 < agree / tried < 0.62


def test_a_fact_that_excludes_nothing_narrows_nothing():
    found = cx.facts(company({"known": friction(0.0, 1.0)}))
    assert len(found.screening.consistent) == len(found.screening.shares) == 128
    assert not found.ranges.loc[PATH, "told"]
    assert found.ranges.loc[PATH, "narrowed"] < 0.1
    assert str(found).endswith("They do not surely narrow the range of the assumption that was varied.")


def test_facts_tell_rival_structures_apart_where_they_can():
    """Without frictions there is none; whether anybody recommends the company no friction tells."""
    data = company({"known": friction(0.2, 0.4)}, known=True).model_dump(mode="json", by_alias=True)
    data["mechanisms"] |= {name: noted(True, False, True) for name in ("frictions", "referrals")}
    found = cx.facts(scenario_from_dict(data))
    assert found.switches.loc["mechanisms.frictions"].tolist() == [1.0, True]
    assert 0.35 < found.switches.loc["mechanisms.referrals", "on"] < 0.65
    assert not found.switches.loc["mechanisms.referrals", "told"]
    assert found.ranges.empty
    assert plainly(found.summary()).endswith(
        "Mechanisms: frictions: yes in 100 % of these sets. Mechanisms: referrals: facts do not tell yes "
        f"({round(100 * found.switches.loc['mechanisms.referrals', 'on'])} % of these sets) from no."
    )
    sets = assumptions(found.scenario, "facts", 20)
    assert {one.mechanisms.frictions for one in sets.sets} == {True}
    assert {one.mechanisms.referrals for one in sets.sets} == {False, True}


def test_the_consistent_sets_are_the_true_ones():
    """Within chance, no set is kept whose probability lies outside the range, and none inside is dropped."""
    found = screen(company({"known": friction(0.2, 0.4)}))
    true = 0.6 * found.shares[:, 1]
    noise = measuring_noise(found)
    kept = np.zeros(len(true), bool)
    kept[found.consistent] = True
    assert not kept[(true < 0.2 - (CUTOFF + 3) * noise) | (true > 0.4 + (CUTOFF + 3) * noise)].any()
    assert kept[(true > 0.2 + 2 * noise) & (true < 0.4 - 2 * noise)].all()


def measuring_noise(found):
    return float(np.std(found.own[:, 0, 0] / found.own[:, 0, 1], ddof=1))


def test_facts_that_contradict_each_other_are_named():
    found = cx.facts(company({"often": friction(0.5, 1.0), "seldom": friction(0.0, 0.1)}))
    assert found.screening.why == "few"
    assert found.conflicts == (("often", "seldom"),)
    assert found.sets.empty
    assert assumptions(found.scenario, "facts").sets == (found.scenario,)
    said = plainly(found.summary())
    assert said.startswith(
        "Of 40 sets of assumptions that were tried, none agrees with all 2 facts, so only the file’s own "
        "values are used. Each fact is reached by enough sets, but these contradict each other: "
        "“Touchpoint first: friction over 40 days” with “Touchpoint first: friction over 40 days”."
    )
    assert "0 of 2 facts are met" in said


def test_a_fact_out_of_reach_is_named():
    found = cx.facts(company({"fine": friction(0.0, 1.0), "always": friction(0.8, 1.0)}))
    assert found.conflicts == (("always",),)
    assert (
        "The ranges of the assumptions do not reach this fact: “Touchpoint first: friction over 40 days” "
        "(0 % of sets reach 80.0 % to 100.0 %)."
    ) in plainly(found.summary())


@pytest.mark.parametrize(
    ("scenario", "why", "said"),
    [
        (company({}), "facts", "The scenario states no facts, so only the file’s own values are used."),
        (
            company({"known": friction(0.0, 1.0)}, known=True),
            "ranges",
            "No parameter has a range beside it, so only the file’s own values are used.",
        ),
    ],
)
def test_without_facts_or_ranges_the_files_own_values_are_used_and_the_first_sentence_says_so(
    scenario, why, said
):
    found = cx.facts(scenario)
    assert found.screening.why == why
    assert str(found).startswith(said)
    assert assumptions(scenario, "facts").sets == (scenario,)
    assert found.shown  # with nothing to draw but dashes
    assert list(found.table("ranges").frame.iloc[:, 0]) == [
        assumption(scenario, one.path) for one in found.screening.parameters if one.path != CURVE
    ]


def test_nothing_is_simulated_twice(monkeypatch, tmp_path):
    monkeypatch.setenv("CXSIM_CACHE", str(tmp_path))
    scenario = company({"known": friction(0.3, 1.0)})
    before = screen(scenario)
    monkeypatch.setattr(measuring, "simulate", lambda *_, **__: pytest.fail("something was simulated"))
    other = scenario.model_copy(update={"facts": {"known": Fact.model_validate(friction(0.25, 0.9))}})
    after = screen(scenario), screen(other)
    assert np.array_equal(after[0].sums, before.sums)
    assert len(after[1].consistent) > len(before.consistent)  # another range needs no other simulation


def test_it_goes_on_where_it_was_stopped(monkeypatch, tmp_path):
    monkeypatch.setenv("CXSIM_CACHE", str(tmp_path))
    scenario = company({"known": friction(0.31, 1.0)})
    done = []

    def stop(tried):
        done.append(tried)
        if tried == 64:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        screen(scenario, seed=7, progress=stop)
    lived = []
    simulate = measuring.simulate
    monkeypatch.setattr(measuring, "simulate", lambda *a, **k: (lived.append(1), simulate(*a, **k))[1])
    found = screen(scenario, seed=7, workers=2)
    begun = 2 * BATCH  # by two threads, when enough had been found
    assert len(lived) <= len(found.shares) - 64 + begun < len(found.shares)


def test_sets_have_draws_of_their_own_and_any_number_of_workers():
    scenario = company({"known": friction(0.3, 1.0)})
    one, two = screen(scenario, seed=3, workers=1), screen(scenario, seed=3, workers=2)
    assert np.array_equal(one.sums, two.sums)
    assert len({tuple(each) for each in one.sums[:, 0]}) > 0.9 * len(one.sums)


def test_implausibility_counts_what_lies_outside_in_standard_deviations_of_chance():
    scenario = company({"known": friction(0.3, 0.5)})
    own = np.array([[[300.0, 1000.0]], [[340.0, 1000.0]], [[320.0, 1000.0]]])  # sd 0.02
    found = np.array([[[400.0, 1000.0]], [[540.0, 1000.0]], [[260.0, 1000.0]], [[0.0, 0.0]]])
    outside = implausibility(scenario, own, found)[:, 0]
    assert outside == pytest.approx([0.0, 2.0, 2.0, np.inf])


def test_so_few_that_replications_agree_by_chance_rule_nothing_out():
    scenario = company({"known": friction(0.3, 0.5)})
    own = np.full((5, 1, 2), [0.0, 4.0])
    assert implausibility(scenario, own, np.array([[[0.0, 4.0]]]))[0, 0] < CUTOFF


def test_shares_that_sum_to_one_move_together():
    """Two of three shares have ranges: both take what was drawn, and the third what is left."""
    data = row_of(STAKES)
    (card,) = data["personas"].values()
    for name, share in (("ana", 0.5), ("ben", 0.3), ("eve", 0.2)):
        data["personas"][name] = {**card, "title": name, "share": share}
    data["personas"] = {name: data["personas"][name] for name in ("ana", "ben", "eve")}
    data["personas"]["ana"]["share"] = noted(0.5, 0.4, 0.6)
    data["personas"]["ben"]["share"] = noted(0.3, 0.1, 0.4)
    scenario = scenario_from_dict(data)
    unknown = [one for one in uncertain(scenario)[0] if one.path.startswith("personas")]
    moved = supposing(scenario, unknown, [0.0, 0.0])
    assert [one.share for one in moved.personas.values()] == pytest.approx([0.4, 0.1, 0.5])
    with_room = supposing(scenario, unknown, [1.0, 1.0])
    assert [one.share for one in with_room.personas.values()] == pytest.approx([0.6, 0.4, 0.0])


def test_where_all_shares_are_drawn_they_keep_their_proportions():
    data = row_of(STAKES)
    (card,) = data["personas"].values()
    data["personas"] = {
        "ana": {**card, "title": "Ana", "share": noted(0.5, 0.4, 0.9)},
        "ben": {**card, "title": "Ben", "share": noted(0.5, 0.4, 0.9)},
    }
    scenario = scenario_from_dict(data)
    unknown = [one for one in uncertain(scenario)[0] if one.path.startswith("personas")]
    moved = supposing(scenario, unknown, [1.0, 0.4])
    assert [one.share for one in moved.personas.values()] == pytest.approx([0.6, 0.4])


def test_fewer_than_thirty_are_too_few_unless_fewer_were_asked_for():
    found = screen(company({"known": friction(0.59, 0.6)}), wanted=100)
    assert (found.why == "few") == (len(found.consistent) < LEAST)
    some = screen(company({"known": friction(0.3, 1.0)}), wanted=5)
    assert len(some.chosen) == 5


def test_it_is_given_up_only_where_too_few_would_agree():
    """Of companies of which one set in forty agrees, 51 of all that are tried, next to none is given up; of
    those of which 8 in a thousand do, which is too few, most are, and before half has been tried."""
    tried, draws = np.arange(BATCH, 2048 + 1, BATCH), np.random.default_rng(1)

    def given_up_at(share):
        agree = np.cumsum(draws.random(2048) < share)[tried - 1]
        return next((n for n, of in zip(tried, agree, strict=True) if is_hopeless(of, n, 2048, LEAST)), 2048)

    enough, few, none = (np.array([given_up_at(share) for _ in range(100)]) for share in (0.025, 0.008, 0.0))
    assert (enough < 2048).mean() <= 0.05
    assert np.median(few) < 1024
    assert set(none) == {272}


def test_ranges_of_what_would_be_built_say_nothing_of_today():
    """Facts are of today's journey, which has no such touchpoint; it was looked for, and no set agreed."""
    facts = {"known": friction(0.3, 1.0)}
    data = company(facts).model_dump(mode="json", by_alias=True)
    with_note(data, PATH, 0.0, 0.6)
    built = {"title": "Reminder", "stage": "use", "channel": "web", "department": "sales"}
    built["message"] = {"relevance": noted(0.9, 0.5, 1.0), "latest": "2 h", "severity": 0.2}
    builds = {"touchpoints": {"reminder": built}, "journeys": {"buy": {"start": {"reminder": 0.5}}}}
    builds["journeys"]["buy"]["links"] = {"reminder": {"first": 1.0}}
    data["improvements"] = {"remind": {"title": "Remind", "owner": "sales", "builds": builds}}
    today, with_improvement = (
        cx.facts(scenario, sets=30) for scenario in (company(facts), scenario_from_dict(data))
    )
    assert len(with_improvement.screening.parameters) == len(today.screening.parameters) + 1
    assert len(with_improvement.screening.consistent) > 0.4 * len(with_improvement.screening.shares)
    assert with_improvement.ranges.loc[PATH, "told"]


def test_ranges_that_never_give_a_journey_are_no_answer_about_facts(monkeypatch):
    def impossible(*_):
        raise ScenarioError([Fault("small", None, "touchpoints.first.quality", "2", "a number up to 1")])

    monkeypatch.setattr(history_matching, "supposing", impossible)
    with pytest.raises(
        InterventionError, match=r"none of \d+ sets of values .* gives a valid journey: .*first"
    ):
        screen(company({"known": friction(0.3, 1.0)}))
