"""The picture of a comparison shows what the numbers say, and nothing in it is run."""

import dataclasses

import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg

from cxsim.questions.comparison.estimate import compare
from cxsim.questions.experiments.gains import ON
from cxsim.scenario.improve import improve
from cxsim.scenario.model import Scenario
from tests.questions.library import LIBRARY, STAKES
from tests.questions.small_worlds import row_of
from tests.small import HOSTILE
from tests.theme.contrast import check_contrast

TODAY = Scenario.model_validate(row_of(STAKES, improvements=LIBRARY))


def three(replications=8):
    changed = [improve(TODAY, name) for name in ("half", "harmful", "useless")]
    return compare(TODAY, *changed, titles=["half", "harmful", "useless"], replications=replications)


@pytest.fixture(scope="module")
def found():
    return three()


def test_the_picture_shows_every_difference(found):
    picture = found.chart()
    check_contrast(picture)
    assert len(picture.data) == 3 * 2 * len(ON)
    assert all(f"{name}: " in picture.alt for name in found.figures.index)
    half = picture.figure.axes[0].lines
    assert any(abs(line.get_xdata()[0] - 100 * found.figures.loc["half", "join"]) < 1e-9 for line in half)


@pytest.mark.parametrize("title", [HOSTILE, "word " * 30])
def test_titles_stay_inside_and_are_escaped(found, title):
    named = {"half": title}
    odd = dataclasses.replace(
        found,
        levels=found.levels.rename(index=named),
        figures=found.figures.rename(index=named),
        personas=found.personas.replace({"scenario": named}),
    )
    picture = odd.chart()
    figure = picture.figure
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    for text in [text for axes in figure.axes for text in axes.texts] + figure.texts:
        box = text.get_window_extent(canvas.get_renderer())
        assert box.x0 >= 0
        assert box.x1 <= figure.bbox.width
    page = picture.html() + odd.summary()._repr_html_() + odd.table()._repr_html_()
    assert "<script>" not in page
