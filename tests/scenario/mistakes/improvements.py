"""Improvements that change nothing, or what cannot be changed."""

from tests.scenario.mistakes.mistake import Mistake

CHANGE = "{path: touchpoints.shop.frictions.slow_site.probability, operation: multiply, value: 0.5}"

IMPROVEMENTS = [
    Mistake(
        "an unknown owner",
        {"owner: sales": "owner: salse"},
        "salse",
        "improvements.faster_site.owner",
        ('expected a department; did you mean "sales"?',),
    ),
    Mistake(
        "a path to nowhere",
        {CHANGE: CHANGE.replace("slow_site", "slow_stie")},
        "slow_stie",
        "improvements.faster_site.changes.0.path",
        ('found no touchpoints.shop.frictions.slow_stie; did you mean "slow_site"?',),
    ),
    Mistake(
        "a path beyond the end",
        {CHANGE: CHANGE.replace("probability", "probability.mean")},
        "probability.mean",
        "improvements.faster_site.changes.0.path",
        ("a path inside touchpoints.shop.frictions.slow_site.probability, which is 0.12",),
    ),
    Mistake(
        "a path into the library",
        {
            CHANGE: CHANGE.replace(
                "touchpoints.shop.frictions.slow_site.probability", "improvements.more_agents.yearly"
            )
        },
        "improvements.more_agents.yearly",
        "improvements.faster_site.changes.0.path",
        ("expected a part that is simulated, which improvements is not",),
    ),
    Mistake(
        "text to multiply with",
        {CHANGE: CHANGE.replace("0.5", "half")},
        "half",
        "improvements.faster_site.changes.0.value",
        ('found "half", expected a number to multiply with',),
    ),
    Mistake(
        "multiplying a text",
        {CHANGE: CHANGE.replace("frictions.slow_site.probability", "stage")},
        "shop.stage",
        "improvements.faster_site.changes.0.operation",
        ('found multiply on "consideration", expected a number, a duration or a distribution there',),
    ),
    Mistake(
        "multiplying what has no value",
        {CHANGE: CHANGE.replace("frictions.slow_site.probability", "team")},
        "shop.team",
        "improvements.faster_site.changes.0.operation",
        ("found multiply on a field without a value, expected a number, a duration or a distribution there",),
    ),
    Mistake(
        "a number added to a duration",
        {"operation: multiply, value: 0.8": "operation: add, value: 2"},
        "operation: add, value: 2",
        "improvements.faster_site.changes.1.value",
        ("found 2, expected a duration to add, such as 2 min or -2 min",),
    ),
    Mistake(
        "a duration added to a number",
        {CHANGE: CHANGE.replace("operation: multiply, value: 0.5", "operation: add, value: 2 min")},
        "value: 2 min}",
        "improvements.faster_site.changes.0.value",
        ('found "2 min", expected a number to add to 0.12',),
    ),
    Mistake(
        "an unknown operation",
        {CHANGE: CHANGE.replace("multiply", "divide")},
        "divide",
        "improvements.faster_site.changes.0.operation",
        ('found "divide", expected one of set, multiply, add',),
    ),
    Mistake(
        "an impossible result",
        {CHANGE: CHANGE.replace("0.5", "50")},
        "  faster_site:",
        "improvements.faster_site",
        (
            "found 6.0 at touchpoints.shop.frictions.slow_site.probability once applied",
            "a number from 0 to 1",
        ),
    ),
    Mistake(
        "half a member of staff",
        {"operation: add, value: 1}": "operation: multiply, value: 1.25}"},
        "  more_agents:",
        "improvements.more_agents",
        ("found 2.5 at teams.agents.staff once applied, expected a whole number",),
    ),
    Mistake(
        "shares out of balance",
        {CHANGE: "{path: journeys.ask.links.hotline.chat, operation: add, value: 0.1}"},
        "  faster_site:",
        "improvements.faster_site",
        ("found shares that sum to 1.1 at journeys.ask.links.hotline once applied",),
    ),
    Mistake(
        "changes nothing",
        {"operation: add, value: 1}": "value: 2}"},
        "  more_agents:",
        "improvements.more_agents",
        ("found an improvement that changes nothing",),
    ),
    Mistake(
        "no changes",
        {
            "      - {path: teams.agents.staff, operation: add, value: 1}\n": "",
            "owner: service\n    changes:": "owner: service\n    changes: []",
        },
        "changes: []",
        "improvements.more_agents.changes",
        ("found [], expected a list of at least 1",),
    ),
]
