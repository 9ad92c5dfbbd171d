"""Teams that never work, and customers who wait for nobody."""

from tests.scenario.mistakes.mistake import Mistake

STAFF = [
    Mistake(
        "no waiting",
        {"    recovery: care\n\njourneys": "    recovery: care\n    team: agents\n\njourneys"},
        "  chat:\n    title",
        "touchpoints.chat",
        ("found no waiting, expected a field waiting, because a team serves here",),
    ),
    Mistake(
        "waiting for nobody",
        {"    recovery: care\n\njourneys": "    recovery: care\n    waiting: {tolerance: 1 min}\n\njourneys"},
        "waiting: {",
        "touchpoints.chat.waiting",
        ("found waiting, expected none, because no team serves here",),
    ),
    Mistake(
        "tries again too often",
        {"redial: 0.3": "redial: 0.9"},
        "    waiting:",
        "touchpoints.hotline.waiting",
        ("found redial and escape that sum to 1.1, expected a sum of at most 1",),
    ),
    Mistake(
        "escapes nowhere",
        {"escape: {chat: 0.2}": "escape: {caht: 0.2}"},
        "caht",
        "touchpoints.hotline.waiting.escape.caht",
        ('expected a touchpoint; did you mean "chat"?',),
    ),
    Mistake(
        "escapes to itself",
        {"escape: {chat: 0.2}": "escape: {hotline: 0.2}"},
        "escape:",
        "touchpoints.hotline.waiting.escape.hotline",
        ("found an escape to the same touchpoint",),
    ),
    Mistake(
        "escapes out of the journey",
        {"escape: {chat: 0.2}": "escape: {shop: 0.2}"},
        "escape:",
        "touchpoints.hotline.waiting.escape.shop",
        ("found an escape to shop, which has no links in journey ask",),
    ),
    Mistake(
        "an empty team",
        {"staff: 2": "staff: 0"},
        "  agents:",
        "teams.agents",
        ("expected a team with at least one member of staff on duty at some time",),
    ),
    Mistake(
        "never open",
        {"mon-sat 08:00-20:00": "mon-sat 20:00-08:00"},
        "hours: mon-sat",
        "teams.agents.hours",
        ("expected a span that ends after it starts",),
    ),
    Mistake(
        "unreadable hours",
        {"mon-sat 08:00-20:00": "08:00"},
        "hours: 08:00",
        "teams.agents.hours",
        ('found "08:00", expected hours such as mon-fri 08:00-20:00',),
    ),
    Mistake(
        "unreadable hours of a shift",
        {"    staff: 2\n    hours: mon-sat 08:00-20:00": "    shifts: [{hours: never, staff: 1}]"},
        "never",
        "teams.agents.shifts.0.hours",
        ('found "never", expected hours',),
    ),
    Mistake(
        "never met",
        {"hours: mon-sat 08:00-20:00": "hours: mon-sat 23:00-24:00"},
        "    rhythm: daytime\n  renew",
        "journeys.ask.rhythm",
        ('found the rhythm "daytime", never active while team agents is open, expected a common hour',),
    ),
    Mistake(
        "23 hours",
        {"[0, 0, 0, 0, 0, 0, 0, 1,": "[0, 0, 0, 0, 0, 0, 1,"},
        "hours: [0",
        "rhythms.daytime.hours",
        ("found a list of 23, expected a list of 24, each a number",),
    ),
    Mistake(
        "a wrong hour",
        {"[0, 0, 0, 0, 0, 0, 0, 1,": "[no, 0, 0, 0, 0, 0, 0, 1,"},
        "hours: [no",
        "rhythms.daytime.hours.0",
        ('found "no", expected a number',),
    ),
    Mistake(
        "never active",
        {"    hours: [0,": "    weekdays: [0, 0, 0, 0, 0, 0, 0]\n    hours: [0,"},
        "  daytime:",
        "rhythms.daytime",
        ("expected a rhythm with at least one active hour and one active day",),
    ),
]
