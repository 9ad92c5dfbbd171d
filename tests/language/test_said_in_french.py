"""Every answer is said in French as a whole: nothing stays in English but what the author wrote."""

import ast
import functools
import html
import itertools
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from matplotlib.text import Text

import cxsim as cx
from cxsim.language import speech
from cxsim.language.speech import speaking
from cxsim.scenario.assessment import PRACTICES
from cxsim.scenario.improve import improve
from cxsim.scenario.load import scenario_from_dict
from cxsim.scenario.study import Study
from cxsim.theme.picture import Picture
from tests.questions import test_maturity, test_staffing, test_where_to_spend
from tests.questions.small_worlds import row_of
from tests.questions.test_decision import ASKED
from tests.questions.test_ranking import LIBRARY, STAKES
from tests.questions.test_uncertainty import PROBABILITY, with_note
from tests.small import ROOT
from tests.theme.test_pictures import written

ROOMS = ROOT / "cxsim" / "questions"
SAID = sorted(
    file
    for name in ("words", "persona_words", "chart")
    for file in ROOMS.glob(f"*/{name}.py")
    if file.parent.name != "journey"
)
SETTINGS = ("axes fraction", "offset points")  # what matplotlib calls them
AUTHORS = re.compile(r"\b(EUR|min|sales|anybody|half|harmful)\b")


def anonymous(part: Any, number: Iterator[int]) -> Any:
    """A scenario file with Greek where an author would have written a title."""
    if isinstance(part, dict):
        return {
            key: f"Τίτλος {next(number)}" if key == "title" else anonymous(entry, number)
            for key, entry in part.items()
        }
    return [anonymous(entry, number) for entry in part] if isinstance(part, list) else part


def scenario(data: Any) -> cx.Scenario:
    for point in data["touchpoints"].values():
        for friction in point.get("frictions", {}).values():
            friction["title"] = "Trouble"
    return scenario_from_dict(anonymous(data, itertools.count(1)))


@functools.cache
def decision() -> cx.Decision:
    data = with_note(row_of(STAKES, improvements=LIBRARY), PROBABILITY.format("second"), 0.0, 0.6)
    return cx.decide(scenario(data), Study.model_validate(ASKED))


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


@functools.cache
def compared() -> cx.Comparison:
    today = scenario(row_of(STAKES, improvements=LIBRARY))
    changed = [improve(today, name) for name in ("half", "harmful")]
    return cx.compare(today, *changed, titles=["half", "harmful"], replications=4)


def comparison() -> list[Any]:
    found = compared()
    return [cx.conclude_comparison(found), cx.comparison_table(found), cx.comparison_chart(found)]


@functools.cache
def spent() -> cx.WhereToSpend:
    return cx.where_to_spend(scenario(test_where_to_spend.data()), 50.0, replications=4)


def spending() -> list[Any]:
    found = spent()
    return [cx.conclude_spending(found), cx.spending_table(found)]


@functools.cache
def lights() -> tuple[cx.Lights, ...]:
    run = cx.simulate(scenario(row_of(STAKES)), replications=2, record="kpis")
    return cx.targets(run, scope="touchpoint"), cx.targets(run)


def targets() -> list[Any]:
    return [part for found in lights() for part in (cx.conclude_lights(found), cx.targets_table(found))]


@functools.cache
def staffed() -> cx.Staffing:
    calls = test_staffing.calls(**{"teams.agents.title": "Ομάδα"})
    return cx.staffing(calls, "agents", replications=4)


def staff() -> list[Any]:
    found = staffed()
    return [cx.conclude_staffing(found), cx.staffing_table(found), cx.staffing_chart(found)]


@functools.cache
def ladder() -> cx.Ladder:
    return cx.maturity(scenario(test_maturity.journey()), replications=4)


def levels() -> list[Any]:
    found = ladder()
    answers = {"use": {**dict.fromkeys(PRACTICES, "managed"), "context": "developing"}}
    assessment = cx.Assessment.model_validate({"assessment": 1, "title": "Τίτλος", "stages": answers})
    tables = [cx.maturity_table(found), cx.ladder_table(found), cx.assessment_table(assessment)]
    return [cx.conclude_maturity(found), cx.maturity_chart(found), *tables]


def links() -> list[Any]:
    return [cx.fragmentation_chart(decision().fragmentation)]


CELLS = {
    name: functools.partial(lambda source: [eval(source, {"cx": cx, "found": decision()})], source)
    for name, source in cells().items()
}
OTHERS = (links, comparison, spending, targets, staff, levels)
ANSWERS = {**CELLS, **{other.__name__: other for other in OTHERS}}


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
    page = re.sub(r"<style>.*?</style>| src=\"[^\"]*\"", "", part._repr_html_())
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
