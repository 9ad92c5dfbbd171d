"""The catalogues are whole: what is said in English has its sentence in every other language."""

import ast
import json
import re
import threading
from collections import Counter
from importlib import import_module
from pathlib import Path
from typing import get_args

import pytest
from babel.messages.pofile import read_po
from pydantic import BaseModel

from cxsim.language.estimate import Estimate
from cxsim.language.speech import CATALOGUES, LANGUAGES, say, say_count, speak, speaking, spoken, written
from cxsim.language.wording import (
    either,
    listed,
    money,
    of_100,
    per_cent,
    percent,
    plain_number,
    quoted,
    signed,
    waiting,
    waiting_interval,
    with_interval,
)
from cxsim.questions.journey.kpi_table import figure
from cxsim.results.catalogue import CATALOGUE
from cxsim.scenario.evidence import Evidence
from cxsim.scenario.improvements import Change, Improvement
from cxsim.scenario.journeys import Fork, Link
from cxsim.scenario.model import Scenario
from tests.small import ROOT

OTHERS = [language for language in LANGUAGES if language != "en"]
REPORTS = ("scenario_report", "decision_report")  # notebooks that are translated


def parameters_of(model: type[BaseModel]) -> set[str]:
    """The fields of a scenario that hold no text, and the names of distributions, as words."""
    words: set[str] = set()
    for name, field in model.model_fields.items():
        if name == "distribution":
            words.add(get_args(field.annotation)[0])
        if field.annotation is not str and model not in (Evidence, Change, Improvement):
            words.add((field.alias or name).replace("_", " "))
        for kind in kinds_in(field.annotation) - {model}:
            words |= parameters_of(kind)
    return words | (parameters_of(Link) if model is Fork else set())


def kinds_in(annotation: object) -> set[type[BaseModel]]:
    inner = get_args(annotation)
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return {annotation}
    return set().union(*map(kinds_in, inner))


def words_of_kpis() -> set[str]:
    """The names of KPIs and what they mean."""
    return {words for kpi in CATALOGUE.values() for words in (kpi.title, kpi.meaning)}


def said_at_run_time() -> set[str]:
    """What modules say from a table or a constant, as their `SAID` tells; columns by their names.

    It is found by running the code, not by reading it; what is missing there is found in what is shown, by
    other tests.
    """
    said: set[str] = set()
    for file in (ROOT / "cxsim").rglob("*.py"):
        if re.search(r"^SAID\b", file.read_text(encoding="utf-8"), re.MULTILINE):
            module = import_module(".".join(file.relative_to(ROOT).with_suffix("").parts))
            said.update(module.SAID if isinstance(module.SAID, tuple) else ())
    return said


def as_words(column: str) -> str:
    """Return what a column of a table is called; other texts as they are."""
    return re.sub("_(low|high)$", "", column).replace("_", " ")


def said_in_code() -> set[str]:
    """The sentences in calls that say something; of those that depend on a number, the first."""
    return {
        call.args[0].value
        for file in (ROOT / "cxsim").rglob("*.py")
        if "cxsim.language.speech" in (source := file.read_text(encoding="utf-8"))
        for call in ast.walk(ast.parse(source))
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Name)
        and call.func.id in ("say", "say_count", "translated")
        and isinstance(call.args[0], ast.Constant)
        and call.args[0].value
    }


def said_in_notebooks() -> set[str]:
    """The paragraphs and headings of the report notebooks, each on one line."""
    texts = set()
    for name in REPORTS:
        notebook = json.loads((ROOT / "notebooks" / f"{name}.ipynb").read_text(encoding="utf-8"))
        for cell in notebook["cells"]:
            if cell["cell_type"] == "markdown":
                text = re.sub(r"^(#+[^\n]*)\n", r"\1\n\n", "".join(cell["source"]))
                for paragraph in re.split(r"\n\s*\n", text):
                    texts.add(" ".join(paragraph.lstrip("# ").split()))
    return texts - {""}


def messages(language: str) -> dict[str, tuple[Path, object]]:
    found = {}
    for file in sorted((CATALOGUES / language).glob("*.po")):
        with file.open(encoding="utf-8") as part:
            for message in read_po(part, locale=language):
                if message.id:
                    one = message.id if isinstance(message.id, str) else message.id[0]
                    assert one not in found, f"{file.name}: {one!r} is in {found[one][0].name} as well"
                    found[one] = (file, message)
    return found


@pytest.mark.parametrize("language", OTHERS)
def test_everything_said_is_in_the_catalogue_and_nothing_else(language: str) -> None:
    said = said_in_code() | said_in_notebooks() | said_at_run_time()
    said |= parameters_of(Scenario) | words_of_kpis()
    known = set(messages(language))
    assert {as_words(text) for text in said - known} - known == set(), "not translated yet"
    assert known - said - set(map(as_words, said)) == set(), "nobody says this any more"


@pytest.mark.parametrize("language", OTHERS)
def test_translations_are_there_and_fill_in_the_same(language: str) -> None:
    for file, message in messages(language).values():
        ours = [message.id] if isinstance(message.id, str) else list(message.id)
        theirs = [message.string] if isinstance(message.string, str) else list(message.string)
        where = f"{file.name}: {ours[0]!r}"
        assert all(theirs), f"{where} has no translation"
        assert "fuzzy" not in message.flags, f"{where} is marked as doubtful"
        fields = Counter(re.findall(r"{(\w+)", ours[-1]))
        for text in theirs:
            assert set(re.findall(r"{(\w+)", text)) <= set(fields), f"{where}: {text!r}"
        assert set(re.findall(r"{(\w+)", theirs[-1])) == set(fields), f"{where}: {theirs[-1]!r}"


def test_a_language_is_spoken_only_inside() -> None:
    with speaking("fr"):
        assert spoken() == "fr"
        assert say_count("{number} replication", "{number} replications", 1200) == "1\u202f200 réplications"
        assert written(-0.25, 2) == "\u22120,25"
        assert say("nobody ever says {this}", this=1) == "nobody ever says 1"
        assert say("") == ""
    assert spoken() == "en"


def test_what_is_chosen_inside_ends_with_it_and_is_heard_in_this_thread_only() -> None:
    heard: list[str] = []
    with speaking("fr"):
        other = threading.Thread(target=lambda: heard.append(say("Undo")))
        other.start()
        other.join()
        speak("en")
        heard.append(say("Undo"))
        speak("fr")
        heard.append(say("Undo"))
    assert heard == ["Undo", "Undo", "Annuler"]
    assert spoken() == "en"


def test_an_unknown_language_is_told() -> None:
    with pytest.raises(ValueError, match="lang: found 'de', expected en or fr"):
        speak("de")


def test_french_numbers() -> None:
    share, wait = Estimate(0.0784, 0.0712, 0.0856, 20), Estimate(3.0, 2.71, 3.29, 20)
    with speaking("fr"):
        said = [
            percent(0.0312),
            percent(0.0004),
            with_interval(share),
            with_interval(share, plain=True),
            say("{number}{limits}", **of_100(share)),
            per_cent("12–14"),
            signed(-0.123),
            signed(0.001),
            waiting(4.6),
            waiting(3155.0),
            waiting_interval(wait),
            money(-1234.5, "EUR"),
            plain_number(0.01234),
            plain_number(123456.0),
            figure(1234.5, "money", "EUR"),
            figure(0.8123, "share", "EUR"),
            quoted("Boutique"),
            listed(["A", "B", "C"]),
            either(["A", "B"]),
        ]
    shown = [text.replace("\u202f", "_").replace("\u00a0", "~") for text in said]
    assert shown == [
        "3,1_%",
        "moins de 0,1_%",
        "7,8_% (intervalle à 95_%~: 7,1–8,6)",
        "7,8_% (7,1–8,6)",
        "7,8 (intervalle à 95_%~: 7,1–8,6)",
        "12–14_%",
        "−0,12",
        "0,00",
        "4,6~min",
        "2,2~jours",
        "3,0~min (2,7–3,3~min)",
        "−1_230~EUR",
        "0,0123",
        "123_000",
        "1_234~EUR",
        "81,2_%",
        "«~Boutique~»",
        "A, B et C",
        "A ou B (impossible de les départager)",
    ]


@pytest.mark.parametrize("file", sorted((CATALOGUES / "fr").glob("*.po")), ids=lambda file: file.name)
def test_french_punctuation_keeps_to_its_word(file: Path) -> None:
    with file.open(encoding="utf-8") as part:
        for message in read_po(part, locale="fr"):
            for text in [message.string] if isinstance(message.string, str) else message.string:
                wrong = re.findall(r"\w*(?: [;:!?%»]|[^\s\u202f][;!?%]|« |[^\s]:(?= )|')\w*", text)
                assert message.id == "" or not wrong, f"{text!r}: {wrong}"
