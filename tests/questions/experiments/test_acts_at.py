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


def test_a_team_that_works_at_a_desk_alone_acts_where_the_desk_does(telecom):
    more = telecom.improvements["two_more_technicians"]
    changes = tuple(
        one.model_copy(update={"path": one.path.replace("technicians", "back_office")})
        for one in more.changes
    )
    library = {"two_more_clerks": more.model_copy(update={"changes": changes})}
    company = telecom.model_copy(update={"improvements": library})
    assert acts_at(company, "two_more_clerks", RECOVERY) == {"invoice"}
    assert acts_at(company, "two_more_clerks", PREVENTION) == set()
