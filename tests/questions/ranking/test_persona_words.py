"""For whom an improvement works is said as far as the limits allow, and no further."""

import dataclasses

import pandas as pd
import pytest

from cxsim.questions.ranking.estimate import rank
from cxsim.questions.ranking.persona_words import conclude_personas, personas_table
from cxsim.scenario.model import Scenario
from tests.questions.library import LIBRARY, STAKES
from tests.questions.small_worlds import row_of


@pytest.fixture(scope="module")
def ranking():
    """Two personas, of whom one minds frictions three times as much at the second gate."""
    data = row_of(STAKES, improvements={name: LIBRARY[name] for name in ("half", "useless")})
    (first,) = data["personas"].values()
    few, many = ({**first, "title": title, "share": 0.5} for title in ("Calm", "Touchy"))
    data["personas"] = {"calm": {**few, "friction_odds": 0.5}, "touchy": {**many, "friction_odds": 2.0}}
    return rank(Scenario.model_validate(data), replications=6)


def with_gains(ranking, **gains):
    """The same ranking with other gains of `half`: mean, lower and upper limit, by persona."""
    table = ranking.personas.copy()
    for persona, (mean, low, high) in gains.items():
        rows = (table["improvement"] == "half") & (table["persona"] == persona) & (table["measure"] == "join")
        table.loc[rows, ["mean", "low_all", "high_all"]] = mean, low, high
    return dataclasses.replace(ranking, personas=table)


@pytest.mark.parametrize(
    ("calm", "touchy", "said"),
    [
        (
            (0.01, 0.005, 0.015),
            (0.05, 0.04, 0.06),
            "wins most among “Touchy” (+5.0, +4.0 to +6.0) and fewest among “Calm” (+1.0, +0.5 to +1.5), "
            "of 100 of them.",
        ),
        (
            (0.04, 0.03, 0.05),
            (0.05, 0.04, 0.06),
            "wins customers among all personas; among whom it wins most cannot be told: “Touchy” (+5.0, "
            "+4.0 to +6.0) and “Calm” (+4.0, +3.0 to +5.0), of 100 of them, are the extremes.",
        ),
        (
            (0.04, -0.01, 0.09),
            (0.05, 0.01, 0.09),
            "clearly wins customers among “Touchy” (+5.0, +1.0 to +9.0), of 100 of them; the others stay "
            "open.",
        ),
        ((0.01, -0.01, 0.03), (0.01, -0.02, 0.04), "wins customers."),
    ],
)
def test_it_is_said_as_far_as_it_is_known(ranking, calm, touchy, said):
    sentence = conclude_personas(with_gains(ranking, calm=calm, touchy=touchy))
    title = ranking.figures["title"].iloc[0]
    assert f"“{title}”" in sentence
    assert sentence.endswith(said)


def test_the_real_ones_have_the_figures_of_the_ranking(ranking):
    gains = ranking.personas.query("improvement == 'half' and measure == 'join'").set_index("persona")
    assert gains.loc["touchy", "mean"] > gains.loc["calm", "mean"]
    assert f"“Touchy” (+{100 * gains.loc['touchy', 'mean']:.1f}, " in conclude_personas(ranking)


def test_the_table_marks_what_stays_open(ranking):
    frame = personas_table(with_gains(ranking, calm=(0.01, -0.01, 0.03), touchy=(0.05, 0.01, 0.09))).frame
    assert list(frame.columns) == ["Improvement", "Calm", "Touchy"]
    assert frame.iloc[0, 1:].tolist() == ["+1.0 ?", "+5.0"]
    assert len(frame) == len(ranking.figures)


def test_where_nothing_can_be_told(ranking):
    alone = dataclasses.replace(
        ranking, personas=ranking.personas.assign(low_all=float("nan"), high_all=float("nan"))
    )
    assert "Too few of each persona come to tell" in conclude_personas(alone)
    once = dataclasses.replace(alone, manifest={**ranking.manifest, "replications": 1})
    assert "From one replication it cannot be told" in conclude_personas(once)
    data = row_of(STAKES, improvements={"half": LIBRARY["half"]})
    one = rank(Scenario.model_validate(data), replications=2)
    assert "one persona only" in conclude_personas(one)
    assert isinstance(personas_table(one).frame, pd.DataFrame)
