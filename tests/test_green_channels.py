"""Every channel fine, the whole poor: the fragmented operator is what its file says it is."""

import pytest

import cxsim as cx
from tests.small import ROOT

FILE = ROOT / "scenarios" / "green_channels.yaml"


@pytest.fixture(scope="module")
def scenario() -> cx.Scenario:
    return cx.load_scenario(FILE)


@pytest.fixture(scope="module")
def run(scenario: cx.Scenario) -> cx.Run:
    return cx.simulate(scenario, replications=4, seed=1, record="kpis", workers=2)


@pytest.fixture(scope="module")
def mended(scenario: cx.Scenario) -> cx.Run:
    """The same company, in which context is never lost."""
    kept = scenario.mechanisms.model_copy(update={"handoffs": False})
    whole = scenario.model_copy(update={"mechanisms": kept})
    return cx.simulate(whole, replications=4, seed=1, record="kpis", workers=2)


@pytest.mark.parametrize("scope", ["channel", "touchpoint", "department"])
def test_every_part_is_green_and_the_journey_red(run: cx.Run, scope: str) -> None:
    found = cx.targets(run, scope=scope)
    assert set(found.parts) == {"green"}, found.table()
    assert len(found.parts) == {"channel": 8, "touchpoint": 13, "department": 6}[scope]
    assert found.whole == "red"
    assert found.summary().startswith(
        f"Each of {len(found.parts)} {scope}s meets its targets, but the journey does not: yearly retention "
    )


def test_the_journey_misses_both_of_its_targets_clearly(run: cx.Run) -> None:
    table = cx.targets(run).figures.set_index("kpi")
    assert table.loc["yearly_retention", "high"] < 0.77 < table.loc["yearly_retention", "target"] == 0.78
    assert table.loc["first_contact_resolution", "high"] < 0.65


@pytest.mark.verify
def test_most_of_what_is_lost_is_lost_on_the_links(scenario: cx.Scenario) -> None:
    found = cx.fragmentation(scenario, replications=4)
    assert found.share["low"] > 0.5
    assert found.figures.loc["perfect links", "low_all"] > found.figures.loc["perfect parts", "high_all"]


def test_mending_the_links_turns_retention_green(mended: cx.Run) -> None:
    """So it is the hand-offs that hold the journey down, and not how it is built."""
    table = cx.targets(mended).figures.set_index("kpi")
    assert table.loc["yearly_retention", "status"] == "green"


def test_no_channel_knows_what_the_links_cost(run: cx.Run, mended: cx.Run) -> None:
    """Whether context is lost or never, a channel sees the same frictions and the same satisfaction."""
    with_, without = (
        one.kpis().set_index(["scope", "name", "kpi"])["mean"]["channel"].unstack() for one in (run, mended)
    )
    assert (with_["satisfied"] - without["satisfied"]).abs().max() < 0.04
    assert (with_["friction"] - without["friction"]).abs().max() < 0.02


def test_the_case_file_reaches_every_link_that_says_it_loses_context(scenario: cx.Scenario) -> None:
    paths = {change.path for change in scenario.improvements["one_case_file"].changes}
    leaky = {
        f"journeys.{journey}.links.{source}.{target}.context_loss"
        for journey, described in scenario.journeys.items()
        for source, links in described.links.items()
        for target, link in links.items()
        if (link.context_loss or 0.0) >= 0.25
    }
    assert leaky == paths
