"""The reference journeys are companies one could meet: all their facts hold together, and nothing drifts.

What a fact in the file can tell (a KPI) is held there. Here are the figures that no KPI tells: how many buy a
second time, how funnels narrow, how soon calls are answered.
"""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import cxsim as cx
from cxsim.questions.experiments.met import MET, met
from cxsim.results.run import Run
from cxsim.scenario.model import Scenario

SCENARIOS = Path(__file__).resolve().parents[1] / "scenarios"
YEAR = 365.0
NAMES = ["retail", "travel", "insurance"]

Measure = Callable[[Run], float]


def load(name: str) -> Scenario:
    return cx.load_scenario(SCENARIOS / f"{name}.yaml")


def following_order(number: int) -> Measure:
    """Of those who made the order before it, who made this one, counted as in CDNOW's data.

    Customers who are new in the first half-year are followed for a year and a half; a second order counts
    within a year of the first.
    """

    def measure(run: Run) -> float:
        end, followed = run.scenario.period.warm_up + run.scenario.period.follow_up, 1.5 * YEAR
        people = run.customers.reset_index()
        new = people[people["was_customer"] & people["since"].between(0.0, end - followed)]
        bought = run.events.query("event == 'purchased'")[["replication", "customer", "time"]]
        bought = bought.merge(new[["replication", "customer", "since"]])
        after = bought["time"] - bought["since"]
        bought = bought[(after > 1e-9) & (after <= (YEAR if number == 2 else followed))]
        orders = 1 + bought.groupby(["replication", "customer"]).size()
        before = len(new) if number == 2 else int((orders >= number - 1).sum())
        return float((orders >= number).sum() / before)

    return measure


def visits(run: Run) -> pd.DataFrame:
    found = run.events
    return found[(found["event"] == "visit") & (found["time"] > run.scenario.period.warm_up)]


def passed(to: tuple[str, ...], origin: str, journey: str | None = None) -> Measure:
    """Of visits to a touchpoint, how many went on to one of these."""

    def measure(run: Run) -> float:
        of = visits(run)
        of = of if journey is None else of[of["journey"] == journey]
        went = of["touchpoint"].isin(to) & (of["origin"] == origin)
        return float(went.sum() / (of["touchpoint"] == origin).sum())

    return measure


def answered(seconds: float, *touchpoints: str) -> Measure:
    """Of those who came while it was open, who was answered within this time."""

    def measure(run: Run) -> float:
        of = visits(run)
        of = of[of["touchpoint"].isin(touchpoints) & (of["outcome"] != "closed")]
        return float(((of["outcome"] != "abandoned") & (of["wait"] * 86_400 <= seconds)).mean())

    return measure


def store_conversion(run: Run) -> float:
    """Of visits to the store, how many ended a journey of buying well."""
    of = visits(run)
    last = of.groupby(["replication", "customer", "journey", "occurrence"], observed=True).tail(1)
    ended = run.events.query("event == 'journey_ended' and outcome == 'goal'")
    ended = ended[ended["journey"].isin(["first_purchase", "next_purchase"])]
    keys = ["replication", "customer", "journey", "occurrence"]
    bought = ended[keys].merge(last[last["touchpoint"] == "store_visit"][keys])
    return len(bought) / int((of["touchpoint"] == "store_visit").sum())


def returned(run: Run) -> float:
    """Of journeys of buying with a parcel, how many went on to the returns counter."""
    of = visits(run)
    of = of[of["journey"].isin(["first_purchase", "next_purchase"])]
    by = of.groupby(["replication", "customer", "journey", "occurrence"], observed=True)["touchpoint"]
    parcels = by.apply(set)
    parcels = parcels[parcels.map(lambda met_with: "delivery" in met_with)]
    return float(parcels.map(lambda met_with: "returns" in met_with).mean())


def cancelled(origin: str) -> Measure:
    """Of first bookings through this touchpoint, how many are given up before anybody arrives."""

    def measure(run: Run) -> float:
        of, keys = visits(run), ["replication", "customer", "journey", "occurrence"]
        early = of[of["time"] < of["time"].max() - YEAR]  # who books late has not left yet at the end
        booked = early[(early["journey"] == "first_trip") & (early["touchpoint"] == "confirmation")]
        booked = booked[booked["origin"] == origin].drop_duplicates(keys)
        there = of[of["touchpoint"] == "check_in"][keys].drop_duplicates()
        return 1.0 - len(booked.merge(there, on=keys)) / len(booked)

    return measure


def came_from(origin: str, touchpoint: str, journey: str) -> Measure:
    """Of visits to a touchpoint, how many came from this one."""

    def measure(run: Run) -> float:
        of = visits(run)
        of = of[(of["journey"] == journey) & (of["touchpoint"] == touchpoint)]
        return float((of["origin"] == origin).mean())

    return measure


def claims_in_a_year(run: Run) -> float:
    """Claims for each customer and year."""
    of = visits(run)
    begun = of[of["journey"] == "claim"].drop_duplicates(["replication", "customer", "occurrence"])
    people = run.customers
    customers = people[people["was_customer"]]
    begin, end = run.scenario.period.warm_up, run.scenario.period.warm_up + run.scenario.period.follow_up
    since, until = customers["since"].clip(lower=begin), customers["ended"].fillna(end).clip(upper=end)
    return len(begun) / float((until - since).clip(lower=0.0).sum() / YEAR)


BOUGHT = ("delivery_sms", "click_collect")
# What published sources say; a figure may lie `BESIDE` it, since each is of other years and countries.
BESIDE = 0.03
PUBLISHED: dict[str, dict[str, tuple[Measure, float, float]]] = {
    "retail": {
        "second order, CDNOW and RJMetrics": (following_order(2), 0.32, 0.46),
        "third order, CDNOW and RJMetrics": (following_order(3), 0.53, 0.65),
        # Known of RJMetrics' shops alone: as far above them at most as CDNOW was with the third order.
        "fourth order, RJMetrics": (following_order(4), 0.64, 0.76),
        "new visitors who fill a basket, eMarketer": (
            passed(("checkout",), "product_page", "first_purchase"),
            0.13,
            0.20,
        ),
        "baskets bought, Baymard Institute": (passed(BOUGHT, "checkout"), 0.27, 0.33),
        "store visits that end in a purchase, V-Count": (store_conversion, 0.20, 0.40),
        "parcels returned, NRF": (returned, 0.165, 0.208),
        "answered within half a minute": (answered(30.0, "hotline", "advice_chat"), 0.60, 0.90),
    },
    "travel": {
        "cancelled after booking on a portal, D-Edge": (cancelled("booking_portal"), 0.50, 0.50),
        "cancelled after booking on the own site, D-Edge": (cancelled("booking_engine"), 0.18, 0.18),
        "booked through portals, HOTREC": (
            came_from("booking_portal", "confirmation", "first_trip"),
            0.29,
            0.29,
        ),
        "bookings on the own site not given up, Revenue Hub": (
            passed(("confirmation",), "booking_engine", "first_trip"),
            0.19,
            0.19,
        ),
        "answered within half a minute": (answered(30.0, "travel_line"), 0.60, 0.90),
    },
    "insurance": {
        "bought online, J.D. Power": (came_from("application", "policy_documents", "joining"), 0.47, 0.47),
        "bought of agents, J.D. Power": (came_from("agency", "policy_documents", "joining"), 0.35, 0.35),
        "bought by phone, J.D. Power": (came_from("call_centre", "policy_documents", "joining"), 0.17, 0.17),
        "claims in a year, ABI": (claims_in_a_year, 0.127, 0.187),
        "answered within half a minute": (answered(30.0, "call_centre"), 0.60, 0.90),
    },
}


@pytest.fixture(
    scope="module", params=[pytest.param("retail", marks=pytest.mark.verify), "travel", "insurance"]
)
def run(request: pytest.FixtureRequest) -> Run:
    return cx.simulate(load(request.param), replications=1, seed=1)


def test_what_no_kpi_tells_is_as_published(run: Run) -> None:
    found = {what: measure(run) for what, (measure, _, _) in PUBLISHED[run.scenario.name].items()}
    off = {
        what: round(found[what], 3)
        for what, (_, low, high) in PUBLISHED[run.scenario.name].items()
        if not low - BESIDE <= found[what] <= high + BESIDE
    }
    assert off == {}


def test_losses_fall_with_tenure(run: Run) -> None:
    people, begin = run.customers, run.scenario.period.warm_up
    todays = people[people["todays"]]
    tenure, stays = (begin - todays["since"]) / YEAR, ~(todays["ended"] < begin + YEAR)
    by_tenure = [stays[(tenure >= low) & (tenure < high)].mean() for low, high in ((1, 2), (2, 5), (5, 99))]
    assert by_tenure == sorted(by_tenure)
    # Where a contract asks once a year, fewer leave, and so fewer of those who are not bound.
    assert by_tenure[-1] - by_tenure[0] > (0.05 if run.scenario.name == "insurance" else 0.15)


@pytest.mark.parametrize("name", NAMES)
def test_all_facts_hold_together(name: str) -> None:
    """With few replications a figure may miss its range by chance: then its limits reach into it."""
    scenario = load(name)
    assert "missed" not in set(met(scenario, replications=2)["status"])


@pytest.mark.verify
@pytest.mark.parametrize("name", NAMES)
def test_all_facts_are_met(name: str) -> None:
    scenario = load(name)
    assert met(scenario, replications=20)["status"].to_dict() == dict.fromkeys(scenario.facts, MET)


@pytest.mark.verify
@pytest.mark.parametrize("name", NAMES)
def test_nothing_drifts_over_three_years(name: str) -> None:
    """Slopes of yearly loss and mean satisfaction are within a hundredth a year, and the number stays."""
    scenario = load(name)
    begin = scenario.period.warm_up
    joining = next(name for name, one in scenario.journeys.items() if one.type == "onboarding")
    period = scenario.period.model_copy(update={"follow_up": 3 * YEAR})
    scenario = scenario.model_copy(update={"period": period, "improvements": {}, "facts": {}})
    lost, level, number = [], [], []
    for seed in range(10):
        run = cx.simulate(scenario, replications=1, seed=seed)
        people, events = run.customers, run.events
        for year in range(3):
            at = begin + YEAR * year
            there = people["was_customer"] & (people["since"] <= at) & ~(people["ended"] <= at)
            lost.append((there & (people["ended"] < at + YEAR)).sum() / there.sum())
            number.append(int(there.sum()))
            ended = events[(events["event"] == "journey_ended") & events["time"].between(at, at + YEAR)]
            level.append(ended[ended["journey"] != joining]["satisfaction"].mean())
    for series in (lost, level):
        by_year = np.array(series).reshape(-1, 3)
        slopes = (by_year[:, 2] - by_year[:, 0]) / 2
        assert abs(slopes.mean()) + 1.83 * slopes.std(ddof=1) / np.sqrt(len(slopes)) <= 0.01
    by_year = np.array(number).reshape(-1, 3)
    assert abs(by_year[:, 2].mean() / by_year[:, 0].mean() - 1) < 0.05
