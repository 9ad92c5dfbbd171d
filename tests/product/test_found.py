"""What the random journey found, each reduced to the smallest company in which it shows."""

import dataclasses
import re

import pandas as pd
import pytest

import cxsim as cx
from cxsim.language.speech import speaking
from cxsim.questions.experiments.objectives import VERDICTS
from cxsim.questions.journey.survival import conclude_survival
from cxsim.questions.moments import words as moments
from cxsim.questions.moments.estimate import classify
from cxsim.questions.ranking.persona_words import conclude_personas
from cxsim.questions.ranking.words import rest
from cxsim.questions.shapley.estimate import Shapley
from cxsim.questions.spending.words import potential as potential_words
from cxsim.questions.targets.estimate import SCOPES, Target
from cxsim.scenario.load import scenario_from_dict
from cxsim.theme.picture import table_html
from tests.engine.scenarios import Data, one_queue, persona
from tests.hostile import harm_in_page
from tests.questions.library import LIBRARY, STAKES
from tests.questions.small_worlds import row_of


def company(**parts) -> Data:
    """A row of three touchpoints, with improvements."""
    return row_of(STAKES, improvements=LIBRARY, **parts)


def without_contracts(data: Data) -> Data:
    """The same company, whose customers are free to leave from the first day on."""
    for card in data["personas"].values():
        del card["contract"]
    data["journeys"]["renew"]["every"] = "10 y"
    return {**data, "churn": {"definition": "no_purchase", "window": "50 y"}}


def cells(table: cx.Table) -> list[str]:
    return [str(cell) for row in table.frame.itertuples(index=False) for cell in row]


@pytest.mark.parametrize("scope", SCOPES)
def test_where_nobody_came_no_light_is_on(scope):
    data = without_contracts(company(prospects=0.0, existing=1, days=400.0))  # of whom retention tells
    run = cx.simulate(scenario_from_dict(data), replications=2, record="kpis")
    assert run.kpis().set_index(["scope", "kpi"]).loc[("journey", "visits"), "mean"].item() == 0.0
    found = cx.targets(run, scope=scope)  # what is usual in the sector is not known
    assert found.summary() == f"No {scope} has figures to hold against its targets."
    assert len(found.table().frame) == len(found.figures) == 0
    data["value"] = {**data.get("value", {}), "sector_retention": 0.8}
    run = cx.simulate(scenario_from_dict(data), replications=2, record="kpis")
    found = cx.targets(run, scope=scope)
    assert found.parts.empty
    assert found.summary().startswith(f"No {scope} has figures to hold against its targets.")
    assert len(found.table().frame) == len(found.figures) == 1
    with pytest.raises(ValueError, match='no KPI "fiction"'):
        cx.targets(run, [Target("fiction", "at most", 0.1)], scope=scope)


def test_a_persona_that_nobody_is_has_no_gain():
    data = company()
    data["personas"]["nobody"] = persona(share=0.0, title="Nobody")
    ranking = cx.rank(scenario_from_dict(data), replications=2, workers=1)
    assert ranking.table("personas").frame["Nobody"].tolist() == ["–"] * len(LIBRARY)


def test_who_nobody_is_does_not_hide_for_whom_an_improvement_works():
    data = company()
    data["personas"]["nobody"] = persona(share=0.0, title="Nobody")
    said = conclude_personas(cx.rank(scenario_from_dict(data), replications=2, workers=1))
    assert said == "Everybody measured is “Anybody”, so all gains are theirs."
    data["personas"]["anybody"]["share"] = 0.5
    data["personas"]["somebody"] = persona(share=0.5, title="Somebody")
    said = conclude_personas(cx.rank(scenario_from_dict(data), replications=2, workers=1))
    assert "From one replication" not in said
    assert "“Nobody”" not in said


def test_a_loss_is_said_like_a_gain():
    ranking = cx.rank(scenario_from_dict(company()), ["harmful", "useless"], replications=4, workers=1)
    assert ranking.figures.loc["harmful", "verdict"] == VERDICTS["join"].worse
    harmful = f"With “{LIBRARY['harmful']['title']}” clearly fewer prospects join"
    assert harmful in rest(ranking)


def test_numbers_below_zero_have_a_minus_and_nothing_has_no_sign():
    """Two touchpoints without pain, and shares whose limits reach below 0."""
    data = row_of({"a": 0.0, "b": 0.0})
    for point in data["touchpoints"].values():
        point["frictions"] = {}
    found = cx.moments(scenario_from_dict(data), replications=2, workers=1)
    assert set(found.table().frame["Pain"]) == {"0.0"}
    limits = {"mean": -0.02, "low": -0.05, "high": -0.01, "low_all": -0.05, "high_all": -0.01}
    total = pd.Series({**limits, "value": -20.0, "value_low": -50.0, "value_high": -10.0})
    table = pd.DataFrame({**total.to_frame().T, "part": [-0.03]}).set_axis(["a"])
    shapley = Shapley(scenario_from_dict(data), found.effects.manifest, "join", table, total, 0.0, 100.0)
    assert cells(shapley.table())[1:] == ["−2.0 (−5.0 to −1.0)", "−3.0\u00a0%", "−20 (−50 to −10)"]


@pytest.mark.parametrize("number", [1, 2, 3])
def test_of_few_touchpoints_no_method_can_miss_any(number):
    data = row_of(dict.fromkeys("abc"[:number], 1.0))
    found = cx.usual_methods(cx.moments(scenario_from_dict(data), replications=2, workers=1))
    assert len(found.figures) == number
    assert found.summary().startswith(f"Anybody comes to {number} touchpoint")


def test_delight_that_loses_customers_is_no_moment_of_truth():
    """Nothing of its own goes wrong there, so that nothing would be left to say; it is told as undecided."""
    data = row_of(STAKES)
    del data["touchpoints"]["second"]["frictions"]
    found = cx.moments(scenario_from_dict(data), replications=4, workers=1)
    effects = found.effects
    rows = effects.figures
    worse = rows.index[(rows["place"] == "second") & (rows["effect"] == "make")]
    limits = ["mean", "low", "high", "low_all", "high_all"]
    loses = rows.copy()
    loses.loc[worse, limits] = [-0.2, -0.3, -0.1, -0.3, -0.1]
    told = classify(dataclasses.replace(effects, figures=loses))
    assert told.figures.loc["second", ["kind", "moment_of_truth"]].tolist() == ["undecided", False]
    assert "“Touchpoint second”" not in moments.truth(told)
    assert "“Touchpoint second” stays undecided" in moments.sure(told)
    assert "undecided 1" in moments.classes(told)


def test_staff_may_be_busy_for_longer_than_on_duty():
    """A case takes two days, staff is there for an hour a day: limits lie around the share all the same."""
    queue = one_queue(0.5, "1 d", 1, 100.0, {})
    queue["teams"]["agents"] |= {"hours": "09:00-10:00", "when_closed": "wait"}
    row = cx.staffing(scenario_from_dict(queue), "agents", [1], replications=3, workers=1).figures.loc[0]
    assert row["occupancy"] > 1.0
    assert row["occupancy_low"] <= row["occupancy"] <= row["occupancy_high"]


def test_where_nobody_was_a_customer_nothing_is_said_of_staying():
    """Prospects of whom hardly any can become a customer before the end."""
    data = company(prospects=1.0)
    for point in data["touchpoints"].values():
        point["gate"] = {"prospect": 1.0}
    today = scenario_from_dict(data)
    found = cx.compare(today, cx.Improve("half").to_scenario(today), replications=2, workers=1)
    assert found.levels["stay"].isna().all()
    assert "Join, of 100" in found.table().frame
    ladder = cx.maturity(today, replications=2, workers=1)
    assert "More join, of 100" in ladder.table().frame
    for table in (found.table().frame, ladder.table().frame):
        assert not [column for column in table if "stay" in column.lower() and column[:3] != "By "]
    for said in (found.summary(), ladder.summary()):
        assert "today’s customers" not in said
        assert "stay" not in said


def test_nobody_stays_least_where_all_stay_alike():
    """Two personas that differ in nothing but their names."""
    data = company(existing=60)
    data["personas"] = {name: persona(share=0.5, title=name.capitalize()) for name in ("ana", "ben")}
    run = cx.simulate(scenario_from_dict(without_contracts(data)), replications=3, workers=1)
    assert "; the personas cannot be told apart by how many of them stay." in conclude_survival(run)
    assert "fewest among" not in conclude_survival(run)


def test_nothing_in_the_panel_turns_the_writing():
    """What an author typed, in the controls, the tables and the pictures of `explore`."""
    data = company(title="\u202emark\u202c \u2067mark")
    for number, point in enumerate(data["touchpoints"].values()):
        point |= dict.fromkeys(("title", "front_stage", "back_stage"), f"{data['title']} {number}")
    scenario = scenario_from_dict(data)
    panel = cx.explore(scenario, "friction.first.0.5", replications=2, workers=1)
    panel.latest.wait()
    assert panel.shown.message.value == ""
    for piece in ("changes", "table", "staying", "map", "behind"):
        assert harm_in_page(getattr(panel.shown, piece).value) == [], piece


def test_what_money_could_not_buy_either_is_no_gain():
    """Flawless touchpoints may keep fewer, by chance at least: then nobody is told of more customers."""
    found = cx.where_to_spend(scenario_from_dict(company()), 50.0, replications=2, workers=1)
    potential = found.potential.assign(gain=-0.02, gain_low=-0.05, gain_high=0.01)
    said = potential_words(dataclasses.replace(found, potential=potential))
    assert said.startswith("If money did not count, gains would be −2.0 (−5.0 to +1.0) if ")
    assert said.count("−2.0 (−5.0 to +1.0)") == 3


def test_no_column_of_figures_is_lost_in_another_language():
    """Two of the day of a team had one name in French, and one of them took the place of the other."""
    run = cx.simulate(
        scenario_from_dict(one_queue(5.0, "2 h", 1, 20.0, {"patience": "3 h"})), replications=2, workers=1
    )
    with speaking("fr"):
        picture = run.chart("team_day", team="agents")
        assert picture.html().count('<th scope="col"') == picture.data.shape[1]
        heads = re.findall('<th scope="col"[^>]*>([^<]*)', picture.html())
        assert len(set(heads)) == len(heads)
        alike = table_html(pd.DataFrame({"wait": [1.5], "waiting": [2.5]}))
    assert "1,5" in alike
    assert "2,5" in alike


@pytest.mark.parametrize("ask", [cx.fragmentation, cx.maturity, cx.rank, cx.shapley])
def test_where_nobody_could_stay_one_line_says_so(ask):
    """All customers came on the very day on which measuring begins, and are none of today's."""
    with pytest.raises(ValueError, match=r"^objective: found stay, but in no replication there is anybody"):
        ask(nobody_to_stay(), replications=2, workers=1)


def test_nobody_to_stay_or_join_is_no_reason_to_stop_telling_of_personas():
    ranking = cx.rank(nobody_to_stay(), replications=2, workers=1, objective="customers")
    too_few = "Too few of each persona come to tell for whom an improvement works."
    assert conclude_personas(ranking) == too_few
    assert too_few in ranking.summary()


def nobody_to_stay() -> cx.Scenario:
    data = company(prospects=0.0, existing=20)
    data["population"]["tenure"] = "0 d"
    data["personas"]["other"] = persona(share=0.5, title="Other")
    data["personas"]["anybody"]["share"] = 0.5
    return scenario_from_dict(data)
