"""Bars of a value below nothing lie on the scale, too."""

import pandas as pd

from cxsim.questions.fragmentation.estimate import BOTH, LINKS, PARTS, TODAY, TOGETHER
from cxsim.questions.fragmentation.waterfall import _draw
from cxsim.theme.style import house_style, new_figure


def test_a_value_below_nothing_lies_on_the_scale() -> None:
    figures = {TODAY: -12.0, LINKS: 2.0, PARTS: 3.0, TOGETHER: 0.0, BOTH: -7.0}
    bars = pd.DataFrame(
        {"what": list(figures), "figure": figures.values(), "low": float("nan"), "high": float("nan")},
        index=list(figures),
    )
    with house_style():
        axes = new_figure(3.0).add_axes((0.3, 0.2, 0.6, 0.6))
        _draw(axes, bars, "Value, EUR")
    left, right = axes.get_xlim()
    assert left < -12.0
    assert 0.0 < right < 12.0
