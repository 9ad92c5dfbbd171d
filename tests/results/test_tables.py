"""The event log and the customer table: every row means what the documentation says."""

import re

import numpy as np
import pandas as pd
import pytest

import cxsim as cx
from cxsim.results import customers as customers_module
from cxsim.results import events as events_module
from cxsim.results.run import Run


def documented(module) -> set[str]:
    return set(re.findall(r"^([a-z_]+)  +\S", module.__doc__, re.MULTILINE)) - {"column"}


def test_every_column_of_the_event_log_is_documented(run: Run) -> None:
    assert documented(events_module) == set(run.events.columns)


def test_every_column_of_the_customer_table_is_documented(run: Run) -> None:
    counts = {"journeys", "visits", "frictions", "complaints", "recoveries", "referrals"}
    assert documented(customers_module) | counts == set(run.customers.columns)


def test_the_log_is_in_canonical_order(run: Run) -> None:
    keys = run.events[["replication", "customer", "step"]]
    assert keys.equals(keys.sort_values(["replication", "customer", "step"], kind="stable"))
    assert not keys.duplicated().any()


def test_everybody_is_in_exactly_one_final_state(run: Run) -> None:
    last = run.events.groupby(["replication", "customer"])["event"].last().astype(str)
    outcome = run.customers.set_index(["replication", "customer"])["outcome"].astype(str)
    states = {"followed_up": {"customer", "undecided"}, "left": {"left"}, "not_converted": {"not_converted"}}
    assert len(last) == len(outcome)
    assert all(outcome[key] in states[event] for key, event in last.items())


def test_the_customer_table_counts_what_the_log_shows(run: Run) -> None:
    events, people = run.events, run.customers.set_index(["replication", "customer"])
    by_person = events.groupby(["replication", "customer"])
    visits = (events["event"] == "visit").groupby([events["replication"], events["customer"]]).sum()
    finished = people[people["outcome"].isin(["left", "not_converted"])].index
    assert (visits[finished] == people.loc[finished, "visits"]).all()
    complaints = (events["notice"] == "complained").groupby([events["replication"], events["customer"]]).sum()
    assert (complaints[finished] == people.loc[finished, "complaints"]).all()
    assert (by_person["satisfaction"].last() == people["satisfaction"]).all()


def test_measured_are_those_who_could_be_followed(run: Run, scenario: cx.Scenario) -> None:
    people, period = run.customers, scenario.period
    end = period.warm_up + period.follow_up
    expected = np.where(
        people["since"] < period.warm_up,  # whether they were there from the start or joined in the warm-up
        ~(people["ended"] < period.warm_up),
        people["arrived"].between(period.warm_up, end - period.time_to_decide),
    )
    assert (people["measured"] == expected).all()
    assert 0 < people["measured"].mean() < 1


def test_who_is_todays_who_came_and_who_joined(scenario: cx.Scenario) -> None:
    period = scenario.period.model_copy(update={"time_to_decide": 1.5})
    run = cx.simulate(scenario.model_copy(update={"period": period}), replications=3, seed=3)
    people = run.customers
    began, last = period.warm_up, period.warm_up + period.follow_up - period.time_to_decide
    for row in people.to_dict("records"):
        customer = row["origin"] == "existing" or not np.isnan(row["converted"])
        todays = customer and row["since"] < began and not row["ended"] < began
        came = row["origin"] == "prospect" and began <= row["arrived"] <= last
        joined = came and row["converted"] - row["arrived"] <= period.time_to_decide
        assert (row["todays"], row["came"], row["joined"]) == (todays, came, joined)
    assert people[["todays", "came", "joined"]].sum().min() > 0
    late = people["came"] & (people["converted"] - people["arrived"] > period.time_to_decide)
    assert late.any(), "who takes longer is no longer counted"


def test_years_and_value_add_up_by_hand(run: Run, scenario: cx.Scenario) -> None:
    existing = run.customers[(run.customers["origin"] == "existing") & run.customers["kept"]]
    one = existing.iloc[0]
    margin = scenario.personas[one["persona"]].value_per_year
    years = 220 / 365
    assert one["years"] == pytest.approx(years)
    assert one["value"] == pytest.approx(margin * years - one["cost"])


def test_costs_are_visits_and_staff_time(run: Run) -> None:
    events, people = run.events, run.customers.set_index(["replication", "customer"])
    key = [events["replication"], events["customer"]]
    at_call = (events["event"] == "visit") & (events["touchpoint"] == "call")
    hours = events["duration"].where(at_call | (events["event"] == "recovery"), 0.0) * 24
    expected = (1.5 * at_call + 30.0 * hours).groupby(key).sum()
    finished = people["outcome"].isin(["left", "not_converted"])
    assert np.allclose(expected[finished], people.loc[finished, "cost"])


def test_process_mining_tools_find_their_columns(run: Run, scenario: cx.Scenario) -> None:
    log = run.to_process_mining()
    expected = {"case:concept:name", "concept:name", "time:timestamp", "start_timestamp", "org:resource"}
    assert expected <= set(log.columns)
    assert len(log) == (run.events["event"] == "visit").sum()
    assert (log["time:timestamp"] >= log["start_timestamp"]).all()
    assert log["start_timestamp"].min() >= pd.Timestamp("2026-01-05")
    assert set(log["concept:name"]) == {"Site", "Call", "Offer"}
    recorded = run.to_process_mining(recorded_only=True)
    assert len(recorded) == (run.events["recorded"] & (run.events["event"] == "visit")).sum() < len(log)
