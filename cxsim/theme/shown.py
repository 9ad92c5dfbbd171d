"""Parts of a page, one below the other."""

from typing import Any

from cxsim.theme.on_page import on_page
from cxsim.theme.table_data import bundle, payload_of

# What is displayed tells by it that it is nothing but the reason.
NOTHING_TYPE = "application/vnd.cxsim.nothing+json"


class Shown:
    """Several parts of a report, one below the other: sentences, pictures, tables.

    Examples
    --------
    >>> print(Shown("First.", "Second."))
    First.
    Second.
    """

    def __init__(self, *parts: Any) -> None:
        self.parts = parts

    @property
    def is_nothing(self) -> bool:
        """Whether it only says why there is nothing to show."""
        return bool(self.parts) and not self._telling()

    def _telling(self) -> list[Any]:
        """Return the parts that show something."""
        return [part for part in self.parts if not (isinstance(part, Shown) and part.is_nothing)]

    def __str__(self) -> str:
        return "\n".join(str(part) for part in self._telling() or self.parts)

    def __repr__(self) -> str:
        return f"<{len(self.parts)} parts of a page>"

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        printer.text(str(self))

    def _repr_html_(self) -> str:
        return "".join(map(_html, self._telling() or self.parts))

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        if self.is_nothing:
            return {NOTHING_TYPE: True}
        return bundle(*(table for part in self.parts for table in payload_of(part)))


def _html(part: Any) -> str:
    shown = getattr(part, "shown", part)  # of an answer
    if hasattr(shown, "_repr_html_"):
        html: str = shown._repr_html_()
        return html
    return f"<p>{on_page(str(part))}</p>"


class Nothing(Shown):
    """Says why there is nothing to show: in a notebook; a published page leaves its whole section out.

    Examples
    --------
    >>> nobody_asked = Shown(Nothing("Nobody asked."))
    >>> print(nobody_asked, Shown(nobody_asked, "A part."))
    Nobody asked. A part.
    """

    @property
    def is_nothing(self) -> bool:
        """It does."""
        return True


class Folded(Shown):
    """Parts of a page that are opened when somebody wants to know more.

    Examples
    --------
    >>> Folded("More", "Details.")._repr_html_()
    '<details><summary>More</summary><p>Details.</p></details>'
    """

    def __init__(self, title: str, *parts: Any) -> None:
        super().__init__(*parts)
        self.title = title

    @property
    def is_nothing(self) -> bool:
        """Its title is something."""
        return False

    def _repr_html_(self) -> str:
        return f"<details><summary>{on_page(self.title)}</summary>{super()._repr_html_()}</details>"


def show(*parts: Any) -> Shown:
    """Show several parts of a page one below the other: answers, sentences, pictures, tables.

    Examples
    --------
    >>> print(show("First.", "Second."))
    First.
    Second.
    """
    return Shown(*parts)
