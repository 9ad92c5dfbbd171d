"""Pictures on a dark ground: a copy of a figure in which each colour is exchanged for one that is read there.

The colours of the house have a partner each; any other turns its lightness over and keeps its hue, so that
what was pale stays quiet and what was dark stands out. So any picture can be had in both, also after somebody
has changed it.
"""

import copy
import functools
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.cm import ScalarMappable
from matplotlib.collections import Collection
from matplotlib.colors import ListedColormap, to_hex, to_rgb, to_rgba
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.text import Annotation, Text

from cxsim.theme.colours import DARK

# Björn Ottosson's Oklab, in which lightness is what people see: from linear sRGB to cones, from there to Lab.
_CONES = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
)
_LAB = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
)
# The dark ground in Oklab: lightness and a breath of blue, which greys near to it share.
DEEPEST, TINT = 0.21, (-0.0035, -0.0125)
BRIGHTEST = 0.96


@functools.cache
def dark_colour(colour: str) -> str:
    """Return what stands for a colour on the dark ground.

    Examples
    --------
    >>> dark_colour("#FFFFFF"), dark_colour("#1F2933")
    ('#14191F', '#EDF1F5')
    >>> dark_colour("#F2F2F0") < dark_colour("#B34700")  # a pale tint becomes a deep one
    True
    """
    name = to_hex(colour).upper()
    if name in DARK:
        return DARK[name]
    lab = _LAB @ np.cbrt(_CONES @ _linear(np.array(to_rgb(colour))))
    lab[1:] += lab[0] * np.array(TINT)
    lab[0] = BRIGHTEST - (BRIGHTEST - DEEPEST) * lab[0]
    rgb = np.linalg.solve(_CONES, np.linalg.solve(_LAB, lab) ** 3).clip(0.0, 1.0)
    red, green, blue = (float(part) for part in _gamma(rgb).clip(0.0, 1.0))
    return to_hex((red, green, blue)).upper()


def darkened(figure: Figure) -> Figure:
    """Return a copy of a figure in the colours of the dark ground; the figure itself stays as it is.

    Examples
    --------
    >>> light = Figure(facecolor="white")
    >>> to_hex(darkened(light).get_facecolor()), to_hex(light.get_facecolor())
    ('#14191f', '#ffffff')
    """
    figure.draw_without_rendering()  # ticks come into being when they are drawn
    dark = copy.deepcopy(figure)
    for part in {id(part): part for part in _parts(dark)}.values():
        _recolour(part)
    return dark


def _parts(figure: Figure) -> list[Any]:
    """Return everything that has a colour, with what matplotlib does not list: frames and arrows of texts."""
    parts: list[Any] = figure.findobj(Artist)
    for text in [part for part in parts if isinstance(part, Text)]:
        parts.append(text.get_bbox_patch())
        if isinstance(text, Annotation):
            parts.append(text.arrow_patch)
    return [part for part in parts if part is not None]


def _recolour(part: Any) -> None:
    if isinstance(part, Text):
        part.set_color(_dark(part.get_color()))
    elif isinstance(part, Line2D):
        filled, edge = part.get_markerfacecolor(), part.get_markeredgecolor()
        part.set_color(_dark(part.get_color()))
        part.set_markerfacecolor(_dark(filled))
        part.set_markeredgecolor(_dark(edge))
    elif isinstance(part, Patch):
        part.set(facecolor=_dark(part.get_facecolor()), edgecolor=_dark(part.get_edgecolor()))
    if isinstance(part, Collection):
        part.set_edgecolor([_dark(edge) for edge in part.get_edgecolor()])
        if part.get_array() is None:
            part.set_facecolor([_dark(face) for face in part.get_facecolor()])
    if isinstance(part, ScalarMappable) and part.get_array() is not None:
        part.set_cmap(ListedColormap([_dark(colour) for colour in part.get_cmap()(np.linspace(0, 1, 256))]))


def _dark(colour: Any) -> Any:
    """Return the dark partner of any colour that matplotlib knows, as opaque as it was."""
    if isinstance(colour, str) and colour in ("none", "auto"):
        return colour
    return to_rgba(dark_colour(to_hex(colour)), to_rgba(colour)[3])


def _linear(rgb: np.ndarray) -> np.ndarray:
    return np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)


def _gamma(rgb: np.ndarray) -> np.ndarray:
    return np.where(rgb <= 0.0031308, 12.92 * rgb, 1.055 * rgb ** (1 / 2.4) - 0.055)
