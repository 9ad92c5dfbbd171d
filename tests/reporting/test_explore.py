"""The panel of `explore`: sliders move the journey, figures follow, nothing that is wrong stops it."""

import re
from pathlib import Path

import pytest

import cxsim as cx
from cxsim.analysis.levers import reach
from cxsim.reporting.explore_pictures import staying_svg, touchpoints_svg
from cxsim.reporting.latest import Latest
from cxsim.scenario.changes import plain
from cxsim.scenario.improve import with_changes
from tests.reporting.test_publish import Page
from tests.small import HOSTILE, small_scenario


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_scenario(tmp_path_factory.mktemp("explore"))


@pytest.fixture
def panel(file):
    return opened(file)


def opened(scenario, state=""):
    panel = cx.explore(scenario, state, replications=3, workers=1)
    panel.latest.wait()
    return panel


def figures(panel):
    """The table as rows of text."""
    panel.latest.wait()
    assert panel.message.value == ""
    return [re.findall(r">([^<>]+)</t[hd]>", row) for row in panel.table.value.split("<tr>")[2:]]


def test_it_opens_with_today_alone(panel):
    assert [row[0].partition(",")[0] for row in figures(panel)] == [
        "Kept",
        "Retention",
        "Satisfaction",
        "Lifetime value of each",
    ]
    assert all(len(row) == 2 for row in figures(panel))
    assert "Nothing has been changed" in panel.changes.value
    assert (panel.undo.disabled, panel.redo.disabled, panel.save.disabled) == (True, True, True)
    assert panel._repr_mimebundle_()["application/vnd.jupyter.widget-view+json"]


def test_a_slider_changes_the_figures_and_back(panel):
    panel.touchpoint.value = "technician"
    panel.sliders["friction"].value = 0
    (kept, *_) = figures(panel)
    assert len(kept) == 5
    assert kept[3].startswith("+")
    assert panel.state == "friction.technician.0.0"
    assert "Friction at “Technician at home”: 0" in panel.changes.value
    assert "changed" in panel.staying.value
    assert panel.scenario.touchpoints["technician"].frictions["not_fixed"].probability == 0.0
    panel.undo.click()
    assert (panel.state, panel.sliders["friction"].value) == ("", 100)
    assert len(figures(panel)[0]) == 2
    panel.redo.click()
    assert (panel.state, panel.sliders["friction"].value) == ("friction.technician.0.0", 0)
    assert figures(panel)[0] == kept
    panel.reset.click()
    assert panel.state == ""
    panel.undo.click()
    assert figures(panel)[0] == kept


def test_figures_are_those_of_the_ranking(panel):
    panel.touchpoint.value = "website"
    panel.sliders["friction"].value = 35
    panel.latest.wait()
    assert plain(panel.scenario)["touchpoints"]["website"]["frictions"]["slow_pages"]["probability"] == (
        0.35 * panel.today.touchpoints["website"].frictions["slow_pages"].probability
    )
    panel.sliders["maturity"].value = "optimised"
    panel.sliders["handoff"].value = 0
    assert panel.state == "friction.website.0.35~handoff.website.0.0~maturity.interest.optimised"
    assert figures(panel) == figures(opened(panel.today, panel.state))


def test_every_touchpoint_shows_the_levers_it_has(panel):
    for _, name in panel.touchpoint.options:
        panel.touchpoint.value = name
        there = reach(panel.today, name)
        for lever, slider in panel.sliders.items():
            assert slider.disabled == (lever not in there)
            assert ("nothing to move here" in panel.about[lever].value) == slider.disabled
    assert panel.state == "", "looking changes nothing"


def test_only_where_a_slider_comes_to_rest_is_remembered(panel):
    panel.touchpoint.value = "shop"
    for value in range(95, 45, -5):
        panel.sliders["friction"].value = value
    figures(panel)
    assert panel.state == "friction.shop.0.5"
    panel.sliders["friction"].value = 45
    panel.undo.click()
    assert panel.state == "friction.shop.0.5"
    panel.undo.click()
    assert panel.state == ""


def test_a_state_is_restored_from_a_link(file):
    state = "friction.shop.0.5~staff.care_agents.-1~recovery.shop_desk.0.9"
    panel = opened(file, state)
    assert panel.state == panel.link.value == state
    assert panel.touchpoint.value == "shop", "where something was changed"
    assert (panel.sliders["friction"].value, panel.sliders["recovery"].value) == (50, 90)
    panel.link.value = "staff.care_agents.2"
    panel.touchpoint.value = "call_centre"
    assert (panel.state, panel.sliders["staff"].value) == ("staff.care_agents.2", 2)
    assert len(figures(panel)[0]) == 5


def test_what_is_wrong_is_said_in_one_line(panel, file):
    panel.link.value = "friction.shop.-1"
    assert 'role="alert"' in panel.message.value
    assert "friction of shop: found -1, expected a number from 0 to 3" in panel.message.value
    assert panel.state == ""
    before = panel.table.value
    panel.today = with_changes(panel.today, {"touchpoints.shop.frictions.out_of_stock.probability": 0.5})
    panel.link.value = "friction.shop.3"
    panel.latest.wait()
    assert "cannot be simulated" in panel.message.value
    assert "found 1.5, expected a number from 0 to 1" in panel.message.value
    assert panel.table.value == before
    panel.undo.click()
    assert figures(panel)
    for wrong, error in (
        ({"state": "nonsense"}, cx.WhatIfError),
        ({"replications": 0}, ValueError),
        ({"seed": -1}, ValueError),
        ({"workers": "2"}, ValueError),
    ):
        with pytest.raises(error) as caught:
            cx.explore(file, **wrong)
        assert "\n" not in str(caught.value)
    with pytest.raises(cx.ScenarioError, match="no such file"):
        cx.explore("nowhere.yaml")


def test_saving_writes_what_is_explored(panel, file):
    panel.touchpoint.value = "technician"
    panel.sliders["friction"].value = 50
    panel.name.value = "../evil"
    panel.save.click()
    assert "Not saved." in panel.saved.value
    panel.name.value = "fewer_faults"
    panel.save.click()
    assert "Saved as" in panel.saved.value, panel.saved.value
    saved = cx.load_scenario(file.parent / "fewer_faults.yaml")
    assert saved.touchpoints == panel.scenario.touchpoints
    panel.sliders["friction"].value = 40
    panel.save.click()
    assert "of this name already" in panel.saved.value
    panel.replace.value = True
    panel.save.click()
    assert "Saved as" in panel.saved.value
    assert cx.load_scenario(file.parent / "fewer_faults.yaml").touchpoints == panel.scenario.touchpoints
    assert not panel.replace.value, "it is asked again the next time"


def test_without_a_file_there_is_nothing_to_extend(file):
    panel = opened(cx.load_scenario(file), "friction.shop.0.5")
    assert panel.save.disabled


def test_whatever_a_scenario_is_called_stays_text(tmp_path):
    data = small_scenario(tmp_path)
    data.write_text(data.read_text() + f"touchpoints:\n  shop: {{title: {cx_quoted(HOSTILE)}}}\n")
    panel = opened(data, "friction.shop.0.5")
    for part in (panel.changes, panel.table, panel.staying, panel.places):
        assert "<script>" not in part.value
        assert not any("onerror" in name for _, names in Page(part.value).elements for name in names)


def cx_quoted(text):
    return "'" + text.replace("'", "''").replace("\u202e", "").replace("\u202c", "") + "'"


def test_pictures_say_what_they_show(panel):
    panel.touchpoint.value = "shop"
    panel.sliders["friction"].value = 50
    panel.latest.wait()
    found, changed = panel._drawn
    assert changed
    for picture in (staying_svg(found), touchpoints_svg(panel.today, found, "shop")):
        ((tag, names),) = Page(picture).elements[:1]
        assert (tag, names["role"]) == ("svg", "img")
        assert "changed" in names["aria-label"]
        assert "nan" not in picture
    assert "Shop" in touchpoints_svg(panel.today, found, "shop")


def test_the_panel_is_answered_like_any_result(panel):
    assert "3" in str(cx.provenance(panel))
    assert panel.manifest["scenario_hash"] == cx.explore(panel.today).manifest["scenario_hash"]


def test_only_the_latest_work_is_done():
    done, latest = [], Latest(pause=0.05)
    for number in range(5):
        latest.ask(lambda wanted, number=number: done.append((number, wanted())))
    latest.wait()
    assert done == [(4, True)]


def test_work_under_way_is_told_that_it_is_no_longer_wanted():
    seen, latest = [], Latest(pause=0.0)

    def work(wanted):
        seen.append("began")
        while wanted():
            pass
        seen.append("dropped")

    latest.ask(work)
    while not seen:
        pass
    latest.ask(lambda wanted: seen.append("latest"))
    latest.wait()
    assert seen == ["began", "dropped", "latest"]
