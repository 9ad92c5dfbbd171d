"""Staffing in words says what the numbers say, and no more."""

import dataclasses

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
    gain, low, high = (f"{100 * row[f'step_gain{limit}']:.2f}" for limit in ("", "_low", "_high"))
    first = f"Of additional people at “Agents”, the first keeps {gain} of 100 ({low}–{high}), at EUR"
    assert said.keeps.startswith(first)
    assert "; the second keeps " in said.keeps
    lost = found.figures.loc[-1]
    low, high = (f"{-100 * lost[f'gain_{limit}']:.2f}" for limit in ("high", "low"))
    assert said.fewer == (
        f"One fewer would lose {-100 * lost['gain']:.2f} of 100 ({low}–{high}) and save EUR{SPACE}960."
    )
    assert said.service.startswith("From −1 to +3 people on duty, giving up goes from 6")
    assert "(8 replications)" in said.sure


def test_steps_end_where_nothing_can_be_told(found):
    open_ = but(found, step_gain_low={2: -0.001})
    assert Said(words, open_).keeps.endswith("for each; that the second keeps anybody cannot be told.")
    none = but(found, step_gain_low={1: -0.0042}, step_gain_high={1: 0.0061})
    assert Said(words, none).keeps == (
        "At “Agents”, nobody in addition clearly keeps more customers: the first brings between −0.4 and "
        "+0.6 of 100."
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
        "brings, in lifetime value."
    )
    assert pays((1, -2, -9), (9, 9, -1)) == (
        "The first clearly pays for itself; whether the second does cannot be told, in lifetime value."
    )
    assert pays((-1, -2, -9), (9, 9, 9)) == "Whether the first pays cannot be told, in lifetime value."
    assert pays((1, 1, 1), (9, 9, 9)) == "Up to the third each clearly pays for itself, in lifetime value."


def test_fewer_people_are_not_said_to_lose_anybody_unless_they_do(found):
    assert Said(words, but(found, gain_high={-1: 0.001})).fewer == (
        f"One fewer would save EUR{SPACE}960; whether that loses customers cannot be told."
    )


def test_steps_of_more_than_one_are_named_as_such():
    found = staffing(calls(), "agents", [1, 3], replications=3)
    said = Said(words, found)
    assert "the first keeps " in said.keeps
    assert "3 instead of 1 keeps " in said.keeps
    assert said.fewer == ""
    assert said_number(-2) == "−2"


def test_one_replication_promises_nothing():
    one = staffing(calls(), "agents", replications=1)
    said = Said(words, one)
    assert said.keeps == "At “Agents”, nobody in addition clearly keeps more customers."
    assert said.sure.startswith("This is a single replication")
    assert "cannot be told" in said.pays
    assert "nan" not in str(one)


def test_the_table_has_every_number(found):
    frame = found.table().frame
    assert list(frame["On duty"]) == ["−1", "today", "+1", "+2", "+3"]
    assert list(frame["Kept, of 100"])[1] == "–"
    assert "nan" not in frame.to_string()
