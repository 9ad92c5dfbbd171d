"""Parameters in words: where they belong, by titles."""

import pytest

import cxsim as cx
from cxsim.language.speech import speaking
from cxsim.questions.journey.assumptions import assumption

TOLD = {
    "journeys.help.links.call_centre.goal.share": "Getting help: Call centre → goal, share",
    "journeys.help.links.app.call_centre.context_loss": "Getting help: App → Call centre, context loss",
    "journeys.help.links.shop.after.friction.stop": "Getting help: Shop → stop, after friction, share",
    "journeys.help.links.shop.from.app.again.3.goal": (
        "Getting help: Shop → goal, after App, from visit 3 on, share"
    ),
    "touchpoints.call_centre.waiting.patience.scale": "Call centre: waiting, patience",
    "loyalty.slope": "Loyalty: slope",
}


@pytest.fixture(scope="module")
def telecom() -> cx.Scenario:
    return cx.load_scenario("scenarios/telecom.yaml")


@pytest.mark.parametrize("path", TOLD)
def test_a_parameter_is_told_by_titles(telecom: cx.Scenario, path: str) -> None:
    assert assumption(telecom, path) == TOLD[path]


def test_links_are_told_in_french() -> None:
    french = cx.load_scenario("scenarios/telecom_fr.yaml")
    with speaking("fr"):
        told = assumption(french, "journeys.help.links.shop.after.friction.stop")
    assert told == "Obtenir de l’aide\u00a0: Boutique → abandon, après irritants, part"


def test_every_parameter_of_what_is_shipped_is_told_by_titles() -> None:
    for name in ("telecom", "retail", "travel", "insurance", "green_channels", "bank"):
        scenario = cx.load_scenario(f"scenarios/{name}.yaml")
        for path in scenario.evidence:
            assert "links" not in assumption(scenario, path)
