"""The picture of staffing draws what the numbers say."""

import numpy as np
import pytest

from cxsim.questions.staffing import words
from tests.questions.said import Said
from tests.theme.contrast import check_contrast


def test_the_picture_has_its_words_and_figures(found):
    picture = found.chart()
    check_contrast(picture)
    said = Said(words, found)
    assert picture.caption == said.keeps
    assert said.keeps in picture.alt
    assert "today: " in picture.alt
    assert list(picture.data["people"]) == [-1, 0, 1, 2, 3]
    titles = [axes.get_title(loc="left") for axes in picture.figure.axes]
    assert titles[0] == "Give up waiting, %"
    labels = [[text.get_text() for text in axes.texts] for axes in picture.figure.axes]
    assert labels[1] == ["No friction comes here to be put right"]
    assert labels[2] == [
        f"{100 * gain:+.1f}".replace("-", "−") for gain in found.figures["gain"].drop(index=0)
    ]
    for axes in picture.figure.axes[::2]:
        drawn = np.asarray(axes.lines[-1].get_ydata(), float)
        column = "abandonment" if axes is picture.figure.axes[0] else "gain"
        assert drawn == pytest.approx(100 * found.figures[column].to_numpy())
    assert picture.png == found.chart().png
