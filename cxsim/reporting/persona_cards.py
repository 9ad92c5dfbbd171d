"""Who the customers are: a card for each persona, with how many of them are kept."""

from cxsim.reporting.estimates import UNKNOWN, Estimate, estimate, over_replications
from cxsim.reporting.picture import Fragment, on_page
from cxsim.reporting.style import PALETTE
from cxsim.reporting.survival import stay_words, stays_by_persona
from cxsim.reporting.wording import money, percent, signed, with_interval
from cxsim.results.run import Run
from cxsim.scenario.model import Scenario


def persona_cards(scenario: Scenario, run: Run) -> Fragment:
    """Return a card for each persona: who it is, and how many of them are kept, with intervals.

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
    shares = stays_by_persona(run)
    stays = {
        name: over_replications(shares[name]) if name in shares else UNKNOWN for name in scenario.personas
    }
    cards = "".join(
        _card(scenario, run, name, PALETTE[number % len(PALETTE)], stays[name])
        for number, name in enumerate(scenario.personas)
    )
    return Fragment(
        '<div class="persona-cards" style="display:grid;gap:1rem;'
        f'grid-template-columns:repeat(auto-fill,minmax(min(100%,17rem),1fr))">{cards}</div>'
    )


def _card(scenario: Scenario, run: Run, name: str, colour: str, stays: Estimate) -> str:
    persona = scenario.personas[name]
    facts = (
        ("Family", persona.family),
        ("Ambitions", persona.ambitions),
        ("Interests", persona.interests),
        ("Hobbies", persona.hobbies),
        ("Habits", persona.habits),
        ("Technology", f"{percent(persona.technology)} familiar"),
        ("Brings", f"{money(persona.value_per_year, scenario.currency)} a year, before the cost to serve"),
    )
    results = (
        (f"Who {stay_words(run)}", with_interval(stays, plain=True)),
        ("Who are customers at the end", with_interval(estimate(run, "kept", "persona", name), plain=True)),
        ("NPS", _points(estimate(run, "nps", "persona", name))),
    )
    about = "".join(f"<div><strong>{label}:</strong> {on_page(text)}</div>" for label, text in facts if text)
    rows = "".join(
        f'<tr><th scope="row" style="text-align:left">{label}</th>'
        f'<td style="white-space:nowrap">{value}</td></tr>'
        for label, value in results
    )
    initial = on_page(next((letter for letter in persona.name if letter.isalnum()), "?").upper())
    frame = f"border:1px solid #d5dbe1;border-top:4px solid {colour};border-radius:6px;padding:0.9rem"
    circle = f"flex:none;width:2.4rem;height:2.4rem;border:2px solid {colour};border-radius:50%"
    return (
        f'<article style="{frame};break-inside:avoid;margin:0">'
        '<div style="display:flex;gap:0.7rem;align-items:center">'
        f'<span aria-hidden="true" style="{circle};display:grid;place-items:center">{initial}</span>'
        f"<div><strong>{on_page(persona.title)}</strong><br>{percent(persona.share)} of customers</div></div>"
        f'<div style="font-size:0.9em;line-height:1.4;margin:0.6rem 0">'
        f"<div><strong>{on_page(persona.name)}</strong>, {persona.age}, {on_page(persona.occupation)}</div>"
        f"{about}</div>"
        f'<table style="font-size:0.9em;width:100%">{rows}</table></article>'
    )


def _points(value: Estimate) -> str:
    if not value.known:
        return "nobody answered"
    interval = f" ({signed(value.low, 0)} to {signed(value.high, 0)})" if value.sure else ""
    return f"{signed(value.mean, 0)}{interval}"
