"""Rows with limits: each at its place, as long as its limits, and with all of it on the scale."""

import math

import numpy as np
import pytest

from cxsim.theme.rows import Row, draw_rows, rows_figure
from cxsim.theme.style import BLUE, FAINT, INK, MUTED, VERMILLION, house_style

ROWS = [
    Row("More", 1.2, 0.9, 1.5, right=("EUR 1",), bold=True),
    None,
    Row("Fewer", -3.0, -4.0, -2.0, right=("–",)),
    Row("Open", 0.1, -0.2, 0.4, right=("0\u00a0%",), mark=2.0),
    Row("Once", 0.5, right=("EUR 2",)),
    Row("Nothing", right=("EUR 3",)),
]


@pytest.fixture
def axes():
    with house_style():
        _, (axes,) = rows_figure("Title", "Note.", len(ROWS))
        draw_rows(axes, ROWS, "of 100", columns=[(0.2, "Cost")])
    return axes


def drawn(axes, marker):
    return [line for line in axes.lines if line.get_marker() == marker]


def test_each_figure_is_at_its_place_with_its_limits(axes) -> None:
    dots = [(dot.get_xdata()[0], dot.get_ydata()[0], dot.get_color()) for dot in drawn(axes, "o")]
    assert dots == [(1.2, 0, BLUE), (-3.0, 2, VERMILLION), (0.1, 3, MUTED), (0.5, 4, MUTED)]
    limits = [tuple(line.get_xdata()) for line in drawn(axes, "None") if line.get_linewidth() == 1.6]
    assert limits == [(0.9, 1.5), (-4.0, -2.0), (-0.2, 0.4)], "none of one replication"
    (tick,) = drawn(axes, "|")
    assert (tick.get_xdata()[0], tick.get_ydata()[0]) == (2.0, 3)


def test_all_of_it_is_on_the_scale_and_zero_too(axes) -> None:
    low, high = axes.get_xlim()
    assert (low, high) == pytest.approx((-4.0 - 0.06 * 6.0, 2.0 + 0.06 * 6.0))
    assert axes.get_ylim() == (5.6, -0.6)
    with house_style():
        _, (other,) = rows_figure("Title", "", 1)
        draw_rows(other, [Row("Little", 0.01)], "of 100", ends=[3.0])
    assert other.get_xlim() == pytest.approx((-0.18, 3.18))


def test_names_and_columns_stand_beside_their_rows(axes) -> None:
    texts = {(text.get_text(), text.xy[1]): text for text in axes.texts}
    for position, row in enumerate(ROWS):
        if row:
            assert texts[row.name, position].get_weight() == ("bold" if row.bold else "normal")
            assert texts[row.right[0], position].get_color() == (MUTED if row in ROWS[2:4] else INK)
    assert texts["Cost", 1].get_color() == MUTED
    assert texts["–", 5].get_color() == FAINT, "there is no figure"


def test_panels_stand_side_by_side() -> None:
    with house_style():
        figure, panels = rows_figure("Title", "", 4, left=2.0, wide=1.5, panels=3, gap=0.2)
    places = [8.0 * np.array([axes.get_position().x0, axes.get_position().width]) for axes in panels]
    assert np.array(places) == pytest.approx(np.array([[2.0, 1.5], [3.7, 1.5], [5.4, 1.5]]))
    assert figure.get_size_inches()[1] == pytest.approx(1.75 + 4 * 0.4)
    assert len({axes.get_position().y0 for axes in panels}) == 1


def test_a_row_is_made_of_figures() -> None:
    row = Row.of("Shop", {"kept": 0.012, "kept_low": 0.009}, ["kept", "kept_low"])
    assert (row.mean, row.low) == pytest.approx((1.2, 0.9))
    assert math.isnan(row.high)
    assert Row.of("Shop", {"wait": 2.0}, ["wait"], 1.0, colour=INK).shade == INK
