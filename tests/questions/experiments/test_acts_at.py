"""At which touchpoints an improvement does what."""

import pytest

import cxsim as cx
from cxsim.questions.experiments.acts_at import acts_at
from cxsim.questions.experiments.improvement_types import DELIGHT, PREVENTION, RECOVERY
from cxsim.scenario.model import Scenario
from tests.small import ROOT


@pytest.fixture(scope="module")
def telecom() -> Scenario:
    return cx.load_scenario(ROOT / "scenarios" / "telecom.yaml")


@pytest.mark.parametrize(
    ("improvement", "kind", "places"),
    [
        ("faster_website", PREVENTION, {"website"}),
        ("stable_app", PREVENTION, {"app", "call_centre"}),  # less is asked for there
        ("two_more_agents_at_peak", PREVENTION, {"call_centre", "retention_desk"}),  # one team
        ("recovery_training", PREVENTION, set()),
        (
            "recovery_training",
            RECOVERY,
            {"call_centre", "retention_desk", "renewal_offer", "website", "checkout", "app", "shop"},
        ),
        ("invoice_corrections_in_a_day", RECOVERY, {"invoice"}),  # its team works at the desk alone
        ("managed_experience_in_use", RECOVERY, {"technician", "app", "invoice", "call_centre"}),
        ("thank_you_surprises", DELIGHT, {"app", "welcome_email", "shop"}),
        ("honest_advertising", PREVENTION, {"social_ad"}),  # expectations are of no place
    ],
)
def test_it_acts_where_what_it_changes_belongs_to(telecom, improvement, kind, places):
    assert acts_at(telecom, improvement, kind) == places
