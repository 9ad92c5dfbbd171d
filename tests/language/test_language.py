"""The catalogues are whole: what is said in English has its sentence in every other language."""

import ast
import json
import re
from collections import Counter
from pathlib import Path
from typing import get_args

import pytest
from babel.messages.pofile import read_po
from pydantic import BaseModel

from cxsim.language.estimate import Estimate
from cxsim.language.speech import CATALOGUES, LANGUAGES, say, say_count, speak, speaking, spoken, written
from cxsim.language.wording import (
    CAUSES,
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
from cxsim.questions.choice.estimate import TODAYS_TITLE
from cxsim.questions.comparison import chart as comparison_chart
from cxsim.questions.experiments import contradictions
from cxsim.questions.experiments.gains import ON
from cxsim.questions.experiments.improvement_types import KINDS
from cxsim.questions.experiments.uncertainty import CURVES
from cxsim.questions.fragmentation import chart as fragmentation_chart
from cxsim.questions.fragmentation import estimate as fragmentation
from cxsim.questions.journey import (
    assumptions,
    customer_flow,
    flow_chart,
    losses,
    queues,
    satisfaction,
    survival,
)
from cxsim.questions.journey.kpi_table import figure
from cxsim.questions.journey.loss_shares import GROUPS, PLACES
from cxsim.questions.journey.map import journey_map
from cxsim.questions.journey.map.map_classes import LOOKS, TRUTH
from cxsim.questions.maturity import chart as maturity_chart
from cxsim.questions.maturity import estimate as maturity
from cxsim.questions.moments import chart as pain_break
from cxsim.questions.moments import words as moment_words
from cxsim.questions.moments.effects import EVERYBODY
from cxsim.questions.portfolio import chart as frontier_chart
from cxsim.questions.ranking import chart as ranking_chart
from cxsim.questions.ranking import estimate as ranking
from cxsim.questions.robustness import chart as robustness_chart
from cxsim.questions.spending import words as spending_words
from cxsim.questions.staffing import chart as staffing_chart
from cxsim.questions.staffing import words as staffing_words
from cxsim.questions.targets import words as lights_words
from cxsim.questions.targets.estimate import AMBER, GREEN, RED, SCOPES
from cxsim.questions.usual_methods.estimate import METHODS
from cxsim.results.catalogue import CATALOGUE
from cxsim.scenario.assessment import PRACTICES
from cxsim.scenario.company import LEVELS
from cxsim.scenario.evidence import Evidence
from cxsim.scenario.improvements import Change, Improvement
from cxsim.scenario.journeys import GOAL, STOP
from cxsim.scenario.model import Scenario
from cxsim.scenario.quantities import DAYS_PER_UNIT
from cxsim.scenario.touchpoints import STAGES
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
            words.add(name.replace("_", " "))
        for kind in kinds_in(field.annotation):
            words |= parameters_of(kind)
    return words


def kinds_in(annotation: object) -> set[type[BaseModel]]:
    inner = get_args(annotation)
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return {annotation}
    return set().union(*map(kinds_in, inner))


# Said as they come, from a table or a constant: found by running the code, not by reading it.
COLUMNS = (*journey_map.TOLD, *journey_map.KPIS, *journey_map.PASSAGES, *satisfaction.KPIS)
COLUMNS += (*losses.COLUMNS, *survival.COLUMNS, *queues.COLUMNS, *queues.WHOLE)
CLASSES = {word for kind, look in LOOKS.items() for word in (look.label, moment_words.KINDS.get(kind, kind))}
CONSTANTS = {
    "{number} replication",
    *(re.sub("_(low|high)$", "", name).replace("_", " ") for name in COLUMNS),
    *CAUSES.values(),
    *STAGES,
    *CLASSES,
    TRUTH,
    *PLACES.values(),
    *GROUPS,
    *assumptions.SHOWN,
    *assumptions.STATUSES,
    *DAYS_PER_UNIT,
    GOAL,
    STOP,
    *(text for kpi in CATALOGUE.values() for text in (kpi.title, kpi.meaning)),
    *parameters_of(Scenario),
}
# What a decision report says of what `cxsim.questions` found, and the columns behind its pictures.
CONSTANTS |= {
    *(ranking.KEEPS, ranking.LOSES, ranking.NO_EFFECT, ranking.UNDECIDED, TODAYS_TITLE),
    *contradictions.REASONS,
    *(world.capitalize() for world in (fragmentation.LINKS, fragmentation.PARTS, fragmentation.BOTH)),
    *(curve.replace("_", " ") for curve in CURVES),
    *METHODS.values(),
    *(pain_break.FORGIVEN, pain_break.FATAL),
}
# What the other answers say.
CONSTANTS |= {
    *(words for title, _, unit in comparison_chart.PANELS.values() for words in (title, unit) if words),
    *(EVERYBODY, *ON),
    *(word for kind in KINDS for word in (kind, kind.capitalize())),
    *spending_words.DOING.values(),
    *spending_words.AT_BEST.values(),
    *(one for one, _ in lights_words.COUNTED.values()),
    *lights_words.SENSES.values(),
    *lights_words.WITHOUT.values(),
    *(scope.capitalize() for scope in SCOPES),
    *(GREEN, AMBER, RED),
    *staffing_words.ORDINALS,
    *staffing_words.SERVICE.values(),
    *(maturity.TOGETHER, maturity.NOT_MET, maturity.AT_THE_TOP),
    *LEVELS,
    *(words for practice, levels in PRACTICES.items() for words in (practice, *levels[1:])),
}
# Where people are at the end.
CONSTANTS |= {
    *(customer_flow.PROSPECTS, customer_flow.CUSTOMERS, customer_flow.BEFORE),
    *(customer_flow.CAME, customer_flow.EVER, customer_flow.WON, *customer_flow.ENDS.values()),
    *flow_chart.WORDS,
    "of 100",
}
CONSTANTS |= {
    re.sub("_(low|high)$", "", column).replace("_", " ")
    for columns in (
        comparison_chart.COLUMNS,
        maturity_chart.COLUMNS,
        maturity_chart.RUNGS,
        staffing_chart.COLUMNS,
        fragmentation_chart.COLUMNS,
        fragmentation_chart.LINKS,
        frontier_chart.COLUMNS,
        frontier_chart.WAY,
        pain_break.COLUMNS,
        ranking_chart.COLUMNS,
        robustness_chart.COLUMNS,
    )
    for column in columns
}


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
    said = said_in_code() | said_in_notebooks() | CONSTANTS
    known = set(messages(language))
    assert said - known == set(), "not translated yet"
    assert known - said == set(), "nobody says this any more"


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
