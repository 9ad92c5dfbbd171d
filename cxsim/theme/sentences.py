"""What is said: sentences that notebooks show as paragraphs."""

from cxsim.theme.on_page import on_page


class Sentences(str):
    """One sentence or several, each a paragraph in a notebook, with everything in it escaped.

    Examples
    --------
    >>> Sentences("Most <stay>.", "", "Few leave.")._repr_html_()
    '<p>Most &lt;stay&gt;.</p><p>Few leave.</p>'
    >>> print(Sentences("Most stay.", "Few leave."))
    Most stay.
    Few leave.
    """

    __slots__ = ()

    def __new__(cls, *sentences: str) -> "Sentences":
        """Put sentences under each other; empty ones are left out."""
        return super().__new__(cls, "\n".join(filter(None, sentences)))

    def _repr_pretty_(self, printer: object, cycle: bool) -> None:
        printer.text(str(self))  # type: ignore[attr-defined]

    def _repr_html_(self) -> str:
        return "".join(f"<p>{on_page(sentence)}</p>" for sentence in self.splitlines())
