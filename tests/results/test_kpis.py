"""KPIs: every figure is recomputed from the tables by other means, and intervals cover what they promise."""

import numpy as np
import pandas as pd
import pytest

import cxsim as cx
from cxsim.results.catalogue import CATALOGUE
from cxsim.results.intervals import mean_interval
from cxsim.results.run import Run
from cxsim.results.survival import durations, retained_at, stay, survival_curve


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


def test_kept_retention_and_conversion(run: Run, table: pd.DataFrame) -> None:
    everyone = table.loc["journey", "all"]["mean"]
    stays = lambda p: p["outcome"] == "customer"  # noqa: E731
    assert everyone["kept"] == pytest.approx(by_hand(run, stays, lambda p: 1))
    customer = lambda p: p["origin"] == "existing" or p["converted"] == p["converted"]  # noqa: E731
    assert everyone["retention"] == pytest.approx(by_hand(run, stays, customer))
    prospect = lambda p: p["origin"] != "existing"  # noqa: E731
    assert everyone["conversion"] == pytest.approx(
        by_hand(run, lambda p: prospect(p) and p["converted"] == p["converted"], prospect)
    )


def test_retention_by_persona(run: Run, table: pd.DataFrame) -> None:
    for persona in ("ana", "bo"):
        kept = by_hand(
            run,
            lambda p, who=persona: p["persona"] == who and p["kept"],
            lambda p, who=persona: p["persona"] == who,
        )
        assert table.loc[("persona", persona, "kept"), "mean"] == pytest.approx(kept)


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
    placed = table.xs("losses", level="kpi").loc["touchpoint", "mean"].sum()
    assert placed + at_decision == pytest.approx(1.0)


def test_stages_channels_and_departments_add_up_to_the_whole(run: Run, table: pd.DataFrame) -> None:
    whole = table.loc[("journey", "all", "visits"), "mean"]
    for scope in ("touchpoint", "stage", "channel", "department"):
        assert table.xs("visits", level="kpi").loc[scope, "mean"].sum() == pytest.approx(whole)


def test_context_is_lost_as_often_as_the_link_says(run: Run, table: pd.DataFrame) -> None:
    low, high = table.loc[("link", "site → call", "context_lost"), ["low", "high"]]
    assert low <= 0.3 <= high


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
        by_journey: dict[tuple, list[str]] = {}
        for row in rows:
            if row["journey"] == "help" and row["touchpoint"] == "call":
                by_journey.setdefault((row["customer"], row["occurrence"]), []).append(row["outcome"])
        ended = run.events[(run.events["event"] == "journey_ended") & (run.events["journey"] == "help")]
        ended = ended[(ended["replication"] == rows[0]["replication"]) & (ended["time"] >= 20)]
        goal = {(row.customer, row.occurrence): row.outcome == "goal" for row in ended.itertuples()}
        counted = {key: outcomes for key, outcomes in by_journey.items() if key in goal}
        first += [
            goal[key] and len(outcomes) == 1 and outcomes[0] in ("ok", "delight", "recovered")
            for key, outcomes in counted.items()
        ]
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
    alive, kept = len(followed), 1.0
    for duration, lost in sorted(zip(followed["duration"], ~followed["lost"], strict=True)):
        kept *= 1 if lost else 1 - 1 / alive  # `lost` is negated, so that losses come first among equals
        alive -= 1
        if duration > 150:
            break
        expected = kept
    days, lost = followed["duration"].to_numpy(), followed["lost"].to_numpy(dtype=bool)
    assert retained_at(days, lost, 150) == pytest.approx(expected, rel=1e-9)
    curve = survival_curve(followed)
    assert curve["kept"].is_monotonic_decreasing
    assert ((curve["low"] <= curve["kept"] + 1e-9) & (curve["kept"] <= curve["high"] + 1e-9)).all()


def test_survival_without_censoring_is_the_share_left() -> None:
    days, lost = np.array([10.0, 20.0, 30.0, 400.0]), np.array([True, True, True, False])
    assert retained_at(days, lost, 25) == pytest.approx(0.5)
    assert np.isnan(retained_at(days[:0], lost[:0]))


def test_who_is_followed_to_the_end_is_so_whatever_is_rounded() -> None:
    warm_up, follow_up = 365 / 12, 2 * 365 / 12  # as a file says 1 mo and 2 mo
    end = warm_up + follow_up - warm_up
    assert end < follow_up
    assert stay(np.array([end, 20.0]), np.array([False, True]), follow_up)[1:] == (2, 1, 1)
    assert stay(np.array([follow_up]), np.array([True]), follow_up)[1:] == (1, 1, 0)


def test_cases_of_the_desk_keep_staff_busy_but_are_no_visits(run: Run, table: pd.DataFrame) -> None:
    visits_to_call = run.events[(run.events["touchpoint"] == "call") & (run.events["event"] == "visit")]
    came = visits_to_call[visits_to_call["began"] >= 20]
    share = (came["outcome"] == "closed").mean()
    assert table.loc[("team", "agents", "closed"), "mean"] == pytest.approx(share)
