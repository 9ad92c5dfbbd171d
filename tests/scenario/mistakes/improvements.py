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
        "  more_agents:",
        "improvements.more_agents",
        ("expected something that it changes, builds or removes",),
    ),
    *(
        Mistake(
            name,
            {"one_off: 20000": "\n    ".join(["one_off: 20000", *lines])},
            lines[-1],
            f"improvements.faster_site.{lines[-1].partition(':')[0]}",
            (said,),
        )
        for name, lines, said in (
            (
                "a beginning in the warm-up",
                ["begins: 2026-02-03"],
                "found 2026-02-03, expected a day from 2026-02-04 to 2027-02-03, within the follow-up",
            ),
            (
                "a beginning after the end",
                ["begins: 2027-02-04"],
                "found 2027-02-04, expected a day from 2026-02-04 to 2027-02-03, within the follow-up",
            ),
            ("no beginning", ["begins: soon"], 'found "soon", expected a day such as 2026-12-24'),
            (
                "an end before the beginning",
                ["begins: 2026-06-01", "ends: 2026-06-01"],
                "found 2026-06-01, expected a day from 2026-06-02 to 2027-02-03, within the follow-up",
            ),
            (
                "an end after the end",
                ["ends: 2027-02-04"],
                "found 2027-02-04, expected a day from 2026-02-05 to 2027-02-03, within the follow-up",
            ),
            (
                "no time left to end",
                ["begins: 2027-02-03", "ends: 2027-02-05"],
                "found 2027-02-05, expected none, because the follow-up is over by then",
            ),
            (
                "a ramp beyond the end",
                ["begins: 2027-01-05", "ramp: 31 d"],
                "found 31 d, expected at most 30 d, which is from its beginning to the end of the follow-up",
            ),
            (
                "a ramp beyond its end",
                ["begins: 2026-06-01", "ends: 2026-07-01", "ramp: 6 w"],
                "found 42 d, expected at most 30 d, which is from its beginning to ends",
            ),
        )
    ),
    Mistake(
        "a ramp of hours",
        {
            "staff, operation: add, value: 1}": "hours, value: mon-fri 08:00-20:00}",
            "yearly: 45000": "yearly: 45000\n    ramp: 4 w",
        },
        "ramp: 4 w",
        "improvements.more_agents.ramp",
        (
            'found a ramp of teams.agents.hours, from "mon-sat 08:00-20:00" to "mon-fri 08:00-20:00", '
            "expected numbers or durations, today's and the improved one; leave it out, so that all of it "
            "comes at once",
        ),
    ),
    Mistake(
        "a ramp of what is not there today",
        {CHANGE: "{path: personas.karl.stakes.invoice, value: 2}", "20000": "20000\n    ramp: 4 w"},
        "ramp: 4 w",
        "improvements.faster_site.ramp",
        ("found a ramp of personas.karl.stakes.invoice, from nothing to 2.0",),
    ),
    Mistake(
        "a margin that changes later",
        {
            CHANGE: "{path: personas.karl.value_per_year, value: 200}",
            "20000": "20000\n    begins: 2026-06-01",
        },
        "begins: 2026-06-01",
        "improvements.faster_site.begins",
        (
            "found a time for a change of personas.karl.value_per_year, expected none, because value is "
            "counted by one margin for the whole time",
        ),
    ),
    Mistake(
        "a fee that is dropped for some time",
        {
            CHANGE: "{path: personas.karl.contract.exit_fee, operation: set, value: 0.2}",
            "20000": "20000\n    ends: 2026-06-01",
        },
        "ends: 2026-06-01",
        "improvements.faster_site.ends",
        ("found a time for a change of personas.karl.contract.exit_fee, expected none",),
    ),
    *(
        Mistake(
            f"an improvement of {path}",
            {CHANGE: f"{{path: {path}, operation: set, value: {value}}}"},
            f"{{path: {path}",
            "improvements.faster_site.changes.0",
            (
                f"found a change of {what or path}, expected none, because {why}",
                "write a scenario of its own",
            ),
        )
        for path, value, why, what in (
            ("population.existing", 200, "it decides what was before", ""),
            ("population.tenure", "3 y", "it decides what was before", ""),
            ("personas.karl.satisfaction", 0.9, "it decides what was before", ""),
            ("mechanisms.differences", "false", "it decides what was before", ""),
            ("period.follow_up", "2 y", "it says how customers and money are counted", "period"),
            ("value.value_horizon", "5 y", "it says how customers and money are counted", ""),
            ("value.discount_rate", 0.0, "it says how customers and money are counted", ""),
        )
    ),
    *(
        Mistake(
            name,
            {"one_off: 20000": f"one_off: 20000\n    {line}"},
            line,
            f"improvements.faster_site.{field}",
            (said,),
        )
        for name, line, field, said in (
            (
                "a share of nobody",
                "addressed: 0.0",
                "addressed",
                "found 0.0, expected a number above 0 and at most 1",
            ),
            (
                "a share of more than everybody",
                "addressed: 30",
                "addressed",
                "found 30, expected a number above 0 and at most 1",
            ),
            (
                "for an unknown persona",
                "for: [karla]",
                "for.0",
                'found "karla", expected a persona; did you mean "karl"?',
            ),
            ("for no persona", "for: []", "for", "found [], expected a list of at least 1"),
        )
    ),
    *(
        Mistake(
            f"for some customers only, {change}",
            {CHANGE: f"{{path: {change}}}", "20000": f"20000\n    {line}"},
            line,
            f"improvements.faster_site.{line.partition(':')[0]}",
            (said,),
        )
        for line, change, said in (
            (
                "addressed: 0.3",
                "teams.agents.staff, value: 5",
                "found some customers only, for a change of teams.agents.staff, expected everybody, because "
                "that acts on all customers; leave it out, or put that change into an improvement of its own",
            ),
            (
                "for: [karl]",
                "feelings.learning, value: 0.1",
                "found some customers only, for a change of feelings.learning, expected everybody",
            ),
            (
                "addressed: 0.5",
                "personas.karl.value_per_year, value: 200",
                "found some customers only, for a change of personas.karl.value_per_year, expected everybody",
            ),
            (
                "addressed: 0.4",
                "personas.karl.contract, value: 6 mo",
                "found some customers only, for a change of personas.karl.contract.first, expected everybody",
            ),
            (
                "addressed: 0.4",
                "personas.karl.contract.exit_fee, operation: set, value: 0.2",
                "found some customers only, for a change of personas.karl.contract.exit_fee",
            ),
        )
    ),
    Mistake(
        "for other personas than those that change",
        {
            "teams.agents.staff, operation: add, value: 1": "personas.karl.patience, value: 2",
            "yearly: 45000": "yearly: 45000\n    for: [anna]",
        },
        "for: [anna]",
        "improvements.more_agents.for",
        ("found personas of whom nothing changes, expected those whose parameters are changed",),
    ),
]
