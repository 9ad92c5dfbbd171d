"""Facts about what is not measured, or not there."""

from tests.scenario.mistakes.mistake import Mistake


def _fact(text: str) -> dict[str, str]:
    return {"handoffs: {severity: 0.5}": f"facts:\n  known: {{{text}}}\nhandoffs: {{severity: 0.5}}"}


FACTS = [
    Mistake(
        "a KPI",
        _fact("kpi: stays, range: [0.7, 0.8]"),
        "known:",
        "facts.known.kpi",
        ('found "stays", expected a KPI of scope journey; did you mean "stay"?',),
    ),
    Mistake(
        "a KPI of another scope",
        _fact("kpi: occupancy, range: [0.7, 0.8]"),
        "known:",
        "facts.known.kpi",
        ("expected a KPI of scope journey; it is one of scope team",),
    ),
    Mistake(
        "a scope",
        _fact("kpi: stay, scope: personae, name: anna, range: [0.7, 0.8]"),
        "known:",
        "facts.known.scope",
        ('did you mean "persona"?',),
    ),
    Mistake(
        "a part",
        _fact("kpi: wait, scope: team, name: agent, range: [1, 2]"),
        "known:",
        "facts.known.name",
        ('found "agent", expected a team; did you mean "agents"?',),
    ),
    Mistake(
        "no part",
        _fact("kpi: wait, scope: team, range: [1, 2]"),
        "known:",
        "facts.known",
        ("found no name, expected a field name: of which team it tells",),
    ),
    Mistake(
        "a persona",
        _fact("kpi: stay, persona: ana, range: [0.7, 0.8]"),
        "known:",
        "facts.known.persona",
        ('found "ana", expected a persona; did you mean "anna"?',),
    ),
    Mistake(
        "a persona at a place",
        _fact("kpi: wait, scope: team, name: agents, persona: anna, range: [1, 2]"),
        "known:",
        "facts.known.persona",
        ("a persona is named once, and a team is not known by persona",),
    ),
    Mistake(
        "a link",
        _fact("kpi: context_lost, scope: link, name: hotline -> chatt, range: [0.1, 0.2]"),
        "known:",
        "facts.known.name",
        ('found "hotline -> chatt", expected a link between two touchpoints; did you mean',),
    ),
    Mistake(
        "percent for a share",
        _fact("kpi: stay, range: [75, 81]"),
        "known:",
        "facts.known.range",
        ("found [75.0, 81.0], expected two shares from 0 to 1, as stay is a share",),
    ),
    Mistake(
        "the highest first",
        _fact("kpi: nps, range: [9, -6]"),
        "known:",
        "facts.known.range",
        ("expected the lowest value first",),
    ),
    Mistake(
        "a window in which nobody decides",
        _fact("kpi: join, after: 60 d, range: [0.1, 0.2]"),
        "known:",
        "facts.known.after",
        ("found 60 d, expected a duration above period.time_to_decide, which is 60 d",),
    ),
]
