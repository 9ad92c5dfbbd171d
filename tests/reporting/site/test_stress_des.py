"""The STRESS-DES checklist: its twenty items, filled in from what is known, and nothing said that is not."""

import re
from pathlib import Path
from types import SimpleNamespace

import pytest
from jinja2 import Environment, meta

import cxsim as cx
from cxsim.language.speech import LANGUAGES, speaking
from cxsim.reporting.model_facts import model_facts
from cxsim.reporting.notebooks import read_notebook, report_notebook
from cxsim.reporting.site.published import Report
from cxsim.reporting.site.stress_des import JOURNEY, TEMPLATES, Item, checklist, facts, templates
from cxsim.results.manifest import manifest
from cxsim.theme.table_data import payload_of
from tests.small import ROOT

# As in the article, section by section.
NAMES = {
    "Objectives": ["Purpose of the model", "Model outputs", "Experimentation aims"],
    "Logic": [
        "Base model overview diagram",
        "Base model logic",
        "Scenario logic",
        "Algorithms",
        "Components",
    ],
    "Data": ["Data sources", "Pre-processing", "Input parameters", "Assumptions"],
    "Experimentation": ["Initialisation", "Run length", "Estimation approach"],
    "Implementation": [
        "Software or programming language",
        "Random sampling",
        "Model execution",
        "System specification",
    ],
    "Code access": ["Computer model sharing statement"],
}


def report(manifest: dict[str, object], *tables: str) -> Report:
    """Return a report with tables of these names."""
    listed = [{"name": name, "title": name, "rows": 1, "columns": []} for name in tables]
    files = {f"tables/{name}.{kind}": "" for name in tables for kind in ("csv", "parquet")}
    return Report("here", Path("here"), {**manifest, "tables": listed, "files": files})


def items(of: Report) -> dict[str, Item]:
    return {item.number: item for section in checklist(of) for item in section.items}


@pytest.fixture(scope="module")
def decision() -> Report:
    model, study = cx.load_study(ROOT / "scenarios" / "telecom_study.yaml")
    said = manifest(model, "compiled", 7, 20)
    facts = {"model": model_facts(model, study), "question": "What should we improve?"}
    return report({**said, **facts}, "journey_map", "ranking", "assumptions", "parameters")


def test_sections_and_items_are_those_of_the_guidelines(decision: Report) -> None:
    sections = checklist(decision)
    assert {section.name: [item.name for item in section.items] for section in sections} == NAMES
    numbers = [item.number for section in sections for item in section.items]
    assert (len(numbers), numbers[0], numbers[-1]) == (20, "1.1", "6.1")


def used(language: str) -> list[set[str]]:
    """The facts that each item asks for, in the order of the list."""
    sections = re.split("^# ", (TEMPLATES / f"{language}.j2").read_text(encoding="utf-8"), flags=re.M)[1:]
    parse = Environment().parse
    bodies = [body for section in sections for body in re.split("^## ", section, flags=re.M)[1:]]
    for filter_name in ("written", "number", "days", "listed", "in_a_row"):
        bodies = [re.sub(rf"\|{filter_name}\b(\(\d\))?", "", body) for body in bodies]
    return [meta.find_undeclared_variables(parse(body)) for body in bodies]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_item_is_there_in_each_language_and_asks_for_the_same_facts(
    language: str, decision: Report
) -> None:
    assert [len(items) for items in templates(language).values()] == [len(names) for names in NAMES.values()]
    assert used(language) == used("en")
    assert set().union(*used(language)) <= set(facts(decision))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_same_is_stated_in_each_language_and_nothing_is_left_to_fill_in(
    language: str, decision: Report
) -> None:
    journey = cx.load_scenario(ROOT / "scenarios" / "retail.yaml")
    for of in (
        decision,
        report({"question": "Who stays?"}),
        report(
            {**manifest(journey, "simpy", 1, 1), "model": model_facts(journey), "question": JOURNEY}, "kpis"
        ),
    ):
        english = items(of)
        with speaking(language):
            found = items(of)
        for number, item in found.items():
            assert len(item.says) == len(english[number].says), number
            assert not re.search(r"[{}|]|\bNone\b|Undefined", " ".join(item.says)), number


def test_what_authors_wrote_is_never_taken_for_the_list(decision: Report) -> None:
    texts = ["# Objectives", "## Data sources", "- a\n- b", "{{ seed }}", "a\n\n# Logic"]
    model = {**decision.model, "teams": texts, "evidence": {**decision.model["evidence"], "sources": texts}}
    found = items(report({**decision.manifest, "model": model, "question": texts[2]}))
    assert len(found) == 20
    assert found["3.1"].says == tuple(text.replace("\n", " ") for text in texts)
    assert "# Objectives, ## Data sources, - a - b, {{ seed }}, a  # Logic." in found["2.5"].says[3]


def test_a_study_says_what_was_asked_and_how(decision: Report) -> None:
    found = {number: " ".join(item.says) for number, item in items(decision).items()}
    for number, said in {
        "1.1": "What should we improve? Mobile and home internet",
        "1.2": "table ranking",
        "1.3": "16 improvements were compared",
        "2.1": "The journey map in the report",
        "2.3": "teams.care_agents",
        "2.4": "right with a probability of 95 %",
        "2.5": "Settled senior",
        "3.1": "Paddle, customer retention rates by industry",
        "3.2": "tuned until the model shows",
        "3.3": "Table parameters has every parameter",
        "3.4": "Every parameter without a note",
        "4.1": "A warm-up of 30 days",
        "4.2": "730 days",
        "4.3": "20 replications, independent",
        "5.1": "simpy",
        "5.2": "Philox-4x64-10, a counter-based generator, seed 7",
        "5.3": "Engine: compiled",
        "6.1": str(decision.manifest["scenario_hash"]),
    }.items():
        assert said in found[number], number
    assert "±0.25 of 100 people" in found["4.3"]
    assert items(decision)["5.4"].says == (), "nobody noted the machine"


def test_what_is_not_known_is_not_stated() -> None:
    bare = items(report({"question": "Who stays?"}))
    assert {number for number, item in bare.items() if item.says} == {"1.1"}
    model = cx.load_scenario(ROOT / "scenarios" / "retail.yaml")
    plain = model.model_copy(update={"evidence": {}})
    facts = model_facts(plain)
    assert facts["evidence"] == {"cited": 0, "calibrated": 0, "assumed": 0, "sources": []}
    journey = items(report({**manifest(plain, "simpy", 1, 4), "model": facts}, "kpis"))
    stated = {number for number, item in journey.items() if item.says}
    assert {"1.2", "2.5", "4.1", "5.2"} < stated
    assert not {"2.1", "3.1", "3.2", "5.4"} & stated
    assert "How their number was chosen is not stated." in journey["4.3"].says
    assert "buys nothing for" in " ".join(journey["2.5"].says)


def test_only_the_report_of_a_journey_says_that_nothing_was_compared() -> None:
    heading = read_notebook(report_notebook("journey"))["cells"][0]["source"].splitlines()[0]
    assert heading == f"# {JOURNEY}"
    model = cx.load_scenario(ROOT / "scenarios" / "telecom.yaml")
    said = {**manifest(model, "compiled", 1, 4), "model": model_facts(model)}
    only, one = ("To describe one scenario; nothing was compared.",), ("There is one scenario.",)
    for question, tables, aims, logic in (
        (JOURNEY, ("journey_map", "kpis", "parameters"), only, one),
        (JOURNEY, ("kpis", "ranking"), (), ()),
        (JOURNEY, ("kpis", "kpis_2"), (), ()),
        ("What becomes of the same customers in another journey?", ("parameters",), (), ()),
        ("Does the ranking hold if the assumptions are wrong?", ("ranking", "parameters"), (), ()),
        ("At which moments is the relationship decided?", ("moments", "parameters"), (), ()),
        ("A question of our own?", ("kpis",), (), ()),
    ):
        found = items(report({**said, "question": question}, *tables))
        assert (found["1.3"].says, found["2.3"].says) == (aims, logic), question


def test_every_parameter_is_carried_along_with_its_status() -> None:
    model = cx.load_scenario(ROOT / "scenarios" / "telecom.yaml")
    made = cx.provenance(SimpleNamespace(manifest=manifest(model, "compiled", 1, 2), scenario=model))
    (table,) = payload_of(made)
    paths, values, statuses = (column["values"] for column in table["columns"])
    found = dict(zip(paths, zip(values, statuses, strict=True), strict=True))
    assert len(found) == len(paths) > 500
    assert found["loyalty.curve"][0] == "logistic"
    assert found["value.sector_retention"] == ("0.78", "cited")
    note = model.evidence["touchpoints.call_centre.waiting.patience"].status
    assert found["touchpoints.call_centre.waiting.patience.shape"] == ("0.8", note)
    assert set(statuses) == {"cited", "calibrated", "assumed"}


def test_a_mechanism_that_is_off_and_no_warm_up_are_said(decision: Report) -> None:
    model = {**decision.model, "mechanisms_off": ["queues"], "period": {"follow_up": 100.5, "warm_up": 0.0}}
    found = items(report({**decision.manifest, "model": model}))
    assert "Mechanisms switched off: queues." in found["2.2"].says
    assert "There is no warm-up." in found["4.1"].says
    assert found["4.2"].says[0].startswith("100.5 days")


def test_in_french_every_sentence_is_french(decision: Report) -> None:
    english = {text for item in items(decision).values() for text in item.says}
    with speaking("fr"):
        french = items(decision)
    names = {item.name for item in french.values()} & {item.name for item in items(decision).values()}
    assert names == {"Initialisation"}
    authored = {decision.question, str(decision.model["description"])}
    authored |= {str(decision.model["study"][name]) for name in ("title", "description")}
    said = {" ".join(text.split()) for text in authored}
    same = {text for item in french.values() for text in item.says} & english
    own = {f"{one['title']}: {', '.join(one['paths'])}." for one in decision.model["study"]["improvements"]}
    sources = set(decision.model["evidence"]["sources"])
    assert same - said - own - sources == set(), "but for what authors wrote"
    assert "juste avec une probabilité de 95\u00a0%" in " ".join(french["2.4"].says)
