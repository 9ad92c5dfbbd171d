"""What the README shows has to work as it stands there."""

import re
from pathlib import Path

import pytest
import yaml

from cxsim.scenario.load import load_scenario
from cxsim.scenario.model import Scenario

ROOT = Path(__file__).resolve().parents[1]
TEXT = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", TEXT, re.DOTALL)


def of_few(file: str) -> Scenario:
    """The scenario of a file, with so few people that an example takes seconds."""
    scenario = load_scenario(file)
    few = {"existing": 400, "prospects_per_day": 1.0, "start": "given"}
    return scenario.model_copy(update={"population": scenario.population.model_copy(update=few)})


@pytest.mark.whole
def test_the_python_examples_run_with_few_people(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(ROOT)
    monkeypatch.setattr("cxsim.load_scenario", of_few)
    for example in blocks("python"):
        exec(compile(example, "README.md", "exec"), {})
    printed = capsys.readouterr().out
    assert re.search(r"of today's customers stay two years: \d\d\.\d% \(\d\d\.\d% to \d\d\.\d%\)", printed)
    assert "Share of people who came to the shop" in printed


@pytest.mark.verify
def test_the_python_examples_run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(ROOT)
    for example in blocks("python"):
        exec(compile(example, "README.md", "exec"), {})
    printed = capsys.readouterr().out
    assert re.search(r"of today's customers stay two years: \d\d\.\d% \(\d\d\.\d% to \d\d\.\d%\)", printed)
    assert "cause" in printed
    decides = r"A single visit decides, as a moment of truth, at \d+ of 13 touchpoints: .*“Online order”"
    assert re.search(decides, printed)
    assert re.search(r"technician +stay", printed), "what it is judged by"
    assert "keeps customers" in printed


def test_the_scenario_example_is_valid(tmp_path: Path) -> None:
    (example,) = blocks("yaml")
    file = tmp_path / "ours.yaml"
    parent = str(ROOT / "scenarios" / "telecom.yaml")
    file.write_text(example.replace("telecom.yaml", parent), encoding="utf-8")
    scenario = load_scenario(file)
    assert scenario.name == "our_company"
    friction = scenario.touchpoints["invoice"].frictions["wrong_amount"]
    written = yaml.safe_load(example)["touchpoints"]["invoice"]["frictions"]["wrong_amount"]
    assert friction.probability == written["probability"]
    assert friction.severity  # from the file it extends


def test_every_file_named_exists() -> None:
    named = re.findall(r"`((?:cxsim|scenarios|tests|reports)/[\w./]*)`", TEXT)
    named += re.findall(r"\]\(([\w./]+)\)", TEXT)
    assert named
    assert not [name for name in named if not (ROOT / name).exists() and name != "reports/telecom/index.html"]
