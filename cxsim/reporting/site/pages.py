"""Pages of the site: one look, every text escaped, and nothing asked from anywhere."""

from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from markupsafe import Markup, escape

from cxsim.language.speech import say, spoken, translated, written
from cxsim.reporting.policy import POLICY
from cxsim.reporting.publish import TEMPLATE
from cxsim.theme.templates import templates

HERE = Path(__file__).parent
MARK = '<meta name="generator" content="cxsim publish">'  # by which a page of a site is known


class Link(NamedTuple):
    """A link: where to, what is read, and what is heard where that says more."""

    address: str
    text: str
    label: str = ""


@dataclass(frozen=True)
class Page:
    """What every page has.

    Attributes
    ----------
    kind, heading
        What sort of page it is; and what about.
    lead
        Lines below the heading.
    ways
        Where one can go from here.
    """

    kind: str
    heading: str
    lead: tuple[str, ...] = ()
    ways: tuple[Link, ...] = ()
    language: str = field(default_factory=spoken)

    @property
    def title(self) -> str:
        """What the window is called."""
        return say("{heading}: {kind}", heading=self.heading, kind=self.kind[:1].lower() + self.kind[1:])

    @property
    def skip(self) -> str:
        """The first link, for whoever uses a keyboard."""
        return translated("Skip to the content")

    @property
    def ways_label(self) -> str:
        """What the links at the top are called."""
        return translated("Pages of this site")

    @property
    def foot(self) -> str:
        """What stands below everything."""
        return translated(
            "A simulation shows what follows from its assumptions. This page was made by cxsim from the "
            "reports beside it; it loads nothing from elsewhere."
        )


def rendered(template: str, page: Page, **content: Any) -> str:
    """Return a page as HTML, from a template of this folder."""
    return (
        templates(HERE)
        .get_template(template)
        .render(page=page, policy=Markup(POLICY), style=_style(), **content)
    )


def in_language(language: str) -> Markup:
    """Return the attribute for a text in a language, if that is not the one spoken."""
    return Markup("") if language == spoken() else Markup(' lang="{}"').format(escape(language))


def size_words(size: int) -> str:
    """Write the size of a file.

    Examples
    --------
    >>> size_words(1_318_434), size_words(820)
    ('1.3 MB', '1 kB')
    """
    if size >= 1_000_000:
        return say("{size} MB", size=written(size / 1e6, 1))
    return say("{size} kB", size=written(max(round(size / 1e3), 1)))


@cache
def _style() -> Markup:
    sheets = (TEMPLATE / "page.css", HERE / "site.css")
    return Markup("".join(sheet.read_text(encoding="utf-8") for sheet in sheets))
