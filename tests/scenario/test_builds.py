"""What improvements build and remove: the same checks as for a scenario, and one clear line where not."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from cxsim.questions.experiments.contradictions import contradictions
from cxsim.scenario.changes import plain
from cxsim.scenario.faults import ScenarioError
from cxsim.scenario.improve import improve, with_changes
from cxsim.scenario.load import load_scenario, scenario_from_dict, scenario_hash
from cxsim.scenario.model import Scenario
from cxsim.scenario.ranges import check_ranges, supposing, uncertain
from cxsim.scenario.whole import whole
from tests.scenario.bot import BOT, HELPED, an, builds, scenario
from tests.scenario.minimal import scenario_dict


def fork(found: Scenario, journey: str, source: str) -> dict[str, float]:
    return {target: link.share for target, link in found.journeys[journey].links[source].items()}


def test_what_is_built_is_there_and_the_others_make_room() -> None:
    today = scenario(bot=builds())
    found = improve(today, "bot")
    assert list(found.touchpoints) == [*today.touchpoints, "bot"]
    assert found.touchpoints["bot"].quality == 0.7, "with the defaults of the file"
    assert found.journeys["ask"].start == pytest.approx({"hotline": 0.35, "chat": 0.15, "bot": 0.5})
    assert fork(found, "ask", "bot") == HELPED
    assert found.journeys["ask"].links["hotline"] == today.journeys["ask"].links["hotline"]
    same = {"touchpoints", "journeys"}
    assert {name: part for name, part in plain(found).items() if name not in same} == {
        name: part for name, part in plain(today).items() if name not in same
    }
    assert scenario_from_dict(plain(today)).improvements == today.improvements, "saved and read again"


def test_shares_that_sum_to_one_are_the_whole_fork() -> None:
    links = {"shop": {"chat": 0.3, "goal": 0.7}, "chat": {"goal": 1.0}}
    found = improve(scenario(one=an("One", builds={"journeys": {"buy": {"links": links}}})), "one")
    assert fork(found, "buy", "shop") == {"goal": 0.7, "chat": 0.3}
    assert found.journeys["buy"].links["shop"]["goal"].share == 0.7


def test_what_a_link_does_not_say_stays() -> None:
    links = {"shop": {"stop": 0.2}}
    found = improve(scenario(one=an("One", builds={"journeys": {"buy": {"links": links}}})), "one")
    link = found.journeys["buy"].links["shop"]["stop"]
    assert (link.share, link.delay.mean_value()) == (0.2, 1.0)
    assert fork(found, "buy", "shop") == pytest.approx({"goal": 0.8, "stop": 0.2})


def test_forks_inside_forks_are_built_and_make_room() -> None:
    first = {"hotline": {"after": {"friction": {"chat": 0.5, "stop": 0.5}}}}
    data = scenario_dict()
    data["journeys"]["ask"]["links"]["hotline"]["again"] = {3: {"goal": 0.6, "stop": 0.4}}
    again = {"hotline": {"again": {3: {"chat": 0.5}}}}
    data["improvements"] = {
        "one": an("One", builds={"journeys": {"ask": {"links": first}}}),
        "two": an("Two", builds={"journeys": {"ask": {"links": again}}}),
    }
    found = improve(scenario_from_dict(data), "one", "two").journeys["ask"].links["hotline"]
    assert {name: link.share for name, link in found.after["friction"].items()} == {"chat": 0.5, "stop": 0.5}
    assert {name: link.share for name, link in found.again[3].items()} == {
        "goal": 0.3,
        "stop": 0.2,
        "chat": 0.5,
    }
    assert {name: link.share for name, link in found.items()} == {"goal": 0.9, "chat": 0.1}


def test_what_is_removed_is_gone_with_all_that_leads_there() -> None:
    data = scenario_dict()
    data["personas"]["anna"]["stakes"]["chat"] = 2.0
    data["journeys"]["ask"]["links"]["hotline"]["from"] = {"chat": {"goal": 1.0}}
    fact = {"kpi": "visits", "scope": "touchpoint", "name": "chat", "range": [0, 9], "source": "none"}
    data["facts"] = {"one": {**fact, "grade": "c"}}
    data["improvements"] = {"less": an("Less", removes=["touchpoints.chat"])}
    found = improve(scenario_from_dict(data), "less")
    assert list(found.touchpoints) == ["shop", "invoice", "hotline"]
    assert found.journeys["ask"].start == {"hotline": 1.0}
    assert fork(found, "ask", "hotline") == {"goal": 1.0}
    waiting = found.touchpoints["hotline"].waiting
    assert waiting is not None
    assert (waiting.escape, found.personas["anna"].stakes, found.facts) == ({}, {"invoice": 1.5}, {})


def test_links_desks_and_teams_can_be_removed() -> None:
    free = [{"path": f"touchpoints.{name}.recovery", "value": None} for name in scenario().touchpoints]
    unserved = [{"path": f"touchpoints.hotline.{name}", "value": None} for name in ("team", "waiting")]
    found = improve(
        scenario(
            link=an("Link", removes=["journeys.ask.links.hotline.chat"]),
            desk=an("Desk", removes=["desks.care"], changes=free),
            team=an("Team", removes=["teams.agents", "desks.care"], changes=[*free, *unserved]),
        ),
        *("link", "desk", "team"),
    )
    assert fork(found, "ask", "hotline") == {"goal": 1.0}
    assert (found.desks, found.teams) == ({}, {})


def test_one_place_is_taken_by_another_in_any_order() -> None:
    replaced = an(
        "Bot for chat",
        removes=["touchpoints.chat"],
        builds={
            "touchpoints": {"bot": BOT},
            "journeys": {"ask": {"start": {"bot": 0.3}, "links": {"bot": HELPED, "hotline": {"bot": 0.1}}}},
        },
    )
    link = an("To the shop", builds={"journeys": {"ask": {"links": {"hotline": {"invoice": 0.2}}}}})
    link["builds"]["journeys"]["ask"]["links"]["invoice"] = {"goal": 1.0}
    today = scenario(replaced=replaced, link=link)
    found = improve(today, "replaced", "link")
    assert found.journeys["ask"].start == pytest.approx({"hotline": 0.7, "bot": 0.3})
    assert fork(found, "ask", "hotline") == pytest.approx({"goal": 0.7, "bot": 0.1, "invoice": 0.2})
    other = improve(today, "link", "replaced")
    assert fork(other, "ask", "hotline") == fork(found, "ask", "hotline")
    assert not contradictions(today, ["replaced", "link"])


def test_changes_come_after_what_is_built() -> None:
    escape = {"path": "touchpoints.hotline.waiting.escape.bot", "value": 0.1}
    bot = builds(changes=[escape])
    bot["builds"]["journeys"]["ask"]["links"]["hotline"] = {"bot": 0.0}
    found = improve(scenario(bot=bot), "bot").touchpoints["hotline"].waiting
    assert found is not None
    assert found.escape == {"chat": 0.2, "bot": 0.1}


def test_a_ramp_fills_links_and_what_it_takes_away_stays_until_then() -> None:
    bot = builds(ramp="28 d", removes=["touchpoints.chat"])
    today = scenario(bot=bot)
    found = improve(today, "bot", time=30.0)
    assert found.journeys["ask"].start == pytest.approx(
        {"bot": 0.5 / 8, "chat": 0.3 * 7 / 8, "hotline": 1 - 0.5 / 8 - 0.3 * 7 / 8}
    )
    assert fork(found, "ask", "bot") == HELPED
    whole_of_it = improve(today, "bot", time=60.0)
    assert "chat" not in whole_of_it.touchpoints
    assert whole_of_it.journeys["ask"].start == {"hotline": 0.5, "bot": 0.5}


def test_a_file_that_extends_changes_a_part_of_what_is_built(tmp_path: Path) -> None:
    parent = {**scenario_dict(), "improvements": {"bot": builds()}}
    ways = {"ask": {"links": {"bot": {"hotline": {"delay": "1 h"}}}}}
    child = {"extends": "parent.yaml", "improvements": {"bot": {"builds": {"journeys": ways}}}}
    for name, data in (("parent", parent), ("child", child)):
        (tmp_path / f"{name}.yaml").write_text(yaml.safe_dump(data), encoding="utf-8")
    link = improve(load_scenario(tmp_path / "child.yaml"), "bot").journeys["ask"].links["bot"]["hotline"]
    assert (link.share, link.delay.mean_value()) == (0.4, pytest.approx(1 / 24))


def test_scenarios_that_build_nothing_keep_their_hash() -> None:
    data = scenario_dict()
    before = plain(scenario_from_dict(data))["improvements"]["faster_site"]
    assert not {"builds", "removes"} & set(before)
    assert scenario_hash(scenario(bot=builds())) != scenario_hash(scenario(bot=builds(share=0.4)))


def test_all_that_could_be_there_stands_in_one_order() -> None:
    today = scenario(bot=builds(), other=an("Less", removes=["touchpoints.chat"]))
    found = whole(today)
    assert found is not None
    assert list(found.touchpoints) == [*today.touchpoints, "bot"]
    assert found.journeys["ask"].start == today.journeys["ask"].start
    assert whole(scenario()) is None
    built = whole(improve(today, "bot"))
    assert built is not None
    assert list(built.touchpoints) == list(found.touchpoints), "it cannot be built once more"


# --- what is not known of what is built


def noted(low: float, high: float) -> dict[str, Any]:
    bot = builds()
    note = {"value": 0.6, "range": [low, high], "source": "trial", "status": "assumed"}
    bot["builds"]["touchpoints"]["bot"] = {**BOT, "quality": note}
    return bot


def test_ranges_inside_what_is_built_are_tried() -> None:
    today = scenario(bot=noted(0.4, 0.9))
    found, left_out = uncertain(today)
    (parameter,) = (one for one in found if one.path.startswith("improvements"))
    assert parameter.path == "improvements.bot.builds.touchpoints.bot.quality"
    assert (parameter.low, parameter.high, parameter.today, left_out) == (0.4, 0.9, 0.6, [])
    supposed = supposing(today, [parameter], [1.0])
    assert improve(supposed, "bot").touchpoints["bot"].quality == 0.9
    assert plain(supposed)["touchpoints"] == plain(today)["touchpoints"]
    assert improve(today, "bot").evidence["touchpoints.bot.quality"].range == (0.4, 0.9)
    check_ranges(today, ["bot"], moved=True)


def test_ranges_inside_what_is_built_are_possible() -> None:
    with pytest.raises(ScenarioError, match=r"builds\.touchpoints\.bot\.quality\.range: .*from 0 to 1"):
        scenario(bot=noted(0.4, 1.9))


def test_notes_of_shares_that_make_room_do_not_hold_any_more() -> None:
    data = scenario_dict()
    note = {"value": 0.7, "range": [0.6, 0.8], "source": "count", "status": "calibrated"}
    data["journeys"]["ask"]["start"]["hotline"] = note
    data["improvements"] = {"bot": builds()}
    today = scenario_from_dict(data)
    lost = set(today.evidence) - set(improve(today, "bot").evidence)
    assert lost == {"journeys.ask.start.hotline"}


def test_improvements_are_not_changed_but_in_what_they_build() -> None:
    today = scenario(bot=builds())
    with pytest.raises(ScenarioError, match="which improvements is not"):
        with_changes(today, {"improvements.bot.yearly": 3.0})
    path = "improvements.bot.builds.touchpoints.bot.title"
    assert improve(with_changes(today, {path: "Robot"}), "bot").touchpoints["bot"].title == "Robot"
    with pytest.raises(ScenarioError, match="which improvements is not"):
        scenario(bot=builds(), other=an("Other", changes=[{"path": path, "value": "Robot"}]))
