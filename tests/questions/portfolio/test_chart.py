"""The picture of a portfolio shows every set, and covers nothing."""

import itertools
import math

import pytest

from cxsim.questions.portfolio import words
from tests.questions.portfolio.made import made
from tests.questions.said import Said
from tests.theme.contrast import check_contrast
from tests.theme.texts import written

SPACE = "\u00a0"
LONG = "An improvement with a name that is much too long to be written into a picture, however wide"


def checked(picture):
    """Every text of a picture, none of which lies on another or leaves it."""
    places = written(picture)
    for text, box in places:
        assert 0 <= box.x0 <= box.x1 <= picture.figure.bbox.x1 + 1, text
        assert 0 <= box.y0 <= box.y1 <= picture.figure.bbox.y1 + 1, text
    for (one, a), (other, b) in itertools.combinations(places, 2):
        apart = a.x1 <= b.x0 + 1 or b.x1 <= a.x0 + 1 or a.y1 <= b.y0 + 1 or b.y1 <= a.y0 + 1
        assert apart, f"{one!r} lies on {other!r}"
    return [text for text, _ in places]


def test_the_frontier_shows_every_set_the_budget_and_the_way(found):
    picture = found.chart()
    check_contrast(picture)
    texts = checked(picture)
    assert "budget EUR\u00a085" in texts
    last = found.steps.iloc[-1]
    assert f"reaches most: +{100 * last['together']:.1f} for EUR{SPACE}{last['first_year_so_far']:g}" in texts
    for number in range(1, len(found.steps) + 1):
        assert texts.count(str(number)) >= 2, "at its point and before its name"
    assert len(picture.data) == len(found.tried)
    assert picture.data["reaches_most"].sum() == 1
    assert picture.data.loc[picture.data["reaches_most"], "gain"].item() == last["together"]
    assert picture.caption == Said(words, found).do
    assert picture.alt.startswith(picture.title)
    assert picture.caption in picture.alt
    for _, row in found.tried[found.tried["efficient"]].iterrows():
        told = f"EUR{SPACE}{row['first_year']:g} {100 * row['gain']:+.1f}".replace("+0.0", "0.0")
        assert told in picture.alt


@pytest.mark.parametrize("budget", [40.0, 1e9])
def test_long_names_and_steps_close_together_cover_nothing(found, budget):
    library = found.scenario.improvements
    long = {name: one.model_copy(update={"title": f"{LONG} {name}"}) for name, one in library.items()}
    scenario = found.scenario.model_copy(update={"improvements": long})
    close = made(found, [0.02, 0.0201, 0.0202, 0.02021], scenario=scenario, budget=budget)
    texts = checked(close.chart())
    assert ("budget EUR\u00a01,000,000,000 →" in texts) == (budget == 1e9)
    single = made(found, [0.02, 0.021], low=[math.nan] * 2, budget=budget)
    checked(single.chart())
