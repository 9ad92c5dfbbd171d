"""What interventions are called in sentences."""

import pytest

import cxsim as cx
from cxsim.language.speech import speaking
from cxsim.questions.comparison.called import called
from cxsim.questions.experiments.interventions import Become, Intervention

DONE = [
    (cx.MoreStaff("care_agents", 2), "Care agents: 2 more on duty"),
    (cx.MoreStaff("care_agents", -1), "Care agents: 1 fewer on duty"),
    (cx.NoWaiting(), "Nobody waits anywhere"),
    (cx.NoWaiting("shop"), "Shop: nobody waits"),
    (cx.LessFriction("shop", 0.5), "Shop: 50\u00a0% less friction"),
    (cx.ForceOutcome("shop", "friction"), "Shop: friction at the first visit"),
    (cx.ForceOutcome("shop", "recovered", "every"), "Shop: friction that is put right at every visit"),
    (cx.KeepContext(), "Context is kept everywhere"),
    (cx.KeepContext("website"), "Context is kept from Website on"),
    (cx.KeepContext(target="shop"), "Context is kept on the way to Shop"),
    (cx.KeepContext("website", "shop"), "Context is kept from Website to Shop"),
    (cx.ReachLevel("managed"), "CEM maturity: managed"),
    (cx.ReachLevel("managed", "use"), "CEM maturity in use: managed"),
]


@pytest.fixture(scope="module")
def telecom() -> cx.Scenario:
    return cx.load_scenario("scenarios/telecom.yaml")


@pytest.mark.parametrize(("done", "name"), DONE, ids=[name for _, name in DONE])
def test_it_is_called_by_what_it_does(telecom: cx.Scenario, done: Intervention, name: str) -> None:
    assert called(telecom, done) == name
    with speaking("fr"):
        there = called(telecom, done)
    assert there != name
    assert not {"friction", "kept", "waits", "duty"} & set(there.replace(":", " ").split())


def test_whatever_has_a_title_keeps_it(telecom: cx.Scenario) -> None:
    library, other = telecom.improvements, telecom.model_copy(update={"title": "Another"})
    assert called(telecom, cx.Improve("stable_app")) == library["stable_app"].title
    both = called(telecom, cx.Improve("stable_app", "kept_appointments"))
    assert both == f"{library['stable_app'].title} + {library['kept_appointments'].title}"
    assert called(telecom, other) == called(telecom, Become(other)) == "Another"


def test_every_one_that_is_public_is_called_something(telecom: cx.Scenario) -> None:
    public = {one for one in vars(cx).values() if isinstance(one, type) and issubclass(one, Intervention)}
    assert public == {type(done) for done, _ in DONE} | {cx.Improve}
    for done, _ in DONE:
        assert type(done).__name__ not in called(telecom, done)
