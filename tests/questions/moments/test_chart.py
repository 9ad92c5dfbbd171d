"""The picture of moments of truth shows every touchpoint, and says what it shows."""

import io

import matplotlib.image
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.text import Text

from cxsim.questions.moments import words as of_moments
from cxsim.questions.moments.estimate import moments
from cxsim.scenario.model import Scenario
from tests.questions.small_worlds import row_of
from tests.theme.contrast import check_contrast


def test_the_chart_draws_every_point_and_covers_none(found):
    picture = found.chart()
    check_contrast(picture)
    assert {"The one that breaks", "The one that hurts"} <= {
        text.get_text() for text in picture.figure.axes[0].texts
    }
    assert picture.caption == of_moments.costs(found)
    assert of_moments.truth(found) in picture.alt
    assert "The one that hurts: 0.0 customers, 0.0 of 100 by one friction" in picture.alt
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
