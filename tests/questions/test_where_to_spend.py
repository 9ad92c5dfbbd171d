"""Prevention, recovery and delight keep what theory says, and each improvement is of the right kind."""

import dataclasses

import numpy as np
import pytest

import cxsim as cx
from cxsim.engine.compiled_engine import simulate
from cxsim.engine.tally import AtVisit
from cxsim.questions.experiments.improvement_types import (
    DELIGHT,
    KINDS,
    MIXED,
    NEITHER,
    PREVENTION,
    RECOVERY,
    kind_of,
    kinds_of,
)
from cxsim.questions.experiments.interventions import Improve, world
from cxsim.questions.experiments.worlds import live
from cxsim.questions.spending import words
from cxsim.questions.spending.estimate import AlwaysDelight, PutRightAtOnce, _table, where_to_spend
from cxsim.scenario.model import Scenario
from tests.engine.scenarios import Data, changed
from tests.questions.small_worlds import DELIGHT as DELIGHTED
from tests.questions.small_worlds import FRICTION, LOST, goes_on, row_of, today
from tests.questions.test_ranking import friction, improvement
from tests.small import ROOT

STAKES = {"a": 1.0, "b": 0.6}
COMPLAIN = 0.6  # as many would, if they were asked to
LIBRARY = {
    "no_more_at_a": friction("a", 0.0, one_off=30.0),
    "no_more_at_b": friction("b", 0.0, one_off=20.0),
    "speak_up": improvement("personas.anybody.complaint", COMPLAIN, "set", one_off=40.0),
    "wonders": improvement("touchpoints.a.delight.probability", 0.9, "set", one_off=45.0),
    "both": {
        **improvement("touchpoints.a.delight.probability", 1.0, "set", one_off=1.0),
        "changes": [
            {"path": "touchpoints.a.delight.probability", "value": 1.0},
            {"path": "touchpoints.a.frictions.trouble.probability", "value": 0.0},
        ],
    },
}


def data(**parts: Data) -> Data:
    """Nobody complains today; the desk puts right whatever it hears of."""
    built = changed(
        row_of(STAKES, **{"improvements": LIBRARY, "prospects": 20.0, **parts}),
        {"personas.anybody.complaint": 0.0, "desks.desk.skill": 1.0, "desks.desk.hardness": 0.0},
        handoffs=False,
        complaints=True,
    )
    return built


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


@pytest.fixture(scope="module")
def found():
    return where_to_spend(Scenario.model_validate(data()), 50.0, replications=15, seed=4)


def test_each_kind_chooses_what_keeps_most_within_the_budget(found):
    chosen = {kind: set(names) for kind, names in found.figures["improvements"].items()}
    assert chosen == {
        PREVENTION: {"no_more_at_a", "no_more_at_b"},
        RECOVERY: {"speak_up"},
        DELIGHT: {"wonders"},
    }
    assert found.figures["cost"].to_dict() == {PREVENTION: 50.0, RECOVERY: 40.0, DELIGHT: 45.0}
    assert found.kinds.to_dict()["both"] == MIXED


TRUTH = {
    PREVENTION: kept({"friction": 0.0}, {"friction": 0.0}) - kept(),
    RECOVERY: kept({"recovered": COMPLAIN}, {"recovered": COMPLAIN}) - kept(),
    DELIGHT: kept({"delight": 0.9}) - kept(),
}


@pytest.mark.parametrize("kind", KINDS)
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
    table = _table(Scenario.model_validate(data()), dict.fromkeys(KINDS, ("wonders",)), gains, 40_000.0)
    assert (table["kept"] > 0.0).all()
    assert np.isnan(table["cost_per_customer"]).tolist() == [True, False, True]


def test_mistakes_are_named():
    for budget in (0.0, -1.0, float("inf"), float("nan")):
        with pytest.raises(ValueError, match=r"^budget: found .*, expected an amount of money above 0$"):
            where_to_spend(Scenario.model_validate(data()), budget)
    with pytest.raises(ValueError, match="has no improvements"):
        where_to_spend(Scenario.model_validate(row_of(STAKES)), 10.0)


def test_words_and_table_say_the_figures(found):
    order = found.figures["kept"].sort_values(ascending=False).index
    names = {
        PREVENTION: "preventing what goes wrong",
        RECOVERY: "putting right what went wrong",
        DELIGHT: "delighting",
    }
    assert words.best(found) == (
        f"For up to EUR\u00a050, {names[order[0]]} clearly keeps more customers than either of the others."
    )
    for kind, row in found.figures.iterrows():
        gain, low, high = (f"{100 * row[f'kept{limit}']:.2f}" for limit in ("", "_low", "_high"))
        assert f"{names[kind]} keeps {gain} ({low}–{high}) more of 100 for EUR" in words.kinds(
            found
        ).lower().replace("eur", "EUR")
    assert words.left_out(found).startswith(
        "“set touchpoints.a.delight.probability by 1.0” is more than one of these"
    )
    assert "(15 replications)" not in words.sure(found)
    assert "chosen by 15 replications" in words.sure(found)
    frame = found.table().frame
    assert list(frame["Kind"]) == ["Prevention", "Recovery", "Delight"]
    assert "nan" not in frame.to_string()


def test_no_winner_is_made_up(found):
    order = list(found.figures["kept"].sort_values(ascending=False).index)
    straddling = found.differences.assign(low=-0.01, high=0.01)
    said = words.best(dataclasses.replace(found, differences=straddling))
    assert said.endswith(
        f"whether more than {' or '.join(k for k in KINDS if k != order[0])} cannot be told."
    )
    nothing = found.figures.assign(kept_low=-0.01)
    none = dataclasses.replace(found, figures=nothing)
    assert words.best(none).endswith("none of prevention, recovery and delight clearly keeps customers.")
    assert words.kinds(none).count("cannot be told") == 3


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("touchpoints.a.delight.strength", DELIGHT),
        ("touchpoints.a.frictions.trouble.severity", PREVENTION),
        ("touchpoints.a.quality", PREVENTION),
        ("touchpoints.a", NEITHER),
        ("touchpoints.a.gate.prospect", NEITHER),
        ("touchpoints.a.cost", NEITHER),
        ("touchpoints.a.detectability", RECOVERY),
        ("desks.desk.skill", RECOVERY),
        ("maturity.stages.use", RECOVERY),
        ("personas.anybody.complaint", RECOVERY),
        ("personas.anybody.expectation", PREVENTION),
        ("personas.anybody.loyalty", NEITHER),
        ("journeys.buy.links.a.b.context_loss", PREVENTION),
        ("handoffs.across_departments", PREVENTION),
        ("teams.front.staff", PREVENTION),
        ("teams.back.staff", RECOVERY),
        ("teams.idle.staff", PREVENTION),
    ],
)
def test_the_kind_follows_from_the_path(path, kind):
    built = changed(
        row_of(STAKES), {f"teams.{name}": {"title": name, "staff": 1} for name in ("front", "back", "idle")}
    )
    built["touchpoints"]["a"] |= {"team": "front", "waiting": {"tolerance": "1 h"}}
    built["desks"]["desk"]["team"] = "back"
    built["desks"]["front_desk"] = {**built["desks"]["desk"], "team": "front"}
    scenario = Scenario.model_validate(built)
    library = Scenario.model_validate(row_of(STAKES, improvements={"one": friction("a", 0.5)})).improvements
    change = library["one"].changes[0].model_copy(update={"path": path})
    one = library["one"].model_copy(update={"changes": (change,)})
    scenario = scenario.model_copy(update={"improvements": {"one": one}})
    assert kind_of(scenario, "one") == kind


def test_what_an_improvement_costs_on_the_way_does_not_change_its_kind():
    telecom = cx.load_scenario(ROOT / "scenarios" / "telecom.yaml")
    assert kind_of(telecom, "honest_advertising") == PREVENTION, "though it changes a gate, too"
    assert kinds_of(telecom, "authority_on_the_retention_line") == (PREVENTION, DELIGHT)
    assert kind_of(telecom, "invoice_corrections_in_a_day") == RECOVERY, "the clerk works at a desk only"
    for name in ("telecom", "retail"):
        scenario = cx.load_scenario(ROOT / "scenarios" / f"{name}.yaml")
        assert {kind_of(scenario, one) for one in scenario.improvements} >= set(KINDS)
