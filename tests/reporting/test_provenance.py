"""What is noted of a comparison identifies every scenario in it."""

import dataclasses
import json
from types import SimpleNamespace

import pytest

import cxsim as cx
from cxsim.questions.comparison.estimate import compare
from cxsim.reporting.publish import publish
from cxsim.scenario.improve import improve
from cxsim.scenario.load import scenario_hash
from cxsim.scenario.model import Scenario
from tests.language.answers import decision
from tests.questions.library import LIBRARY, STAKES
from tests.questions.small_worlds import row_of
from tests.reporting.site.reports import notebook_of
from tests.small import HOSTILE

TODAY = Scenario.model_validate(row_of(STAKES, improvements=LIBRARY))


def three(replications=8):
    changed = [improve(TODAY, name) for name in ("half", "harmful", "useless")]
    return compare(TODAY, *changed, titles=["half", "harmful", "useless"], replications=replications)


@pytest.fixture(scope="module")
def found():
    return three()


def test_every_scenario_can_be_identified(found, tmp_path):
    made = cx.provenance(found)
    hashes = [scenario_hash(one) for one in found.scenarios]
    assert len(set(hashes)) == 4
    facts = made.facts()
    assert facts["Scenario hash"] == hashes[0]
    assert facts["Compared with"] == f"half ({hashes[1]}); harmful ({hashes[2]}); useless ({hashes[3]})"
    page = publish(notebook_of(made), tmp_path / "page")
    assert all(known in page.read_text() for known in hashes)
    said = json.loads((page.parent / "manifest.json").read_text())
    assert said["scenario_hash"] == hashes[0]
    assert said["compared"] == [
        {"title": title, "scenario_hash": known}
        for title, known in zip(("half", "harmful", "useless"), hashes[1:], strict=True)
    ]
    assert "Compared with" not in cx.provenance(SimpleNamespace(manifest=found.manifest)).facts()


def test_whatever_a_compared_scenario_is_called_stays_text(found):
    levels = found.levels.rename(index={"half": HOSTILE})
    data = cx.provenance(dataclasses.replace(found, levels=levels))._repr_mimebundle_()
    assert "<script>" not in data["text/html"]
    assert "&lt;script&gt;" in data["text/html"]


def test_of_how_many_sets_of_assumptions_a_decision_is_stands_there():
    facts = cx.provenance(decision()).facts()
    assert facts["Sets of assumptions"] == "2, each in 2 replications"
    assert facts["Replications"] == "4", "of the values in the file"
