"""A first scenario of one's own: a short file that builds on the nearest one, or a blank one to fill in."""

import re
from typing import NamedTuple

from cxsim.language.speech import say, spoken
from cxsim.scenario.grid import yaml_text
from cxsim.scenario.model import Scenario

BLANK = "blank"
# What one may start from, by the word for it: the file that comes along, without its ending.
KINDS = {
    "contract": "telecom",
    "purchases": "retail",
    "travel": "travel",
    "insurance": "insurance",
    BLANK: BLANK,
}


def what_kinds_are() -> dict[str, str]:
    """Return what one may start from, each in a line.

    Examples
    --------
    >>> what_kinds_are()["contract"]
    'customers have a contract, and renew it or not: a telecom operator'
    """
    return {
        "contract": say("customers have a contract, and renew it or not: a telecom operator"),
        "purchases": say("customers buy again or not: a retailer"),
        "travel": say("guests come back or not: a travel group with houses of its own"),
        "insurance": say("policies of a year, and now and then a claim: an insurer"),
        BLANK: say("no sector: the smallest complete journey, annotated, to be filled in"),
    }


def file_of(kind: str) -> str:
    """Return the file that comes along for a kind: in the language that is spoken, if there is one.

    Examples
    --------
    >>> file_of("contract")
    'telecom.yaml'
    """
    from cxsim.scenario.shipped import SCENARIOS, shipped

    spoken_in = f"{KINDS[kind]}_{spoken()}.yaml"
    return spoken_in if (shipped(SCENARIOS) / spoken_in).is_file() else f"{KINDS[kind]}.yaml"


class Wishes(NamedTuple):
    """What a new scenario says of the company; what is None stays as in the one it builds on.

    Attributes
    ----------
    name, title
        Of the new scenario.
    parent
        The file it extends, relative to the new one.
    currency
        Three letters.
    customers
        How many there are at the start.
    prospects
        How many come a day.
    schema
        The JSON schema of scenarios, relative to the new one, for editors.
    """

    name: str
    title: str
    parent: str
    currency: str | None = None
    customers: int | None = None
    prospects: float | None = None
    schema: str | None = None


def new_scenario(wishes: Wishes, parent: Scenario) -> str:
    """Return the text of a scenario file that extends another, with places for what differs.

    Parameters
    ----------
    wishes
        What is known already.
    parent
        The scenario it builds on, whose names are shown.

    Examples
    --------
    >>> from cxsim.scenario.load import load_scenario
    >>> parent = load_scenario("scenarios/telecom.yaml")
    >>> text = new_scenario(Wishes("ours", "Our company", "telecom.yaml", customers=2000), parent)
    >>> text.splitlines()[-4:]
    ['name: ours', 'title: Our company', 'population:', '  existing: 2000']
    """
    said: dict[str, object] = {"extends": wishes.parent, "name": wishes.name, "title": wishes.title}
    if wishes.currency is not None:
        said["currency"] = wishes.currency
    population = {"existing": wishes.customers, "prospects_per_day": wishes.prospects}
    known = {name: value for name, value in population.items() if value is not None}
    if known:
        said["population"] = known
    head = _head(wishes, parent)
    return f"{_commented(head)}\n{_checked_by(wishes.schema)}{yaml_text(said)}"


def filled_in(blank: str, wishes: Wishes) -> str:
    """Return the text of the blank scenario with what is known already in its place; the rest stays to do.

    Examples
    --------
    >>> blank = chr(10).join(("name: blank", "title: To be named", "  existing: 1000  # today"))
    >>> print(filled_in(blank, Wishes("ours", "Our company", "", customers=2000)))
    name: ours
    title: Our company
      existing: 2000  # today
    """
    known: dict[str, object] = {
        "name": wishes.name,
        "title": wishes.title,
        "currency": wishes.currency,
        "existing": wishes.customers,
        "prospects_per_day": wishes.prospects,
    }
    for field, value in known.items():
        if value is not None:
            entry = yaml_text({field: value}).rstrip("\n").replace("\\", r"\\")
            blank = re.sub(rf"(?m)^( *){field}: [^#\n]*?(?= *(#|$))", rf"\g<1>{entry}", blank, count=1)
    return re.sub(r"(?m)^# yaml-language-server: .*\n", _checked_by(wishes.schema), blank)


def _checked_by(schema: str | None) -> str:
    return f"# yaml-language-server: $schema={schema}\n" if schema else ""


def _head(wishes: Wishes, parent: Scenario) -> str:
    touchpoint = next(iter(parent.touchpoints))
    return "\n".join(
        (
            say("{name}: a journey map of our own", name=wishes.name),
            say(
                "It says only what differs from {parent}; everything else is as there. Look up there what can"
                " be said, and how.",
                parent=wishes.parent,
            ),
            "",
            f"touchpoints: {', '.join(parent.touchpoints)}",
            f"personas: {', '.join(parent.personas)}",
            f"teams: {', '.join(parent.teams) or '–'}",
            "",
            say("To change one of them, write it below with what differs, for example"),
            "",
            "touchpoints:",
            f"  {touchpoint}: {{title: {say('What we call it')}}}",
            "",
            say("A figure may say where it comes from:"),
            "{value: 0.02, range: [0.01, 0.04], status: assumed, source: …}",
            "",
            say(
                "cxsim check --facts tells what is wrong, which facts are not met, and what no company looks "
                "like: staff are as many as in {parent}, however many customers there are. cxsim report "
                "publishes what becomes of customers.",
                parent=wishes.parent,
            ),
            "",
        )
    )


def _commented(text: str) -> str:
    return "".join(f"# {line}".rstrip() + "\n" for line in text.splitlines())
