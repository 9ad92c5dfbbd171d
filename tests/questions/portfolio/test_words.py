"""Portfolios in words and as a table say what the numbers say, and no more."""

import dataclasses
import math
import re

import pandas as pd
import pytest

import cxsim as cx
from cxsim.questions.experiments.contradictions import Contradiction
from cxsim.questions.portfolio import words
from cxsim.questions.portfolio.estimate import portfolio
from cxsim.questions.portfolio.pair_words import pairs
from cxsim.questions.portfolio.words import single_gains
from tests.questions.portfolio.gates import data
from tests.questions.portfolio.made import made
from tests.questions.robustness.unknown import doubtful
from tests.questions.said import Said
from tests.theme.texts import written

SPACE = "\u00a0"


def test_the_answer_is_that_of_the_numbers(found):
    said, steps = Said(words, found), found.steps
    last = steps.iloc[-1]
    more, low, high = (f"{100 * last[f'together{end}']:.1f}" for end in ("", "_low", "_high"))
    assert said.do.startswith(
        f"With {len(steps)} of 4 improvements together, of 100 prospects {more} more become customers within "
        f"1 day (95{SPACE}% limits +{low} to +{high}), for EUR{SPACE}{last['first_year_so_far']:g} of the "
        f"EUR{SPACE}85 that the first year may cost; they bring EUR{SPACE}"
    )
    named = re.findall(r"“(.*?)” \(([+−]?[\d.]+)\)", said.order)
    titles = [found.scenario.improvements[name].title for name in steps["improvement"]]
    assert [name for name, _ in named] == titles
    for (_, gain), truth in zip(named, steps["gain"], strict=True):
        assert float(gain.replace("−", "-")) == pytest.approx(100 * truth, abs=0.05 + 1e-9)
    singles = {
        row.improvements[0]: row.gain for row in found.tried.itertuples() if len(row.improvements) == 1
    }
    apart = 100 * sum(singles[name] for name in steps["improvement"])
    assert (
        f"one by one they come to +{apart:.1f} of 100, together to +{100 * last['together']:.1f}"
        in said.together
    )
    assert said.together.startswith(("Their gains about add up", "Together they gain more")), (
        "who passes one gate may stop at the next"
    )
    sets = f"All {len(found.tried) - 1} sets of improvements that the budget allows"
    assert said.best == f"{sets} were simulated."
    assert "(10 replications)" in said.sure
    assert said.against == said.left_out == said.harm == ""
    assert said.population == (
        f"This is about {found.came:.0f} prospects who come by themselves and have 1 day to decide."
    )


@pytest.mark.parametrize(
    ("net", "said"),
    [
        (
            (5_000.0, 4_000.0, 6_000.0),
            f"; they bring EUR{SPACE}5,000 more than they cost over three years and are paid back after 3 "
            f"months (95{SPACE}% limits EUR +4,000 to +6,000).",
        ),
        (
            (-5_000.0, -6_000.0, -4_000.0),
            f"; but this loses money: they cost EUR{SPACE}5,000 more than they bring over three years "
            f"(95{SPACE}% limits EUR −6,000 to −4,000).",
        ),
        (
            (1_000.0, -2_000.0, 4_000.0),
            "; whether they pay over three years is undecided (EUR −2,000 to +4,000).",
        ),
    ],
)
def test_whether_it_pays_is_said_in_the_same_breath(found, net, said):
    assert Said(words, made(found, [0.02, 0.03], net=net)).do.endswith(said)


def test_what_is_lost_elsewhere_is_said_in_the_same_breath(found):
    lost = made(found, [0.02, 0.03])
    steps = lost.steps.assign(stay=-0.01, stay_low=-0.012, stay_high=-0.008)
    said = Said(words, dataclasses.replace(lost, steps=steps)).do
    assert said.endswith(
        f"; but of 100 of today’s customers 1.0 fewer stay after 3 months (95{SPACE}% limits −1.2 to −0.8)."
    )
    unsure = lost.steps.assign(stay=-0.01, stay_low=-0.012, stay_high=0.001)
    assert "but" not in Said(words, dataclasses.replace(lost, steps=unsure)).do


def test_what_is_harmed_or_left_out_is_named(found):
    said = Said(words, made(found, [0.02, 0.03], harmed=("anybody",), left_out=("c", "d")))
    assert said.harm == "It does harm: among “Anybody” fewer join."
    one, other = (found.scenario.improvements[name].title for name in "cd")
    assert said.left_out == (
        f"“{one}” and “{other}” are left out: they do not surely add anything to speak of."
    )
    many = made(found, [0.02], left_out=("a", "b", "c", "d"))
    assert Said(words, many).left_out.startswith("4 improvements that the budget allows besides are left out")


def test_inseparable_ones_are_named_at_once(found):
    some = made(found, [0.0, 0.02, 0.03], with_next=[True, False, False])
    one, other, third = (found.scenario.improvements[name].title for name in some.steps["improvement"])
    assert Said(words, some).order == (
        f"In order of what each adds for its cost (more join, of 100): “{one}” and “{other}” at once (+2.0), "
        f"then “{third}” (+1.0)."
    )


@pytest.mark.parametrize(
    ("single", "said"),
    [
        (
            0.03,
            "Their gains do not add up: one by one they come to +6.0 of 100, together to +5.0; part of what "
            "one gains another gains, too.",
        ),
        (
            0.02,
            "Together they gain more than by themselves: one by one they come to +4.0 of 100, together to "
            "+5.0.",
        ),
        (0.02501, "Their gains about add up: one by one they come to +5.0 of 100, together to +5.0."),
    ],
)
def test_gains_one_by_one_are_held_against_those_together(found, single, said):
    names = list(found.first_year)[:2]
    tried = dict.fromkeys(names, single)
    assert Said(words, made(found, [single, 0.05], tried=tried)).together == said
    assert Said(words, made(found, [0.02, 0.05])).together == "", "the second was not simulated alone"


def test_gains_do_not_about_add_up_where_a_pair_surely_gains_partly_the_same(found):
    one, other, apart = *list(found.first_year)[:2], list(found.first_year)[3]
    about = made(found, [0.02501, 0.05], tried={one: 0.02501, other: 0.02501})
    row = {"one": one, "other": other, "both": 0.05, "interaction": -0.001, "replications": 10, "found": True}
    limits = {"interaction_low": -0.0015, "interaction_high": -0.0005}
    for changes, said in (
        ({}, "Their gains do not add up: "),
        ({"found": False}, "Their gains about add up: "),
        ({"other": apart}, "Their gains about add up: "),
    ):
        pair = pd.DataFrame([row | limits | changes])
        assert Said(words, dataclasses.replace(about, interactions=pair)).together.startswith(said)


def test_no_bound_is_promised_where_not_all_sets_were_tried(found):
    assert Said(words, made(found, [0.02, 0.03], exact=False)).best == (
        "2 of the sets that the budget allows were simulated, the most promising: there may be a better one."
    )


def test_pairs_are_said_with_what_could_have_been_found(found):
    one, other = (found.scenario.improvements[name].title for name in "ab")
    row = {"one": "a", "other": "b", "both": 0.05, "interaction": 0.02, "replications": 10, "found": True}
    limits = {"interaction_low": 0.015, "interaction_high": 0.025}
    helping, hindering = (
        pd.DataFrame(
            [row | {name: side * value for name, value in limits.items()} | {"interaction": side * 0.02}]
        )
        for side in (1, -1)
    )
    few = dataclasses.replace(found, interactions=helping, interaction_size=0.00412, exact=False, glanced=4)
    assert pairs(few) == (
        f"“{one}” and “{other}” help each other: +2.0 (+1.5 to +2.5) beyond their sum. The only pair that "
        "the budget allows was looked at (4 replications): an interaction of 0.5 of 100 or more would have "
        f"been found with a probability of 95{SPACE}%; what only three or more do together was not sought."
    )
    less = dataclasses.replace(few, interactions=hindering, exact=True)
    assert pairs(less).startswith(f"“{one}” and “{other}” gain partly the same: −2.0 (")
    assert pairs(less).endswith(f"with a probability of 95{SPACE}%.")
    unsure = helping.assign(found=False, interaction_low=-0.001)
    assert pairs(dataclasses.replace(few, interactions=unsure)).startswith(
        f"Large against their sum, but not sure: “{one}” and “{other}” +2.0 (−0.1 to +2.5). The only pair"
    )
    none = dataclasses.replace(few, interactions=unsure.assign(interaction=0.001))
    assert pairs(none).startswith("The only pair that the budget allows was looked at")
    assert list(none.table("interactions").frame["Improvement"]) == ["none"]
    assert pairs(dataclasses.replace(few, interaction_size=math.nan)) == ""


def test_nothing_is_bought_where_nothing_is_worth_it(found):
    nothing = dataclasses.replace(found, steps=found.steps.iloc[:0])
    said = Said(words, nothing)
    best = max("abcd", key=lambda name: single_gains(found).get(name, -1.0))
    assert said.do.startswith(
        f"Nothing that EUR{SPACE}85 buys surely adds anything to speak of; the most promising is "
        f"“{found.scenario.improvements[best].title}”, with which of 100 prospects "
    )
    assert said.order == said.together == ""
    picture = nothing.chart()
    assert "reaches most: nothing" in [text for text, _ in written(picture)]
    assert len(nothing.table().frame) == 0
    poor = dataclasses.replace(nothing, tried=found.tried.iloc[:1], budget=1.0)
    assert Said(words, poor).do.startswith("Nothing can be had for EUR\u00a01: the cheapest, “")
    assert poor.chart().caption == Said(words, poor).do


def test_one_replication_promises_nothing():
    one = cx.portfolio(cx.Scenario.model_validate(data()), 85.0, replications=1)
    assert one.steps.empty
    assert "nothing can be told" in Said(words, one).sure
    assert pairs(one) == ""
    assert "nan" not in str(one)


def test_contradictions_are_named_with_their_reason_where_the_budget_would_allow_them(found):
    pair = Contradiction(("a", "c"), "both set something")
    said = Said(words, dataclasses.replace(found, contradictions=(pair,))).against
    one, other = (found.scenario.improvements[name].title for name in "ac")
    assert said == f"“{one}” and “{other}” cannot be done together: both set something."
    assert Said(words, dataclasses.replace(found, contradictions=(pair,), budget=70.0)).against == ""
    many = Said(words, dataclasses.replace(found, contradictions=(pair,) * 5)).against
    assert many.endswith("; and 2 more contradictions.")


def test_the_table_is_that_of_the_numbers(found):
    table = found.table().frame
    assert len(table) == len(found.steps)
    for at, (_, row) in enumerate(found.steps.iterrows()):
        assert table["Improvement (owner)"][at].startswith(f"{at + 1}. ")
        assert table["Adds"][at].startswith(f"{100 * row['gain']:+.1f} (".replace("-", "−"))
        assert table["So far, EUR"][at] == f"{row['first_year_so_far']:g}"
    there = found.table("interactions").frame
    assert len(there) == found.interactions["found"].sum()


def test_over_sets_of_assumptions_it_says_that_figures_are_averages():
    found = portfolio(doubtful(), 1_000.0, use="ranges", sets=4)
    said = str(found.summary()).replace("\u00a0", " ")
    assert "Figures are averages over 4 sets of assumptions, and limits say what chance leaves open" in said
    assert "The same customers with the same luck live each journey, once under each set." in said
    assert "replications" not in said
    share = found.pays_in[frozenset(found.steps["improvement"])]
    assert f"in {4 * share:.0f} of 4 sets of assumptions" in said
