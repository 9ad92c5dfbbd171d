"""Prevention, recovery and delight gain what theory says."""

import dataclasses

import pytest

from cxsim.engine.compiled_engine import simulate
from cxsim.engine.counted import AtVisit
from cxsim.questions.experiments.improvement_types import (
    DELIGHT,
    MIXED,
    PREVENTION,
    RECOVERY,
    TYPES,
)
from cxsim.questions.experiments.interventions import Improve, world
from cxsim.questions.experiments.sums import CAME, JOINED, sums
from cxsim.questions.experiments.worlds import live
from cxsim.questions.portfolio.estimate import portfolio
from cxsim.questions.spending import words
from cxsim.questions.spending.estimate import AlwaysDelight, PutRightAtOnce, where_to_spend
from cxsim.scenario.model import Scenario
from tests.engine.scenarios import Data, changed, persona
from tests.questions.portfolio.companies import STAYS, STAYS_DESPITE, mend, using
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


def joined(a: Data | None = None, b: Data | None = None) -> float:
    """How many become customers, with changes at either touchpoint."""
    return passing(STAKES["a"], **(a or {})) * passing(STAKES["b"], **(b or {}))


def test_each_kind_chooses_what_keeps_most_within_the_budget(found):
    chosen = {kind: set(names) for kind, names in found.figures["improvements"].items()}
    assert chosen == {
        PREVENTION: {"no_more_at_a", "no_more_at_b"},
        RECOVERY: {"speak_up"},
        DELIGHT: {"wonders"},
    }
    assert found.figures["first_year"].to_dict() == {PREVENTION: 50.0, RECOVERY: 40.0, DELIGHT: 45.0}
    assert found.figures["cost"].to_dict() == {PREVENTION: 50.0, RECOVERY: 40.0, DELIGHT: 45.0}
    assert found.objective == "join"
    assert found.types.to_dict()["both"] == MIXED


TRUTH = {
    PREVENTION: joined({"friction": 0.0}, {"friction": 0.0}) - joined(),
    RECOVERY: joined({"recovered": COMPLAIN}, {"recovered": COMPLAIN}) - joined(),
    DELIGHT: joined({"delight": 0.9}) - joined(),
}


@pytest.mark.parametrize("kind", TYPES)
def test_gains_are_what_theory_says(found, kind):
    row = found.figures.loc[kind]
    assert row["gain_low"] <= TRUTH[kind] <= row["gain_high"]
    assert row["gain_high"] - row["gain_low"] < 0.02
    assert 0.0 < row["net_low"] < row["net"] < row["net_high"]
    assert row["customers"] == pytest.approx(row["gain"] * 20.0 * 99.0, rel=0.02), "99 days of prospects"


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
    row, truth = found.potential.loc[kind], joined(change, change) - joined()
    assert row["gain_low"] <= truth <= row["gain_high"]
    assert row["gain_high"] - row["gain_low"] < 0.02


def test_lost_context_belongs_to_prevention():
    """A friction of its own on the way to the second touchpoint, which prevention mends as well."""
    leaky = data(improvements={"no_more_at_a": LIBRARY["no_more_at_a"]})
    leaky["mechanisms"]["handoffs"] = True
    found = where_to_spend(Scenario.model_validate(leaky), 1.0, replications=12)
    row, now = found.potential.loc[PREVENTION], today(STAKES["a"], 0.0) * today(STAKES["b"], LOST)
    truth = joined({"friction": 0.0}, {"friction": 0.0}) - now
    assert row["gain_low"] <= truth <= row["gain_high"]
    assert truth - (joined({"friction": 0.0}, {"friction": 0.0}) - joined()) > row["gain_high"] - row["gain"]


def test_at_best_every_visit_ends_well():
    """Nothing but delight where delight is possible; nothing left that a desk could put right."""
    scenario = Scenario.model_validate(changed(data(), {"desks.desk.skill": 0.2, "desks.desk.hardness": 0.5}))
    delighted, recovered = (
        simulate(world(scenario, best).plan, 1, 0).tally.visits.sum(axis=(0, 1))
        for best in (AlwaysDelight(), PutRightAtOnce())
    )
    assert delighted[AtVisit.OK] == 0 < delighted[AtVisit.DELIGHT]
    assert recovered[AtVisit.FRICTION] == 0 < recovered[AtVisit.RECOVERED]


def test_what_is_chosen_is_measured_by_other_draws():
    """By the second half of the replications, none of which has been looked at before."""
    scenario = Scenario.model_validate(data())
    small = where_to_spend(scenario, 50.0, replications=3, seed=4, workers=1)
    assert small.figures.equals(where_to_spend(scenario, 50.0, replications=3, seed=4).figures)
    today, delighting = world(scenario), world(scenario, Improve("wonders"))
    totals = [sum(sums(live(one, 4, n), 1)[0] for n in (3, 4, 5)) for one in (delighting, today)]
    more, less = (total[JOINED] / total[CAME] for total in totals)
    assert small.figures.loc[DELIGHT, "gain"] == pytest.approx(more - less)


def test_a_kind_without_improvements_gains_nothing():
    scenario = Scenario.model_validate(data(improvements={"no_more_at_a": LIBRARY["no_more_at_a"]}))
    found = where_to_spend(scenario, 50.0, replications=3)
    columns = ["first_year", "cost", "gain", "gain_low", "gain_high", "net", "net_low", "net_high"]
    assert found.figures.loc[[RECOVERY, DELIGHT], columns].eq(0.0).all(axis=None)
    assert "putting right what went wrong gains nothing, because there is no such improvement" in str(found)
    poor = where_to_spend(scenario, 1.0, replications=3)
    assert words.best(poor).endswith("none of prevention, recovery and delight clearly gains anything.")
    assert "preventing what goes wrong gains nothing, because nothing within the budget surely" in str(poor)


def test_the_best_portfolio_of_each_type_is_the_one_that_a_portfolio_chooses():
    """What surely adds nothing is left out here, too; all are held against the same objective."""
    library = {**LIBRARY, "no_more_at_b": {**LIBRARY["no_more_at_b"], "yearly": 10.0}}
    scenario = Scenario.model_validate(data(improvements=library))
    found = where_to_spend(scenario, 50.0, replications=4, objective="customers")
    names = [name for name, kind in found.types.items() if kind == PREVENTION]
    best = portfolio(scenario, 50.0, names, replications=4, objective="customers")
    assert found.figures.loc[PREVENTION, "improvements"] == tuple(best.steps["improvement"])
    assert found.figures.loc[PREVENTION, "first_year"] == best.steps["first_year_so_far"].iloc[-1] <= 50.0
    assert (found.figures["gain"] == found.figures["customers"]).all()


def test_a_type_that_loses_money_is_said_to():
    """Each of today's customers passes once; friction drives 30 of 100 away, and ending it is dear."""
    data = using({"a": {"one": 1.0}}, {"gold": mend("a", "one", one_off=90_000.0)})
    found = where_to_spend(Scenario.model_validate(data), 100_000.0, replications=4)
    row = found.figures.loc[PREVENTION]
    assert row["improvements"] == ("gold",)
    assert row["gain_low"] <= STAYS - STAYS_DESPITE <= row["gain_high"]
    assert row["net_high"] < 0.0
    said = words.best(found)
    assert said.startswith(
        "For up to EUR\u00a0100,000 in the first year, preventing what goes wrong clearly does more than "
        "either of the others: "
        f"of 100 of today’s customers {100 * row['gain']:.1f} more stay after 20 days (95"
    )
    assert "; but this loses money: it costs EUR\u00a0" in said
    assert str(found.summary()).splitlines()[1] == (
        "This is about 400 customers of today, followed for 20 days; contracts last up to 50 years, longer "
        "than the follow-up, so that not everybody had to decide whether to stay."
    )


def test_whom_a_type_harms_is_said_after_what_it_gains():
    """Of the young fewer meet a friction, of the old more; and fewer prospects become customers."""
    changes = {"personas.young.friction_odds": 0.001, "personas.old.friction_odds": 3.0}
    changes["touchpoints.shop.gate.prospect"] = 0.5
    shift = {
        "title": "Shift",
        "owner": "sales",
        "changes": [{"path": path, "value": value} for path, value in changes.items()],
        "one_off": 1.0,
    }
    personas = {
        name: persona(title=name.capitalize(), share=share) for name, share in (("young", 0.8), ("old", 0.2))
    }
    data = using({"a": {"one": 0.5}}, {"shift": shift}, personas=personas)
    data["population"] |= {"prospects_per_day": 10.0}
    data["touchpoints"]["shop"] = {**data["touchpoints"]["a"], "title": "Shop"}
    data["touchpoints"]["shop"] |= {"frictions": {}, "gate": {"prospect": 0.1}}
    data["journeys"]["buy"] |= {"start": {"shop": 1.0}, "links": {"shop": {"goal": 1.0}}}
    found = where_to_spend(Scenario.model_validate(data), 5.0, replications=6)
    assert found.figures["harmed"].to_dict() == {PREVENTION: ("old",), RECOVERY: (), DELIGHT: ()}
    first, harm = str(found.summary()).splitlines()[:2]
    assert "more stay after 20 days" in first
    assert "; but of 100 prospects" in first
    assert harm == "Preventing what goes wrong does harm: among “Old” fewer stay."


def test_net_value_is_one_column_where_it_is_what_counts(found):
    by_value = dataclasses.replace(found, objective="net_value")
    frame = by_value.table().frame
    assert frame.columns.is_unique
    assert len(frame.columns) == len(found.table().frame.columns) - 1


def test_mistakes_are_named():
    for budget in (0.0, -1.0, float("inf"), float("nan")):
        with pytest.raises(ValueError, match=r"^budget: found .*, expected an amount of money above 0$"):
            where_to_spend(Scenario.model_validate(data()), budget)
    with pytest.raises(ValueError, match="has no improvements"):
        where_to_spend(Scenario.model_validate(row_of(STAKES)), 10.0)
