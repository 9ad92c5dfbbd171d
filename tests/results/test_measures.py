"""KPIs rest on tallies that the engine keeps: another computation, from the event log alone, agrees."""

import numpy as np
import pandas as pd
import pytest

import cxsim as cx
from cxsim.engine.plan import plan
from cxsim.results.catalogue import CATALOGUE
from cxsim.results.kpis import sums_of
from cxsim.scenario.load import scenario_from_dict
from cxsim.scenario.measures import KPIS, LINK, TEAM, WHOLE
from tests.engine.rich import rich
from tests.results import measures
from tests.results.money import worth_by_hand

# Who accepted a call back is not in the event log; held in `tests/engine/test_callbacks.py`, and the service
# level, in which they do not count, in `tests/engine/test_service_level.py`.
CALLED = ("called_back", "unreached", "service_level")
TEAM_BY_HAND = tuple(kpi for kpi in TEAM if kpi not in CALLED)


def by_hand(run: cx.Run) -> dict[tuple[str, str, str], float]:
    """The mean of each KPI, from tables alone."""
    events, customers, scenario = run.events, run.customers, run.scenario
    table = measures.visit_table(events, customers, scenario)

    def visits(of: pd.DataFrame, by: str | None) -> pd.DataFrame:
        return measures.with_cases(measures.visits(of, by), measures.cases(events, customers, scenario, by))

    def whole(by: str | None) -> pd.DataFrame:
        return pd.concat(
            [
                measures.people(customers, table, events, scenario, by),
                money(run, by),
                visits(table, by),
                measures.surveys(events, customers, scenario, by),
                measures.decisions(events, customers, scenario, by),
                measures.journeys(events, customers, table, scenario, by),
            ],
            axis=1,
        ).fillna(0.0)

    everyone = measures.people(customers, table, events, scenario).droplevel("name")
    everyone = everyone[["people", "all_lost"]]

    def of_everyone(sums: pd.DataFrame) -> pd.DataFrame:
        """Add the replications in which nothing happened, and what shares of everybody refer to."""
        names = sums.index.unique(level=1)
        everywhere = pd.MultiIndex.from_product([everyone.index, names], names=measures.INDEX)
        return sums.reindex(everywhere, fill_value=0.0).join(everyone, on="replication")

    means = ratios("journey", whole(None), WHOLE) | ratios("persona", whole("persona"), WHOLE)
    for scope in ("touchpoint", "stage", "channel", "department"):
        sums = visits(table, scope).join(measures.losses(customers, scenario, scope)).fillna(0.0)
        means |= ratios(scope, of_everyone(sums), KPIS[scope])
    links = measures.visits(table[table["origin"].notna()], "link")
    means |= ratios("link", of_everyone(links[links["passages"] > 0]), LINK)
    return means | ratios("team", of_everyone(measures.teams(events, plan(scenario), scenario)), TEAM_BY_HAND)


def money(run: cx.Run, by: str | None) -> pd.DataFrame:
    """Customers at the end and what today's have brought, by other means than the engine's tally."""
    ends = run.customers[run.customers["outcome"] == "customer"]
    names = ["all"] if by is None else list(run.scenario.personas)
    found = {}
    for number in range(run.manifest["replications"]):
        brought = worth_by_hand(run, number)
        for name in names:
            there = ends[(ends["replication"] == number) & ((ends["persona"] == name) | (name == "all"))]
            mine = brought.values() if name == "all" else [brought[name]]
            found[number, name] = {
                "customers_at_end": len(there),
                "runs": 1.0,
                "brought_by_todays": sum(mine),
            }
    return pd.DataFrame.from_dict(found, orient="index").rename_axis(measures.INDEX)


def ratios(scope: str, sums: pd.DataFrame, names: tuple[str, ...]) -> dict[tuple[str, str, str], float]:
    means = {}
    for name in names:
        kpi = CATALOGUE[name]
        whole = sums.groupby(level=1)[[kpi.numerator, kpi.denominator]].sum()
        ratio = whole[kpi.numerator] / whole[kpi.denominator].where(whole[kpi.denominator] != 0)
        for key, mean in ratio.items():
            means[scope, key, name] = mean
    return means


def agree(run: cx.Run) -> None:
    table = run.kpis().set_index(["scope", "name", "kpi"])["mean"].drop(index=[*CALLED], level="kpi")
    expected = pd.Series(by_hand(run)).reindex(table.index)
    # Costs are counted in units of 2^-16, each visit's by itself.
    value = table.index.get_level_values("kpi") == "value"
    for which, tolerance in ((~value, 1e-6), (value, 1e-3)):
        np.testing.assert_allclose(table[which], expected[which], rtol=tolerance, atol=tolerance)
    assert len(table) == len(by_hand(run))


def agree_by_persona(run: cx.Run) -> None:
    """What a part of the journey was to one persona, from the rows of the log that are theirs."""
    numbers, known = plan(run.scenario), run.customers
    for persona in run.scenario.personas:
        customers = known[known["persona"] == persona]
        table = measures.visit_table(run.events[run.events["persona"] == persona], customers, run.scenario)
        for scope in ("touchpoint", "channel", "link"):
            linked = table["origin"].notna() & (
                table["origin"].astype(str) != table["touchpoint"].astype(str)
            )
            of = table[linked] if scope == "link" else table
            expected = measures.visits(of, scope)
            found = pd.concat([sums_of(scope, one, numbers, run.scenario, persona) for one in run.counts])
            everywhere = found.index.union(expected.index)  # also where one of both counts what is not there
            found, expected = (one.reindex(everywhere, fill_value=0.0) for one in (found, expected))
            assert expected["visits"].sum() > 0.0
            for column in ("visits", "frictions", "felt", "wait", "csat", "abandoned"):
                np.testing.assert_allclose(found[column], expected[column], rtol=1e-6, atol=1e-6)
            if scope == "link":
                continue
            lost = measures.losses(customers, run.scenario, scope).reindex(everywhere, fill_value=0.0)
            for column in lost.columns:
                np.testing.assert_allclose(found[column], lost[column])
        assert (found["people"].groupby("replication").first() > 0).all()


def test_kpis_of_a_small_company(run: cx.Run) -> None:
    agree(run)


@pytest.mark.parametrize("seed", range(4))
def test_kpis_where_everything_happens(seed: int) -> None:
    data = rich(seed, coarse=bool(seed & 1), no_purchase=bool(seed & 2))
    # So that each journey is a matter of its own:
    data["journeys"]["help"]["calls_in_a_row"] = 1
    for desk in data["desks"].values():
        desk.pop("asks_again", None)
    data["period"] |= {"warm_up": "10 d", "time_to_decide": "5 d"}
    run = cx.simulate(scenario_from_dict(data), replications=2, seed=seed + 1)
    agree(run)
    agree_by_persona(run)
