"""A first scenario of one's own: a short file that builds on the nearest one that is there."""

from typing import NamedTuple

from cxsim.scenario.grid import yaml_text
from cxsim.scenario.model import Scenario


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
    head = HEAD.format(
        name=wishes.name,
        parent=wishes.parent,
        touchpoint=next(iter(parent.touchpoints)),
        touchpoints=", ".join(parent.touchpoints),
        personas=", ".join(parent.personas),
        teams=", ".join(parent.teams) or "none",
    )
    checked_by = f"# yaml-language-server: $schema={wishes.schema}\n" if wishes.schema else ""
    return f"{_commented(head)}\n{checked_by}{yaml_text(said)}"


HEAD = """\
{name}: a journey map of our own
It says only what differs from {parent}; everything else is as there. Look up there what can be said, and how.

touchpoints: {touchpoints}
personas: {personas}
teams: {teams}

To change one of them, write it below with what differs, for example

touchpoints:
  {touchpoint}: {{title: What we call it}}

A figure may say where it comes from: {{value: 0.02, range: [0.01, 0.04], status: assumed, source: a survey}}.
cxsim check tells what is wrong; cxsim report publishes what becomes of customers.
"""


def _commented(text: str) -> str:
    return "".join(f"# {line}".rstrip() + "\n" for line in text.splitlines())
