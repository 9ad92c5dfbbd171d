"""Who is followed how long in survival curves, and who was lost in that time."""

import pandas as pd
import pytest

import cxsim as cx
from cxsim.results.survival import NEW, durations
from tests.small import ROOT


@pytest.mark.parametrize(
    ("day", "lost", "duration"),
    [(200.0, True, 200.0), (362.9, True, 362.9), (363.7, False, 365.0), (365.0, False, 365.0)],
)
def test_who_does_not_renew_is_followed_to_the_end_of_the_first_contract(day, lost, duration):
    """Renewal is decided when it suits the customer, a little before the term of 365 days is over."""
    scenario = cx.load_scenario(ROOT / "scenarios" / "telecom.yaml")
    came = scenario.period.warm_up + 70.0
    customer = {
        "measured": True,
        "was_customer": True,
        "todays": False,
        "since": came,
        "persona": "henri",
        "outcome": "left",
        "ended": came + day,
    }
    (found,) = durations(pd.DataFrame([customer]), scenario).to_dict("records")
    assert (found["group"], found["lost"], found["duration"]) == (NEW, lost, pytest.approx(duration))
