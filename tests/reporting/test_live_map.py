"""The map that follows the sliders: says what changed and no more, and is drawn in a moment."""

import re
import time
from typing import Any, NamedTuple

import pytest

from cxsim.language.wording import percent
from cxsim.questions.journey.map.map_layout import Box
from cxsim.questions.what_if.lived import Differences, compare, live
from cxsim.questions.what_if.state import State, explored, read
from cxsim.reporting.live.explore_words import links_table, places_table
from cxsim.reporting.live.live_map import lay_out_live, live_map_svg
from cxsim.reporting.live.live_map_figures import certain, moved_at
from cxsim.scenario.load import load_scenario
from cxsim.scenario.model import Scenario
from cxsim.theme.lettering import text_width
from tests.reporting.crowded import crowded_run
from tests.reporting.test_publish import Page
from tests.small import HOSTILE, small_scenario

CHANGES = {
    "small": "friction.call_centre.0.0~staff.care_agents.1~handoff.shop.0.0",
    "crowded": "friction.hotline.0.0~handoff.website.3.0",
}
# Most who call the crowded hotline find it closed: of three, its own cause does not stand out from chance.
REPLICATIONS = 6


class Drawn(NamedTuple):
    """A map of today's journey, and one of what was changed in it."""

    scenario: Scenario
    state: State
    found: Differences
    today: str
    changed: str


def drawn(scenario: Scenario, text: str) -> Drawn:
    state = read(text, scenario)
    lived = live(scenario, REPLICATIONS, workers=1)
    same = compare(lived, lived)
    found = compare(lived, live(explored(scenario, state), REPLICATIONS, workers=1))
    layout, chosen = lay_out_live(scenario, same), next(iter(scenario.touchpoints))
    maps = (
        live_map_svg(scenario, layout, same, chosen),
        live_map_svg(scenario, layout, found, chosen, state),
    )
    return Drawn(scenario, state, found, *maps)


@pytest.fixture(scope="module", params=list(CHANGES))
def each(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Drawn:
    if request.param == "small":
        scenario = load_scenario(small_scenario(tmp_path_factory.mktemp("map")))
    else:
        scenario = crowded_run().scenario
    return drawn(scenario, CHANGES[request.param])


def told(picture: str) -> str:
    return Page(picture).elements[0][1]["aria-label"]


def texts(picture: str) -> list[tuple[Box, str]]:
    """The lines of text with the rectangles they take."""
    found = []
    for attributes, words in re.findall(r"<text ([^>]*)>([^<]*)</text>", picture):
        look = dict(re.findall(r'([\w-]+)="([^"]*)"', attributes))
        size = float(look.get("font-size", 12))
        words = words.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&").replace("&quot;", '"')
        wide = text_width(words, size, look.get("font-weight", "normal")) / 1.02
        back = {"start": 0.0, "middle": 0.5, "end": 1.0}[look.get("text-anchor", "start")]
        left, top = float(look["x"]) - back * wide, float(look["y"]) - 0.75 * size
        found.append((Box(left, top, wide, 0.8 * size), words))
    return found


def test_no_text_lies_on_another_or_outside(each: Drawn) -> None:
    for picture in (each.today, each.changed):
        wide, high = map(float, re.search(r'viewBox="0 0 (\S+) (\S+)"', picture).groups())
        seen = texts(picture)
        assert len(seen) > 80
        for number, (box, words) in enumerate(seen):
            assert box.left >= 0
            assert box.right <= wide + 1, words
            assert box.bottom <= high
            for other, others in seen[:number]:
                assert not box.touches(other, -1.5), (words, others)


def test_figures_of_the_curve_stay_apart_where_all_are_felt_alike(each: Drawn) -> None:
    alike = each.found.touchpoints.assign(felt_today=0.03, felt_then=0.04, felt_low=0.01, felt_high=0.02)
    found = each.found._replace(touchpoints=alike)
    picture = live_map_svg(each.scenario, lay_out_live(each.scenario, found), found, "", each.state)
    figures = [box for box, words in texts(picture) if words == "▲+0.04"]
    assert len(figures) == len(each.scenario.touchpoints)
    for number, box in enumerate(figures):
        assert not any(box.touches(other, -1.5) for other in figures[:number])


def test_every_touchpoint_is_there_once_with_its_figures(each: Drawn) -> None:
    for picture in (each.today, each.changed):
        cards = re.findall(r"<g><title>(.*?)</title>", picture, re.DOTALL)
        assert len(cards) == len(each.scenario.touchpoints)
        for name, row in each.found.touchpoints.iterrows():
            share = row["friction_then" if picture is each.changed else "friction_today"]
            assert any(f"{percent(share)}" in card for card in cards), name
        assert "nan" not in picture


def test_what_changed_is_said_first_and_nothing_else(each: Drawn) -> None:
    changed, today = told(each.changed), told(each.today)
    assert "Compared with today" not in today
    assert "▼" not in each.today
    assert "▲" not in each.today
    (name,) = [setting.name for setting in each.state if setting.lever == "friction"]
    row, title = each.found.touchpoints.loc[name], each.scenario.touchpoints[name].title
    before, after = percent(row["friction_today"]), percent(row["friction_then"])
    assert f"friction at “{title}” {before}, changed {after}" in changed.partition("Touchpoints:")[0]
    sure = [
        certain(one, what)
        for _, one in each.found.touchpoints.iterrows()
        for what in ("friction", "felt", "caused")
    ]
    signs = [
        words[0]
        for _, words in texts(each.changed)
        if words[:1] in ("▼", "▲") and words[1:2] not in ("", " ")
    ]
    assert sorted(signs) == sorted({-1: "▼", 1: "▲"}[one] for one in sure if one)
    assert len(signs) < len(sure) / 2, "most of it may be chance"


def test_cards_are_blue_where_a_lever_was_moved(each: Drawn) -> None:
    assert each.today.count('rx="6" fill-opacity') == 0
    assert each.changed.count('rx="6" fill-opacity') == len(moved_at(each.scenario, each.state)) > 0


def test_losing_the_context_is_a_red_arrow_with_its_share(each: Drawn) -> None:
    lost = each.found.links[each.found.links["lost_today"] >= 0.1]
    assert ("stroke-dasharray" in each.today) == (len(lost) > 0)
    shown = [words for _, words in texts(each.changed) if "→" in words]
    wanted = {
        f"{percent(row['lost_today'], 0)} → {percent(row['lost_then'], 0)}"
        for _, row in each.found.links.iterrows()
    }
    assert set(shown) <= wanted
    assert shown


def test_nothing_moves_with_a_slider(each: Drawn) -> None:
    """Else one could not see what changes."""
    frames = [
        re.findall(r'<rect (x="\S+" y="\S+" width="\S+" height="\S+") [^>]*rx="6"', one)
        for one in (each.today, each.changed)
    ]
    assert set(frames[0]) == set(frames[1])
    assert len(set(frames[0])) == len(each.scenario.touchpoints)


def test_the_tables_hold_the_figures_of_the_map(each: Drawn) -> None:
    table = places_table(each.scenario, each.found).frame
    assert len(table) == len(each.scenario.touchpoints)
    assert list(table.columns[:5]) == [
        "Touchpoint",
        "Stage",
        "Friction, of 100 visits, today",
        "Friction, of 100 visits, changed",
        "Difference, 95\u00a0%",
    ]
    row = table.iloc[0]
    name = next(name for name, point in each.scenario.touchpoints.items() if point.title == row["Touchpoint"])
    assert float(row.iloc[2]) == pytest.approx(
        100 * each.found.touchpoints["friction_today"][name], abs=0.051
    )
    assert len(places_table(each.scenario, each.found, changed=False).frame.columns) == 5
    links = links_table(each.scenario, each.found).frame
    assert list(links.columns[:3]) == ["From", "To", "Passages of 100 people, today"]
    assert len(links) > 5


def test_titles_stay_text(tmp_path: Any) -> None:
    title = HOSTILE.replace("\u202e", "").replace("\u202c", "")
    scenario = load_scenario(small_scenario(tmp_path))
    point = scenario.touchpoints["shop"].model_copy(update={"title": title, "front_stage": HOSTILE})
    scenario = scenario.model_copy(update={"touchpoints": scenario.touchpoints | {"shop": point}})
    lived = live(scenario, 1, workers=1)
    found = compare(lived, lived)
    page = Page(live_map_svg(scenario, lay_out_live(scenario, found), found, "shop"))
    assert {tag for tag, _ in page.elements} <= {
        "svg",
        "g",
        "title",
        "text",
        "line",
        "rect",
        "circle",
        "polyline",
        "polygon",
        "path",
    }
    assert title in page.elements[0][1]["aria-label"]


def test_it_is_drawn_in_a_moment(each: Drawn) -> None:
    layout, seconds = lay_out_live(each.scenario, each.found), []
    for _ in range(5):
        began = time.perf_counter()
        live_map_svg(each.scenario, layout, each.found, "website", each.state)
        seconds.append(time.perf_counter() - began)
    assert min(seconds) < 0.3
