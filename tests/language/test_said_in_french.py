"""Every answer is said in French as a whole: nothing stays in English but what the author wrote."""

import ast
import functools
import html
import json
import re
from pathlib import Path
from typing import Any

import pytest
from matplotlib.text import Text

import cxsim as cx
from cxsim.language import speech
from cxsim.language.speech import speaking
from cxsim.questions.registry import questions
from cxsim.theme.picture import Picture
from tests.language.answers import OTHERS, answer, decision
from tests.small import ROOT
from tests.theme.texts import written

SAID = sorted(
    file
    for name in ("words", "persona_words", "chart")
    for file in (ROOT / "cxsim" / "questions").glob(f"*/{name}.py")
    if file.parent.name != "journey"
)
OBSERVED = ("fit", "fit_summary")  # which need figures that were observed
SETTINGS = ("axes fraction", "offset points")  # what matplotlib calls them
AUTHORS = re.compile(r"\b(EUR|min|sales|any|anybody|Ana|half|harmful)\b")


def cells() -> dict[str, str]:
    """What the cells of a decision report show, by the heading above."""
    notebook = json.loads((ROOT / "notebooks" / "decision_report.ipynb").read_text(encoding="utf-8"))
    shown, heading = {}, ""
    for cell in notebook["cells"]:
        source = "".join(cell["source"])
        if cell["cell_type"] == "markdown":
            heading = source.partition("\n")[0].strip("# ")
        elif not cell["metadata"].get("tags") and "provenance" not in source:
            shown[f"{heading} {len(shown)}"] = source
    return shown


def whole(name: str) -> list[Any]:
    """All that an answer shows: sentences, pictures and tables."""
    found = answer(name)
    charts = [found.chart(one) for one in found.charts if one not in OBSERVED]
    return [found.summary(), *charts, *(found.table(one) for one in found.tables if one not in OBSERVED)]


SECTIONS = {
    name: functools.partial(lambda source: [eval(source, {"cx": cx, "found": decision()})], source)
    for name, source in cells().items()
}
ROOMS = dict.fromkeys([*(question.name for question in questions()), *OTHERS])
ANSWERS = {**SECTIONS, **{name: functools.partial(whole, name) for name in ROOMS}}


class Cyrillic:
    """The French catalogue in other letters: whatever shows Latin ones was not translated."""

    def __init__(self) -> None:
        self.real = speech._catalogue("fr")

    def gettext(self, text: str) -> str:
        return other(self.real.gettext(text)) if text in self.real._catalog else text

    def ngettext(self, one: str, many: str, number: int) -> str:
        return other(self.real.ngettext(one, many, number))


def other(text: str) -> str:
    return "".join(
        part if part.startswith("{") else re.sub(r"[^\W\d_]", lambda a: chr(0x430 + ord(a[0]) % 32), part)
        for part in re.split(r"({\w+})", text)
    )


def pictures(part: Any) -> list[Picture]:
    return [one for one in [part, *getattr(part, "parts", ())] if isinstance(one, Picture)]


def drawn(picture: Picture) -> list[tuple[str, Any]]:
    """The texts of a picture with their places, without the labels of ticks beyond the ends of a scale."""
    places = written(picture)
    beyond = []
    for axes in picture.figure.axes:
        for axis, low, high in ((axes.xaxis, "x0", "x1"), (axes.yaxis, "y0", "y1")):
            for label in axis.get_ticklabels():
                box = label.get_window_extent()
                middle = (getattr(box, low) + getattr(box, high)) / 2
                within = getattr(axes.bbox, low) - 1 <= middle <= getattr(axes.bbox, high) + 1
                if not (axes.axison and within):
                    beyond.append((label.get_text(), box.bounds))
    return [(text, box) for text, box in places if (text, box.bounds) not in beyond]


def read(part: Any) -> str:
    """All text of a part of a page, alternative texts among it."""
    page = re.sub(r"<style>.*?</style>| src=\"[^\"]*\"", "", part._repr_html_(), flags=re.DOTALL)
    spoken = re.findall(r"(?:alt|aria-label|data-label)=\"([^\"]*)\"", page)
    return html.unescape("\n".join([*re.split("<[^>]*>", page), *spoken]))


def labels(picture: Picture) -> list[str]:
    """The texts in a picture, without drawing it."""
    picture.figure.draw_without_rendering()
    return [text.get_text() for text in picture.figure.findobj(Text)]


@pytest.fixture(autouse=True)
def undrawn(monkeypatch) -> None:
    monkeypatch.setattr(Picture, "png", b"")  # what is in it is asked of the figure


@pytest.mark.parametrize("answer", ANSWERS.values(), ids=ANSWERS)
def test_no_word_is_left_in_english(answer, monkeypatch) -> None:
    catalogue = Cyrillic()
    monkeypatch.setattr(speech, "_catalogue", lambda spoken: catalogue)
    with speaking("fr"):
        parts = answer()
        texts = [
            *map(read, parts),
            *(text for part in parts for one in pictures(part) for text in labels(one)),
        ]
    text = "\n".join(texts)
    assert re.search("[а-я]{3}", text)
    assert re.findall(r"[^\n]*[A-Za-z]{2}[^\n]*", AUTHORS.sub("", text)) == []


@pytest.mark.parametrize("answer", ANSWERS.values(), ids=ANSWERS)
def test_numbers_and_pictures_are_french(answer) -> None:
    with speaking("fr"):
        parts = answer()
        text = "\n".join(map(read, parts))
        places = {picture: drawn(picture) for part in parts for picture in pictures(part)}
    text += "\n".join(words for written in places.values() for words, _ in written)
    wrong = r"\d\.\d|\w*(?:[ \w][;!?%»]|[^\W\d]:| :|« |')\w*|-\d"
    assert re.findall(wrong, text) == []
    for picture, texts in places.items():
        for at, (words, box) in enumerate(texts):
            assert 0 <= box.x0 <= box.x1 <= picture.figure.bbox.x1 + 1, words
            for others, other in texts[:at]:
                beside = box.x1 <= other.x0 + 1 or other.x1 <= box.x0 + 1
                apart = beside or box.y1 <= other.y0 + 1 or other.y1 <= box.y0 + 1
                assert apart, f"{words!r} lies on {others!r}"


def literals(file: Path) -> list[str]:
    """The texts in a module that are neither said, nor constants, nor explain the code."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    elsewhere: list[ast.AST] = [node for node in tree.body if isinstance(node, ast.Assign | ast.AnnAssign)]
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("say", "say_count", "translated"):
            elsewhere += node.args[:2]
        elif isinstance(node, ast.Raise | ast.Subscript) or (
            isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        ):
            elsewhere.append(node)
    known = {id(part) for node in elsewhere for part in ast.walk(node)}
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in known
    ]


@pytest.mark.parametrize("file", SAID, ids=lambda file: file.stem)
def test_no_sentence_is_glued_together(file: Path) -> None:
    words = [text for text in literals(file) if re.search(r"[a-z],? | [a-z]", text)]
    assert [text for text in words if text not in SETTINGS] == []
