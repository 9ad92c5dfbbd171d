"""Time that staff save is money only where shifts follow: the first screen tells it apart."""

import pytest

from cxsim.questions.ranking.estimate import Ranking
from tests.engine.scenarios import Data
from tests.questions.decision.test_screen import decided, parts_of, spaced
from tests.questions.library import improvement
from tests.questions.test_known_companies import renewals

WAGE, PROSPECTS, HOURS = 40.0, 4.0, 0.5
SAVED = 365 * PROSPECTS * HOURS * WAGE  # in the year that is followed: nobody comes after it
YEARLY = 5_000.0


# Nobody ever waits at the shop, so that to be quicker there saves time and nothing else.
STAFFED: Data = {
    "on": ("loyalty", "frictions", "memory", "mood", "gate", "queues"),
    "at_shop": {"team": "staff", "service": "1 h", "waiting": {"tolerance": "50 y"}},
    "teams": {
        "staff": {
            "title": "Staff",
            "department": "sales",
            "shifts": [{"hours": "mon-sun 00:00-24:00", "staff": 40}],
            "cost_per_hour": WAGE,
        }
    },
}


def quicker() -> Data:
    return improvement("touchpoints.shop.service", f"{HOURS} h", "set", yearly=YEARLY) | {"title": "Quicker"}


def test_time_saved_is_told_apart_from_customers_kept() -> None:
    decision = decided({"quicker": quicker()}, None, **STAFFED)
    ranking: Ranking = decision.answers["ranking"]
    row = ranking.figures.loc["quicker"]
    assert row["net"] == pytest.approx(SAVED - 3 * YEARLY, rel=0.06)
    # Who is served sooner joins half an hour sooner.
    assert row["net_as_staffed"] == pytest.approx(-3 * YEARLY, abs=100.0)
    assert row["net_as_staffed_low"] < row["net_as_staffed"] < row["net_as_staffed_high"] < 0.0
    first = parts_of(decision)[0]
    assert first.answer == "Start with “Quicker”."
    assert first.told[1] == (
        "That counts EUR 29,000 of staff time saved; if shifts stay as they are, it costs EUR 15,000 more "
        "than it brings over three years."
    )


def test_time_is_not_told_where_customers_are_what_pays() -> None:
    decision = decided({"offer": renewals(0.9, yearly=5_000.0)}, None, **STAFFED)
    row = decision.answers["ranking"].figures.loc["offer"]
    assert row["net_as_staffed"] == pytest.approx(row["net"], rel=0.01)
    assert not any("staff time" in told for told in parts_of(decision)[0].told)


def test_more_time_of_staff_is_told_as_well() -> None:
    """Who is looked after for longer stays, at twice the time."""
    slower = quicker()
    slower["changes"][0]["value"] = "2 h"
    slower["changes"].append({"path": "loyalty.renewal", "operation": "set", "value": 0.99})
    decision = decided({"slower": slower}, None, **STAFFED)
    row = decision.answers["ranking"].figures.loc["slower"]
    assert row["net_as_staffed"] - row["net"] == pytest.approx(2 * SAVED, rel=0.06)
    assert (
        parts_of(decision)[0].told[1].startswith("That counts EUR 59,000 for more time of staff; if shifts ")
    )


def test_what_pays_whatever_shifts_do_comes_first() -> None:
    """The offer brings less than time that is saved, and brings it whatever becomes of that."""
    offer = renewals(0.81, one_off=100.0) | {"title": "Offer"}
    library = {"offer": offer, "quicker": quicker()}
    decision = decided(library, None, **STAFFED)
    table = decision.answers["ranking"].figures
    assert table["net"]["quicker"] > table["net"]["offer"] > 0.0
    assert table["net_as_staffed_low"]["offer"] > 0.0 > table["net_as_staffed_high"]["quicker"]
    first = parts_of(decision)[0]
    assert first.answer == "Start with “Offer”."
    assert "“Quicker” may bring more if shifts follow: " in first.told[1]
    assert "; if they do not, it costs EUR 15,000 more than it brings over three years." in first.told[1]
    said = spaced(decision.answers["ranking"].summary())
    assert "Start with “Offer”. “Offer” keeps the most customers, " in said
    assert ". “Quicker” may bring more if shifts follow: " in said


def test_the_budget_buys_what_pays_whatever_shifts_do() -> None:
    """With the offer and what saves time both bought more would stay, and money be lost if shifts stay."""
    offer = renewals(0.81, one_off=100.0) | {"title": "Offer"}
    saver = quicker()
    saver["yearly"] = 2 * YEARLY
    saver["changes"].append({"path": "personas.anybody.loyalty", "operation": "set", "value": 0.1})
    decision = decided({"offer": offer, "saver": saver}, 30_000.0, **STAFFED)
    tried = decision.answers["portfolio"].tried.set_index("improvements")
    both, alone = tried.loc[[("offer", "saver")]].iloc[0], tried.loc[[("offer",)]].iloc[0]
    assert both["gain"] > alone["gain"] > 0.0
    assert both["net_low"] > 0.0 > both["net_as_staffed"]
    first, budget, _ = parts_of(decision)
    assert (first.answer, budget.answer) == (
        "Start with “Offer”.",
        "Do this one for EUR 100 in the first year.",
    )
    told = [spaced(one) for one in budget.told]
    assert told[-2].endswith("it buys nothing more that surely pays, whether shifts follow or not.")
    assert told[-1].startswith("If shifts follow, “Offer” and “Quicker” would reach more, for EUR 10,100 in")
    assert "; if they do not, they cost EUR " in told[-1]


def test_one_that_is_dearer_is_told_as_well_as_several() -> None:
    """The budget buys the offer, or what keeps more and saves time, which would pay if shifts followed."""
    offer = renewals(0.81, one_off=100.0) | {"title": "Offer"}
    saver = quicker()
    saver["yearly"] = 1.6 * YEARLY
    saver["changes"].append({"path": "personas.anybody.loyalty", "operation": "set", "value": 0.15})
    decision = decided({"offer": offer, "saver": saver}, 8_050.0, **STAFFED)
    row = decision.answers["ranking"].figures.loc["saver"]
    assert row["net_low"] > 0.0 > row["net_as_staffed"]
    budget = parts_of(decision)[1]
    assert budget.answer == "Do this one for EUR 100 in the first year."
    told = [spaced(one) for one in budget.told]
    assert told[-2].endswith("it buys nothing more that surely pays, whether shifts follow or not.")
    assert told[-1].startswith(
        "If shifts follow, “Quicker” would reach more, for EUR 8,000 in the first year"
    )


def test_work_that_costs_less_is_no_time_saved() -> None:
    """Nobody has less to do, whatever shifts do: nothing is told as staffed."""
    cheaper = improvement("teams.staff.cost_per_hour", 0.5, yearly=100.0) | {"title": "Lower wage"}
    decision = decided({"cheaper": cheaper}, None, **STAFFED)
    row = decision.answers["ranking"].figures.loc["cheaper"]
    assert row["net_as_staffed"] == row["net"] > 10_000.0
    first = parts_of(decision)[0]
    assert first.answer == "Start with “Lower wage”."
    assert not any("staff time" in one for one in first.told)
