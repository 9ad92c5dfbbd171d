"""Moments of truth and rankings in words and pictures say what the numbers say, and no more."""

import dataclasses
import io

import matplotlib.image
import numpy as np
import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.text import Text

from cxsim.questions.fragmentation.estimate import fragmentation
from cxsim.questions.moments import words as of_moments
from cxsim.questions.moments.estimate import classify, moments
from cxsim.questions.ranking import words as of_ranking
from cxsim.questions.ranking.estimate import rank
from cxsim.questions.shapley.estimate import shapley
from cxsim.questions.usual_methods.estimate import METHODS, usual_methods
from cxsim.scenario.model import Scenario
from tests.engine.scenarios import changed
from tests.questions.planted import TRUTH, planted
from tests.questions.said import Said
from tests.questions.small_worlds import row_of
from tests.questions.test_ranking import LIBRARY, STAKES
from tests.theme.contrast import check_contrast


@pytest.fixture(scope="module")
def found():
    titles = {f"touchpoints.{name}.title": f"The one that {name}" for name in TRUTH}
    return moments(Scenario.model_validate(changed(planted(prospects=40.0), titles)), replications=10)


@pytest.fixture(scope="module")
def ranking():
    return rank(Scenario.model_validate(row_of(STAKES, improvements=LIBRARY)), replications=15, seed=2)


def changed_table(found, **columns):
    """The same study with other figures, by touchpoint."""
    table = found.figures.copy()
    for column, values in columns.items():
        for name, value in values.items():
            table.loc[name, column] = value
    return dataclasses.replace(found, figures=table)


def test_precision_is_said_and_what_it_would_take(ranking):
    widest = ((ranking.figures["kept_high"] - ranking.figures["kept_low"]) / 2).max()
    asked = widest * 1.01
    assert of_ranking.precision(dataclasses.replace(ranking, precision=asked)) == (
        f"All gains are known to ±{100 * widest:.2f} of 100 or better, as precisely as was asked "
        f"(±{100 * asked:g})."
    )
    half = of_ranking.precision(
        dataclasses.replace(ranking, precision=widest / 2)
    )  # half as wide takes four times as many
    assert half.endswith(f"±{100 * widest / 2:g} of 100 was asked for, which takes some 60 replications.")
    alone = rank(ranking.scenario, ["all"], replications=1)
    assert of_ranking.precision(dataclasses.replace(alone, precision=0.01)).startswith(
        "From one replication there are no limits"
    )


def test_the_answer_names_what_decides_with_its_figures(found):
    said = Said(of_moments, found)
    breaks, makes = found.figures.loc["breaks"], found.figures.loc["makes"]
    assert said.truth.startswith(
        "2 of 5 touchpoints decide whether customers stay: at “The one that breaks”, "
    )
    lost, least, most = (-100 * breaks[name] for name in ("break", "break_high", "break_low"))
    loses = f"loses {lost:.0f} ({least:.0f}–{most:.0f})"
    assert f"a friction that nobody puts right {loses} of 100 who come" in said.truth
    assert f"at “The one that makes”, delight keeps {100 * makes['make']:.0f} (" in said.truth
    assert said.pain == (
        "Most pain is felt at “The one that hurts”, but a friction there loses nobody to speak of."
    )
    assert said.first.startswith(
        "Delight decides at “The one that makes”. Delight keeps as good as nobody at "
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
    assert not said.startswith("Fundamentals"), "where a friction does nothing, delight may do as much"
    strong = dict.fromkeys(TRUTH, -0.3)
    everywhere = changed_table(only_breaks, **{"break": strong, "break_low": strong, "break_high": strong})
    assert of_moments.first(everywhere).startswith("Fundamentals come before delight: nowhere")


def test_nothing_is_claimed_where_nothing_stands_out(found):
    none = changed_table(found, moment_of_truth=dict.fromkeys(TRUTH, False))
    assert of_moments.truth(none).startswith("None of the 5 touchpoints stands out as deciding")
    open_ = changed_table(found, kind={"nothing": "undecided", "hurts": "undecided"})
    said = Said(of_moments, open_)
    assert said.sure.endswith(
        "“The one that hurts” and “The one that nothing” stay undecided, which more replications may settle."
    )
    assert said.pain.endswith("whether that loses customers stays undecided.")


def test_the_usual_methods_are_held_against_what_decides(found):
    usual = usual_methods(found, replications=2)
    usual.agreement["in_top"] = [0.0, 3.0, 1.8, 2.0]
    said = usual.summary()
    assert said.startswith(
        "Of the 3 most decisive touchpoints, 0 would be among the first 3 by place of leaving, "
    )
    assert (
        "3 by correlation of friction with staying, 1.8 by penalty–reward regression and 2 by removal" in said
    )
    assert len(METHODS) == 4


def test_the_table_has_every_touchpoint(found):
    table = found.table().frame
    assert len(table) == len(found.figures)
    assert table.loc[0, "What it is"] == "moment of truth, breaker (ça casse)"
    assert set(table["What it is"]) >= {"pain point", "delight", "neutral"}


def test_the_chart_draws_every_point_and_covers_none(found):
    picture = found.chart()
    check_contrast(picture)
    assert {"The one that breaks", "The one that hurts"} <= {
        text.get_text() for text in picture.figure.axes[0].texts
    }
    assert picture.caption == of_moments.pain(found)
    assert of_moments.truth(found) in picture.alt
    assert "The one that hurts: pain" in picture.alt
    assert len(picture.data) == len(found.figures)
    assert matplotlib.image.imread(io.BytesIO(picture.png)).shape[1] == 1280
    texts = [text for text in picture.figure.axes[0].texts if text.get_text().startswith("The one")]
    renderer = FigureCanvasAgg(picture.figure).get_renderer()
    boxes = [Text.get_window_extent(text, renderer) for text in texts]  # without its line
    assert not any(one.overlaps(other) for i, one in enumerate(boxes) for other in boxes[:i])


def test_a_journey_without_friction_has_no_chart_but_says_so():
    data = row_of({"a": 0.0, "b": 0.0})
    data["mechanisms"]["frictions"] = False
    picture = moments(Scenario.model_validate(data), replications=2).chart()
    assert "names nothing that can go wrong" in picture.caption


def test_the_best_improvement_is_named_with_its_figures(ranking):
    said, row = Said(of_ranking, ranking), ranking.figures.loc["all"]
    assert said.best.startswith(
        f"“{row['title']}” keeps the most customers: {100 * row['kept']:.1f} more of 100 ("
    )
    assert f"{row['won']:.0f} who would never have become customers" in said.best
    assert said.best.endswith("it is almost certainly the best of 5.")
    cheapest = ranking.figures.loc[ranking.figures["cost_per_customer"].idxmin(), "title"]
    assert said.value.startswith(f"“{cheapest}” keeps customers at the least cost")
    harmful, useless = (f"“{LIBRARY[name]['title']}”" for name in ("harmful", "useless"))
    assert said.rest == f"{harmful} clearly loses customers; {useless} has no effect to speak of."
    assert "(15 replications)" in said.sure


def test_a_close_race_is_called_one(ranking):
    table = ranking.figures.copy()
    table.loc[["all", "half"], "best"] = [0.6, 0.4]
    said = of_ranking.best(dataclasses.replace(ranking, figures=table))
    assert said.endswith(f"whether it or “{LIBRARY['half']['title']}” keeps most cannot be told yet.")
    assert "keeps the most" not in said


def test_no_winner_is_made_up(ranking):
    table = ranking.figures.assign(verdict="undecided", cost_per_customer=np.nan, net_low=-1.0)
    said = Said(of_ranking, dataclasses.replace(ranking, figures=table))
    assert said.best == "None of the improvements clearly keeps customers, as far as this study can tell."
    assert said.value == ""
    assert said.rest == "5 of 5 improvements stay undecided."


def test_what_keeps_customers_is_named_behind_one_that_stays_undecided(ranking):
    table = ranking.figures.copy()
    first, second = table.index[:2]
    table.loc[first, ["verdict", "cost_per_customer"]] = ["undecided", np.nan]
    said = Said(of_ranking, dataclasses.replace(ranking, figures=table))
    title = f"“{LIBRARY[second]['title']}”"
    assert said.best.startswith(f"{title} keeps {100 * table.loc[second, 'kept']:.1f} more of 100 (")
    assert said.best.endswith(f"whether it or “{LIBRARY[first]['title']}” keeps most cannot be told yet.")
    assert said.value.startswith(f"{title} keeps customers at the least cost")


def test_one_replication_promises_nothing():
    one = rank(Scenario.model_validate(row_of(STAKES, improvements=LIBRARY)), replications=1)
    assert of_ranking.sure(one) == "This is a single replication, so nothing can be told from chance."
    assert set(one.table().frame["Verdict"]) == {"undecided"}
    assert one.chart().data["kept_low"].isna().all()


def test_the_ranking_as_table_and_picture(ranking):
    table = ranking.table().frame
    assert list(table["Improvement (owner)"]) == [f"{title} (Sales)" for title in ranking.figures["title"]]
    picture = ranking.chart()
    check_contrast(picture)
    assert picture.caption == of_ranking.value(ranking)
    assert of_ranking.best(ranking) in picture.alt
    assert pd.api.types.is_float_dtype(picture.data["kept"])
    assert all(title in picture.alt for title in ranking.figures["title"])


def leaking(leak: float):
    data = changed(row_of({"a": 1.0, "b": 1.0}), {"touchpoints.b.department": "care"})
    data["journeys"]["buy"]["links"]["a"]["b"]["context_loss"] = leak
    return fragmentation(Scenario.model_validate(data), replications=10)


def test_what_links_cost_is_said_with_its_figures():
    found = leaking(0.5)
    said, links = found.summary(), found.figures.loc["perfect links"]
    assert (
        f"would keep {100 * links['mean']:.1f} ({100 * links['low']:.1f}–{100 * links['high']:.1f}) more"
        in said
    )
    assert f"responsible for {100 * found.share['mean']:.0f}" in said
    assert said.endswith("most is lost from “Sales” to “Care”.")
    assert list(found.table().frame.iloc[0])[:2] == ["Sales", "Care"]


def test_links_that_lose_nothing_are_not_blamed():
    assert "it is the parts that count" in leaking(0.0).summary()


def test_what_friction_costs_is_said_with_who_is_responsible():
    found = shapley(Scenario.model_validate(row_of({"a": 0.0, "b": 1.0})), replications=10)
    said = found.summary()
    assert f"{100 * found.total['mean']:.1f} more of 100 would be kept (" in said
    assert said.endswith("“Touchpoint b” is responsible for 100\u00a0% of that.")
    assert found.table().frame["Part of all"].iloc[0] == "100\u00a0%"
    harmless = shapley(Scenario.model_validate(row_of({"a": 0.0})), replications=3)
    assert harmless.summary() == "Taking all friction away would not clearly keep more customers."
