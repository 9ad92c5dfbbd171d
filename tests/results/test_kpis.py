"""KPIs: every figure is recomputed from the tables by other means, and intervals cover what they promise."""

import numpy as np
import pandas as pd
import pytest

import cxsim as cx
from cxsim.results.catalogue import CATALOGUE
from cxsim.results.intervals import mean_interval
from cxsim.results.run import Run
from cxsim.results.survival import NEW, PAST_FIRST, durations, stay_curve, survival_curve


@pytest.fixture(scope="module")
def table(run: Run) -> pd.DataFrame:
    return run.kpis().set_index(["scope", "name", "kpi"]).sort_index()


def by_hand(run: Run, numerator, denominator) -> float:
    """A ratio of sums over all replications, counted in plain loops."""
    people = [row for rows in replications(run) for row in rows]
    return sum(map(numerator, people)) / sum(map(denominator, people))


def replications(run: Run) -> list[list[dict]]:
    people = run.customers[run.customers["measured"]]
    return [rows.to_dict("records") for _, rows in people.groupby("replication")]


def visits(run: Run) -> list[list[dict]]:
    measured = set(run.customers[run.customers["measured"]].set_index(["replication", "customer"]).index)
    rows = run.events[(run.events["event"] == "visit") & (run.events["time"] >= 20)].to_dict("records")
    return [
        [row for row in rows if row["replication"] == number and (number, row["customer"]) in measured]
        for number in range(4)
    ]


def is_todays(person: dict) -> bool:
    """The company starts to be measured on day 20."""
    return person["since"] < 20 and not person["ended"] < 20


def came(person: dict) -> bool:
    """By themselves, since then, and early enough to have 20 days before day 220."""
    return person["origin"] == "prospect" and 20 <= person["arrived"] <= 200


def test_stay_join_and_customers(run: Run, table: pd.DataFrame) -> None:
    everyone = table.loc["journey", "all"]["mean"]
    stays = lambda p: is_todays(p) and p["outcome"] == "customer"  # noqa: E731
    assert everyone["stay"] == pytest.approx(by_hand(run, stays, is_todays))
    joins = lambda p: came(p) and p["converted"] - p["arrived"] <= 20  # noqa: E731
    assert everyone["join"] == pytest.approx(by_hand(run, joins, came))
    assert 0.0 < everyone["join"] < everyone["stay"] < 1.0
    there = run.customers["outcome"] == "customer"
    assert everyone["customers"] == pytest.approx(there.sum() / 4)
    assert np.isnan(everyone["stay_year"]), "there are 200 days only"
    assert np.isnan(everyone["yearly_retention"])


def test_who_became_a_customer_in_the_warm_up_is_one_of_todays(run: Run) -> None:
    people = run.customers
    early = people[(people["origin"] != "existing") & (people["converted"] < 20)]
    assert (~(early["ended"] < 20)).sum() > 0
    assert (early["todays"] == ~(early["ended"] < 20)).all()
    assert (early["measured"] == early["todays"]).all()
    assert not early["came"].any()


def test_referred_people_neither_stay_nor_join(run: Run) -> None:
    referred = run.customers[run.customers["origin"] == "referred"]
    assert len(referred)
    assert not referred["came"].any()
    assert not (referred["todays"] & (referred["arrived"] >= 20)).any()


def test_stay_by_persona(run: Run, table: pd.DataFrame) -> None:
    for persona in ("ana", "bo"):
        stay = by_hand(
            run,
            lambda p, who=persona: p["persona"] == who and is_todays(p) and p["kept"],
            lambda p, who=persona: p["persona"] == who and is_todays(p),
        )
        assert table.loc[("persona", persona, "stay"), "mean"] == pytest.approx(stay)


def test_a_year_and_past_the_first_contract(scenario: cx.Scenario) -> None:
    period = scenario.period.model_copy(update={"follow_up": 400.0})
    run = cx.simulate(scenario.model_copy(update={"period": period}), replications=3, seed=5)
    kpis = run.kpis().set_index(["scope", "name", "kpi"])["mean"]["journey"]["all"]
    people = run.customers[run.customers["todays"]]
    a_year = ~(people["ended"] < 20 + 365)
    free = people["since"] <= 20 - 180
    assert kpis["stay_year"] == pytest.approx(a_year.mean())
    assert kpis["yearly_retention"] == pytest.approx(a_year[free].mean())
    assert 0.2 < free.mean() < 0.95
    assert kpis["stay"] < kpis["stay_year"]


def test_waits_and_abandonment_of_a_touchpoint(run: Run, table: pd.DataFrame) -> None:
    calls = [row for rows in visits(run) for row in rows if row["touchpoint"] == "call"]
    served = [row for row in calls if row["outcome"] not in ("abandoned", "closed", "busy")]
    hung_up = [row for row in calls if row["outcome"] == "abandoned"]
    wait = sum(row["wait"] for row in served) / len(served) * 1440
    assert table.loc[("touchpoint", "call", "wait"), "mean"] == pytest.approx(wait)
    abandonment = len(hung_up) / (len(hung_up) + len(served))
    assert table.loc[("touchpoint", "call", "abandonment"), "mean"] == pytest.approx(abandonment)


def test_frictions_delight_and_complaints(run: Run, table: pd.DataFrame) -> None:
    everything = [row for rows in visits(run) for row in rows]
    bad = [row for row in everything if row["outcome"] not in ("ok", "delight")]
    assert table.loc[("journey", "all", "friction"), "mean"] == pytest.approx(len(bad) / len(everything))
    complaints = sum(row["notice"] == "complained" for row in bad)
    assert table.loc[("journey", "all", "complaint"), "mean"] == pytest.approx(complaints / len(bad))


def test_surveys(run: Run, table: pd.DataFrame) -> None:
    measured = run.customers.loc[run.customers["measured"], ["replication", "customer"]]
    answers = run.events[run.events["time"] >= 20].merge(measured, on=["replication", "customer"])
    csat = answers.loc[answers["event"] == "csat", "score"].mean()
    assert table.loc[("journey", "all", "csat"), "mean"] == pytest.approx(csat)
    nps = answers.loc[answers["event"] == "nps", "score"]
    points = 100 * ((nps >= 9).mean() - (nps <= 6).mean())
    assert table.loc[("journey", "all", "nps"), "mean"] == pytest.approx(points)


def test_losses_of_touchpoints_and_decisions_make_up_all_losses(run: Run, table: pd.DataFrame) -> None:
    people = run.customers[run.customers["measured"]]
    lost = people[people["outcome"].isin(["left", "lapsed", "not_converted"])]
    at_decision = lost["left_touchpoint"].isna().mean()
    placed = table.xs("left_here", level="kpi").loc["touchpoint", "mean"].sum()
    assert placed + at_decision == pytest.approx(1.0)


def test_stages_channels_and_departments_add_up_to_the_whole(run: Run, table: pd.DataFrame) -> None:
    whole = table.loc[("journey", "all", "visits"), "mean"]
    for scope in ("touchpoint", "stage", "channel", "department"):
        assert table.xs("visits", level="kpi").loc[scope, "mean"].sum() == pytest.approx(whole)


def test_context_is_lost_as_often_as_the_link_says(run: Run, table: pd.DataFrame) -> None:
    low, high = table.loc[("link", "site → call", "context_lost"), ["low", "high"]]
    assert high - low < 0.2
    assert low - (high - low) / 2 <= 0.3 <= high + (high - low) / 2


def test_occupancy_is_time_with_customers_over_time_on_duty(run: Run, table: pd.DataFrame) -> None:
    events = run.events[(run.events["event"].isin(["visit", "recovery"])) & (run.events["began"] >= 20)]
    work = events[(events["event"] == "recovery") | (events["touchpoint"] == "call")]
    on_duty = 200 * 10 / 24  # one member of staff, ten hours a day
    occupancy = work.groupby("replication")["duration"].sum().mean() / on_duty
    assert table.loc[("team", "agents", "occupancy"), "mean"] == pytest.approx(occupancy)
    assert 0.1 < occupancy < 1.0


def test_first_contact_resolution(run: Run, table: pd.DataFrame) -> None:
    first: list[bool] = []
    for rows in visits(run):
        by_journey: dict[tuple, list[bool]] = {}
        for row in rows:
            spoken = row["outcome"] not in ("abandoned", "closed", "busy")
            if row["journey"] == "help" and row["touchpoint"] == "call" and spoken:
                good = row["outcome"] in ("ok", "delight", "recovered") or row["cause"] == "long_wait"
                by_journey.setdefault((row["customer"], row["occurrence"]), []).append(good)
        ended = run.events[(run.events["event"] == "journey_ended") & (run.events["journey"] == "help")]
        ended = ended[(ended["replication"] == rows[0]["replication"]) & (ended["time"] >= 20)]
        goal = {(row.customer, row.occurrence): row.outcome == "goal" for row in ended.itertuples()}
        counted = {key: contacts for key, contacts in by_journey.items() if key in goal}
        first += [goal[key] and contacts == [True] for key, contacts in counted.items()]
    assert table.loc[("journey", "all", "first_contact_resolution"), "mean"] == pytest.approx(np.mean(first))


def test_every_kpi_has_a_meaning_and_an_interval_around_it(run: Run) -> None:
    table = run.kpis()
    assert set(table["kpi"]) == set(CATALOGUE)
    known = table[table["replications"] > 1]
    assert ((known["low"] <= known["mean"]) & (known["mean"] <= known["high"])).all()
    shares = known[known["unit"] == "share"]
    assert shares["low"].min() >= 0
    assert shares["high"].max() <= 1


def test_one_replication_has_no_interval(scenario: cx.Scenario) -> None:
    table = cx.simulate(scenario, replications=1).kpis()
    assert table["low"].isna().all()
    assert table["high"].isna().all()
    assert table["mean"].notna().any()


def test_intervals_cover_what_they_promise() -> None:
    generator = np.random.default_rng(5)
    covered = [low <= 3.0 <= high for low, high in _intervals(generator.normal(3.0, 2.0, (4000, 5)))]
    # 4,000 trials: the coverage of an exact 95 % interval lies within 94.1 and 95.9 % in 99 of 100 cases
    assert 0.941 <= np.mean(covered) <= 0.959


def _intervals(samples: np.ndarray) -> list[tuple[float, float]]:
    return [mean_interval(sample)[1:3] for sample in samples]


def test_survival_is_the_product_of_those_who_stay(run: Run, scenario: cx.Scenario) -> None:
    followed = durations(run.customers, scenario)
    followed = followed[followed["group"] == NEW]
    alive, there = len(followed), 1.0
    for duration, lost in sorted(zip(followed["duration"], ~followed["lost"], strict=True)):
        there *= 1 if lost else 1 - 1 / alive  # `lost` is negated, so that losses come first among equals
        alive -= 1
        if duration > 100:
            break
        expected = there
    curve = survival_curve(followed)
    assert curve[curve["day"] <= 100]["share"].iloc[-1] == pytest.approx(expected, rel=1e-9)
    assert 0.5 < expected < 1.0
    assert curve["share"].is_monotonic_decreasing
    assert ((curve["low"] <= curve["share"] + 1e-9) & (curve["share"] <= curve["high"] + 1e-9)).all()


def test_first_contracts_are_followed_by_themselves(run: Run, scenario: cx.Scenario) -> None:
    people = run.customers[run.customers["measured"] & run.customers["was_customer"]]
    followed = durations(run.customers, scenario)
    past, new = (followed[followed["group"] == group] for group in (PAST_FIRST, NEW))
    assert set(past.index) == set(people.index[people["todays"] & (people["since"] <= 20 - 180)])
    assert set(new.index) == set(people.index[people["since"] >= 20])
    assert len(past) + len(new) < len(people), "today's customers in their first contract are in neither"
    assert past["followed"].tolist() == pytest.approx([200.0] * len(past))
    assert new["followed"].max() <= 180.0 + 1e-9
    # At the end of a contract most decide; within the first only a gate loses them.
    assert not (new["lost"] & new["left_touchpoint"].isna()).any()
    assert (past["lost"] & past["left_touchpoint"].isna()).any()


def test_of_those_followed_to_the_end_the_curve_is_the_share_left(run: Run, scenario: cx.Scenario) -> None:
    followed = durations(run.customers, scenario)
    past = followed[followed["group"] == PAST_FIRST]
    curve = stay_curve(past, 200.0)
    assert curve["day"].iloc[-1] == 200
    assert curve["share"].iloc[-1] == pytest.approx(1 - past["lost"].mean())
    assert curve["share"].iloc[50] == pytest.approx((~(past["lost"] & (past["duration"] <= 50))).mean())
    assert stay_curve(past.iloc[:0], 200.0).empty


def test_who_is_followed_for_a_year_is_so_whatever_is_rounded(scenario: cx.Scenario) -> None:
    warm_up, year = 11 * 365 / 12, 365.0  # as a file says 11 mo
    assert warm_up + year - warm_up < 365
    period = scenario.period.model_copy(update={"warm_up": warm_up, "follow_up": year})
    run = cx.simulate(scenario.model_copy(update={"period": period}), replications=2, seed=1)
    kpis = run.kpis().set_index(["scope", "name", "kpi"])["mean"]["journey"]["all"]
    assert kpis["stay_year"] == kpis["stay"]
    assert run.survival()["day"].iloc[-1] == 365


def test_cases_of_the_desk_keep_staff_busy_but_are_no_visits(run: Run, table: pd.DataFrame) -> None:
    visits_to_call = run.events[(run.events["touchpoint"] == "call") & (run.events["event"] == "visit")]
    came = visits_to_call[visits_to_call["began"] >= 20]
    share = (came["outcome"] == "closed").mean()
    assert table.loc[("team", "agents", "closed"), "mean"] == pytest.approx(share)
