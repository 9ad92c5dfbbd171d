"""Names that stand for nothing."""

from tests.scenario.mistakes.mistake import Mistake

NAMES = [
    Mistake(
        "a channel",
        {"    channel: phone": "    channel: fone"},
        "channel: fone",
        "touchpoints.hotline.channel",
        ('found "fone", expected a channel; did you mean "phone"?',),
    ),
    Mistake(
        "a department",
        {"    department: sales": "    department: marketing"},
        "department: marketing",
        "touchpoints.shop.department",
        ('found "marketing", expected a department (one of sales, service)',),
    ),
    Mistake(
        "a team",
        {"    team: agents\n    service": "    team: agent\n    service"},
        "team: agent\n",
        "touchpoints.hotline.team",
        ('expected a team; did you mean "agents"?',),
    ),
    Mistake(
        "a desk",
        {"    recovery: care\n    reads": "    recovery: caree\n    reads"},
        "caree",
        "touchpoints.shop.recovery",
        ('expected a recovery desk; did you mean "care"?',),
    ),
    Mistake(
        "the team of a desk",
        {"    team: agents\n    skill": "    team: nobody\n    skill"},
        "team: nobody",
        "desks.care.team",
        ('found "nobody", expected a team (agents)',),
    ),
    Mistake(
        "the department of a team",
        {"    department: service\n    staff": "    department: servce\n    staff"},
        "servce",
        "teams.agents.department",
        ('did you mean "service"?',),
    ),
    Mistake(
        "the rhythm of arrivals",
        {"  rhythm: daytime\nchurn": "  rhythm: daytme\nchurn"},
        "daytme",
        "population.rhythm",
        ('found "daytme", expected a rhythm; did you mean "daytime"?',),
    ),
    Mistake(
        "the rhythm of a journey",
        {"    rhythm: daytime\n  renew": "    rhythm: days\n  renew"},
        "rhythm: days\n",
        "journeys.ask.rhythm",
        ('found "days", expected a rhythm',),
    ),
    Mistake(
        "what is at stake",
        {"stakes: {invoice: 1.5}": "stakes: {invioce: 1.5}"},
        "invioce",
        "personas.anna.stakes.invioce",
        ('did you mean "invoice"?',),
    ),
    Mistake(
        "a preferred channel",
        {"channels: {web: 1.2}": "channels: {wap: 1.2}"},
        "wap",
        "personas.anna.channels.wap",
        ("expected a channel",),
    ),
    Mistake(
        "a stage of maturity",
        {"handoffs: {": "maturity: {stages: {usage: managed}}\nhandoffs: {"},
        "usage",
        "maturity.stages.usage",
        ('found the name "usage", expected one of awareness',),
    ),
    Mistake(
        "a level of maturity",
        {"handoffs: {": "maturity: {stages: {use: manged}}\nhandoffs: {"},
        "manged",
        "maturity.stages.use",
        ('did you mean "managed"?',),
    ),
    Mistake(
        "a built-in cause",
        {"      wrong_amount:": "      long_wait:"},
        "long_wait:",
        "touchpoints.invoice.frictions.long_wait",
        ("found a friction named long_wait, which the model itself brings about, expected another name",),
    ),
]
