"""What is told of improvements that cannot be built: one line, at the line of the file."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from cxsim.questions.experiments.contradictions import contradictions
from cxsim.scenario.faults import ScenarioError
from cxsim.scenario.improve import improve
from cxsim.scenario.load import load_scenario
from tests.scenario.bot import BOT, an, builds, scenario
from tests.scenario.minimal import scenario_dict

WHOLE = builds()["builds"]
JOURNEY = "improvements.it.builds.journeys"
TOLD: list[tuple[str, dict[str, Any], str, str]] = [
    (
        "a name taken twice",
        {"builds": {"touchpoints": {"chat": BOT}}},
        "improvements.it.builds.touchpoints.chat",
        "found a name that touchpoints have already, expected another name; what is there is changed under",
    ),
    (
        "a title taken twice",
        {"builds": {**WHOLE, "touchpoints": {"bot": {**BOT, "title": "Chat"}}}},
        "improvements.it.builds.touchpoints.bot.title",
        'found the title "Chat" again',
    ),
    (
        "a step that nobody can reach",
        {"builds": {"touchpoints": {"bot": BOT}}},
        "improvements.it.builds.touchpoints.bot",
        "found a touchpoint that no journey comes to at touchpoints.bot once applied",
    ),
    (
        "a link to nowhere",
        {"builds": {"journeys": {"ask": {"links": {"chat": {"bott": 0.5}}}}}},
        f"{JOURNEY}.ask.links.chat.bott",
        'found "bott" at journeys.ask.links.chat.bott once applied, expected a touchpoint',
    ),
    (
        "no way on",
        {"builds": {"touchpoints": {"bot": BOT}, "journeys": {"ask": {"start": {"bot": 0.5}}}}},
        f"{JOURNEY}.ask.start.bot",
        "found no links from bot, which this journey comes to",
    ),
    (
        "an unknown journey",
        {"builds": {"journeys": {"aks": {"start": {"chat": 1.0}}}}},
        f"{JOURNEY}.aks",
        'found "aks", expected a journey; did you mean "ask"?',
    ),
    (
        "a new journey",
        {"builds": {"journeys": {"ask": {"title": "Ask"}}}},
        f"{JOURNEY}.ask.title",
        "found an unknown field, expected start and links: a journey cannot be built, only ways in one",
    ),
    (
        "a section that cannot be built",
        {"builds": {"personas": {"max": {}}}},
        "improvements.it.builds.personas",
        'found the name "personas", expected one of channels, teams, desks, touchpoints, journeys',
    ),
    (
        "too large shares",
        {"builds": {"journeys": {"ask": {"links": {"hotline": {"goal": 0.9, "chat": 0.3}}}}}},
        f"{JOURNEY}.ask.links.hotline",
        "found shares that sum to 1.2 with those of all that is built there, expected a sum of at most 1",
    ),
    (
        "shares of what is new that do not sum to 1",
        {"builds": {**WHOLE, "journeys": {"ask": {"start": {"bot": 1}, "links": {"bot": {"goal": 0.9}}}}}},
        f"{JOURNEY}.ask.links.bot",
        "found shares that sum to 0.9",
    ),
    (
        "a share that is none",
        {"builds": {"journeys": {"ask": {"links": {"hotline": {"chat": "half"}}}}}},
        f"{JOURNEY}.ask.links.hotline.chat",
        'found "half" at journeys.ask.links.hotline.chat once applied, expected a share from 0 to 1',
    ),
    (
        "links that are none",
        {"builds": {"journeys": {"ask": {"links": {"hotline": 0.3}}}}},
        f"{JOURNEY}.ask.links.hotline",
        "found 0.3, expected names, each with what is built there",
    ),
    (
        "a misspelt field",
        {"builds": {**WHOLE, "touchpoints": {"bot": {**BOT, "qualty": 1}}}},
        "improvements.it.builds.touchpoints.bot.qualty",
        'found an unknown field at touchpoints.bot.qualty once applied; did you mean "quality"?',
    ),
    (
        "an endless loop",
        {
            "builds": {
                "touchpoints": {"bot": BOT, "robot": {**BOT, "title": "Robot"}},
                "journeys": {
                    "ask": {"links": {"chat": {"bot": 0.5}, "bot": {"robot": 1}, "robot": {"bot": 1}}}
                },
            }
        },
        f"{JOURNEY}.ask.links.bot",
        "found a touchpoint from which neither goal nor stop can be reached",
    ),
    (
        "a team without waiting",
        {"builds": {**WHOLE, "touchpoints": {"bot": {**BOT, "team": "agents"}}}},
        "improvements.it.builds.touchpoints.bot",
        "found no waiting at touchpoints.bot once applied",
    ),
    (
        "a desk without its team",
        {"builds": {"desks": {"fast": {"title": "Fast", "team": "nobody", "skill": 1.0, "time": "1 min"}}}},
        "improvements.it.builds.desks.fast.team",
        'found "nobody" at desks.fast.team once applied, expected a team (agents)',
    ),
    (
        "a team that is needed",
        {"removes": ["teams.agents"]},
        "improvements.it",
        'found "agents" at touchpoints.hotline.team once applied, expected a team',
    ),
    (
        "a desk that is needed",
        {"removes": ["desks.care"]},
        "improvements.it",
        'found "care" at touchpoints.shop.recovery once applied, expected a recovery desk',
    ),
    (
        "the only way",
        {"removes": ["touchpoints.shop"]},
        "improvements.it",
        "at journeys.buy.start once applied, expected",
    ),
    (
        "nothing to remove",
        {"removes": ["touchpoints.caht"]},
        "improvements.it.removes.0",
        'found no touchpoints.caht; did you mean "chat"?',
    ),
    (
        "a link that is not there",
        {"removes": ["journeys.ask.links.hotline.shop"]},
        "improvements.it.removes.0",
        "found no journeys.ask.links.hotline.shop",
    ),
    (
        "what cannot be removed",
        {"removes": ["personas.anna"]},
        "improvements.it.removes.0",
        "found personas.anna, expected the path of a touchpoint, a team, a desk, a link",
    ),
    (
        "a change of what is removed",
        {"removes": ["touchpoints.chat"], "changes": [{"path": "touchpoints.chat.quality", "value": 0.9}]},
        "improvements.it.changes.0.path",
        "found no touchpoints.chat",
    ),
    (
        "the same name removed and built",
        {"removes": ["touchpoints.chat"], "builds": {"touchpoints": {"chat": BOT}}},
        "improvements.it.builds.touchpoints.chat",
        "found a name that touchpoints have already",
    ),
    (
        "a ramp of a new fork",
        {
            "ramp": "30 d",
            "builds": {"journeys": {"ask": {"links": {"chat": {"after": {"friction": {"goal": 1.0}}}}}}},
        },
        "improvements.it.ramp",
        "found a ramp of journeys.ask.links.chat.after.friction, which is new, expected links in forks",
    ),
    (
        "for some, though it acts on all",
        {
            "addressed": 0.5,
            "removes": ["teams.agents", "desks.care"],
            "changes": [
                *(
                    {"path": f"touchpoints.{name}.recovery", "value": None}
                    for name in scenario_dict()["touchpoints"]
                ),
                *({"path": f"touchpoints.hotline.{name}", "value": None} for name in ("team", "waiting")),
            ],
        },
        "improvements.it.addressed",
        "found some customers only, for a change of teams.agents",
    ),
    ("nothing at all", {}, "improvements.it", "expected something that it changes, builds or removes"),
]


@pytest.mark.parametrize(("name", "parts", "path", "says"), TOLD, ids=[one[0] for one in TOLD])
def test_what_is_wrong_is_told_in_one_line(
    name: str, parts: dict[str, Any], path: str, says: str, tmp_path: Path
) -> None:
    file = tmp_path / "fibre.yaml"
    data = {**scenario_dict(), "improvements": {"it": an("It", **parts)}}
    file.write_text(yaml.safe_dump(data, sort_keys=False), encoding="utf-8")
    with pytest.raises(ScenarioError) as caught:
        load_scenario(file)
    faults = [fault for fault in caught.value.faults if says in fault.message]
    assert faults, str(caught.value)
    assert faults[0].path == path
    line = file.read_text(encoding="utf-8").splitlines()[(faults[0].line or 0) - 1]
    last = path.rpartition(".")[2]
    assert last in line or line.strip().startswith("-"), "the line on which it stands"


def why_not(*names: str, **library: Any) -> str:
    """What is told of improvements that cannot be done together, which are fine by themselves."""
    today = scenario(**library)
    with pytest.raises(ScenarioError) as caught:
        improve(today, *names)
    with pytest.raises(ScenarioError):
        improve(today, *names[::-1])
    (against,) = contradictions(today, names)
    return f"{against.why} | {caught.value}"


def test_the_same_name_cannot_be_built_in_two_ways() -> None:
    said = why_not("one", "two", one=builds("One"), two=builds("Two", share=0.4))
    assert (
        "journeys.ask.start.bot, which another improvement builds otherwise; expected one of the two" in said
    )
    better = builds("Two")
    better["builds"]["touchpoints"] = {"bot": {**BOT, "quality": 0.9}}
    said = why_not("one", "two", one=builds("One"), two=better)
    assert "improvements.two.builds.touchpoints.bot: found touchpoints.bot, which another" in said
    same = scenario(one=builds("One"), two=builds("Two"))
    assert improve(same, "one", "two").journeys["ask"].start["bot"] == 0.5


def test_what_one_removes_another_cannot_change_or_lead_to() -> None:
    gone = an("Gone", removes=["touchpoints.chat"])
    change = an("Better", changes=[{"path": "touchpoints.chat.quality", "value": 0.9}])
    said = why_not("gone", "better", gone=gone, better=change)
    assert said.startswith("one removes touchpoints.chat, the other changes touchpoints.chat.quality |")
    assert "improvements.better.changes.0.path: found no touchpoints.chat" in said
    lead = an("Lead", builds={"journeys": {"ask": {"start": {"chat": 0.4}}}})
    assert 'found "chat" at journeys.ask.start.chat' in why_not("gone", "lead", gone=gone, lead=lead)


def test_too_much_built_together_is_told() -> None:
    library = {
        "bot": builds(share=0.7),
        "shop": an(
            "Shop", builds={"journeys": {"ask": {"start": {"shop": 0.5}, "links": {"shop": {"goal": 1.0}}}}}
        ),
    }
    said = why_not("bot", "shop", **library)
    assert "shares that sum to 1.2 with those of all that is built there; expected a sum of at most 1" in said
