"""Prevention, recovery and delight keep what theory says."""

import numpy as np
import pytest

from cxsim.engine.compiled_engine import simulate
from cxsim.engine.tally import AtVisit
from cxsim.questions.experiments.improvement_types import (
    DELIGHT,
    MIXED,
    PREVENTION,
    RECOVERY,
    TYPES,
)
from cxsim.questions.experiments.interventions import Improve, world
from cxsim.questions.experiments.worlds import live
from cxsim.questions.spending import words
from cxsim.questions.spending.estimate import AlwaysDelight, PutRightAtOnce, _table, where_to_spend
from cxsim.scenario.model import Scenario
from tests.engine.scenarios import Data, changed
from tests.questions.small_worlds import DELIGHT as DELIGHTED
from tests.questions.small_worlds import FRICTION, LOST, goes_on, row_of, today
from tests.questions.spending.money import COMPLAIN, LIBRARY, STAKES, data


def passing(
    stake: float, friction: float = FRICTION, recovered: float = 0.0, delight: float = DELIGHTED
) -> float:
    """How likely one goes on at a touchpoint."""
    return (
        friction * recovered * goes_on(stake, "recovered")
        + friction * (1 - recovered) * goes_on(stake, "friction")
        + (1 - friction) * delight * goes_on(stake, "delight")
        + (1 - friction) * (1 - delight) * goes_on(stake, "ok")
    )


def kept(a: Data | None = None, b: Data | None = None) -> float:
    """How many are kept, with changes at either touchpoint."""
    return passing(STAKES["a"], **(a or {})) * passing(STAKES["b"], **(b or {}))


def test_each_kind_chooses_what_keeps_most_within_the_budget(found):
    chosen = {kind: set(names) for kind, names in found.figures["improvements"].items()}
    assert chosen == {
        PREVENTION: {"no_more_at_a", "no_more_at_b"},
        RECOVERY: {"speak_up"},
        DELIGHT: {"wonders"},
    }
    assert found.figures["cost"].to_dict() == {PREVENTION: 50.0, RECOVERY: 40.0, DELIGHT: 45.0}
    assert found.types.to_dict()["both"] == MIXED


TRUTH = {
    PREVENTION: kept({"friction": 0.0}, {"friction": 0.0}) - kept(),
    RECOVERY: kept({"recovered": COMPLAIN}, {"recovered": COMPLAIN}) - kept(),
    DELIGHT: kept({"delight": 0.9}) - kept(),
}


@pytest.mark.parametrize("kind", TYPES)
def test_gains_are_what_theory_says(found, kind):
    row = found.figures.loc[kind]
    assert row["kept_low"] <= TRUTH[kind] <= row["kept_high"]
    assert row["kept_high"] - row["kept_low"] < 0.02
    assert row["cost_per_customer"] == pytest.approx(row["cost"] / row["customers"])
    assert row["customers"] == pytest.approx(row["kept"] * 20.0 * 99.0, rel=0.02), "99 days of prospects"


def test_differences_are_what_theory_says(found):
    for row in found.differences.itertuples():
        assert row.low <= TRUTH[row.one] - TRUTH[row.other] <= row.high
        assert row.high - row.low < 0.03
    assert len(found.differences) == 3


@pytest.mark.parametrize(
    ("kind", "change"),
    [(PREVENTION, {"friction": 0.0}), (RECOVERY, {"recovered": 1.0}), (DELIGHT, {"delight": 1.0})],
)
def test_what_could_be_kept_at_any_cost_is_what_theory_says(found, kind, change):
    row, truth = found.potential.loc[kind], kept(change, change) - kept()
    assert row["kept_low"] <= truth <= row["kept_high"]
    assert row["kept_high"] - row["kept_low"] < 0.02


def test_lost_context_belongs_to_prevention():
    """A friction of its own on the way to the second touchpoint, which prevention mends as well."""
    leaky = data(improvements={"no_more_at_a": LIBRARY["no_more_at_a"]})
    leaky["mechanisms"]["handoffs"] = True
    found = where_to_spend(Scenario.model_validate(leaky), 1.0, replications=12)
    row, now = found.potential.loc[PREVENTION], today(STAKES["a"], 0.0) * today(STAKES["b"], LOST)
    truth = kept({"friction": 0.0}, {"friction": 0.0}) - now
    assert row["kept_low"] <= truth <= row["kept_high"]
    assert truth - (kept({"friction": 0.0}, {"friction": 0.0}) - kept()) > row["kept_high"] - row["kept"]


def test_at_best_every_visit_ends_well():
    """Nothing but delight where delight is possible; nothing left that a desk could put right."""
    scenario = Scenario.model_validate(changed(data(), {"desks.desk.skill": 0.2, "desks.desk.hardness": 0.5}))
    delighted, recovered = (
        simulate(world(scenario, best).plan, 1, 0).tally.personas.sum(axis=0)
        for best in (AlwaysDelight(), PutRightAtOnce())
    )
    assert delighted[AtVisit.OK] == 0 < delighted[AtVisit.DELIGHT]
    assert recovered[AtVisit.FRICTION] == 0 < recovered[AtVisit.RECOVERED]


def test_what_is_chosen_is_measured_by_other_draws():
    """By the second half of the replications, none of which has been looked at before."""
    scenario = Scenario.model_validate(data())
    small = where_to_spend(scenario, 50.0, replications=2, seed=4, workers=1)
    assert small.figures.equals(where_to_spend(scenario, 50.0, replications=2, seed=4).figures)
    today, delighting = world(scenario), world(scenario, Improve("wonders"))
    gains = [live(delighting, 4, n).kept.mean() - live(today, 4, n).kept.mean() for n in (2, 3)]
    assert small.figures.loc[DELIGHT, "kept"] == pytest.approx(sum(gains) / 2)


def test_a_kind_without_improvements_keeps_nobody():
    scenario = Scenario.model_validate(data(improvements={"no_more_at_a": LIBRARY["no_more_at_a"]}))
    found = where_to_spend(scenario, 50.0, replications=3)
    assert (
        found.figures.loc[[RECOVERY, DELIGHT], ["cost", "kept", "kept_low", "kept_high"]]
        .eq(0.0)
        .all(axis=None)
    )
    assert "putting right what went wrong keeps nobody, because there is no such improvement" in str(found)
    poor = where_to_spend(scenario, 1.0, replications=3)
    assert words.best(poor).endswith("none of prevention, recovery and delight clearly keeps customers.")
    assert "Preventing what goes wrong keeps nobody, because none is worth its money" in str(poor)


def test_no_price_is_put_on_customers_who_are_not_clearly_kept():
    """The first and the last gain on average, but not whatever the luck was."""
    gains = np.array([[0.09, 0.02, 0.01], [-0.07, 0.03, 0.0], [0.02, 0.02, 0.0], [0.03, 0.03, 0.01]])
    table = _table(Scenario.model_validate(data()), dict.fromkeys(TYPES, ("wonders",)), gains, 40_000.0)
    assert (table["kept"] > 0.0).all()
    assert np.isnan(table["cost_per_customer"]).tolist() == [True, False, True]


def test_mistakes_are_named():
    for budget in (0.0, -1.0, float("inf"), float("nan")):
        with pytest.raises(ValueError, match=r"^budget: found .*, expected an amount of money above 0$"):
            where_to_spend(Scenario.model_validate(data()), budget)
    with pytest.raises(ValueError, match="has no improvements"):
        where_to_spend(Scenario.model_validate(row_of(STAKES)), 10.0)
