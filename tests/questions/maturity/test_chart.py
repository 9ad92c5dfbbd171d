"""The picture of maturity draws what the numbers say."""

import numpy as np
import pandas as pd
from matplotlib.backends.backend_agg import FigureCanvasAgg

from tests.theme.contrast import check_contrast


def test_the_picture_draws_every_figure_and_covers_none(found):
    picture = found.chart()
    check_contrast(picture)
    ladder, forest = picture.figure.axes
    drawn = next(line for line in ladder.lines if line.get_marker() == "o")
    np.testing.assert_allclose(drawn.get_ydata(), 100 * found.rungs["reached"])
    ends = np.array([segment[:, 1] for segment in ladder.collections[0].get_segments()])
    gains = found.rungs[["gain_low", "gain_high"]].to_numpy()
    np.testing.assert_allclose(ends, 100 * (found.today["mean"] + gains))
    points = [float(line.get_xdata()[0]) for line in forest.lines if line.get_marker() == "o"]
    gains = [*found.stages["gain"], found.together["gain"]]
    np.testing.assert_allclose(points, [100 * gain for gain in gains])
    assert picture.caption == found.summary()
    assert found.summary() in picture.alt
    assert f"use (defined → managed): +{100 * found.stages.loc['use', 'gain']:.1f}" in picture.alt
    assert len(picture.data) == 3
    ((_, more),) = picture.more
    assert list(more["level"]) == list(found.rungs.index)
    assert pd.api.types.is_float_dtype(picture.data["gain"])
    renderer = FigureCanvasAgg(picture.figure).get_renderer()
    texts = [text for axes in (ladder, forest) for text in axes.texts] + list(picture.figure.texts)
    boxes = [text.get_window_extent(renderer) for text in texts]
    assert not [
        (texts[i].get_text(), texts[k].get_text())
        for i, one in enumerate(boxes)
        for k in range(i)
        if one.overlaps(boxes[k])
    ]
    assert "Not raised: “awareness”, “discovery” and “action”" in " ".join(
        text.get_text() for text in picture.figure.texts
    )
