"""How well a picture is read: the contrast of each text with what is behind it, on paper and in the dark."""

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_rgb, to_rgba
from matplotlib.text import Text

from cxsim.theme import colours
from cxsim.theme.picture import Picture
from cxsim.theme.style import house_style

ENOUGH = 4.5  # for text, by WCAG 2, level AA
OF_LIGHT = {to_rgba(ink) for ink in (colours.INK, colours.MUTED, colours.PAPER, colours.VERMILLION)}


def luminance(colour: object) -> float:
    """Relative luminance, as WCAG 2 defines it."""
    parts = np.asarray(to_rgb(colour))
    linear = np.where(parts <= 0.03928, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    return float(linear @ [0.2126, 0.7152, 0.0722])


def contrast(one: object, other: object) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def check_contrast(picture: Picture) -> None:
    """Whether every text is read, on paper and on the dark ground, which has to be dark all over."""
    dark = picture.dark()
    for one in (picture, dark):
        behind = _without_letters(one)
        for text in _written(one):
            place = text.get_window_extent()
            x0, x1, y0, y1 = (max(round(side), 0) for side in (place.x0, place.x1, place.y0, place.y1))
            there = behind[y0 : y1 + 1, x0 : x1 + 1].reshape(-1, 3)
            if not len(there):
                continue  # the label of a tick outside
            found = contrast(text.get_color(), np.median(there, axis=0))  # a line may pass behind a letter
            assert found >= ENOUGH, f"{text.get_text()!r}: {found:.1f}, dark: {one.on_dark}"
    assert (behind > 0.9).all(axis=2).mean() < 0.02, "white is for letters and for thin lines"
    edges = np.concatenate([behind[0], behind[-1], behind[:, 0], behind[:, -1]])
    assert (edges < 0.2).all(axis=1).mean() > 0.98
    assert not {to_rgba(text.get_color()) for text in _written(dark)} & OF_LIGHT


def _written(picture: Picture) -> list[Text]:
    return [text for text in picture.figure.findobj(Text) if text.get_text().strip() and text.get_visible()]


def _without_letters(picture: Picture) -> np.ndarray:
    """The picture as it is drawn without letters, from the bottom to the top."""
    texts = _written(picture)
    for text in texts:
        text.set_alpha(0.0)  # frames of text stay
    with house_style(picture.on_dark):
        canvas = FigureCanvasAgg(picture.figure)
        canvas.draw()
    for text in texts:
        text.set_alpha(None)
    return np.asarray(canvas.buffer_rgba())[::-1, :, :3] / 255
