"""A scenario of one's own is started by a few questions, and is valid from the beginning."""

import io
from pathlib import Path

import pytest
import yaml

from cxsim.cli.new import _count, _rate
from cxsim.scenario.load import load_scenario
from cxsim.scenario.template import KINDS
from tests.cli.test_commands import said
from tests.small import HOSTILE, ROOT


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "scenarios").mkdir()
    for file in ("telecom.yaml", "retail.yaml"):
        (tmp_path / "scenarios" / file).write_bytes((ROOT / "scenarios" / file).read_bytes())
    return tmp_path


def test_without_a_terminal_options_say_everything(capsys: pytest.CaptureFixture[str]) -> None:
    options = ("--like", "purchases", "--title", "Our: “shop”", "--currency", "CHF", "--customers", "700")
    code, output, errors = said(capsys, "scenario", "new", "our_shop", *options, "--prospects", "2.5")
    assert (code, errors) == (0, "")
    assert output.startswith("scenarios/our_shop.yaml, which builds on scenarios/retail.yaml\n")
    scenario = load_scenario("scenarios/our_shop.yaml")
    assert (scenario.name, scenario.title, scenario.currency) == ("our_shop", "Our: “shop”", "CHF")
    assert (scenario.population.existing, scenario.population.prospects_per_day) == (700, 2.5)
    assert scenario.touchpoints == load_scenario("scenarios/retail.yaml").touchpoints
    text = Path("scenarios/our_shop.yaml").read_text()
    assert all(name in text for name in scenario.touchpoints)


def test_what_is_not_said_stays_as_it_was(capsys: pytest.CaptureFixture[str]) -> None:
    assert said(capsys, "scenario", "new", "ours")[0] == 0
    scenario, parent = load_scenario("scenarios/ours.yaml"), load_scenario("scenarios/telecom.yaml")
    assert scenario.title == "Ours"
    assert scenario.population == parent.population
    data = yaml.safe_load(Path("scenarios/ours.yaml").read_text())
    assert data == {"extends": "telecom.yaml", "name": "ours", "title": "Ours"}


class Terminal(io.StringIO):
    """Somebody who types."""

    def isatty(self) -> bool:
        return True


def test_questions_are_asked_at_a_terminal_until_they_are_answered(capsys, monkeypatch) -> None:
    typed = ["Nordbahn", "subscription", "c", "euros", "chf", "many", "900", "nan", ""]
    monkeypatch.setattr("sys.stdin", Terminal("\n".join(typed) + "\n"))
    code, output, errors = said(capsys, "scenario", "new", "ours")
    assert (code, errors) == (0, "")
    scenario, parent = load_scenario("scenarios/ours.yaml"), load_scenario("scenarios/telecom.yaml")
    assert (scenario.title, scenario.currency, scenario.population.existing) == ("Nordbahn", "CHF", 900)
    of_each = parent.population.prospects_per_day / parent.population.existing
    assert scenario.population.prospects_per_day == pytest.approx(900 * of_each, rel=0.05), "in proportion"
    for wrong in (
        '"subscription", expected contract, purchases',
        '"euros", expected three',
        '"many", expected',
    ):
        assert f"found {wrong}" in output
    assert f"[{parent.population.existing}]" in output  # what it is where nothing is typed


def test_who_stops_typing_leaves_nothing(capsys, monkeypatch, here) -> None:
    before = sorted(here.rglob("*"))
    monkeypatch.setattr("sys.stdin", Terminal("Nordbahn\n"))
    code, _, errors = said(capsys, "scenario", "new", "ours")
    assert (code, errors.strip()) == (130, "cxsim: interrupted, nothing was written")
    assert sorted(here.rglob("*")) == before


@pytest.mark.parametrize("title", ["1e-3", "null", "#1", "=1+1", "- a", "{a: b}", HOSTILE, "a\nname: b", "'"])
def test_any_title_is_taken_as_it_is(title, capsys) -> None:
    assert said(capsys, "scenario", "new", "ours", "--title", title)[0] == 0
    made = load_scenario("scenarios/ours.yaml")
    assert (made.title, made.name) == (title, "ours")


def test_editors_are_told_of_the_schema_where_there_is_one(capsys, here) -> None:
    said(capsys, "scenario", "new", "ours")
    assert "yaml-language-server" not in Path("scenarios/ours.yaml").read_text()
    (here / "scenarios" / "schema").mkdir()
    (here / "scenarios" / "schema" / "scenario.json").write_text("{}")
    (here / "own").mkdir()
    said(capsys, "scenario", "new", "mine", "--out", "own/mine.yaml")
    line = "# yaml-language-server: $schema=../scenarios/schema/scenario.json"
    assert line in Path("own/mine.yaml").read_text().splitlines()


@pytest.fixture
def empty(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder in which there is nothing yet."""
    folder = tmp_path_factory.mktemp("empty")
    monkeypatch.chdir(folder)
    return folder


def test_in_an_empty_folder_what_it_builds_on_is_put_there_too(capsys, empty) -> None:
    code, output, errors = said(capsys, "scenario", "new", "our_shop", "--like", "purchases")
    assert (code, errors) == (0, "")
    assert output.startswith(
        "scenarios/our_shop.yaml, which builds on scenarios/retail.yaml, put there, too\n"
    )
    names = ["our_shop.yaml", "retail.yaml", "schema/scenario.json"]
    assert [file for file in names if (empty / "scenarios" / file).is_file()] == names
    line = "# yaml-language-server: $schema=schema/scenario.json"
    assert line in Path("scenarios/our_shop.yaml").read_text().splitlines()
    assert load_scenario("scenarios/our_shop.yaml").name == "our_shop"
    Path("scenarios/retail.yaml").write_text(Path("scenarios/retail.yaml").read_text() + "# mine\n")
    output = said(capsys, "scenario", "new", "another", "--like", "purchases", "--out", "another.yaml")[1]
    assert output.startswith("another.yaml, which builds on scenarios/retail.yaml\n")
    assert Path("scenarios/retail.yaml").read_text().endswith("# mine\n"), "what is there stays"


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("lang", ["en", "fr"])
def test_each_kind_is_valid_and_brings_what_it_needs(kind, lang, capsys, empty) -> None:
    given = ("--like", kind, "--lang", lang, "--title", "Ours: \\1", "--currency", "CHF", "--customers", "70")
    code, output, errors = said(capsys, "scenario", "new", "ours", *given, "--prospects", "0.5")
    assert (code, errors) == (0, "")
    made = load_scenario("scenarios/ours.yaml")
    assert (made.name, made.title, made.currency) == ("ours", "Ours: \\1", "CHF")
    assert (made.population.existing, made.population.prospects_per_day) == (70, 0.5)
    ending = f"_{lang}" if (ROOT / "scenarios" / f"{KINDS[kind]}_{lang}.yaml").is_file() else ""
    model = load_scenario(ROOT / "scenarios" / f"{KINDS[kind]}{ending}.yaml")
    assert (made.touchpoints, made.personas, made.journeys) == (
        model.touchpoints,
        model.personas,
        model.journeys,
    )
    assert ("Next:" in output) == (lang == "en")
    assert "# yaml-language-server: $schema=schema/scenario.json" in Path("scenarios/ours.yaml").read_text()
    files = {file.name for file in Path("scenarios").glob("*.yaml")} - {"ours.yaml"}
    assert {name.partition(".")[0].removesuffix("_fr") for name in files} == {KINDS[kind]} - {"blank"}


def test_the_blank_one_is_written_whole(capsys, empty) -> None:
    code, output, _ = said(capsys, "scenario", "new", "ours", "--like", "blank")
    assert code == 0
    assert output.startswith("scenarios/ours.yaml, with all that is to be filled in\n")
    made = Path("scenarios/ours.yaml").read_text().splitlines()
    blank = (ROOT / "scenarios" / "blank.yaml").read_text().splitlines()
    changed = [
        line.split("#")[0].rstrip() for line, before in zip(made, blank, strict=True) if line != before
    ]
    assert changed == ["name: ours", "title: Ours"]


def test_what_one_may_start_from_is_listed_at_a_terminal(capsys, monkeypatch, empty) -> None:
    monkeypatch.setattr("sys.stdin", Terminal("Nordbahn\nins\n\n\n\n"))
    code, output, errors = said(capsys, "scenario", "new", "ours")
    assert (code, errors) == (0, "")
    for kind in KINDS:
        assert f"  {kind:<10} " in output
    assert load_scenario("scenarios/ours.yaml").sector == "insurance"
    monkeypatch.setattr("sys.stdin", Terminal("\nblank\n\n\n\n"))
    output = said(capsys, "scenario", "new", "les_notres", "--lang", "fr")[1]
    assert "à remplir" in output
    assert load_scenario("scenarios/les_notres.yaml").title == "Les notres"


def test_an_unknown_language_is_refused(capsys, empty) -> None:
    code, _, errors = said(capsys, "scenario", "new", "ours", "--lang", "de")
    assert (code, errors) == (2, 'cxsim: lang: found "de", expected en or fr\n')
    assert list(empty.iterdir()) == []


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ("new", "telecom"),
            "cxsim: scenarios/telecom.yaml is what it would build on; another name, or",
        ),
        (
            ("new", "ours", "--currency", "euro"),
            'cxsim: currency: found "euro", expected three capital',
        ),
        (
            ("new", "ours", "--out", "no/ours.yaml"),
            "cxsim: --out no/ours.yaml: cannot be written, the folder",
        ),
    ],
)
def test_in_an_empty_folder_too_what_cannot_be_leaves_nothing(arguments, message, capsys, empty) -> None:
    code, output, errors = said(capsys, "scenario", *arguments)
    assert (code, output) == (2, "")
    assert errors.startswith(message), errors
    assert list(empty.iterdir()) == []


def test_a_folder_that_cannot_be_made_is_one_line(capsys, empty) -> None:
    Path("scenarios").touch()
    code, _, errors = said(capsys, "scenario", "new", "ours")
    assert (code, errors) == (2, "cxsim: scenarios: cannot be written: file exists\n")


def test_the_example_in_the_file_works_as_it_stands(capsys: pytest.CaptureFixture[str]) -> None:
    said(capsys, "scenario", "new", "ours")
    text = Path("scenarios/ours.yaml").read_text()
    example = text[text.index("# touchpoints:\n#   ") :].splitlines()[:2]
    Path("scenarios/ours.yaml").write_text(text + "\n".join(line[2:] for line in example) + "\n")
    assert "What we call it" in {
        touchpoint.title for touchpoint in load_scenario("scenarios/ours.yaml").touchpoints.values()
    }


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ("new", "../ours"),
            'cxsim: NAME: found "../ours", expected small letters, digits and _',
        ),
        (("new", "Ours"), 'cxsim: NAME: found "Ours", expected small letters'),
        (
            ("new", "telecom"),
            "cxsim: scenarios/telecom.yaml is there already; another name, or --out",
        ),
        (
            ("new", "ours", "--like", "nowhere.yaml"),
            "nowhere.yaml: found no such file, expected a scenario",
        ),
        (
            ("new", "ours", "--like", "retail"),
            'cxsim: --like: found "retail", expected contract, purchases, travel, insurance, blank, or the '
            'file of a scenario to build on; did you mean "purchases"?',
        ),
        (("new", "ours", "--like", "insurence"), 'cxsim: --like: found "insurence", expected contract, '),
        (
            ("new", "ours", "--currency", "euro"),
            'cxsim: currency: found "euro", expected three capital letters, such as EUR',
        ),
        (("new", "ours", "--customers", "-5"), "cxsim: population.existing: found -5"),
        (
            ("new", "ours", "--out", "nowhere/ours.yaml"),
            "cxsim: --out nowhere/ours.yaml: cannot be written, the folder nowhere does not exist\n",
        ),
    ],
)
def test_what_cannot_be_is_said_in_one_line_and_leaves_nothing(arguments, message, capsys, here) -> None:
    before = sorted(here.rglob("*"))
    code, output, errors = said(capsys, "scenario", *arguments)
    assert (code, output) == (2, "")
    assert errors.startswith(message), errors
    assert errors.count("\n") == 1
    assert sorted(here.rglob("*")) == before


@pytest.mark.parametrize(
    ("read", "good", "bad"),
    [
        (_count, "10000000", ("10000001", "-1", "2.5", "many", "")),
        (_rate, "2.5", ("-0.1", "1e8", "nan", "inf", "some")),
    ],
)
def test_answers_that_no_company_could_give_are_asked_again(read, good, bad) -> None:
    assert read(good) == float(good)
    for answer in bad:
        with pytest.raises(ValueError, match="number"):
            read(answer)
