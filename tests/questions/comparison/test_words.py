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
from tests.questions.test_known_companies import company, renewals

TODAY = Scenario.model_validate(row_of(STAKES, improvements=LIBRARY))


def three(replications=8):
    changed = [improve(TODAY, name) for name in ("half", "harmful", "useless")]
    return compare(TODAY, *changed, titles=["half", "harmful", "useless"], replications=replications)


@pytest.fixture(scope="module")
def found():
    return three()


def test_the_sentences_say_the_figures(found):
    rows, said = found.figures, words.best(found)
    half, harmful = rows.loc["half"], rows.loc["harmful"]
    assert said.startswith(
        f"With “half” instead of “Small”, of 100 prospects {100 * half['join']:.1f} more become customers "
        f"within 1 day (95\u00a0% limits +{100 * half['join_low']:.1f} to +{100 * half['join_high']:.1f})."
    )
    low, high = -100 * harmful["join_low"], -100 * harmful["join_high"]
    assert (
        f"With “harmful” instead of “Small”, of 100 prospects {-100 * harmful['join']:.1f} fewer become "
        f"customers within 1 day (95\u00a0% limits −{low:.1f} to −{high:.1f})."
    ) in said
    assert "“useless” instead of “Small” makes no difference to speak of, none beyond ±0.25 of 100" in said
    people = found.levels["came"].iloc[0]
    assert words.population(found).startswith(f"This is about {people:,.0f} prospects who come by themselves")
    assert (
        f"At the end “half” has {half['customers']:.0f} customers more: 0 among today’s customers, "
        f"+{half['by_joining']:.0f} among those who came by themselves since, 0 by referral, and 0 among "
        "those who had come before."
    ) in words.ways(found)
    assert f"“harmful” has {-harmful['customers']:.0f} customers fewer" in words.ways(found)
    assert "useless" not in words.ways(found)
    assert words.sure(found).startswith(
        "The same people with the same luck live each journey; “half” and “harmful” and “useless” differ "
        "from the first day on, with warm-ups of their own (8 replications)"
    )
    assert words.for_whom(found) == "", "there is one persona only"


def test_what_the_verdict_is_not_about_is_called_secondary(found):
    also = words.also(found)
    assert (
        f"“half” clearly differs: customers at the end (+{found.figures.loc['half', 'customers']:.0f})"
        in also
    )
    assert "In secondary figures “useless” does not clearly differ." in also
    pleased, levels = found.figures.copy(), found.levels.assign(satisfaction=0.1)
    for end, value in (("", 0.02), ("_low", 0.01), ("_high", 0.03)):
        pleased.loc["useless", f"satisfaction{end}"] = value
    also = words.also(dataclasses.replace(found, figures=pleased, levels=levels))
    assert "Secondary figures in which “useless” clearly differs: satisfaction (+0.020)." in also


def test_who_stays_is_what_renewals_say():
    """Nine in ten renew instead of eight; or two more in ten join, and one of ten fewer renews."""
    today = company({"offer": renewals(0.9)})
    mixed = with_changes(today, {"loyalty.renewal": 0.7, "touchpoints.shop.gate.prospect": 0.0})
    found = compare(today, improve(today, "offer"), mixed, titles=["offer", "mixed"], replications=4, seed=5)
    offer, row = found.figures.loc["offer"], found.figures.loc["mixed"]
    assert found.figures["verdict"].tolist() == ["keeps customers", "loses customers"]
    assert offer["stay_low"] <= 0.1 <= offer["stay_high"]
    assert row["stay_low"] <= -0.1 <= row["stay_high"]
    assert row["conflict"]
    assert not offer["conflict"]
    first, *_, last = words.best(found).partition(" With “mixed” ")
    assert first.startswith(
        f"With “offer” instead of “Small”, of 100 of today’s customers {100 * offer['stay']:.1f} more stay"
    )
    assert "after one year" in first
    assert f"of 100 of today’s customers {-100 * row['stay']:.1f} fewer stay" in last
    assert "That points both ways: fewer of today’s customers stay (−" in last
    assert words.population(found).startswith("This is about 2,000 customers of today, followed for one year")


def test_the_persona_with_the_largest_clear_difference_is_named(found):
    data = row_of(STAKES)
    (one,) = data["personas"].values()
    personas = {name: {**one, "title": name.title(), "share": 0.25} for name in ("ann", "bob", "eve", "joe")}
    columns = ["scenario", "persona", "measure", "mean", "low_all", "high_all"]
    for eve, told in (
        ((0.5, 1.9), "“half” differs most for “Bob” (joining −3.00 of 100)."),
        ((0.5, 2.1), "“half” differs for “Bob” (joining −3.00 of 100); for whom most, cannot be told."),
    ):
        limits = {"ann": (1.0, 0.5), "bob": (-3.0, 0.5), "eve": eve, "joe": (float("nan"), 0.0)}
        rows = [
            ("half", name, "join", *(mean / 100, (mean - half) / 100, (mean + half) / 100))
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
    assert words.best(alone).startswith(
        "Whether “Small (2)” does better than “Small” is undecided: of 100 prosp"
    )
    assert alone.figures["customers_high"].item() < 0.0, "fewer come"
    assert "“Small (2)” has " in words.ways(alone)
    assert alone.table().frame.iloc[1, 2].startswith(f"{alone.levels['customers'].iloc[1]:.0f} (−")


def test_one_replication_claims_nothing():
    one = three(replications=1)
    said = str(one)
    assert "single replication" in said
    assert "nan" not in said + one.table().frame.to_string() + one.chart().alt


def test_the_table_has_levels_and_differences(found):
    table = found.table().frame
    assert list(table["Scenario"]) == ["Small", "half", "harmful", "useless"]
    assert table.iloc[0, 1] == f"{100 * found.levels['join'].iloc[0]:.1f}"
    assert table.iloc[1, 1].startswith(f"{100 * found.levels['join'].iloc[1]:.1f} (+")
    half, harmful = (found.figures.loc[name, "customers"] for name in ("half", "harmful"))
    assert table.iloc[0, -1] == "–"
    assert table.iloc[1, -1] == f"0 + {half:.0f} + 0 + 0"
    assert table.iloc[2, -1] == f"0 − {-harmful:.0f} + 0 + 0"


@pytest.mark.parametrize(
    ("objective", "heading"), [("customers", "Customers at the end"), ("net_value", "Value, EUR")]
)
def test_what_was_asked_for_stands_where_there_is_little_room(found, objective, heading):
    assert heading in dataclasses.replace(found, objective=objective).table().brief
