"""At which touchpoints an improvement does what."""

import pytest

import cxsim as cx
from cxsim.questions.experiments.acts_at import acts_at
from cxsim.questions.experiments.improvement_types import DELIGHT, PREVENTION, RECOVERY
from cxsim.scenario.load import scenario_from_dict
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


def test_who_is_led_elsewhere_is_spared_what_goes_wrong_where_they_would_have_gone(telecom):
    """A way that is built takes its share of those beside it, at a start and at a link; where the share of a
    link is changed, so is by name that of another."""
    links = {"help": {"links": {"call_centre": {"app": {"share": 0.1}}}}}
    library = {
        "begin": {"builds": {"journeys": {"help": {"start": {"shop": 0.3}}}}},
        "go_on": {"builds": {"journeys": links}},
    }
    data = telecom.model_dump(mode="json", by_alias=True)
    more = {name: {"title": name, "owner": "digital", **each} for name, each in library.items()}
    company = scenario_from_dict(data | {"improvements": more})
    starts = {*company.journeys["help"].start}
    assert acts_at(company, "begin", PREVENTION) == starts
    assert starts == {"app", "website"}
    beside = {name for _, fork in company.journeys["help"].links["call_centre"].each() for name in fork}
    assert acts_at(company, "go_on", PREVENTION) == {"call_centre", "appointment_sms", "shop"}
    assert beside == {"call_centre", "appointment_sms", "shop", "goal", "stop"}
