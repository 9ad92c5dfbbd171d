"""Improvements for some customers only: each lives as the improvements would have it that address them."""

import contextlib
import dataclasses
import itertools
import random
import zlib

import numpy as np
import pytest

from cxsim.engine.parts import Addressed, Plan
from cxsim.engine.streams import Streams
from cxsim.engine.vocabulary import LIFE, WHOLE_JOURNEY, LifeDraw, State
from cxsim.questions.experiments.interventions import Improve, World, world
from cxsim.questions.ranking.estimate import rank
from cxsim.scenario.changes import plain
from cxsim.scenario.faults import ScenarioError
from cxsim.scenario.load import load_scenario, scenario_from_dict
from cxsim.scenario.model import Scenario
from tests.engine.engines import Columns, by_kernel, by_simpy, in_columns
from tests.engine.identity import assert_identical, bits, plan_of
from tests.engine.rich import rich
from tests.engine.scenarios import Data, changed, persona, scenario, touchpoint
from tests.engine.strategies import examples
from tests.engine.test_branch import other
from tests.engine.test_settling import company
from tests.questions.library import STAKES, friction, improvement
from tests.questions.small_worlds import Truth, row_of
from tests.small import ROOT

SEED = 3
PERSONAS = {
    "ana": persona(title="Ana", share=0.4, spread={"expectation": 0.1}, expectation=0.8),
    "ben": persona(title="Ben", share=0.6, spread={"expectation": 0.1}, expectation=0.8),
}
FIRST, SECOND = friction("second", 0.0), friction("third", 0.2)


def row(prospects: float = 12.0, personas: Data = PERSONAS, on: bool = True, **library: Data) -> Scenario:
    """Prospects who pass three touchpoints and never meet; each expects something of their own."""
    data = row_of(STAKES, prospects=prospects, personas=personas, improvements=library)
    return Scenario.model_validate(changed(data, differences=True, expectation=True, partial=on))


def lived(found: World) -> Columns:
    """What became of everybody, by their number."""
    customers = in_columns(by_simpy(found.plan, SEED)).customers  # which mutations of behaviour change
    order = np.argsort(customers["customer"])
    return {name: column[order] for name, column in customers.items()}


def draws_of(customers: np.ndarray, name: str) -> np.ndarray:
    """The draw that decides whether an improvement addresses a customer, by the page of the model alone."""
    streams, about = Streams(SEED, 0), zlib.crc32(name.encode())
    return np.array(
        [
            streams.uniforms(int(customer), LIFE, about, WHOLE_JOURNEY, 0, len(LifeDraw))[9]
            for customer in customers
        ]
    )


def some_differ(one: Columns, two: Columns) -> np.ndarray:
    """Of each person whether anything became of them otherwise."""
    assert (one["customer"] == two["customer"]).all()
    return np.any([bits(one[name]) != bits(two[name]) for name in one], axis=0)


# --- both engines


def partly(plan: Plan, seed: int) -> Plan:
    """The plan with two partial improvements that change much of it at random."""
    dice = random.Random(seed)

    def variant() -> Plan:
        new = other(plan, dice.randrange(1000))
        return dataclasses.replace(
            plan, personas=new.personas, touchpoints=new.touchpoints, journeys=new.journeys, desks=new.desks
        )

    shares = [tuple(dice.choice((0.0, 0.3, 0.7, 1.0)) for _ in plan.personas) for _ in range(2)]
    addressed = tuple(Addressed(dice.randrange(1 << 32), share) for share in shares)
    variants = (variant(), variant(), variant())
    return dataclasses.replace(plan, partial=addressed, variants=variants, together=(0, 2, 1, 3))


@pytest.mark.parametrize("coarse", [False, True])
def test_random_scenarios_with_partial_improvements_come_out_the_same(coarse):
    moved = 0
    for number, data in enumerate(examples(30, coarse)):
        plan = plan_of(data)
        customers = assert_identical(partly(plan, number), seed=number).customers
        moved += customers != assert_identical(plan, seed=number).customers
    assert moved > 20


@pytest.mark.parametrize("coarse", [False, True])
def test_rich_worlds_branch_with_them_in_the_same_way(coarse):
    data = changed(rich(11, coarse), {"period.warm_up": "20 d"})
    change = improvement("journeys.use.links.app.after.friction.call.share", 0.2, "set")
    change["changes"] += improvement("journeys.use.links.app.after.friction.app.share", 0.7, "set")["changes"]
    data["improvements"] = {
        "one": improvement("touchpoints.site.quality", 0.9, "set") | {"addressed": 0.4},
        "two": improvement("desks.desk.skill", 0.9, "set") | {"for": ["ana", "eva"]},
        "three": change | {"addressed": 0.5, "for": ["ben"], "begins": "2026-02-09"},
    }
    found = world(Scenario.model_validate(data), Improve("one", "two", "three"))
    assert [len(stage.variants) for stage in found.plan.stages] == [0, 5, 5]
    for seed in range(3):
        assert_identical(found.plan, seed)


def test_a_company_that_starts_settled_may_have_them():
    """Where customers stand at time 0 is the same for all of them, and not a change for some."""
    bound = improvement("personas.anybody.loyalty", 1.0, "add")
    library = {"some": bound | {"addressed": 0.4}, "all": bound}
    settled = Scenario.model_validate(changed(company(), {"improvements": library}, partial=True))
    some = world(settled, Improve("some"))
    assert_identical(some.plan, seed=3)
    found, today, everybody = (
        by_kernel(one.plan, SEED) for one in (some, world(settled), world(settled, Improve("all")))
    )
    addressed = draws_of(found.customers["customer"], "some") < 0.4
    assert 0.35 < addressed.mean() < 0.45
    assert len(addressed) > 1_000
    for name, of_all in found.customers.items():
        assert (
            bits(of_all) == bits(np.where(addressed, everybody.customers[name], today.customers[name]))
        ).all()


def test_improvements_of_the_reference_journey_may_be_for_some():
    data = plain(load_scenario(ROOT / "scenarios" / "telecom.yaml"))
    done = 0
    for name, one in data["improvements"].items():
        with contextlib.suppress(ScenarioError):  # what acts on all customers is refused there
            scenario = scenario_from_dict(data | {"improvements": {name: one | {"addressed": 0.5}}})
            done += len(world(scenario, Improve(name)).plan.variants)
    assert done > 10


# --- who is addressed


def test_each_lives_the_world_in_which_everybody_is_addressed_as_they_are():
    """To the last bit: whom an improvement addresses lives as if all did, and whom it does not as today."""
    shares = {"one": {"addressed": 0.4}, "two": {"addressed": 0.7, "for": ["ana"]}}
    partial = row(one=FIRST | shares["one"], two=SECOND | shares["two"])
    found = lived(world(partial, Improve("one", "two")))
    whole = row(one=FIRST, two=SECOND)
    by_one = draws_of(found["customer"], "one") < 0.4
    by_two = (draws_of(found["customer"], "two") < 0.7) & (found["persona"] == 0)
    seen = 0
    for names in ((), ("one",), ("two",), ("one", "two")):
        these = (by_one == ("one" in names)) & (by_two == ("two" in names))
        seen += these.sum()
        expected = lived(world(whole, Improve(*names)) if names else world(whole))
        assert not some_differ(found, expected)[these].any(), names
        assert these.sum() > 100
    assert seen == len(found["customer"]) > 1000


def test_terms_of_a_contract_but_for_the_first_may_differ():
    """Who is addressed finds it hard to leave a later term that follows by itself; the others do not."""
    contract = {"first": "30 d", "then": "10 d"}
    data = scenario({"site": touchpoint()}, existing=2_000, horizon=200.0, tenure="0 d")
    data = changed(data, {"personas.anybody.contract": contract}, loyalty=True, intention=True, partial=True)
    data = changed(data, {"loyalty": {"renewal": 0.7, "slope": 0.0}})
    bound = improvement("personas.anybody.contract.inertia", 0.1, "set")
    data["improvements"] = {"some": bound | {"addressed": 0.4}, "all": bound}
    company = Scenario.model_validate(data)
    today, some, everybody = (
        lived(one) for one in (world(company), *(world(company, Improve(name)) for name in ("some", "all")))
    )
    addressed = draws_of(some["customer"], "some") < 0.4
    stay = [found["state"] == State.CUSTOMER for found in (today, some, everybody)]
    assert (stay[1][~addressed] == stay[0][~addressed]).all()
    assert stay[1][addressed].mean() > 5.0 * stay[0][addressed].mean() > 0.0
    assert stay[1][addressed].mean() == pytest.approx(stay[2].mean(), abs=0.06)


def test_the_share_is_that_of_each_persona_and_improvements_are_drawn_for_themselves():
    scenario = row(prospects=60.0, one=FIRST | {"addressed": 0.4}, two=SECOND | {"addressed": 0.4})
    customers = lived(world(scenario))
    one, two = (draws_of(customers["customer"], name) < 0.4 for name in ("one", "two"))
    expected = {"one": one, "two": two, "both": one & two}
    for name, share in (("one", 0.4), ("two", 0.4), ("both", 0.16)):
        for place in range(2):
            who = expected[name][customers["persona"] == place]
            assert who.mean() == pytest.approx(share, abs=4.0 * np.sqrt(share * (1.0 - share) / len(who)))


def test_a_larger_share_adds_customers_and_takes_none_away():
    def of(share: float) -> Columns:
        return lived(world(row(one=FIRST | {"addressed": share}), Improve("one")))

    today = lived(world(row()))
    moved = [some_differ(today, of(share)) for share in (0.2, 0.5, 0.8, 1.0)]
    numbers = [some.sum() for some in moved]
    assert numbers == sorted(set(numbers))
    assert all((less <= more).all() for less, more in itertools.pairwise(moved))


def test_the_same_customers_are_addressed_in_every_bundle():
    library = {"one": FIRST | {"addressed": 0.5}, "two": SECOND | {"addressed": 0.5}}
    scenario = row(**library, three=improvement("touchpoints.first.cost", 1.0, "add"))
    alone = lived(world(scenario, Improve("one")))
    beside = lived(world(scenario, Improve("three", "one")))
    for name in ("state", "mood", "visits", "frictions"):
        assert (bits(alone[name]) == bits(beside[name])).all()
    both = lived(world(scenario, Improve("two", "one")))
    left_out = draws_of(both["customer"], "two") >= 0.5
    assert not some_differ(alone, both)[left_out].any()
    assert some_differ(alone, both)[~left_out].any()


# --- what it is worth


def test_a_share_addressed_at_random_gains_that_share_of_the_whole():
    """Prospects who never meet: addressed or not, nobody's luck depends on anybody else's."""
    alike = {name: persona(title=name, share=0.5) for name in ("ana", "ben")}
    library = {
        "whole": FIRST,
        "third": FIRST | {"addressed": 0.3},
        "anas": FIRST | {"for": ["ana"]},
        "some_anas": FIRST | {"for": ["ana"], "addressed": 0.4},
    }
    data = changed(row_of(STAKES, personas=alike, improvements=library), partial=True)
    found = rank(Scenario.model_validate(data), replications=25, seed=2).figures
    full = Truth(STAKES).potential("second", 1.0)
    for name, share in {"whole": 1.0, "third": 0.3, "anas": 0.5, "some_anas": 0.2}.items():
        assert found.loc[name, "gain_low"] <= share * full <= found.loc[name, "gain_high"], name
        assert found.loc[name, "gain"] == pytest.approx(share * full, rel=0.15), name


def test_only_the_personas_it_is_for_live_otherwise():
    today, then = (lived(world(row(one=FIRST | {"for": ["ben"]}), *done)) for done in ((), (Improve("one"),)))
    moved = some_differ(today, then)
    assert not moved[today["persona"] == 0].any()
    assert moved[today["persona"] == 1].mean() > 0.2


def test_what_a_contact_costs_is_due_for_whom_it_addresses():
    dearer = improvement("touchpoints.first.cost", 5.0, "add", yearly=100.0)
    then = lived(world(row(one=dearer | {"addressed": 0.3}), Improve("one")))
    addressed = draws_of(then["customer"], "one") < 0.3
    assert (then["cost"][addressed] == 5.0).all()
    assert not then["cost"][~addressed].any()


# --- the switch


def test_for_everybody_it_is_what_it_was_and_so_it_is_with_the_mechanism_off():
    usual = repr(world(row(one=FIRST), Improve("one")).plan)
    for said in ({"addressed": 1.0}, {"for": ["ana", "ben"]}, {"addressed": 1.0, "for": ["ben", "ana"]}):
        assert repr(world(row(one=FIRST | said), Improve("one")).plan) == usual
    some = FIRST | {"addressed": 0.3, "for": ["ana"]}
    assert repr(world(row(one=some), Improve("one")).plan) != usual
    assert repr(world(row(on=False, one=some), Improve("one")).plan) == usual
