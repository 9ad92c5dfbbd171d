"""What speed is measured with stays valid, however the format of scenarios changes."""

import pytest

from benchmarks import contact_centre, telecom
from cxsim.engine.simpy_engine import replicate
from cxsim.scenario.load import load_scenario


@pytest.mark.parametrize("module", [contact_centre, telecom])
def test_the_scenarios_can_be_loaded(module):
    """They are no product: no command that is tried elsewhere reads them."""
    assert load_scenario(module.FILE).touchpoints


def test_both_engines_live_the_telecom_journey():
    lived = telecom.in_the_compiled_engine(1, seed=1)
    assert lived["visits"] > 20_000
    assert telecom.in_the_simpy_engine(1, seed=1) == lived


def test_the_contact_centre_serves_its_customers():
    plan = contact_centre.plan_for(300)
    assert contact_centre.run(300, seed=1)["units"] == len(replicate(plan, 1, 0, keep_events=False).customers)
