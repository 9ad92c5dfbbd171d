"""Small companies whose truth is known: what is said of improvements is true, verdict and sentence."""

import numpy as np
import pytest

from cxsim.questions.choice.estimate import select
from cxsim.questions.ranking.estimate import Ranking, rank
from cxsim.scenario.load import scenario_from_dict
from cxsim.scenario.model import Scenario
from tests.engine.scenarios import Data, persona, scenario, touchpoint
from tests.questions.library import friction, improvement

STAYS = 0.8  # how likely anybody renews today: satisfaction is neutral, and nothing else weighs


def company(library: Data, at_shop: Data | None = None, **parts: object) -> Scenario:
    """Two thousand customers whose contracts end once in a year; prospects pass a shop with a gate."""
    shop = touchpoint(
        title="Shop",
        frictions={"trouble": {"probability": 0.3, "severity": 0.5}},
        gate={"prospect": 0.2, "stakes": 1.0},
        **(at_shop or {}),
    )
    given = {
        "on": ("loyalty", "frictions", "memory", "mood", "gate", "referrals"),
        "existing": 2_000,
        "prospects": 4.0,
        "tenure": "182.5 d",
        "personas": {"anybody": persona(contract="1 y")},
        "period": {"follow_up": "1 y", "time_to_decide": "1 d"},
        "loyalty": {"renewal": STAYS, "anchor": 0.0},
        "advocacy": {"referral": 0.0, "review": 0.0, "warning": 0.0},
        "gate": {"friction": 3.0, "mood": 1.0},
        "value": {"discount_rate": 0.0},
        "improvements": library,
        **parts,
    }
    return scenario_from_dict(scenario({"shop": shop}, **given))


def renewals(chance: float, **cost: float) -> Data:
    return improvement("loyalty.renewal", chance, "set", **cost)


def ranked(found: Scenario, replications: int = 6) -> Ranking:
    return rank(found, replications=replications, seed=5)


def test_who_stays_is_what_renewals_say_and_money_what_staying_brings() -> None:
    """Nine in ten renew instead of eight: of 100 customers ten more stay, worth two and a half years each."""
    found = ranked(company({"offer": renewals(0.9, one_off=10_000.0)}))
    row = found.figures.loc["offer"]
    assert row["verdict"] == "keeps customers"
    assert row["stay_low"] <= 0.1 <= row["stay_high"]
    assert row["gain_high"] - row["gain_low"] < 0.03
    assert row["by_joining"] == row["by_referral"] == row["by_the_rest"] == row["join"] == 0.0
    # Contracts end after half a year, and again after one and a half and two and a half: beyond the follow-up
    # people leave at the rate of its only year, all through each year.
    assert row["value"] > 200 * 100.0 * 0.5
    said = found.summary().splitlines()
    title = found.scenario.improvements["offer"].title
    assert said[0] == f"Start with “{title}”."
    assert said[1].startswith(f"“{title}” keeps the most customers, nothing else having been asked about: ")
    assert "more stay after one year (95\u00a0% limits +" in said[1]
    assert said[2].startswith("This is about 2,000 customers of today, followed for one year, and ")


def test_placebos_keep_nobody_and_lose_nobody() -> None:
    found = ranked(company({"placebo": improvement("channels.web.title", "The web", "set", yearly=100.0)}))
    row = found.figures.loc["placebo"]
    assert row["gain"] == row["customers"] == row["value"] == 0.0
    assert (row["verdict"], row["pays"]) == ("no effect to speak of", "surely not")
    assert found.summary().startswith("Spend nothing yet: no improvement pays; the nearest is ")


def test_joining_and_staying_that_point_in_different_directions_are_both_told() -> None:
    """A shop without trouble wins prospects; what pays for it is a worse renewal."""
    both = friction("shop", 0.0)
    both["changes"].append({"path": "loyalty.renewal", "operation": "set", "value": 0.7})
    found = ranked(company({"both": both}))
    row = found.figures.loc["both"]
    assert row["verdict"] == "loses customers"
    assert row["conflict"]
    assert row["stay_high"] < 0.0 < row["join_low"]
    joining = rank(found.scenario, replications=6, seed=5, objective="join")
    first, *_ = (line for line in joining.summary().splitlines() if "wins the most customers" in line)
    assert "; but of 100 of today’s customers " in first
    assert "fewer stay" in first
    assert "figures point both ways: more join, " in joining.summary()
    assert "Start with" not in joining.summary()
    chosen = select(found.scenario, first=4, most=20, seed=5, objective="join")
    assert chosen.best == "both"
    assert "; but of 100 of today’s customers " in chosen.summary()


def test_customers_at_the_end_that_are_lost_while_more_stay_are_told() -> None:
    """Nobody refers friends any more, who were a good part of those that came."""
    stricter = renewals(0.84, one_off=100.0)
    stricter["changes"].append({"path": "advocacy.referral", "operation": "set", "value": 0.0})
    told = {"referral": 1.0, "review": 0.0, "warning": 0.0}
    found = ranked(company({"stricter": stricter}, advocacy=told), 8)
    row = found.figures.loc["stricter"]
    assert row["stay_low"] > 0.0 > row["customers_high"]
    assert row["conflict"]
    said = found.summary()
    assert "Start with" not in said
    assert "fewer customers after one year" in said
    assert "figures point both ways: more stay, fewer customers at the end." in said


def test_a_persona_that_is_harmed_is_named_whatever_all_of_them_gain() -> None:
    """Loyalty rises for nine in ten, and falls for one: together more stay, of the few fewer."""
    personas = {
        "many": persona(title="The many", share=0.8, contract="1 y"),
        "few": persona(title="The few", share=0.2, contract="1 y"),
    }
    two_sided = improvement("personas.many.loyalty", 1.0, "set")
    two_sided["changes"].append({"path": "personas.few.loyalty", "operation": "set", "value": -0.5})
    found = ranked(company({"two_sided": two_sided}, personas=personas), 10)
    row = found.figures.loc["two_sided"]
    assert (row["verdict"], row["harmed"]) == ("keeps customers", ("few",))
    assert "loses some of “The few” (−" in found.summary()
    assert "Start with" not in found.summary()


@pytest.mark.parametrize("replications", [2, 8])
def test_nothing_is_said_of_those_of_whom_there_are_none(replications: int) -> None:
    alone = ranked(company({"offer": renewals(0.9)}, prospects=0.0), replications)
    assert np.isnan(alone.figures.loc["offer", "join"])
    assert "prospect" not in alone.summary()


def test_who_came_before_measuring_began_may_stay() -> None:
    """Nobody is a customer at first; two years of prospects are by the time that worlds branch."""
    period = {"warm_up": "2 y", "follow_up": "1 y", "time_to_decide": "1 d"}
    young = company({"offer": renewals(0.9)}, existing=0, prospects=5.0, period=period)
    found = rank(young, replications=6, seed=5, objective="stay")
    row = found.figures.loc["offer"]
    assert row["verdict"] == "keeps customers"
    assert row["stay_low"] > 0.0
    assert "customers of today, followed for one year" in found.summary()
