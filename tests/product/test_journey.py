"""A random journey through the product: whatever is valid is answered, and nothing wrong is said of it."""

from pathlib import Path

import pytest

import cxsim as cx
from cxsim.scenario.study import Study
from cxsim.theme.picture import Picture
from tests.product.faults import faults
from tests.product.studies import examples

DAILY = 2
LONG = range(1, 11)  # tens of studies


@pytest.fixture(autouse=True)
def undrawn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Picture, "png", b"")  # laid out all the same, see `texts.drawn`
    monkeypatch.setenv("CXSIM_CACHE", "")


def walked(number: int, one, folder: Path) -> list[str]:
    """Write a study, read it, and walk through the product with it."""
    file, asked = one.write(folder)
    scenario, study = cx.load_scenario(file), Study.model_validate(one.study)
    if scenario.improvements:
        assert cx.load_study(asked) == (scenario, study)
    return faults(scenario, study, 1 if number % 5 == 4 else study.replications)


@pytest.mark.whole
def test_a_few_studies_are_answered_whole(tmp_path: Path) -> None:
    for number, one in enumerate(examples(DAILY, first=0), start=2):
        assert walked(number, one, tmp_path) == []


@pytest.mark.verify
@pytest.mark.parametrize("ten", LONG)
def test_many_studies_are_answered_whole(ten: int, tmp_path: Path) -> None:
    found = {}
    for number, one in enumerate(examples(10, first=ten)):
        if wrong := walked(number, one, tmp_path):
            found[f"examples(10, first={ten})[{number}]"] = wrong
    assert found == {}
