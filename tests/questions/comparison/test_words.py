"""Comparisons in words and as a table say what the numbers say."""

import dataclasses

import pandas as pd
import pytest

from cxsim.questions.comparison import words
from cxsim.questions.comparison.estimate import compare
from cxsim.scenario.improve import improve, with_changes
from cxsim.scenario.model import Scenario
from tests.questions.library import LIBRARY, STAKES
from tests.questions.small_worlds import row_of

TODAY = Scenario.model_validate(row_of(STAKES, improvements=LIBRARY))


def three(replications=8):
    changed = [improve(TODAY, name) for name in ("half", "harmful", "useless")]
    return compare(TODAY, *changed, titles=["half", "harmful", "useless"], replications=replications)


@pytest.fixture(scope="module")
def found():
    return three()


def test_the_sentences_say_the_figures(found):
    rows, kept = found.figures, words.kept(found)
    half, harmful = rows.loc["half"], rows.loc["harmful"]
    assert kept.startswith(f"“half” keeps {100 * half['kept']:.2f} more of 100 than “Small” (95")
    assert f"{half['won']:.0f} who would never have become customers are kept" in kept
    assert f"“harmful” keeps {-100 * harmful['kept']:.2f} fewer of 100" in kept
    low, high = -100 * harmful["kept_high"], -100 * harmful["kept_low"]
    assert f"limits {low:.2f}–{high:.2f}): {harmful['stayed']:.0f} who" in kept
    assert "“useless” keeps as many customers as “Small”: the difference lies within ±0.25" in kept
    assert "“useless” clearly differs in satisfaction (+" in words.also(found), (
        "less friction, though nobody stays for it"
    )
    assert words.sure(found).startswith(
        "The same people with the same luck live each journey; “half” and “harmful” and “useless” differ "
        "from the first day on, with warm-ups of their own (8 replications)"
    )
    assert words.for_whom(found) == "", "there is one persona only"


def test_the_persona_with_the_largest_clear_difference_is_named(found):
    data = row_of(STAKES)
    (one,) = data["personas"].values()
    personas = {name: {**one, "title": name.title(), "share": 0.25} for name in ("ann", "bob", "eve", "joe")}
    columns = ["scenario", "persona", "measure", "mean", "low_all", "high_all"]
    for eve, told in (
        ((0.5, 1.9), "“half” differs most for “Bob” (−3.00 of 100 kept)."),
        ((0.5, 2.1), "“half” differs for “Bob” (−3.00 of 100 kept); for whom most, cannot be told."),
    ):
        limits = {"ann": (1.0, 0.5), "bob": (-3.0, 0.5), "eve": eve, "joe": (float("nan"), 0.0)}
        rows = [
            ("half", name, "kept", *(mean / 100, (mean - half) / 100, (mean + half) / 100))
            for name, (mean, half) in limits.items()
        ]
        several = dataclasses.replace(
            found,
            scenarios=(Scenario.model_validate({**data, "personas": personas}), *found.scenarios[1:]),
            personas=pd.DataFrame(rows, columns=columns),
        )
        assert words.for_whom(several) == told


def test_other_people_are_said_to_be_compared_unpaired():
    other = with_changes(TODAY, {"population.prospects_per_day": 5.0})
    mixed = compare(TODAY, improve(TODAY, "half"), other, titles=["half", "fewer"], replications=3)
    assert "“fewer” has other people and is compared unpaired" in words.sure(mixed)
    alone = compare(TODAY, other, replications=3)
    assert words.sure(alone).startswith(
        "The customers are not the same people, so they are compared unpaired"
    )
    assert "cannot be told, from −" in words.kept(alone)
    assert alone.table().frame.iloc[1, -1] == "–"


def test_one_replication_claims_nothing():
    one = three(replications=1)
    said = str(one)
    assert "single replication" in said
    assert "nan" not in said + one.table().frame.to_string() + one.chart().alt


def test_the_table_has_levels_and_differences(found):
    table = found.table().frame
    assert list(table["Scenario"]) == ["Small", "half", "harmful", "useless"]
    assert table.iloc[0, 1] == f"{100 * found.levels['kept'].iloc[0]:.1f}"
    assert table.iloc[1, 1].startswith(f"{100 * found.levels['kept'].iloc[1]:.1f} (+")
