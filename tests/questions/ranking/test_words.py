"""A ranking in words and as a table says what the numbers say, and no more."""

import dataclasses

import numpy as np
import pytest

from cxsim.questions.ranking import words as of_ranking
from cxsim.questions.ranking.estimate import rank
from cxsim.scenario.model import Scenario
from tests.questions.library import LIBRARY, STAKES
from tests.questions.said import Said
from tests.questions.small_worlds import row_of


@pytest.fixture(scope="module")
def ranking():
    return rank(Scenario.model_validate(row_of(STAKES, improvements=LIBRARY)), replications=15, seed=2)


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
