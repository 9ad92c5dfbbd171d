"""A run is an answer: it shows itself, says what it needs for a chart or table, and gives its figures."""

from pathlib import Path

import pandas as pd
import pytest

import cxsim as cx
from cxsim.results.recorded import NotRecordedError
from cxsim.results.survival import NEW, PAST_FIRST, durations, survival_curve


@pytest.fixture(scope="module")
def saved(run: cx.Run, tmp_path_factory: pytest.TempPathFactory) -> cx.Run:
    return cx.read_run(run.save(tmp_path_factory.mktemp("saved") / "run"))


@pytest.fixture(scope="module")
def few(scenario: cx.Scenario) -> cx.Run:
    return cx.simulate(scenario, replications=2, record="kpis")


def test_a_saved_run_shows_itself_as_it_did_before(run: cx.Run, saved: cx.Run) -> None:
    assert saved.scenario == run.scenario
    assert saved.manifest == run.manifest
    assert (saved.charts, saved.tables, saved.frames) == (run.charts, run.tables, run.frames)
    assert str(saved) == str(run)
    for name in run.charts:
        if name != "fit":
            assert saved.chart(name).png == run.chart(name).png, name
    for name in ("kpis", "links", "assumptions", "personas"):
        assert str(saved.table(name)) == str(run.table(name)), name


def test_a_saved_run_can_be_saved_again(saved: cx.Run, tmp_path: Path) -> None:
    again = saved.save(tmp_path / "again")
    for file in again.iterdir():
        assert file.read_bytes() == (Path(saved.folder) / file.name).read_bytes(), file.name


def test_its_evidence_is_saved_with_a_scenario(tmp_path: Path) -> None:
    telecom = cx.load_scenario("scenarios/telecom.yaml")
    run = cx.simulate(telecom, replications=1, record="kpis", folder=tmp_path / "run")
    saved = cx.read_run(tmp_path / "run")
    assert saved.scenario.evidence == telecom.evidence != {}
    assert str(saved.table("assumptions")) == str(run.table("assumptions"))


def test_figures_are_given_as_numbers(run: cx.Run, few: cx.Run) -> None:
    assert run.frames == ("kpis", "customers", "events")
    assert run.to_frame().equals(run.kpis())
    assert run.to_frame("customers").equals(run.customers)
    assert run.to_frame("events").equals(run.events)
    assert run.to_frame() is not run.kpis(), "a copy"
    assert few.frames == ("kpis",)
    with pytest.raises(NotRecordedError, match='record="events"'):
        few.to_frame("events")
    with pytest.raises(cx.CxsimError, match=r'Run\.to_frame: found "evnts"; did you mean "events"\?'):
        run.to_frame("evnts")


@pytest.mark.parametrize(
    ("what", "given", "message"),
    [
        ("chart", {"name": "fit"}, 'Run.chart("fit"): observed: found nothing, expected observed=…'),
        ("table", {"name": "fit"}, 'Run.table("fit"): observed: found nothing, expected observed=…'),
        ("chart", {"name": "team_day", "team": "x"}, 'team: found "x", expected agents'),
        ("chart", {"name": "team_day", "team": "agent"}, 'found "agent", did you mean "agents"?'),
        ("chart", {"name": "team_day", "team": 3}, "team: found 3, expected agents"),
        (
            "chart",
            {"name": "queues", "team": "agents"},
            '"queues"): found team=…, which it does not',
        ),
        ("chart", {"name": "team_day", "tema": "x"}, 'did you mean "team"?'),
        ("chart", {"name": "queue"}, 'Run.chart: found "queue"; did you mean "queues"?'),
        ("table", {"name": "kpis", "names": ["nsp"]}, 'found "nsp", which is no KPI of the journey; did you'),
    ],
)
def test_what_is_missing_or_too_much_is_said_in_a_line(run: cx.Run, what, given, message) -> None:
    with pytest.raises(cx.CxsimError) as caught:
        getattr(run, what)(**given)
    said = str(caught.value)
    assert message in said
    assert "\n" not in said


def test_a_chart_that_needs_what_was_not_recorded_says_so(few: cx.Run) -> None:
    for name in ("queues", "feelings", "handoffs", "team_day", "flow", "survival", "losses"):
        with pytest.raises(NotRecordedError, match='record="events"'):
            few.chart(name)
    assert set(few.chart("map").data["touchpoint"]) == {
        one.title for one in few.scenario.touchpoints.values()
    }
    assert len(few.table("kpis").frame)


def test_survival_is_the_curve_of_the_chart(run: cx.Run) -> None:
    curve = run.survival("ana")
    drawn = run.chart("survival").data
    for new, group in ((False, PAST_FIRST), (True, NEW)):
        there = drawn[(drawn["persona"] == "Ana") & (drawn["group"] == group)]
        assert len(there) > 3
        same = run.survival("ana", new=new).set_index("day").loc[there["day"], ["share", "low", "high"]]
        assert (same.to_numpy() == there[["share", "low", "high"]].to_numpy()).all()
    assert curve["share"].iloc[-1] < run.survival("ana", new=True)["share"].iloc[-1]
    followed = durations(run.customers, run.scenario)
    first = followed[followed["replication"] == 0]
    alone = survival_curve(first)["share"].iloc[-1]
    whole = run.survival()
    assert whole["share"].iloc[0] <= 1.0
    assert 0.0 < alone < 1.0
    assert (whole["share"].diff().dropna() <= 0).all()
    assert ((whole["low"] <= whole["share"]) & (whole["share"] <= whole["high"])).all()
    with pytest.raises(cx.CxsimError, match='persona: found "anna", did you mean "ana"'):
        run.survival("anna")


def test_process_mining_takes_the_visits(run: cx.Run, saved: cx.Run) -> None:
    log = run.to_process_mining()
    assert len(log) == (run.events["event"] == "visit").sum()
    pd.testing.assert_frame_equal(saved.to_process_mining(), log)
