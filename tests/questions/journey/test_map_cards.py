"""The cards of the map: what stands on them has room, in every language."""

import itertools

import matplotlib.pyplot as plt
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg

from cxsim.language.speech import speaking
from cxsim.questions.journey.map.map_drawing import draw_cards
from cxsim.questions.journey.map.map_layout import lay_out
from cxsim.theme.style import house_style
from tests.reporting.crowded import crowded_run


@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize("share", [0.0004, 0.094, 0.9997, 1.0])
def test_a_figure_has_room_on_its_card(lang: str, share: float) -> None:
    layout = lay_out(crowded_run().scenario, [])
    row = {"number": 1, "felt": 0.0, "friction": share, "left_here": share}
    with speaking(lang), house_style():
        figure, axes = plt.subplots(figsize=(layout.width, 8.0))
        axes.set_position((0.0, 0.0, 1.0, 1.0))
        axes.set(xlim=(0.0, layout.width), ylim=(8.0, 0.0))
        draw_cards(axes, layout, dict.fromkeys(layout.cards, row), 1.0)
        renderer = FigureCanvasAgg(figure).get_renderer()
        places = [(text.get_text(), text.get_window_extent(renderer)) for text in axes.texts]
        plt.close(figure)
    assert sum("%" in text for text, _ in places) == 2 * len(layout.cards)
    for (one, a), (other, b) in itertools.combinations(places, 2):
        if "%" in one + other:
            assert not a.overlaps(b), f"{one!r} lies on {other!r}"
