"""Pictures on a dark ground are read by everybody, whatever colour was used; light ones stay as they are."""

import itertools

import numpy as np
import pytest
from matplotlib.colors import to_rgb

from cxsim.theme import colours
from cxsim.theme.dark import dark_colour
from cxsim.theme.picture import Picture
from cxsim.theme.style import house_style, new_figure
from tests.reporting.crowded import crowded_run
from tests.theme.contrast import check_contrast, contrast, luminance
from tests.theme.slides import CHARTS
from tests.theme.slides import pictures as drawn

WORDS = ("INK", "MUTED", "BLUE", "VERMILLION", "ALARM")  # colours in which something is written
MARKS = (*WORDS, "GREEN", "PURPLE", "ORANGE", "SKY", "LOSS", "CAUSE", "ARROW", "LINE", "POINT")
# Machado, Oliveira and Fernandes (2009): how linear sRGB looks to those who lack one kind of cone.
BLINDNESS = {
    "none": np.eye(3),
    "protanopia": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "deuteranopia": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.01182, 0.04294, 0.968881],
    ],
    "tritanopia": [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.3039],
    ],
}


@pytest.fixture(scope="module")
def pictures() -> dict[str, Picture]:
    return drawn()


def test_the_contrast_is_that_of_wcag() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21.0)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.478, abs=0.001)  # their well-known example


def test_every_colour_of_the_house_has_a_partner_that_is_read() -> None:
    for name in MARKS:
        dark = colours.DARK[getattr(colours, name)]
        assert contrast(dark, colours.DARK[colours.PAPER]) >= (4.5 if name in WORDS else 3.0), name
    for name in WORDS:
        assert contrast(getattr(colours, name), colours.PAPER) >= 4.5, name


def test_colour_blind_people_tell_dark_colours_apart() -> None:
    """At least as well as those on paper: the nearest two differ by more, in units of what is just seen."""
    for matrix in BLINDNESS.values():
        seen = {}
        for light in colours.PALETTE:
            for ground, colour in (("light", light), ("dark", colours.DARK[light])):
                seen.setdefault(ground, []).append(oklab(np.asarray(matrix) @ linear(colour)))
        nearest = {
            ground: min(np.linalg.norm(a - b) for a, b in itertools.combinations(each, 2))
            for ground, each in seen.items()
        }
        assert nearest["dark"] > 0.12
        assert nearest["dark"] > 0.7 * nearest["light"]


def linear(colour: str) -> np.ndarray:
    parts = np.asarray(to_rgb(colour))
    return np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)


def oklab(rgb: np.ndarray) -> np.ndarray:
    cones = [[0.41222, 0.53633, 0.05145], [0.2119, 0.68070, 0.1074], [0.0883, 0.28172, 0.62998]]
    lab = [[0.21045, 0.79362, -0.00407], [1.978, -2.42859, 0.45059], [0.0259, 0.78277, -0.80868]]
    return np.asarray(lab) @ np.cbrt(np.clip(np.asarray(cones) @ rgb, 0.0, 1.0))


@pytest.mark.parametrize("name", [*CHARTS, "waterfall"])
def test_text_is_read_on_what_lies_behind_it(name: str, pictures: dict[str, Picture]) -> None:
    """Pictures of what `cxsim.questions` found are checked where they are made."""
    check_contrast(pictures[name])


def test_the_light_picture_stays_as_it_is(pictures: dict[str, Picture]) -> None:
    light = pictures["handoffs"]
    before = light.png
    dark = light.dark()
    assert dark.png != before
    assert light.png == before
    assert dark.dark() is dark
    assert (dark.title, dark.alt, dark.caption) == (light.title, light.alt, light.caption)
    assert dark.data is light.data


def test_any_colour_turns_its_lightness_over() -> None:
    tints = [dark_colour(tint) for tint in ("#FFF3E0", "#F6DDA8", "#C8A15A", "#7A5A1E", "#2B1D05")]
    bright = [luminance(tint) for tint in tints]
    assert bright == sorted(bright)
    assert contrast(tints[0], colours.DARK[colours.PAPER]) < 1.4
    assert contrast(tints[-1], colours.DARK[colours.PAPER]) > 7


def test_what_was_changed_is_dark_too() -> None:
    with house_style():
        figure = new_figure(2.0)
        axes = figure.add_axes((0.1, 0.2, 0.8, 0.7))
        axes.plot([0, 1], [0, 1], color="black", marker="s", mfc="white")
        axes.imshow(np.arange(4).reshape(2, 2), cmap="Greys", aspect="auto")
        axes.scatter([0.5], [0.5], color="black")
        axes.annotate("here", (0, 0), (1, 1), arrowprops={"color": "black"}, bbox={"fc": "white"})
    picture = Picture(figure, "Mine", "Mine.", crowded_run().to_frame(), "Mine.")
    dark = picture.dark().figure.axes[0]
    (line,), (points,), (text,) = dark.lines, dark.collections, [one for one in dark.texts if one.get_text()]
    ground, frame = colours.DARK[colours.PAPER], text.get_bbox_patch()
    arrow, face = text.arrow_patch.get_facecolor(), points.get_facecolor()[0]
    for colour in (line.get_color(), face, text.get_color(), arrow):
        assert contrast(colour[:3], ground) > 7
    for colour in (line.get_markerfacecolor(), frame.get_facecolor(), dark.images[0].cmap(0.0)):
        assert contrast(colour[:3], ground) < 1.2
