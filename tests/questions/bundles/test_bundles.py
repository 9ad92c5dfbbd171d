"""Parts of improvements do what they do in small companies: figures, verdict and sentence."""

import dataclasses

import numpy as np
import pytest

from cxsim.questions.bundles import words
from cxsim.questions.bundles.estimate import bundles
from cxsim.questions.bundles.parts import DoParts, parts_of
from cxsim.questions.experiments.by_replication import by_replication
from cxsim.questions.experiments.each_world import live_each
from cxsim.questions.experiments.interventions import Improve, world
from cxsim.scenario.load import load_scenario
from tests.questions.bundles.hours import IDLE, OTHER, WORKS, company, more_agents
from tests.questions.portfolio.companies import STAYS, STAYS_DESPITE
from tests.small import ROOT

PAYS = {"": 20.0, "_low": 10.0, "_high": 30.0}
GAIN = STAYS * (STAYS - STAYS_DESPITE)  # whom friction drives away at one touchpoint, and who pass the other


def test_a_part_that_does_all_the_work_is_named_and_the_idle_one_too():
    found = bundles(company({"one": 1.0}, WORKS, IDLE), replications=8)
    works, idle = found.figures.to_dict("records")
    assert works["alone_low"] <= GAIN <= works["alone_high"]
    assert works["share"] == works["alone"] == works["without"] == found.whole.loc["mend", "gain"]
    assert idle["alone"] == idle["share"] == works["rest"] == 0.0
    assert idle["idle"]
    assert not works["idle"]
    first, second = found.summary().splitlines()[:2]
    gain = f"{100 * works['alone']:.1f}"
    assert first.startswith(
        f"“Mend”: of 100 of today’s customers {gain} more stay after 20 days (95\u00a0% limits +"
    )
    assert first.endswith(
        f"; it gains almost wholly by “Touchpoint a: frictions, one, probability”, which by itself comes to "
        f"+{gain}; “Touchpoint b: frictions, one, severity” adds nothing to speak of."
    )
    assert second == (
        "This is about 400 customers of today, followed for 20 days; contracts last up to 50 years, longer "
        "than the follow-up, so that not everybody had to decide whether to stay."
    )
    assert np.isnan(works["cost_part"]), "nobody says what a change costs by itself"


def test_parts_that_only_work_together_have_half_each():
    found = bundles(company({"one": 1.0, "other": 1.0}, WORKS, OTHER), replications=8)
    for row in found.figures.to_dict("records"):
        assert row["alone"] == 0.0
        assert row["without_low"] <= GAIN <= row["without_high"]
        assert row["share"] == pytest.approx(found.whole.loc["mend", "gain"] / 2)
        assert not row["idle"], "without it there is nothing"
    said = found.summary().splitlines()[0]
    assert "almost wholly" not in said
    assert "nothing to speak of" not in said
    assert "; 50\u00a0% of that is due to “Touchpoint a: " in said


def test_where_nothing_gains_anything_no_part_is_praised():
    found = bundles(company({"one": 0.0, "other": 0.0}, WORKS, IDLE), replications=4)
    assert found.summary().startswith(
        "No improvement with several parts clearly gains anything.\nThis is about 400 customers of today"
    )
    assert "due to" not in found.summary()


def test_hours_are_parts_with_their_part_of_the_cost():
    scenario = more_agents()
    found = bundles(scenario, replications=12)
    night, day = found.figures.to_dict("records")
    assert [words.part_words(scenario, part) for part in found.parts["more"]] == [
        "3 instead of 2 on duty at “Agents” mon–sun 00:00–06:00",
        "3 instead of 2 on duty at “Agents” mon–sun 12:00–24:00",
    ]
    assert (night["cost_part"], day["cost_part"]) == pytest.approx((1 / 3, 2 / 3))
    assert night["cost"] + day["cost"] == pytest.approx(found.whole.loc["more", "cost"])
    assert night["share"] + day["share"] == pytest.approx(found.whole.loc["more", "gain"])
    assert night["share_low"] <= found.whole.loc["more", "gain"] / 3 <= night["share_high"]
    said = found.summary().splitlines()[0]
    assert said.startswith("“More agents”: of 100 prospects ")
    part = round(100 * day["share"] / found.whole.loc["more", "gain"])
    assert said.endswith(
        f"; {part}\u00a0% of that is due to 3 instead of 2 on duty at “Agents” mon–sun 12:00–24:00, for "
        "67\u00a0% of the cost."
    )


def test_a_part_that_pays_alone_where_the_whole_does_not_is_told():
    scenario = more_agents()
    found = bundles(scenario, replications=12)
    today = world(scenario)
    day = today.after(DoParts("more", found.parts["more"][1:]))
    brought = by_replication("value", live_each([today, day], range(12), 1).sums[:, :, 0])
    row = found.figures.iloc[1]
    assert row["net"] == pytest.approx((brought[:, 1] - brought[:, 0]).mean() - row["cost"])
    assert row["net_low"] < row["net"] < row["net_high"]
    assert "surely pays" not in found.summary(), "it would have to bring more than it costs"
    cheap = found.figures.assign(**{f"net{end}": [-5.0, value] for end, value in PAYS.items()})
    said = dataclasses.replace(found, figures=cheap).summary().splitlines()[0]
    assert said.endswith(
        "; 3 instead of 2 on duty at “Agents” mon–sun 12:00–24:00 alone surely pays (EUR +20 (+10 to +30) "
        "over three years), which the whole does not surely do."
    )
    rich = found.whole.assign(value_low=found.whole["cost"] + 1.0)
    assert "surely pays" not in dataclasses.replace(found, figures=cheap, whole=rich).summary()


def test_all_parts_together_are_the_improvement():
    for scenario, name in ((more_agents(), "more"), (company({"one": 0.5}, WORKS, IDLE), "mend")):
        today = world(scenario)
        whole = today.after(Improve(name))
        parts = parts_of(scenario, name, today.plan, whole.plan)
        again = today.after(DoParts(name, parts))
        sums = live_each([whole, again], range(2), 3).sums
        np.testing.assert_array_equal(sums[:, 0], sums[:, 1])
        assert again.plan.teams == whole.plan.teams


def test_shares_of_many_parts_add_up_and_stay_in_their_family():
    places = [f"touchpoints.a.frictions.c{number}.probability" for number in range(5)]
    found = bundles(company({f"c{number}": 0.1 for number in range(5)}, *places), replications=6)
    assert found.figures["share"].sum() == pytest.approx(found.whole.loc["mend", "gain"])
    assert len(found.figures) == 5
    same = found.figures["share"].to_numpy()
    assert same == pytest.approx(np.full(5, same.mean()), abs=0.02)


@pytest.mark.parametrize(
    ("name", "parts", "yearly"),
    [
        (
            "evening_and_saturday_hours",
            [(0, 3, "mon–fri 18:00–20:00"), (0, 3, "sat 09:00–13:00")],
            3 * (10 + 4) * 52 * 32.0,
        ),
        ("two_more_agents_at_peak", None, 2 * 30 * 52 * 32.0),
    ],
)
def test_the_hours_of_telecom_are_taken_apart(name, parts, yearly):
    scenario = load_scenario(ROOT / "scenarios" / "telecom.yaml")
    today = world(scenario)
    found = parts_of(scenario, name, today.plan, today.after(Improve(name)).plan)
    said = [(part.before, part.after, words.when(part.spans)) for part in found]
    if parts:
        assert said == parts
    else:  # on Mondays and Tuesdays from seven, on other days from six
        assert {(before, after) for before, after, _ in said} == {(6, 8), (7, 9)}
    costs = np.array([part.yearly(scenario) for part in found])
    assert costs.sum() == pytest.approx(yearly, rel=0.005)
    assert costs.sum() <= 1.005 * scenario.improvements[name].yearly, "the file says so, and supplements"


def test_an_improvement_without_parts_is_not_taken_apart():
    one = bundles(company({"one": 1.0}, WORKS), replications=2)
    assert one.figures.empty
    assert one.summary().splitlines()[0] == (
        "None of these improvements has several parts that can be done by themselves."
    )
    assert one.table().frame.empty
    assert one.chart().data.empty
    asked = bundles(company({"one": 1.0}, WORKS, IDLE), replications=2, objective="net_value")
    assert "customers bring EUR" in asked.summary()


def test_the_picture_and_the_table_have_the_figures():
    found = bundles(company({"one": 1.0}, WORKS, IDLE), replications=4)
    picture, table = found.chart(), found.table().frame
    assert picture.data["gain"].iloc[1] == found.figures["alone"].iloc[0]
    assert table["Alone"].iloc[1].startswith("0.0 (")
    assert list(table["Part of the cost"]) == ["–", "–"]


def test_what_surely_loses_is_no_open_question():
    today = company({"one": 0.5, "other": 0.5}, WORKS, OTHER)
    worse = today.model_dump(mode="json", by_alias=True)
    for change in worse["improvements"]["mend"]["changes"]:
        change["value"] = 1.9
    found = bundles(type(today).model_validate(worse), replications=8)
    assert found.whole.loc["mend", "gain_high"] < 0.0
    said = str(found.summary()).replace("\u00a0", " ")
    assert "“Mend” surely does harm: of 100 of today’s customers" in said
    assert "it is not clear that it gains anything" not in said
