"""Every answer is said in French as a whole: nothing stays in English but what the author wrote."""

import ast
import html
import itertools
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import cxsim as cx
from cxsim.analysis.decision import Decision, decide
from cxsim.reporting import language
from cxsim.reporting.language import speaking
from cxsim.reporting.picture import Picture
from cxsim.scenario.load import scenario_from_dict
from cxsim.scenario.study import Study
from tests.analysis.small_worlds import row_of
from tests.analysis.test_decision import ASKED
from tests.analysis.test_doubts import PROBABILITY, with_note
from tests.analysis.test_ranking import LIBRARY, STAKES
from tests.reporting.test_pictures import written
from tests.small import ROOT

REPORTING = ROOT / "cxsim" / "reporting"
SAID = sorted(
    file
    for pattern in ("*_words.py", "ranking_chart.py", "frontier_chart.py", "robustness_chart.py")
    for file in REPORTING.glob(pattern)
    if file.stem
    not in (
        "lights_words",
        "spending_words",
        "explore_words",
        "maturity_words",
        "staffing_words",
        "comparison_words",
    )
)
SAID += [REPORTING / name for name in ("decision_words.py", "pain_break.py", "fragmentation_chart.py")]
SETTINGS = ("axes fraction", "offset points")
AUTHORS = re.compile(r"\b(EUR|sales)\b")


def anonymous(part: Any, number: Iterator[int]) -> Any:
    """A scenario file with Greek where an author would have written a title."""
    if isinstance(part, dict):
        return {
            key: f"Τίτλος {next(number)}" if key == "title" else anonymous(entry, number)
            for key, entry in part.items()
        }
    return [anonymous(entry, number) for entry in part] if isinstance(part, list) else part


@pytest.fixture(scope="module")
def decision() -> Decision:
    data = with_note(row_of(STAKES, improvements=LIBRARY), PROBABILITY.format("second"), 0.0, 0.6)
    for point in data["touchpoints"].values():
        for friction in point.get("frictions", {}).values():
            friction["title"] = "Trouble"
    return decide(scenario_from_dict(anonymous(data, itertools.count(1))), Study.model_validate(ASKED))


ANSWERS = {
    "the answer": lambda found: [cx.conclude_decision(found)],
    "improvements": lambda found: [
        cx.ranking_chart(found.ranking),
        cx.ranking_table(found.ranking),
        cx.personas_table(found.ranking),
    ],
    "the budget": lambda found: cx.budget_answer(found).parts,
    "doubts": lambda found: cx.doubts_answer(found).parts,
    "touchpoints": lambda found: [
        cx.conclude_moments(found.moments),
        cx.pain_break_chart(found.moments),
        cx.moments_table(found.moments),
    ],
    "friction": lambda found: [cx.conclude_shapley(found.shapley), cx.shapley_table(found.shapley)],
    "links": lambda found: [
        cx.conclude_fragmentation(found.fragmentation),
        cx.fragmentation_table(found.fragmentation),
        cx.fragmentation_chart(found.fragmentation),
    ],
    "usual methods": lambda found: [cx.conclude_usual_methods(found.usual)],
}


class Dots:
    """The French catalogue, with a dot for every letter: whatever shows letters was not translated."""

    def __init__(self) -> None:
        self.real = language._catalogue("fr")

    def gettext(self, text: str) -> str:
        return dots(self.real.gettext(text)) if text in self.real._catalog else text

    def ngettext(self, one: str, many: str, number: int) -> str:
        return dots(self.real.ngettext(one, many, number))


def dots(text: str) -> str:
    return "".join(
        part if part.startswith("{") else re.sub("[^\\W\\d_]", "·", part)
        for part in re.split(r"({\w+})", text)
    )


def shown(part: Any) -> str:
    """All text that somebody sees or hears of a part of a page."""
    page = re.sub(r"<style>.*?</style>| src=\"[^\"]*\"", "", part._repr_html_())
    spoken = re.findall(r"(?:alt|aria-label|data-label)=\"([^\"]*)\"", page)
    drawn = [text for text, _ in written(part)] if isinstance(part, Picture) else []
    return html.unescape("\n".join([*re.split("<[^>]*>", page), *spoken, *drawn]))


@pytest.mark.parametrize("answer", ANSWERS.values(), ids=ANSWERS)
def test_no_word_is_left_in_english(decision, answer, monkeypatch) -> None:
    catalogue = Dots()
    monkeypatch.setattr(language, "_catalogue", lambda spoken: catalogue)
    with speaking("fr"):
        text = "\n".join(shown(part) for part in answer(decision))
    assert "·" in text
    assert re.findall(r"[^\n]*[A-Za-z]{2}[^\n]*", AUTHORS.sub("", text)) == []


@pytest.mark.parametrize("answer", ANSWERS.values(), ids=ANSWERS)
def test_numbers_and_punctuation_are_french(decision, answer) -> None:
    with speaking("fr"):
        text = "\n".join(shown(part) for part in answer(decision))
    wrong = r"\d\.\d|\w*(?:[ \w][;!?%»]|[^\W\d]:| :|« |')\w*|-\d"
    assert re.findall(wrong, text) == []


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
