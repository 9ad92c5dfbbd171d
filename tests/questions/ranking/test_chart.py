"""A ranking as a picture, and as a table, shows what the numbers say."""

import pandas as pd
import pytest

from cxsim.questions.ranking import words as of_ranking
from cxsim.questions.ranking.estimate import rank
from cxsim.scenario.model import Scenario
from tests.questions.library import LIBRARY, STAKES
from tests.questions.small_worlds import row_of
from tests.theme.contrast import check_contrast


@pytest.fixture(scope="module")
def ranking():
    return rank(Scenario.model_validate(row_of(STAKES, improvements=LIBRARY)), replications=15, seed=2)


def test_one_replication_promises_nothing():
    one = rank(Scenario.model_validate(row_of(STAKES, improvements=LIBRARY)), replications=1)
    assert of_ranking.sure(one) == "This is a single replication, so nothing can be told from chance."
    assert set(one.table().frame["Verdict"]) == {"undecided"}
    assert one.chart().data["gain_low"].isna().all()


def test_the_ranking_as_table_and_picture(ranking):
    table = ranking.table().frame
    assert list(table["Improvement (owner)"]) == [f"{title} (Sales)" for title in ranking.figures["title"]]
    picture = ranking.chart()
    check_contrast(picture)
    assert picture.caption == of_ranking.first(ranking)
    assert of_ranking.best(ranking) in picture.alt
    assert pd.api.types.is_float_dtype(picture.data["gain"])
    assert all(title in picture.alt for title in ranking.figures["title"])
