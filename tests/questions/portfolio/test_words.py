"""Portfolios in words and as a table say what the numbers say, and no more."""

import dataclasses
import math
import re

import pytest

from cxsim.questions.experiments.contradictions import Contradiction
from cxsim.questions.portfolio import words
from tests.questions.portfolio.made import made
from tests.questions.said import Said
from tests.theme.texts import written

SPACE = "\u00a0"


def test_the_answer_is_that_of_the_numbers(found):
    said, steps = Said(words, found), found.steps
    last = steps.iloc[-1]
    kept, low, high = (f"{100 * last[name]:.1f}" for name in ("kept", "kept_low", "kept_high"))
    assert said.do == (
        f"{len(steps)} of 4 improvements together keep {kept} more of 100 customers "
        f"(95{SPACE}% limits {low} to {high}), for EUR{SPACE}{last['cost_so_far']:g} of EUR{SPACE}85."
    )
    named = re.findall(r"“(.*?)” \(([+−]?[\d.]+)\)", said.order)
    titles = [found.scenario.improvements[name].title for name in steps["improvement"]]
    assert [name for name, _ in named] == titles
    for (_, gain), truth in zip(named, steps["gain"], strict=True):
        assert float(gain.replace("−", "-")) == pytest.approx(100 * truth, abs=0.005 + 1e-9)
    singles = {
        row.improvements[0]: row.kept for row in found.tried.itertuples() if len(row.improvements) == 1
    }
    apart = 100 * sum(singles[name] for name in steps["improvement"])
    assert (
        f"one by one they come to +{apart:.2f} of 100, together to +{100 * last['kept']:.2f}" in said.together
    )
    assert said.together.startswith(("Their gains about add up", "Together they gain more")), (
        "who passes one gate may stop at the next"
    )
    sets = f"All {len(found.tried) - 1} sets of improvements that the budget allows"
    assert said.best == f"{sets} were simulated: none keeps more."
    assert "(10 replications)" in said.sure
    assert said.against == ""


def test_what_cannot_be_told_from_chance_is_not_promised(found):
    said = Said(words, made(found, [0.001, 0.0015], low=[-0.001, -0.0005]))
    assert said.do.startswith(
        "Nothing that EUR\u00a085 buys clearly keeps customers: most seems to be kept by "
    )
    assert "+0.15 (−0.05 to +0.35) of 100" in said.do
    assert said.do.endswith("which cannot be told from chance.")
    assert said.order == ""
    one = made(found, [0.02], low=[math.nan], manifest={**found.manifest, "replications": 1})
    assert Said(words, one).do.endswith("a single replication, which may be chance.")
    assert "nothing can be told" in Said(words, one).sure
    assert "nan" not in str(one)


def test_a_step_that_adds_nothing_clear_is_named(found):
    some = made(found, [0.02, 0.0205, 0.03])
    title = found.scenario.improvements[some.steps["improvement"][1]].title
    assert Said(words, some).order.endswith(
        f"Whether “{title}” adds anything to those before cannot be told from chance."
    )
    assert "Whether" not in Said(words, made(found, [0.02, 0.03])).order


@pytest.mark.parametrize(
    ("single", "said"),
    [
        (
            0.03,
            "Their gains do not add up: one by one they come to +6.00 of 100, together to +5.00; who is kept "
            "by one cannot be kept by another.",
        ),
        (
            0.02,
            "Together they gain more than by themselves: one by one they come to +4.00 of 100, together to "
            "+5.00.",
        ),
        (0.02501, "Their gains about add up: one by one they come to +5.00 of 100, together to +5.00."),
    ],
)
def test_gains_one_by_one_are_held_against_those_together(found, single, said):
    names = list(found.costs)[:2]
    tried = dict.fromkeys(names, single)
    assert Said(words, made(found, [single, 0.05], tried=tried)).together == said
    assert Said(words, made(found, [0.02, 0.05])).together == "", "the second was not simulated alone"


@pytest.mark.parametrize(
    ("gap", "said"),
    [
        (0.00119, "at most 0.12 more of 100, if gains never more than add up."),
        (0.00001, "at most 0.01 more of 100, if gains never more than add up."),
        (math.nan, "it cannot be said how far the best is at most."),
    ],
)
def test_how_far_from_the_best_it_may_be(found, gap, said):
    assert Said(words, made(found, [0.02, 0.03], exact=False, gap=gap)).best.endswith(said)


def test_nothing_is_bought_where_nothing_is_worth_it(found):
    nothing = dataclasses.replace(found, steps=found.steps.iloc[:0])
    said = Said(words, nothing)
    assert said.do == (
        "Nothing that EUR\u00a085 buys keeps more customers than today, as far as this study can tell."
    )
    assert said.order == said.together == ""
    picture = nothing.chart()
    assert "chosen: nothing" in [text for text, _ in written(picture)]
    assert len(nothing.table().frame) == 0
    poor = dataclasses.replace(nothing, tried=found.tried.iloc[:1], budget=1.0)
    assert Said(words, poor).do.startswith("Nothing can be had for EUR\u00a01: the cheapest, “")
    assert poor.chart().caption == Said(words, poor).do


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
        assert table["Adds, of 100"][at].startswith(f"{100 * row['gain']:+.2f} (".replace("-", "−"))
        assert table["So far, EUR"][at] == f"{row['cost_so_far']:g}"
