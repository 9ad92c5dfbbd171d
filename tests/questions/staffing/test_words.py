"""Staffing in words says what the numbers say, and no more."""

import dataclasses
import math

import pytest

from cxsim.questions.staffing import words
from cxsim.questions.staffing.estimate import staffing
from cxsim.questions.staffing.words import said_number
from tests.questions.said import Said
from tests.questions.staffing.calls import calls

SPACE = "\u00a0"


def but(found, **columns):
    """The same study with other figures, by number of people."""
    table = found.figures.copy()
    for column, values in columns.items():
        for number, value in values.items():
            table.loc[number, column] = value
    return dataclasses.replace(found, figures=table)


def test_each_step_is_said_with_its_figures(found):
    said, row = Said(words, found), found.figures.loc[1]
    gain, low, high = (f"{100 * row[f'step_gain{limit}']:.1f}" for limit in ("", "_low", "_high"))
    assert said.keeps.startswith(
        f"Of additional people at “Agents”, with the first of 100 prospects {gain} more become customers "
        f"within 40 days (95{SPACE}% limits +{low} to +{high}); the second adds +"
    )
    lost = found.figures.loc[-1]
    gain, low, high = (
        f"{100 * lost[f'gain{limit}']:.1f}".replace("-", "−") for limit in ("", "_low", "_high")
    )
    assert said.fewer.startswith(
        f"With one fewer, of 100 prospects {gain[1:]} fewer become customers within 40 days (95{SPACE}% "
        f"limits {low} to {high}); that saves EUR{SPACE}"
    )
    assert "over three years (net value EUR −" in said.fewer
    assert said.service.startswith("From −1 to +3 people on duty, giving up goes from 6")
    assert "(8 replications)" in said.sure
    assert said.population == (
        f"This is about {round(found.came):,} prospects who come by themselves and have 40 days to decide."
    )


def test_steps_end_where_nothing_can_be_told(found):
    open_ = but(found, step_gain_low={2: -0.001})
    assert Said(words, open_).keeps.endswith("; that the second gains anything cannot be told.")
    none = but(found, step_gain={1: 0.001}, step_gain_low={1: -0.0042}, step_gain_high={1: 0.0061})
    assert Said(words, none).keeps == (
        "At “Agents”, nobody in addition clearly gains anything: with the first, of 100 prospects 0.1 more "
        f"become customers within 40 days (95{SPACE}% limits −0.4 to +0.6)."
    )


def test_who_pays_is_said_up_to_the_last_who_surely_does(found):
    def pays(low, high):
        return Said(
            words,
            but(
                found,
                step_net={1: 500.0, 2: 10.0, 3: -5_000.0},
                step_net_low=dict(zip((1, 2, 3), low, strict=True)),
                step_net_high=dict(zip((1, 2, 3), high, strict=True)),
            ),
        ).pays

    assert pays((1, 2, -9), (9, 9, -1)) == (
        f"Up to the second each clearly pays for itself; the third costs EUR{SPACE}5,000 more than it "
        "brings, over three years."
    )
    assert pays((1, -2, -9), (9, 9, -1)) == (
        "The first clearly pays for itself; whether the second does cannot be told, over three years."
    )
    assert pays((-1, -2, -9), (9, 9, 9)) == "Whether the first pays cannot be told, over three years."
    assert pays((1, 1, 1), (9, 9, 9)) == "Up to the third each clearly pays for itself, over three years."


def test_fewer_people_are_not_said_to_lose_anybody_unless_they_do(found):
    assert (
        ", which cannot be told from none; that saves EUR"
        in Said(words, but(found, gain_high={-1: 0.001})).fewer
    )
    assert "cannot be told" not in Said(words, found).fewer


def test_what_fewer_save_is_held_against_what_they_lose():
    """Each caller who is served is worth 100 a year, an hour of an agent costs 1."""
    found = staffing(calls(**{"teams.agents.cost_per_hour": 1.0}), "agents", [-1], replications=3)
    row = found.figures.loc[-1]
    assert row["extra"] == pytest.approx(-365 * 24 * (1 - 1.08**-3) / math.log(1.08))
    assert row["net_high"] < 0.0, "each of the 250 callers a day is worth hundreds"
    assert f"that saves EUR{SPACE}23,000 over three years (net value EUR −" in Said(words, found).fewer


def test_steps_of_more_than_one_are_named_as_such():
    found = staffing(calls(), "agents", [1, 3], replications=3)
    said = Said(words, found)
    assert "with the first of 100 prospects " in said.keeps
    assert "3 instead of 1 adds +" in said.keeps
    assert said.fewer == ""
    assert said_number(-2) == "−2"


def test_one_replication_promises_nothing():
    one = staffing(calls(), "agents", replications=1)
    said = Said(words, one)
    assert said.keeps == "At “Agents”, nobody in addition clearly gains anything."
    assert said.sure.startswith("This is a single replication")
    assert "cannot be told" in said.pays
    assert "nan" not in str(one)


def test_the_table_has_every_number(found):
    frame = found.table().frame
    assert list(frame["On duty"]) == ["−1", "today", "+1", "+2", "+3"]
    assert list(frame["More join, of 100"])[1] == "–"
    assert list(frame["Net value, EUR"])[1] == "–"
    assert "nan" not in frame.to_string()


def test_what_more_people_do_to_others_is_said_at_once(found):
    lost = but(found, stay={1: -0.02}, stay_low={1: -0.03}, stay_high={1: -0.01})
    lost.figures.at[1, "harmed"] = ("anybody",)
    said = Said(words, lost)
    assert said.keeps.endswith(
        f"; but of 100 of today’s customers 2.0 fewer stay after 40 days (95{SPACE}% limits −3.0 to −1.0)."
    )
    assert said.harm == "It does harm: among “Anybody” fewer join."
    assert Said(words, found).harm == ""
    assert "; but of" not in Said(words, found).keeps
