"""Improvements that build and remove at random, for scenarios as they would stand in a file."""

import copy
import random
from typing import Any

from cxsim.scenario.faults import ScenarioError
from cxsim.scenario.improve import improve
from cxsim.scenario.journeys import RESERVED_LINKS
from cxsim.scenario.load import scenario_from_dict
from cxsim.scenario.model import Scenario
from tests.engine.scenarios import Data

TRIES = 40


def rebuilt(data: Data, seed: int, at_once: bool = False) -> Scenario | None:
    """The scenario with an improvement `it` in its library, drawn at random; None if none is found that fits.

    It may be for some customers only, and come later or end, unless it is to come `at_once`.
    """
    dice = random.Random(seed)
    for _ in range(TRIES):
        when = {} if at_once else _when(dice)
        it = {"title": "It", "owner": next(iter(data["departments"])), **_structure(data, dice), **when}
        try:
            found = scenario_from_dict({**data, "improvements": {"it": it}})
            improve(found, "it")
        except ScenarioError:
            continue
        return found
    return None


def _structure(data: Data, dice: random.Random) -> Data:
    touchpoints, journeys = data["touchpoints"], data["journeys"]
    model = copy.deepcopy(touchpoints[dice.choice(list(touchpoints))]) | {"title": "New"}
    (model.get("waiting") or {}).pop("escape", None)
    built: Data = {"touchpoints": {"new": model}}
    if (team := model.get("team")) and dice.random() < 0.5:
        built["teams"] = {"newcomers": data["teams"][team] | {"title": "Newcomers"}}
        model["team"] = "newcomers"
    if (desk := model.get("recovery")) and dice.random() < 0.5:
        built["desks"] = {"new_desk": data["desks"][desk] | {"title": "New desk"}}
        model["recovery"] = "new_desk"
    if dice.random() < 0.5:
        built["channels"] = {"new_channel": {"title": "New channel", "technology": 0.5}}
        model["channel"] = "new_channel"
    gone = dice.choice([None, *touchpoints])
    for name in journeys if gone else dice.sample(list(journeys), min(len(journeys), dice.choice((1, 1, 2)))):
        if ways := _ways(journeys[name], gone, dice):
            built.setdefault("journeys", {})[name] = ways
    return {"builds": built, **({"removes": [f"touchpoints.{gone}"]} if gone else {})}


def _ways(journey: Data, gone: str | None, dice: random.Random) -> Data:
    """Ways to what is new in a journey: in the place of what is gone, or beside what is there."""
    links = journey["links"]
    if gone is not None and gone not in links:
        return {}
    source = gone or dice.choice(list(links))
    onward = {to: link for to, link in links[source].items() if to not in (*RESERVED_LINKS, source)}
    if gone is not None:
        instead = {
            name: {"new": _share(fork[gone])} for name, fork in links.items() if name != gone and gone in fork
        }
        starts = {"new": journey["start"][gone]} if gone in journey["start"] else {}
        return {"start": starts, "links": {**instead, "new": _summed(onward)}}
    fork: Data = {"new": dice.choice((0.1, 0.5, {"share": 0.3, "delay": "3 h", "context_loss": 0.5}))}
    if dice.random() < 0.3:
        fork["after"] = {"friction": {"new": 0.5, "stop": 0.5}}
    ways: Data = {"links": {source: fork, "new": _summed(onward)}}
    return {**ways, "start": {"new": 0.25}} if dice.random() < 0.3 else ways


def _share(link: Any) -> float:
    return link["share"] if isinstance(link, dict) else link


def _summed(links: Data) -> Data:
    total = sum(map(_share, links.values())) or 1.0
    return {
        to: {**link, "share": link["share"] / total} if isinstance(link, dict) else link / total
        for to, link in links.items()
    }


def _when(dice: random.Random) -> Data:
    found: Data = {}
    if dice.random() < 0.5:
        found["addressed"] = dice.choice((0.3, 0.7))
    if dice.random() < 0.4:
        found["ends"] = f"2026-01-{dice.randint(10, 31)}"
    elif dice.random() < 0.5:
        found["ramp"] = dice.choice(("5 d", "14 d"))
    return found
