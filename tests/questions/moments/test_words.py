"""Moments of truth in words say what the numbers say, and no more."""

import dataclasses

import pytest

from cxsim.questions.moments import words as of_moments
from cxsim.questions.moments.estimate import classify
from cxsim.scenario.model import Scenario
from tests.questions.library import friction, improvement
from tests.questions.planted import TRUTH
from tests.questions.said import Said
from tests.questions.small_worlds import row_of


def changed_table(found, **columns):
    """The same study with other figures, by touchpoint."""
    table = found.figures.copy()
    for column, values in columns.items():
        for name, value in values.items():
            table.loc[name, column] = value
    return dataclasses.replace(found, figures=table)


def test_the_answer_names_what_decides_with_its_figures(found):
    said = Said(of_moments, found)
    breaks, makes = found.figures.loc["breaks"], found.figures.loc["makes"]
    assert said.costs.startswith(
        "Today’s frictions cost most customers at “The one that breaks”. Without them, at “The one that "
        "breaks” of 100 prospects "
    )
    assert said.costs.endswith("They surely cost customers at 2 of 5 touchpoints.")
    assert said.population.endswith("All touchpoints are judged by whether these prospects join.")
    assert said.truth.startswith(
        "A single visit decides, as a moment of truth, at 2 of 5 touchpoints: at “The one that breaks”, "
    )
    lost, least, most = (-100 * breaks[name] for name in ("break", "break_high", "break_low"))
    loses = f"{lost:.0f} ({least:.0f}–{most:.0f}) fewer of 100 prospects who come there join"
    assert f"after a friction that nobody puts right {loses}" in said.truth
    assert f"at “The one that makes”, after delight {100 * makes['make']:.0f} (" in said.truth
    assert said.classes == (
        "By what a single visit does: breaker 1, maker 1, breaker and maker 0, "
        "pain point 1, delight 1, neutral 1, undecided 0. At a breaker one friction surely loses more than 5 "
        "of 100 who come, at a maker delight surely gains more than 5; at a pain point or a delight no "
        "single visit moves as many, but pain or joy stands out."
    )
    assert said.pain == (
        "Most pain is felt at “The one that hurts”, but a friction there loses nobody to speak of."
    )
    assert said.first.startswith(
        "Delight decides at “The one that makes”. Delight makes as good as no difference at "
    )
    assert "“The one that pleases”" in said.first
    assert "(10 replications)" in said.sure
    assert "undecided" not in said.sure


def test_fundamentals_come_first_only_where_that_holds(found):
    only_breaks = classify(
        dataclasses.replace(
            found.effects,
            figures=found.effects.figures[
                ~((found.effects.figures["effect"] == "make") & (found.effects.figures["place"] == "makes"))
            ],
        )
    )
    assert "makes" in only_breaks.figures.index
    said = of_moments.first(only_breaks)
    if only_breaks.figures["kind"].isin(["maker", "both"]).any():
        pytest.fail("no delight is left that keeps anybody")
    assert said.startswith("Fundamentals"), "where a friction does nothing, delight does nothing either"
    some = dict.fromkeys(["nothing"], 0.02)
    somewhere = changed_table(
        only_breaks, make=some, make_high=some, unjustified_delight=dict.fromkeys(some, False)
    )
    assert not of_moments.first(somewhere).startswith("Fundamentals"), (
        "where delight does more than a friction"
    )
    strong = dict.fromkeys(TRUTH, -0.3)
    everywhere = changed_table(only_breaks, **{"break": strong, "break_low": strong, "break_high": strong})
    assert of_moments.first(everywhere).startswith(
        "Fundamentals come before delight: wherever delight gains anything to speak of, a friction loses more"
    )


def test_nothing_is_claimed_where_nothing_stands_out(found):
    none = changed_table(found, moment_of_truth=dict.fromkeys(TRUTH, False))
    assert of_moments.truth(none).startswith(
        "At none of 5 touchpoints does a single visit stand out as a moment of truth"
    )
    open_ = changed_table(found, kind={"nothing": "undecided", "hurts": "undecided"})
    said = Said(of_moments, open_)
    assert said.sure.endswith(
        "“The one that hurts” and “The one that nothing” stay undecided, which more replications may settle."
    )
    assert said.pain.endswith("whether one friction there decides stays open.")
    assert "pain point 0, delight 1, neutral 0, undecided 2." in said.classes


def test_what_costs_most_is_named_with_those_that_may_cost_as_much(found):
    table = found.figures
    near = {"makes": table.loc["breaks", "customers_high"]}
    tied = changed_table(found, customers_high=near)
    assert of_moments.costs(tied).startswith(
        "Today’s frictions cost most customers at “The one that breaks” or “The one that makes” "
        "(which cannot be told apart). "
    )
    nothing = changed_table(found, loss_low=dict.fromkeys(TRUTH, -0.01))
    assert of_moments.costs(nothing).startswith("Nowhere do today’s frictions surely cost customers")


def test_the_table_has_every_touchpoint(found):
    table = found.table().frame
    assert len(table) == len(found.figures)
    assert table.loc[0, "What it is"] == "moment of truth, breaker"
    assert set(table["What it is"]) >= {"pain point", "delight", "neutral"}


def with_library(found, **library):
    """The same study of a company with this library."""
    small = Scenario.model_validate(row_of(dict.fromkeys(TRUTH, 1.0), improvements=library))
    today = found.scenario.model_copy(update={"improvements": small.improvements})
    return dataclasses.replace(found, effects=dataclasses.replace(found.effects, scenario=today))


def test_where_no_improvement_prevents_what_costs_or_decides_that_is_said(found):
    skill = improvement("desks.desk.skill", 0.1, "add")  # puts right what it does not prevent
    assert "prevents" not in Said(of_moments, found).costs, "there is no improvement at all"
    said = Said(of_moments, with_library(found, skill=skill))
    assert said.costs.endswith(
        "The only improvement in the scenario prevents no frictions at “The one that breaks” or “The one "
        "that makes”."
    )
    assert "prevents" not in said.truth, "that has been said"
    one = with_library(found, skill=skill, mend=friction("makes", 0.5))
    lost = "None of the 2 improvements in the scenario prevents frictions at “The one that breaks”."
    assert Said(of_moments, one).costs.endswith(lost)
    free = changed_table(one, loss_low=dict.fromkeys(TRUTH, 0.0))
    assert Said(of_moments, free).truth.endswith(lost)
    all_of_them = {name: friction(name, 0.5) for name in ("breaks", "makes")}
    assert "prevents" not in str(of_moments.sentences(with_library(found, **all_of_them)))


def test_where_about_as_much_pain_is_felt_is_named(found):
    hurts = found.figures["pain"].idxmax()
    others = [name for name in found.figures.index if name != hurts]
    same = {column: found.figures.loc[hurts, column] for column in ("pain_low", "pain_high")}
    title = {name: f"“{point.title}”" for name, point in found.scenario.touchpoints.items()}
    for number, said in (
        (1, f"(not clearly less at {title[others[0]]})"),
        (2, f"(not clearly less at {title[others[0]]} and {title[others[1]]})"),
        (3, "and 3 touchpoints like it"),
    ):
        like = {column: dict.fromkeys(others[:number], value) for column, value in same.items()}
        pain = Said(of_moments, changed_table(found, **like)).pain
        assert pain.startswith(f"Most pain is felt at {title[hurts]} {said}")
