"""The picture of robustness draws the two uncertainties apart."""

import numpy as np

from cxsim.questions.robustness.chart import BAND
from cxsim.theme.style import BLUE
from tests.questions.robustness.study import TITLES
from tests.theme.contrast import check_contrast


def test_the_picture_keeps_chance_and_assumptions_apart(found, ranking):
    picture = found.chart()
    check_contrast(picture)
    (axes,) = picture.figure.axes
    lines = {colour: [line for line in axes.lines if line.get_color() == colour] for colour in (BLUE, BAND)}
    bars = [tuple(line.get_xdata()) for line in lines[BAND]]
    assert np.allclose(bars, 100 * found.figures.loc[ranking.figures.index, ["low", "high"]])
    limits = [tuple(line.get_xdata()) for line in lines[BLUE] if len(line.get_xdata()) == 2]
    assert np.allclose(limits, 100 * ranking.figures[["gain_low", "gain_high"]])
    heights = {colour: {line.get_ydata()[0] % 1 for line in lines[colour]} for colour in lines}
    assert not heights[BLUE] & heights[BAND]
    assert picture.alt.startswith(f"{picture.title}. {found.summary()}")
    for title in TITLES.values():
        assert title in picture.alt
    assert list(picture.data["title"]) == list(ranking.figures["title"])
