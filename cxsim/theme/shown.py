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

    def __str__(self) -> str:
        return "\n".join(str(part) for part in self.parts)

    def __repr__(self) -> str:
        return f"<{len(self.parts)} parts of a page>"

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        printer.text(str(self))

    def _repr_html_(self) -> str:
        return "".join(map(_html, self.parts))

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        if isinstance(self, Nothing) or (self.parts and all(isinstance(one, Nothing) for one in self.parts)):
            return {NOTHING_TYPE: True}
        return bundle(*(table for part in self.parts for table in payload_of(part)))


def _html(part: Any) -> str:
    shown = getattr(part, "shown", part)  # of an answer
    if hasattr(shown, "_repr_html_"):
        html: str = shown._repr_html_()
        return html
    return f"<p>{on_page(str(part))}</p>"


class Nothing(Shown):
    """Says why there is nothing to show: in a notebook; from a published page its section is left out.

    Examples
    --------
    >>> list(Shown(Nothing("Nobody asked."))._repr_mimebundle_()), Shown(Nothing("Nobody asked."), "A part.")
    (['application/vnd.cxsim.nothing+json'], <2 parts of a page>)
    """


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
