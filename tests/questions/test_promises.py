"""What answers promise holds in as many studies as they say: of harm, of a choice, and of what pays."""

from collections.abc import Callable

import numpy as np
import pytest
from scipy import stats

from cxsim.questions.choice.estimate import select
from cxsim.questions.portfolio.estimate import portfolio, surely_paying
from cxsim.questions.ranking.estimate import rank
from cxsim.scenario.model import Scenario
from tests.engine.scenarios import Data, persona
from tests.questions.library import improvement
from tests.questions.notes import noted
from tests.questions.portfolio.companies import mend, using
from tests.questions.test_known_companies import company, renewals

pytestmark = pytest.mark.verify
STUDIES = 300
Verification = Callable[[str, float, str, float], None]


def small(library: Data, **parts: object) -> Scenario:
    return company(library, existing=400, prospects=0.0, **parts)


def test_harm_is_found_and_not_made_up(verification: Verification) -> None:
    """One persona in three loses nine of 100 by it, and another nothing at all."""
    personas = {
        name: persona(title=name, share=1 / 3, contract="1 y") for name in ("gaining", "same", "losing")
    }
    two_sided = improvement("personas.gaining.loyalty", 1.0, "set")
    two_sided["changes"].append({"path": "personas.losing.loyalty", "operation": "set", "value": -0.5})
    scenario = small({"two_sided": two_sided}, personas=personas)
    found = [rank(scenario, replications=10, seed=seed).figures["harmed"].iloc[0] for seed in range(STUDIES)]
    made_up = np.mean([bool({"gaining", "same"} & set(one)) for one in found])
    verification("personas harmed that are not", float(made_up), "at most", 0.05)
    verification(
        "a persona that loses 9 of 100, found",
        float(np.mean(["losing" in one for one in found])),
        "at least",
        0.95,
    )


@pytest.mark.parametrize("objective", ["stay", "customers", "net_value"])
def test_the_best_is_chosen_under_each_objective(objective: str, verification: Verification) -> None:
    library = {"better": renewals(0.9), "good": renewals(0.86), "worse": renewals(0.75)}
    chosen = [
        select(small(library), zone=0.03, most=60, seed=seed, objective=objective).best
        for seed in range(STUDIES // 3)
    ]
    verification(
        f"right choices by {objective}", np.mean([one == "better" for one in chosen]), "at least", 0.95
    )


def test_the_best_is_chosen_where_prospects_are_to_join(verification: Verification) -> None:
    """How many turn back at the only gate, of 730 prospects."""
    library = {
        name: improvement("touchpoints.shop.gate.prospect", chance, "set")
        for name, chance in {"better": 0.1, "good": 0.14, "worse": 0.3}.items()
    }
    scenario = company(library, existing=400, prospects=2.0)
    chosen = [
        select(scenario, zone=0.03, most=60, seed=seed, objective="join").best for seed in range(STUDIES // 3)
    ]
    verification("right choices by join", np.mean([one == "better" for one in chosen]), "at least", 0.95)


def test_the_best_over_sets_of_assumptions_is_chosen(verification: Verification) -> None:
    """How likely renewals are is not known: one improvement sets it, the other adds to whatever it is."""
    library = {"sets": renewals(0.9), "adds": improvement("loyalty.renewal", 0.03, "add")}
    scenario = small(library, loyalty={"renewal": noted(0.8, 0.7, 0.9), "anchor": 0.0})
    chosen = [
        select(scenario, zone=0.03, most=200, seed=seed, use="ranges", sets=100).best
        for seed in range(STUDIES // 6)
    ]
    verification("right choices over sets", np.mean([one == "sets" for one in chosen]), "at least", 0.95)


def evenly(cost: float) -> Scenario:
    """Eight places, each with an improvement that costs so much; whom one keeps may be kept by the next."""
    places = [f"p{number}" for number in range(8)]
    library = {name: mend(name, "one", 0.5, one_off=cost) for name in places}
    library["four"] = improvement("touchpoints.p0.frictions.one.probability", 0.5)
    library["four"]["changes"] = [change for name in places[:4] for change in library[name]["changes"]]
    data = using({name: {"one": 0.5} for name in places}, library)
    for name in places:
        data["touchpoints"][name]["gate"]["customer"] = 0.005
    return Scenario.model_validate(data)


def test_of_sets_that_bring_what_they_cost_none_surely_pays(verification: Verification) -> None:
    """The budget buys four, which bring together what they cost; the best of many seems to bring more."""
    brought = rank(evenly(1.0), ["four"], replications=1_000, seed=99).figures["value"].iloc[0]
    cost = brought / 4.0
    scenario = evenly(cost)
    places = [name for name in scenario.improvements if name != "four"]
    wrong = alone = 0
    for seed in range(STUDIES // 2):
        tried = portfolio(scenario, 4.0 * cost, places, replications=8, seed=seed).tried
        tried = tried[tried["improvements"].map(len) > 0]
        wrong += not surely_paying(tried).empty
        wider = stats.t.ppf(1 - 0.025 / len(tried), 7) / stats.t.ppf(0.975, 7)
        alone += (tried["net"] - (tried["net"] - tried["net_low"]) / wider > 0.0).any()
    verification("sets that would, by limits of their own", alone / (STUDIES // 2), "at least", 0.15)
    verification("sets that surely pay, though none does", wrong / (STUDIES // 2), "at most", 0.05)
