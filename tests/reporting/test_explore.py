"""The panel of `explore`: sliders move the journey, figures follow, nothing that is wrong stops it."""

import re
from pathlib import Path

import pytest

import cxsim as cx
from cxsim.questions.what_if.levers import WhatIfError, reach
from cxsim.questions.what_if.lived import compare, live
from cxsim.questions.what_if.state import explored, read
from cxsim.reporting.live.staying_curve import staying_svg
from cxsim.scenario.changes import plain
from cxsim.scenario.faults import ScenarioError
from cxsim.scenario.improve import with_changes
from tests.reporting.test_publish import Page
from tests.small import HOSTILE, small_scenario


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_scenario(tmp_path_factory.mktemp("explore"))


@pytest.fixture
def panel(file):
    return opened(file)


@pytest.fixture(scope="module")
def changed(file):
    """A panel in which something has been changed; what is done to it must leave it so."""
    return opened(file, "friction.technician.0.5")


def opened(scenario, state=""):
    panel = cx.explore(scenario, state, replications=3, workers=1)
    panel.latest.wait()
    return panel


def figures(panel):
    """The table as rows of text."""
    panel.latest.wait()
    assert panel.shown.message.value == ""
    return [re.findall(r">([^<>]+)</t[hd]>", row) for row in panel.shown.table.value.split("<tr>")[2:]]


def test_it_opens_with_today_alone(panel):
    assert [row[0].partition(",")[0] for row in figures(panel)] == [
        "Stay",
        "Join",
        "Customers at the end",
        "Value",
        "Satisfaction of today’s customers",
    ]
    assert all(len(row) == 2 for row in figures(panel))
    assert "Nothing has been changed" in panel.shown.changes.value
    assert (panel.given.undo.disabled, panel.given.redo.disabled, panel.given.save.disabled) == (
        True,
        True,
        True,
    )
    assert panel._repr_mimebundle_()["application/vnd.jupyter.widget-view+json"]


def test_a_slider_changes_the_figures_and_back(panel):
    panel.given.touchpoint.value = "technician"
    panel.given.sliders["friction"].value = 0
    (kept, _, _, value, _) = figures(panel)
    assert len(kept) == 5
    assert value[3].startswith("+")
    assert panel.state == "friction.technician.0.0"
    assert "Friction at “Technician at home”: 0" in panel.shown.changes.value
    assert "changed" in panel.shown.staying.value
    assert panel.scenario.touchpoints["technician"].frictions["not_fixed"].probability == 0.0
    panel.given.undo.click()
    assert (panel.state, panel.given.sliders["friction"].value) == ("", 100)
    assert len(figures(panel)[0]) == 2
    panel.given.redo.click()
    assert (panel.state, panel.given.sliders["friction"].value) == ("friction.technician.0.0", 0)
    assert figures(panel)[0] == kept
    panel.given.reset.click()
    assert panel.state == ""
    panel.given.undo.click()
    assert figures(panel)[0] == kept


def test_figures_are_those_of_the_ranking(panel):
    panel.given.touchpoint.value = "website"
    panel.given.sliders["friction"].value = 35
    panel.latest.wait()
    assert plain(panel.scenario)["touchpoints"]["website"]["frictions"]["slow_pages"]["probability"] == (
        0.35 * panel.today.touchpoints["website"].frictions["slow_pages"].probability
    )
    panel.given.sliders["maturity"].value = "optimised"
    panel.given.sliders["handoff"].value = 0
    assert panel.state == "friction.website.0.35~handoff.website.0.0~maturity.interest.optimised"
    assert figures(panel) == figures(opened(panel.today, panel.state))


def test_every_touchpoint_shows_the_levers_it_has(panel):
    for _, name in panel.given.touchpoint.options:
        panel.given.touchpoint.value = name
        there = reach(panel.today, name)
        for lever, slider in panel.given.sliders.items():
            assert slider.disabled == (lever not in there)
            assert ("Nothing to move here" in panel.given.about[lever].value) == slider.disabled
    assert panel.state == "", "looking changes nothing"


def test_only_where_a_slider_comes_to_rest_is_remembered(panel):
    panel.given.touchpoint.value = "shop"
    for value in range(95, 45, -5):
        panel.given.sliders["friction"].value = value
    figures(panel)
    assert panel.state == "friction.shop.0.5"
    panel.given.sliders["friction"].value = 45
    panel.given.undo.click()
    assert panel.state == "friction.shop.0.5"
    panel.given.undo.click()
    assert panel.state == ""


def test_a_state_is_restored_from_a_link(file):
    state = "friction.shop.0.5~staff.care_agents.-1~recovery.shop_desk.0.9"
    panel = opened(file, state)
    assert panel.state == panel.given.state.value == state
    assert panel.given.touchpoint.value == "shop", "where something was changed"
    assert (panel.given.sliders["friction"].value, panel.given.sliders["recovery"].value) == (50, 90)
    panel.given.state.value = "staff.care_agents.2"
    panel.given.touchpoint.value = "call_centre"
    assert (panel.state, panel.given.sliders["staff"].value) == ("staff.care_agents.2", 2)
    assert len(figures(panel)[0]) == 5


def test_what_is_wrong_is_said_in_one_line(panel, file):
    panel.given.state.value = "friction.shop.-1"
    assert 'role="alert"' in panel.shown.message.value
    assert "friction of shop: found -1, expected a number from 0 to 3" in panel.shown.message.value
    assert panel.state == ""
    before = panel.shown.table.value
    panel.today = with_changes(panel.today, {"touchpoints.shop.frictions.out_of_stock.probability": 0.5})
    panel.given.state.value = "friction.shop.3"
    panel.latest.wait()
    assert "cannot be simulated" in panel.shown.message.value
    assert "found 1.5, expected a number from 0 to 1" in panel.shown.message.value
    assert panel.shown.table.value == before
    panel.given.undo.click()
    assert figures(panel)
    for wrong, error in (
        ({"state": "nonsense"}, WhatIfError),
        ({"replications": 0}, ValueError),
        ({"seed": -1}, ValueError),
        ({"workers": "2"}, ValueError),
    ):
        with pytest.raises(error) as caught:
            cx.explore(file, **wrong)
        assert "\n" not in str(caught.value)
    with pytest.raises(ScenarioError, match="no such file"):
        cx.explore("nowhere.yaml")


def test_saving_writes_what_is_explored(panel, file):
    panel.given.touchpoint.value = "technician"
    panel.given.sliders["friction"].value = 50
    panel.given.name.value = "../evil"
    panel.given.save.click()
    assert "Not saved." in panel.shown.saved.value
    panel.given.name.value = "fewer_faults"
    panel.given.save.click()
    assert "Saved as" in panel.shown.saved.value, panel.shown.saved.value
    saved = cx.load_scenario(file.parent / "fewer_faults.yaml")
    assert saved.touchpoints == panel.scenario.touchpoints
    panel.given.sliders["friction"].value = 40
    panel.given.save.click()
    assert "of this name already" in panel.shown.saved.value
    panel.given.replace.value = True
    panel.given.save.click()
    assert "Saved as" in panel.shown.saved.value
    assert cx.load_scenario(file.parent / "fewer_faults.yaml").touchpoints == panel.scenario.touchpoints
    assert not panel.given.replace.value, "it is asked again the next time"


NAMES_NOBODY_SHOULD_TYPE = (
    "",
    "../evil",
    "/tmp/evil",
    "a/b",
    "a\\b",
    "evil.yaml",
    "Évil",
    "con trol\x00",
    "a" * 10_000,
    "\u202eevil\u202c",
    HOSTILE,
    "$(reboot)",
)


@pytest.mark.parametrize("name", NAMES_NOBODY_SHOULD_TYPE, ids=range(len(NAMES_NOBODY_SHOULD_TYPE)))
def test_a_hostile_name_gets_one_message_and_no_file(changed, file, name):
    before = sorted(file.parent.parent.rglob("*"))
    changed.given.name.value = name
    changed.given.save.click()
    page = Page(changed.shown.saved.value)
    assert [tag for tag, _ in page.elements] == ["p"]
    (said,) = page.text["p"]
    assert re.match(
        r"Not saved\. .*: found .*, expected a name of small letters, digits and underscores", said
    )
    assert len(said) < 300
    assert not set(said) & set("\n\x00\u202e\u202c")
    assert sorted(file.parent.parent.rglob("*")) == before


def test_what_was_saved_is_said_with_how_to_go_on(changed, file, monkeypatch):
    monkeypatch.chdir(file.parent)
    changed.given.name.value = "go_on"
    changed.given.save.click()
    said = Page(changed.shown.saved.value)
    assert "Saved as go_on.yaml, which extends small.yaml." in said.text["p"][0]
    assert said.text["code"] == ["cxsim report go_on.yaml", 'cx.explore("go_on.yaml")']
    text = (file.parent / "go_on.yaml").read_text()
    assert "extends: small.yaml" in text
    assert "friction.technician.0.5" in text
    again = opened("go_on.yaml")
    assert again.scenario.touchpoints == changed.scenario.touchpoints


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "javascript:alert(1)",
        "x" * 10_000,
        "\u202efriction",
        "http://[",
        "?state=%00",
    ],
)
@pytest.mark.parametrize("way", ["typed", "link"])
def test_a_hostile_state_gets_one_message_and_changes_nothing(changed, text, way):
    before = changed.state
    if way == "typed":
        changed.given.state.value = text
    else:
        changed.given.link.given = text
    page = Page(changed.shown.message.value)
    assert [tag for tag, _ in page.elements] == ["p"]
    assert page.text["p"][0].startswith("state: found ")
    assert len(page.text["p"][0]) < 300
    assert not set(page.text["p"][0]) & set("\n\x00\u202e")
    assert changed.state == before


def test_a_link_brings_its_state_however_it_comes(panel, file):
    link = "http://localhost:8888/lab/tree/explore.ipynb?a=b&state=friction.shop.0.5~staff.care_agents.1#top"
    panel.given.state.value = link
    assert (
        panel.state
        == panel.given.state.value
        == panel.given.link.state
        == "friction.shop.0.5~staff.care_agents.1"
    )
    panel.given.link.given = "friction.shop.0.1"
    assert panel.state == "friction.shop.0.1"
    panel.given.undo.click()
    assert panel.state == "friction.shop.0.5~staff.care_agents.1"
    assert opened(file, link).state == "friction.shop.0.5~staff.care_agents.1"
    panel.given.state.value = "http://localhost:8888/lab/tree/explore.ipynb"
    assert panel.state == "", "a link to today"


def test_what_a_slider_does_is_said_in_words(panel):
    panel.given.touchpoint.value = "call_centre"
    said = {}
    for lever, value in (
        ("friction", 50),
        ("staff", 2),
        ("recovery", 90),
        ("handoff", 0),
        ("maturity", "managed"),
    ):
        panel.given.sliders[lever].value = value
        said[lever] = Page(panel.given.about[lever].value).text["div"][0].replace("\u00a0", " ")
    assert said == {
        "friction": "Friction at “Call centre”: 50 % of today’s",
        "staff": "Care agents: 2 more on duty",
        "recovery": said["recovery"],
        "handoff": "Context lost on the way to “Call centre”: 0 % of today’s",
        "maturity": "Maturity of the stage use: managed (today defined)",
    }
    assert re.fullmatch(r".*: puts right 90 % \(today \d+ %\)", said["recovery"])


def test_without_a_file_there_is_nothing_to_extend(file):
    panel = opened(cx.load_scenario(file), "friction.shop.0.5")
    assert panel.given.save.disabled


def test_whatever_a_scenario_is_called_stays_text(tmp_path):
    data = small_scenario(tmp_path)
    data.write_text(data.read_text() + f"touchpoints:\n  shop: {{title: {cx_quoted(HOSTILE)}}}\n")
    panel = opened(data, "friction.shop.0.5")
    for part in panel.shown:
        assert "<script>" not in part.value
        assert not any("onerror" in name for _, names in Page(part.value).elements for name in names)


def cx_quoted(text):
    return "'" + text.replace("'", "''").replace("\u202e", "").replace("\u202c", "") + "'"


def test_pictures_say_what_they_show(panel):
    panel.given.touchpoint.value = "website"
    panel.given.sliders["friction"].value = 0
    panel.latest.wait()
    for picture in (panel.shown.staying.value, panel.shown.map.value):
        ((tag, names),) = Page(picture).elements[:1]
        assert (tag, names["role"]) == ("svg", "img")
        assert "changed" in names["aria-label"]
        assert "nan" not in picture


# Hardly anybody comes: of most seeds nobody is a customer in some replication.
# Whoever is a customer when measuring begins came while it warmed up.
FEW = {
    "population.start": "given",
    "population.existing": 0,
    "population.prospects_per_day": 0.02,
    "period.warm_up": "100 d",
}
EASY = "friction.website.0~friction.shop.0~friction.social_ad.0~friction.call_centre.0"


@pytest.mark.filterwarnings("error")
def test_a_replication_without_customers_is_left_out_of_the_curves(file):
    few = with_changes(cx.load_scenario(file), FEW)
    empty = live(few, 3, workers=1).staying[:, 0] == 0
    assert empty.any()
    assert not empty.all()
    for state, curves in (("", 1), (EASY, 2)):
        panel = opened(few, state)
        assert figures(panel)[0][1] != "–", "customers there were"
        assert panel.shown.staying.value.count("<polyline") == curves
        assert "nan" not in panel.shown.staying.value


@pytest.mark.filterwarnings("error")
def test_a_journey_without_customers_has_no_curve(file):
    few = with_changes(cx.load_scenario(file), FEW)
    nobody, some = (live(explored(few, read(state, few)), 1, workers=1) for state in ("", EASY))
    for found, which, other in (
        (compare(nobody, some), "today", "changed"),
        (compare(some, nobody), "changed", "today"),
    ):
        picture = staying_svg(found)
        assert picture.count("<polyline") == 1
        assert f"{which}: nobody was a customer" in Page(picture).elements[0][1]["aria-label"]
        assert f">{which}: nobody<" in picture
        assert f">{other} " in picture
        assert "nan" not in picture
    assert "Nobody was a customer" in staying_svg(compare(nobody, nobody))
    assert "Nobody was a customer" in staying_svg(compare(nobody, some), changed=False)


@pytest.mark.filterwarnings("error")
def test_a_journey_to_which_nobody_comes_is_shown(file):
    panel = opened(with_changes(cx.load_scenario(file), FEW | {"population.prospects_per_day": 0.0001}))
    assert [row[1] for row in figures(panel)] == ["–", "–", "0.0", "0", "–"]
    assert "Nobody was a customer" in panel.shown.staying.value
    assert "0 simulated people" in panel.shown.table.value


@pytest.mark.parametrize("part", ["differences_html", "staying_svg", "live_map_svg", "map_tables_html"])
def test_what_cannot_be_drawn_leaves_everything_as_it_was(panel, monkeypatch, part):
    def shown():
        parts = (panel.shown.table, panel.shown.staying, panel.shown.map, panel.shown.behind)
        return [one.value for one in parts]

    def broken(*given):
        raise ValueError("no such picture")

    before = shown()
    monkeypatch.setattr(f"cxsim.reporting.live.explore.{part}", broken)
    panel.given.state.value = "friction.shop.0.0"
    panel.latest.wait()
    assert "could not be simulated: ValueError: no such picture" in panel.shown.message.value
    assert shown() == before


def test_the_panel_is_answered_like_any_result(panel):
    assert "3" in str(cx.provenance(panel))
    assert panel.manifest["scenario_hash"] == cx.explore(panel.today).manifest["scenario_hash"]
