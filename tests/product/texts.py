"""Whatever people read of an answer: as text, without tags, and what may not stand in it."""

import html
import re
import warnings
from collections.abc import Iterator
from typing import Any

from matplotlib.text import Text

from cxsim.language.wording import MINUS
from cxsim.scenario.model import Scenario
from cxsim.theme.picture import Picture
from cxsim.theme.style import house_style
from tests.hostile import harm_in_page

NUMBERS = {
    "en": re.compile(r"[−-]?\d+(?:,\d{3}(?!\d))*(?:\.\d+)?"),
    "fr": re.compile(r"[−-]?\d+(?:\u202f\d{3}(?!\d))*(?:,\d+)?"),
}
# What a number that is none looks like, or a value of Python that nobody put into words.
NO_NUMBER = re.compile(r"\b(nan|NaN|inf|NaT|NoneType)\b|\bNone\b(?! of (?:the|\d))|∞|<NA>")
NOT_FILLED_IN = re.compile(r"\{\w*\}")


def pictures(part: Any) -> list[Picture]:
    """All pictures of a part of a page."""
    if isinstance(part, list | tuple) and not hasattr(part, "_repr_html_"):
        return [one for inner in part for one in pictures(inner)]
    return (
        [part]
        if isinstance(part, Picture)
        else [one for inner in getattr(part, "parts", ()) for one in pictures(inner)]
    )


def page(part: Any) -> str:
    """A part as a notebook and a page show it."""
    if hasattr(part, "_repr_html_"):
        return str(part._repr_html_())
    if hasattr(part, "_repr_mimebundle_"):
        return str(part._repr_mimebundle_()["text/html"])
    return html.escape(str(part))


def read(part: Any) -> str:
    """All text of a part of a page, alternative texts among it."""
    without = re.sub(r"<style>.*?</style>| src=\"[^\"]*\"", "", page(part), flags=re.DOTALL)
    spoken = re.findall(r"(?:alt|aria-label|data-label)=\"([^\"]*)\"", without)
    return html.unescape("\n".join([*re.split("<[^>]*>", without), *spoken]))


def drawn(picture: Picture) -> list[str]:
    """The texts in a picture, which is laid out as if it were drawn; a warning is an error."""
    with warnings.catch_warnings(), house_style():
        warnings.simplefilter("error")
        picture.figure.draw_without_rendering()
    ticks = {
        label
        for axes in picture.figure.axes
        for axis in (axes.xaxis, axes.yaxis)
        for label in axis.get_ticklabels()
    }  # which steps a scale has depends on how long its words are
    texts = (text for text in picture.figure.findobj(Text) if text.get_visible() and text not in ticks)
    return [text.get_text() for text in texts]


def faults_of_text(text: str, authors: list[str]) -> Iterator[str]:
    """Say what may not stand in a text, whatever the author wrote being left out."""
    own = without_authors(text, authors)
    wrong = [NO_NUMBER] if any("{" in one for one in authors) else [NO_NUMBER, NOT_FILLED_IN]
    for found in (found for one in wrong for found in one.finditer(own)):
        yield f"{found[0]!r} in {own[max(found.start() - 60, 0) : found.end() + 60]!r}"


def faults_of_picture(picture: Picture, alone: bool) -> Iterator[str]:
    """Say what a picture lacks; below its own words, alone not, it needs no caption."""
    for name in ("title", "alt", *(["caption"] if alone else [])):
        if not getattr(picture, name).strip():
            yield f"{picture!r} has no {name}"
    behind = [picture.data, *(table for _, table in picture.more)]
    columns, shown = sum(table.shape[1] for table in behind), picture.html().count('<th scope="col"')
    if shown != columns:
        yield f"{picture!r} shows {shown} of {columns} columns of figures"


def faults_of_page(part: Any) -> Iterator[str]:
    """Say what a page would do that it should not."""
    for harm in harm_in_page(page(part)):
        if not re.match(r"<\w+ (data-label|alt|aria-label)=", harm):  # where any words may stand
            yield f"harm in the page: {harm}"


def authors_texts(scenario: Scenario) -> list[str]:
    """Every text that the author wrote, the longest first."""

    def texts(value: Any) -> Iterator[str]:
        if isinstance(value, dict):
            for key, entry in value.items():
                if isinstance(key, str) and not key.islower():
                    yield key
                yield from texts(entry)
        elif isinstance(value, list):
            for entry in value:
                yield from texts(entry)
        elif isinstance(value, str):
            yield value

    found = set(texts(scenario.model_dump(mode="json")))
    return sorted((text for text in found if len(text) > 2), key=len, reverse=True)


def without_authors(text: str, authors: list[str]) -> str:
    """Put a sign in the place of whatever the author wrote."""
    for one in authors:
        if one in text:
            # "0.5 d" is nothing that an author wrote in "90.5 do not become customers".
            whole = rf"(?<!\d){re.escape(one)}(?!\w)" if one[:1].isdigit() else re.escape(one)
            text = re.sub(whole, "¤", text)
    return text


def numbers(text: str, authors: list[str], language: str) -> list[str]:
    """All numbers of a text in their order of size, written the English way."""
    own = re.sub(r"\b\d+(?:\.\d+){2,}\b", "", without_authors(text, authors))  # without versions
    thousands, decimal = {"en": (",", "."), "fr": ("\u202f", ",")}[language]
    written = NUMBERS[language].findall(own)
    return sorted(
        number.replace(thousands, "").replace(decimal, ".").replace("-", MINUS) for number in written
    )
