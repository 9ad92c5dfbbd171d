"""What happens rarely counts with its zeros: recounted in plain loops, replication by replication."""

import collections

import numpy as np
import pytest

import cxsim as cx
from cxsim.scenario.load import scenario_from_dict
from tests.engine.scenarios import scenario, touchpoint

REPLICATIONS = 30


@pytest.fixture(scope="module")
def run() -> cx.Run:
    """A company of eleven, of whom hardly anybody is ever sent on to the hotline, or hurt there."""
    data = scenario(
        {"site": touchpoint(), "hotline": touchpoint(department="care", stage="advocacy", channel="phone")},
        {
            "buy": {
                "title": "Buy",
                "type": "onboarding",
                "start": {"site": 1.0},
                "links": {"site": {"goal": 1.0}},
            },
            "use": {
                "title": "Use",
                "type": "use",
                "every": {"distribution": "exponential", "mean": "100 d"},
                "start": {"site": 1.0},
                "links": {
                    "site": {"hotline": {"share": 0.02, "context_loss": 0.5}, "goal": 0.98},
                    "hotline": {"hotline": 0.5, "goal": 0.5},
                },
            },
        },
        on=("frictions", "handoffs", "gate", "mood", "memory"),
        existing=11,
        horizon=100,
        departments={"sales": {"title": "Sales"}, "care": {"title": "Care"}},
        channels={"web": {"title": "Web"}, "phone": {"title": "Phone"}},
        handoffs={"severity": 0.5},
        gate={"friction": 3.0},
    )
    data["touchpoints"]["hotline"] |= {
        "frictions": {"rude": {"probability": 0.5, "severity": 0.9}},
        "gate": {"customer": 0.3},
    }
    return cx.simulate(scenario_from_dict(data), replications=REPLICATIONS, seed=3)


def recount(run: cx.Run) -> dict[str, list[collections.Counter]]:
    """Count, replication by replication, what happens to those measured: by place, and on the way there."""
    people = run.customers[run.customers["measured"]]
    measured = set(zip(people["replication"], people["customer"], strict=True))
    everybody = [collections.Counter() for _ in range(REPLICATIONS)]
    places = [collections.Counter() for _ in range(REPLICATIONS)]
    for row in people.to_dict("records"):
        everybody[row["replication"]]["people"] += 1
        if row["outcome"] in ("left", "lapsed", "not_converted"):
            everybody[row["replication"]]["losses"] += 1
            places[row["replication"]][row["left_touchpoint"], "losses"] += 1
            places[row["replication"]][row["cause_touchpoint"], "caused"] += 1
    for row in run.events.to_dict("records"):
        if (row["replication"], row["customer"]) not in measured:
            continue
        cells, here = places[row["replication"]], row["touchpoint"]
        way = (row["origin"], here)
        if row["event"] == "visit":
            cells[here, "visits"] += 1
            cells[way, "visits"] += 1
            cells[here, "pain"] += min(row["felt"], 0.0)
            cells[here, "frictions"] += row["outcome"] not in ("ok", "delight")
        elif row["event"] == "context_lost":
            cells[here, "context_lost"] += 1
    return {"everybody": everybody, "places": places}


def total(counts: list[collections.Counter], key: object) -> float:
    return float(sum(one[key] for one in counts))


def test_most_replications_have_no_visit_to_the_hotline(run: cx.Run) -> None:
    visits = [one["hotline", "visits"] for one in recount(run)["places"]]
    assert 2 <= np.count_nonzero(visits) <= REPLICATIONS / 2


def test_sums_for_each_person_and_shares_of_all_count_the_zeros(run: cx.Run) -> None:
    found, table = recount(run), run.kpis().set_index(["scope", "name", "kpi"]).sort_index()
    places, people = found["places"], total(found["everybody"], "people")
    losses = total(found["everybody"], "losses")
    for scope, name in (
        ("touchpoint", "hotline"),
        ("stage", "advocacy"),
        ("channel", "phone"),
        ("department", "care"),
    ):
        there = table.loc[(scope, name)]
        assert there.loc["visits", "mean"] == pytest.approx(total(places, ("hotline", "visits")) / people)
        assert there.loc["pain", "mean"] == pytest.approx(
            total(places, ("hotline", "pain")) / people, abs=1e-6
        )
        assert there.loc["left_here", "mean"] == pytest.approx(total(places, ("hotline", "losses")) / losses)
        assert there.loc["lost_after", "mean"] == pytest.approx(total(places, ("hotline", "caused")) / losses)
        assert there.loc["visits", "replications"] == REPLICATIONS
        # What is asked per visit lacks the replications without one.
        visited = sum(one["hotline", "visits"] > 0 for one in places)
        assert there.loc["friction", "replications"] == visited
        friction = total(places, ("hotline", "frictions")) / total(places, ("hotline", "visits"))
        assert there.loc["friction", "mean"] == pytest.approx(friction)


def test_links_that_are_hardly_used_count_the_zeros(run: cx.Run) -> None:
    found, table = recount(run), run.kpis().set_index(["scope", "name", "kpi"]).sort_index()
    passages = total(found["places"], (("site", "hotline"), "visits"))
    link = table.loc[("link", "site → hotline")]
    assert link.loc["visits", "mean"] == pytest.approx(passages / total(found["everybody"], "people"))
    lost = total(found["places"], ("hotline", "context_lost"))
    assert link.loc["context_lost", "mean"] == pytest.approx(lost / passages)
    assert link.loc["visits", "low"] < link.loc["visits", "mean"] < link.loc["visits", "high"]


def test_parts_add_up_to_the_whole(run: cx.Run) -> None:
    table = run.kpis().set_index(["scope", "name", "kpi"])["mean"]
    whole = table["journey", "all", "visits"]
    for scope in ("touchpoint", "stage", "channel", "department"):
        assert table.xs("visits", level="kpi")[scope].sum() == pytest.approx(whole)
