"""A picture with what belongs to it: title, text alternative, conclusion, and the figures behind it."""

import base64
import functools
import io
import numbers
import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, ParamSpec

import pandas as pd
from matplotlib.figure import Figure
from matplotlib.text import Text

from cxsim.language.speech import say, translated, written
from cxsim.language.wording import counted, in_short, plain_number
from cxsim.theme.dark import darkened
from cxsim.theme.fonts import advice, lacking, letter
from cxsim.theme.on_page import TURNING, on_page
from cxsim.theme.saving import saved
from cxsim.theme.style import MUTED, TEXT, heading, house_style, new_figure
from cxsim.theme.table_data import bundle, table_data
from cxsim.theme.tables import Table

WIDE = 9.0  # inches
# On a small screen pictures are scrolled sideways rather than shrunk until nobody can read them.
SCROLL = (
    "<style>@media screen{.cx-picture,.cx-wide{overflow-x:auto}"
    ".cx-picture>img{min-width:36rem}.cx-wide>img{min-width:54rem}}</style>"
)
P = ParamSpec("P")


@dataclass(frozen=True, eq=False, repr=False)
class Picture:
    """A picture of a report.

    Attributes
    ----------
    figure
        The figure; it belongs to no window and never needs closing.
    title
        What the picture is about, in plain text.
    alt
        What it shows, for people who do not see it.
    data
        The figures behind it.
    caption
        What to conclude, in one sentence.
    more
        Further tables behind it, each with its title.
    name
        What the files of these tables are called.
    on_dark
        Whether it is on a dark ground; see `dark`.

    Examples
    --------
    >>> data = pd.DataFrame({"wait": [1.5]})
    >>> picture = Picture(new_figure(1.0), "Waiting & <more>", "A bar.", data, "Short.")
    >>> picture
    <Picture "Waiting & <more>": 1 row>
    >>> "Waiting &amp; &lt;more&gt;" in picture.html()
    True
    """

    figure: Figure
    title: str
    alt: str
    data: pd.DataFrame
    caption: str
    more: tuple[tuple[str, pd.DataFrame], ...] = ()
    name: str = "picture"
    on_dark: bool = False

    def __repr__(self) -> str:
        return f'<Picture "{in_short(self.title)}": {counted(len(self.data), "row")}>'

    @property
    def png(self) -> bytes:
        """The picture as it is now, as a PNG file; the same bits for the same figure."""
        file = io.BytesIO()
        with house_style(self.on_dark):
            letter(self.figure.findobj(Text))
            self.figure.savefig(file, format="png", dpi=160, metadata={"Software": None})
        return file.getvalue()

    @property
    def without_font(self) -> str:
        """What is said where the picture cannot show some letters, as no installed font has them."""
        tables = (self.data, *(table for _, table in self.more))
        words = (
            word for table in tables for word in table.select_dtypes(["object", "string"]).to_numpy().flat
        )
        letters = lacking((self.title, self.alt, *(word for word in words if isinstance(word, str))))
        if not letters:
            return ""
        return say(
            "No font installed here has {letters}: the picture shows \ufffd in their place. Install {fonts}.",
            letters=" ".join(letters[:20]),
            fonts=advice(letters),
        )

    def dark(self) -> "Picture":
        """Return the picture on a dark ground, for slides that are dark; this one stays as it is.

        Examples
        --------
        >>> data = pd.DataFrame({"wait": [1.5]})
        >>> Picture(new_figure(1.0), "Waiting", "A bar.", data, "Short.").dark().on_dark
        True
        """
        if self.on_dark:
            return self
        with house_style():
            return replace(self, figure=darkened(self.figure), on_dark=True)

    def below(self, said: object) -> "Picture":
        """Return the picture with what its caption says beyond the words above it.

        Examples
        --------
        >>> picture = Picture(new_figure(1.0), "Waiting", "A bar.", pd.DataFrame(), "Short. And more.")
        >>> picture.below("It is long at noon. Short. And more.").caption
        ''
        """
        told = " ".join(str(said).split())
        left = [line for line in self.caption.splitlines() if " ".join(line.split()) not in told]
        return replace(self, caption="\n".join(left))

    def save(self, path: str | os.PathLike[str], data: bool = False, dpi: int = 200) -> list[Path]:
        """Save the picture as it is now, with its title and text alternative in the file.

        Parameters
        ----------
        path
            Where to; the name ends in ``.png``, ``.svg`` or ``.pdf``. Folders are made.
        data
            Whether the figures behind it are put beside it as CSV.
        dpi
            Dots for an inch of a PNG file; at 200 a picture has 1600 in its width, which fits a slide.

        Returns
        -------
        list of pathlib.Path
            The files, the picture first.

        Raises
        ------
        CxsimError
            If the name ends otherwise, or the file cannot be written.

        Examples
        --------
        >>> import tempfile
        >>> data = pd.DataFrame({"wait": [1.5]})
        >>> picture = Picture(new_figure(1.0), "Waiting", "A bar.", data, "Short.")
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     [file.name for file in picture.save(f"{folder}/waiting.svg", data=True)]
        ['waiting.svg', 'waiting.csv']
        """
        tables = (self.data, *(table for _, table in self.more)) if data else ()
        with house_style(self.on_dark):
            letter(self.figure.findobj(Text))
            return saved(self.figure, path, self.title, self.alt, tables, dpi)

    def html(self) -> str:
        """Return the picture as a piece of a page that needs nothing from outside."""
        width, height = (round(96 * size) for size in self.figure.get_size_inches())
        title, alt = on_page(self.title), on_page(self.alt)
        source = f"data:image/png;base64,{base64.b64encode(self.png).decode()}"
        size = f'width="{width}" height="{height}" style="max-width:100%;height:auto"'
        look = "cx-scroll cx-wide" if width > 96 * WIDE else "cx-scroll cx-picture"
        region = f'<div class="{look}" role="region" tabindex="0" aria-label="{title}">'
        image = f'{SCROLL}{region}<img alt="{alt}" src="{source}" {size}></div>'
        tables = table_html(self.data) + "".join(
            f"<p><strong>{on_page(name)}</strong></p>{table_html(table)}" for name, table in self.more
        )
        summary = say("The figures behind this picture")
        boxes = f"<p>{on_page(self.without_font)}</p>" if self.without_font else ""
        caption = f"<figcaption>{on_page(self.caption)}{boxes}</figcaption>" if self.caption or boxes else ""
        return (
            f'<figure role="group" aria-label="{title}">{image}'
            f"{caption}<details><summary>{summary}</summary>{tables}</details></figure>"
        )

    def _repr_html_(self) -> str:
        return self.html()

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        further = [
            table_data(f"{self.name}_{number}", title, table)
            for number, (title, table) in enumerate(self.more, 2)
        ]
        return bundle(table_data(self.name, self.title, self.data), *further)


class Fragment(str):
    """A piece of a page that notebooks show as such. What an author typed has to be escaped before.

    Examples
    --------
    >>> Fragment("<p>Hello</p>")._repr_html_()
    '<p>Hello</p>'
    """

    __slots__ = ()

    def _repr_html_(self) -> str:
        return str(self)


def table_html(table: pd.DataFrame) -> str:
    """Return a table as a piece of a page, with numbers to three digits that count.

    Examples
    --------
    >>> "&lt;b&gt;" in table_html(pd.DataFrame({"persona": ["<b>"]}))
    True
    """
    # By place: two columns may be called the same in a language, and none may be lost by that.
    cells = [[_cell(value) for value in table.iloc[:, at]] for at in range(table.shape[1])]
    shown = pd.DataFrame(dict(enumerate(cells)))
    shown.columns = pd.Index([column_words(str(name)) for name in table.columns])
    return Table(shown)._repr_html_()


def column_words(name: str) -> str:
    """Say what a column holds.

    Examples
    --------
    >>> column_words("main_cause"), column_words("felt_low")
    ('main cause', 'felt low')
    """
    if name.endswith("_low"):
        return say("{figure} low", figure=column_words(name.removesuffix("_low")))
    if name.endswith("_high"):
        return say("{figure} high", figure=column_words(name.removesuffix("_high")))
    return translated(name.replace("_", " "))


def _cell(value: Any) -> str:
    if isinstance(value, numbers.Integral):
        return written(int(value))
    if isinstance(value, numbers.Real):
        return plain_number(float(value))
    return "–" if pd.isna(value) else TURNING.sub("", str(value))


def named(name: str) -> Callable[[Callable[P, Picture]], Callable[P, Picture]]:
    """Name the files of the tables behind the pictures that a function draws, whatever it finds to draw.

    Examples
    --------
    >>> @named("waits")
    ... def waits() -> Picture:
    ...     return nothing_to_show("Waiting", "Nobody waited.", ("team",))
    >>> waits().name
    'waits'
    """

    def naming(draw: Callable[P, Picture]) -> Callable[P, Picture]:
        @functools.wraps(draw)
        def drawn(*args: P.args, **given: P.kwargs) -> Picture:
            return replace(draw(*args, **given), name=name)

        return drawn

    return naming


def nothing_to_show(title: str, reason: str, columns: tuple[str, ...]) -> Picture:
    """Return a picture that says why there is none, so that a report never breaks off."""
    with house_style():
        figure = new_figure(1.1)
        top = heading(figure, title)
        height = float(figure.get_size_inches()[1])
        figure.text(0.15 / 8.0, 1 - (top + 0.08) / height, reason, size=TEXT, color=MUTED, va="top")
    told = say("{title}: {figure}", title=title, figure=reason)
    return Picture(figure, title, told, pd.DataFrame(columns=list(columns)), reason)
