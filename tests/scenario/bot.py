"""An improvement that builds a bot, at which those may begin who ask for help."""

from typing import Any

from cxsim.scenario.load import scenario_from_dict
from cxsim.scenario.model import Scenario
from tests.scenario.minimal import scenario_dict

BOT: dict[str, Any] = {"title": "Chat bot", "stage": "use", "channel": "web", "department": "service"}
HELPED = {"goal": 0.6, "hotline": 0.4}


def an(title: str, **parts: Any) -> dict[str, Any]:
    return {"title": title, "owner": "service", **parts}


def builds(title: str = "Bot", share: float = 0.5, **parts: Any) -> dict[str, Any]:
    """A bot at which so many begin who ask for help."""
    ask = {"start": {"bot": share}, "links": {"bot": HELPED}}
    return an(title, builds={"touchpoints": {"bot": BOT}, "journeys": {"ask": ask}}, **parts)


def scenario(**library: Any) -> Scenario:
    return scenario_from_dict({**scenario_dict(), "improvements": library})
