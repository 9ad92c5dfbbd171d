"""Who the customers are: a card for each persona, with how many of them stay and join."""

from cxsim.language.estimate import Estimate
from cxsim.language.speech import say
from cxsim.language.wording import money, percent, signed, with_interval
from cxsim.questions.journey.persona_shares import of_whom, persona_shares
from cxsim.questions.journey.staying import period_of_stay
from cxsim.results.estimates import estimate
from cxsim.results.run import Run
from cxsim.scenario.model import Scenario
from cxsim.theme.on_page import on_page
from cxsim.theme.picture import Fragment
from cxsim.theme.style import PALETTE


def persona_cards(scenario: Scenario, run: Run) -> Fragment:
    """Return a card for each persona: who it is, and how many stay and join, with intervals.

    Parameters
    ----------
    scenario
        Where the personas are described.
    run
        A run of it.

    Returns
    -------
    Fragment
        A piece of a page; whatever the scenario's author wrote is escaped.
    """
    cards = "".join(
        _card(scenario, run, name, PALETTE[number % len(PALETTE)])
        for number, name in enumerate(scenario.personas)
    )
    return Fragment(
        '<div class="persona-cards" style="display:grid;gap:1rem;'
        f'grid-template-columns:repeat(auto-fill,minmax(min(100%,17rem),1fr))">{cards}</div>'
    )


def persona_facts(scenario: Scenario, name: str) -> list[tuple[str, str]]:
    """Return what the scenario says about a persona: pairs of a label and a text, as its author wrote it."""
    persona = scenario.personas[name]
    brings = money(persona.value_per_year, scenario.currency)
    facts = (
        (say("Family"), persona.family),
        (say("Ambitions"), persona.ambitions),
        (say("Interests"), persona.interests),
        (say("Hobbies"), persona.hobbies),
        (say("Habits"), persona.habits),
        (say("Technology"), say("{share} familiar", share=percent(persona.technology))),
        (say("Brings"), say("{money} a year, before the cost to serve", money=brings)),
    )
    return [(say("{label}:", label=label), text) for label, text in facts if text]


def _card(scenario: Scenario, run: Run, name: str, colour: str) -> str:
    persona = scenario.personas[name]
    results = (
        (
            say("Who stay {period}", period=period_of_stay(run)),
            with_interval(estimate(run, "stay", "persona", name), plain=True),
        ),
        (say("Prospects who join"), with_interval(estimate(run, "join", "persona", name), plain=True)),
        (say("NPS"), score(estimate(run, "nps", "persona", name))),
    )
    facts = persona_facts(scenario, name)
    about = "".join(f"<div><strong>{label}</strong> {on_page(text)}</div>" for label, text in facts)
    rows = "".join(
        f'<tr><th scope="row" style="text-align:left">{label}</th>'
        f'<td style="white-space:nowrap">{value}</td></tr>'
        for label, value in results
    )
    initial = on_page(next((letter for letter in persona.name if letter.isalnum()), "?").upper())
    frame = f"border:1px solid #d5dbe1;border-top:4px solid {colour};border-radius:6px;padding:0.9rem"
    circle = f"flex:none;width:2.4rem;height:2.4rem;border:2px solid {colour};border-radius:50%"
    who = say(
        "{name}, {age}, {occupation}",
        name=f"<strong>{on_page(persona.name)}</strong>",
        age=persona.age,
        occupation=on_page(persona.occupation),
    )
    share = of_whom(run, persona_shares(run)[name])
    return (
        f'<article style="{frame};break-inside:avoid;margin:0">'
        '<div style="display:flex;gap:0.7rem;align-items:center">'
        f'<span aria-hidden="true" style="{circle};display:grid;place-items:center">{initial}</span>'
        f"<div><strong>{on_page(persona.title)}</strong><br>{share}</div></div>"
        f'<div style="font-size:0.9em;line-height:1.4;margin:0.6rem 0">'
        f"<div>{who}</div>"
        f"{about}</div>"
        f'<table style="font-size:0.9em;width:100%">{rows}</table></article>'
    )


def score(value: Estimate) -> str:
    """Write a score that goes below 0, with its interval."""
    if not value.known:
        return say("nobody answered")
    if not value.sure:
        return signed(value.mean, 0)
    limits = say("{low} to {high}", low=signed(value.low, 0), high=signed(value.high, 0))
    return f"{signed(value.mean, 0)} ({limits})"
