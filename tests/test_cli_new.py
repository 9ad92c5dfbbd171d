"""A scenario of one's own is started by a few questions, and is valid from the beginning."""

from pathlib import Path

import pytest
import yaml

from cxsim import cli_new
from cxsim.scenario.load import load_scenario
from tests.small import ROOT
from tests.test_cli import said


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "scenarios").mkdir()
    for file in ("telecom.yaml", "retail.yaml"):
        (tmp_path / "scenarios" / file).write_bytes((ROOT / "scenarios" / file).read_bytes())
    return tmp_path


def test_without_a_terminal_options_say_everything(capsys: pytest.CaptureFixture[str]) -> None:
    options = ("--like", "purchases", "--title", "Our: “shop”", "--currency", "CHF", "--customers", "700")
    code, output, errors = said(capsys, "new", "our_shop", *options, "--prospects", "2.5")
    assert (code, errors) == (0, "")
    assert output.startswith("scenarios/our_shop.yaml, which builds on scenarios/retail.yaml\n")
    scenario = load_scenario("scenarios/our_shop.yaml")
    assert (scenario.name, scenario.title, scenario.currency) == ("our_shop", "Our: “shop”", "CHF")
    assert (scenario.population.existing, scenario.population.prospects_per_day) == (700, 2.5)
    assert scenario.touchpoints == load_scenario("scenarios/retail.yaml").touchpoints
    text = Path("scenarios/our_shop.yaml").read_text()
    assert all(name in text for name in scenario.touchpoints)


def test_what_is_not_said_stays_as_it_was(capsys: pytest.CaptureFixture[str]) -> None:
    assert said(capsys, "new", "ours")[0] == 0
    scenario, parent = load_scenario("scenarios/ours.yaml"), load_scenario("scenarios/telecom.yaml")
    assert scenario.title == "Ours"
    assert scenario.population == parent.population
    data = yaml.safe_load(Path("scenarios/ours.yaml").read_text())
    assert data == {"extends": "telecom.yaml", "name": "ours", "title": "Ours"}


def test_questions_are_asked_at_a_terminal(capsys, monkeypatch) -> None:
    answers = iter(["Nordbahn", "contract", "", "900", ""])
    monkeypatch.setattr(cli_new.sys.stdin, "isatty", lambda: True, raising=False)
    monkeypatch.setattr(cli_new.typer, "prompt", lambda *asked, **given: next(answers))
    assert said(capsys, "new", "ours")[0] == 0
    scenario = load_scenario("scenarios/ours.yaml")
    assert (scenario.title, scenario.population.existing, scenario.currency) == ("Nordbahn", 900, "EUR")
    assert next(answers, None) is None


def test_the_example_in_the_file_works_as_it_stands(capsys: pytest.CaptureFixture[str]) -> None:
    said(capsys, "new", "ours")
    text = Path("scenarios/ours.yaml").read_text()
    example = text[text.index("# touchpoints:\n#   ") :].splitlines()[:2]
    Path("scenarios/ours.yaml").write_text(text + "\n".join(line[2:] for line in example) + "\n")
    assert "What we call it" in {
        touchpoint.title for touchpoint in load_scenario("scenarios/ours.yaml").touchpoints.values()
    }


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("new", "../ours"), 'cxsim: NAME: found "../ours", expected small letters, digits and _'),
        (("new", "Ours"), 'cxsim: NAME: found "Ours", expected small letters'),
        (("new", "telecom"), "cxsim: scenarios/telecom.yaml is there already; another name, or --out"),
        (("new", "ours", "--like", "nowhere.yaml"), "nowhere.yaml: found no such file, expected a scenario"),
        (
            ("new", "ours", "--currency", "euro"),
            'cxsim: currency: found "euro", expected three capital letters, such as EUR',
        ),
        (("new", "ours", "--customers", "-5"), "cxsim: population.existing: found -5"),
        (("new", "ours", "--out", "nowhere/ours.yaml"), "cxsim: --out nowhere/"),
    ],
)
def test_what_cannot_be_is_said_in_one_line_and_leaves_nothing(arguments, message, capsys, here) -> None:
    before = sorted(here.rglob("*"))
    code, output, errors = said(capsys, *arguments)
    assert (code, output) == (2, "")
    assert errors.startswith(message), errors
    assert errors.count("\n") == 1
    assert sorted(here.rglob("*")) == before
