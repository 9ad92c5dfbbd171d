"""One mistake at a time in a valid file: one fault, on its line, at its path, in words that say what was expected."""

from pathlib import Path
from typing import NamedTuple

import pytest

from cxsim.scenario import Fault, ScenarioError, load_scenario
from tests.scenario.minimal import TEXT, line_of


class Mistake(NamedTuple):
    """Pieces of the valid text and what stands there instead; where the fault is, and what it says."""

    id: str
    pieces: dict[str, str]
    at: str  # a piece of the mistaken text that tells the line
    path: str
    says: tuple[str, ...]


SHOP_SEVERITY = "{distribution: beta, mean: 0.4, sd: 0.2}"
SATISFACTION = "{distribution: uniform, low: -0.2, high: 0.6}"
PATIENCE = "{distribution: weibull, shape: 0.8, scale: 8 min}"
TECHNOLOGY = "{value: 0.8, range: [0.7, 0.9], source: own survey, grade: b, status: calibrated}"
RENEWAL = "{value: 0.85, range: [0.8, 0.9], source: industry mean, grade: c, status: cited}"
NO_PURCHASE = {
    "{definition: contract_end}": "{definition: no_purchase, window: 6 mo}",
    "    contract: 12 mo\n": "",
    "    contract: 24 mo\n": "",
    "    title: Renew the contract\n": "    title: Buy again\n    every: 3 mo\n",
}

FIELDS = [
    Mistake(
        "above the range",
        {"{prospect: 0.1}": "{prospect: 1.2}"},
        "{prospect: 1.2}",
        "touchpoints.shop.gate.prospect",
        ("found 1.2, expected a number from 0 to 1",),
    ),
    Mistake(
        "text for a number",
        {"skill: 0.7": "skill: high"},
        "skill: high",
        "desks.care.skill",
        ('found "high", expected a number from 0 to 1',),
    ),
    Mistake(
        "true for a number",
        {"skill: 0.7": "skill: true"},
        "skill: true",
        "desks.care.skill",
        ("found true, expected a number",),
    ),
    Mistake(
        "not a number",
        {"skill: 0.7": "skill: .nan"},
        "skill: .nan",
        "desks.care.skill",
        ("found not a number, expected a number from 0 to 1",),
    ),
    Mistake(
        "infinity",
        {"value_per_year: 150": "value_per_year: .inf"},
        "value_per_year: .inf",
        "personas.karl.value_per_year",
        ("found infinity, expected a number from 0 to 1,000,000,000",),
    ),
    Mistake(
        "beyond floats",
        {"value_per_year: 150": "value_per_year: 1e999"},
        "value_per_year: 1e999",
        "personas.karl.value_per_year",
        ("found infinity",),
    ),
    Mistake(
        "thousands of digits",
        {"existing: 100": "existing: " + "9" * 6000},
        "existing:",
        "population.existing",
        ("expected a whole number from 0 to 10,000,000",),
    ),
    Mistake(
        "a fraction of staff",
        {"staff: 2": "staff: 2.5"},
        "staff: 2.5",
        "teams.agents.staff",
        ("found 2.5, expected a whole number",),
    ),
    Mistake(
        "yes for true",
        {"survey: true": "survey: yes"},
        "survey: yes",
        "touchpoints.invoice.survey",
        ('found "yes", expected true or false',),
    ),
    Mistake(
        "a number for text",
        {"title: Monthly invoice": "title: 24"},
        "title: 24",
        "touchpoints.invoice.title",
        ("found 24, expected text of 1 to 200 characters", "put it in quotes"),
    ),
    Mistake(
        "nothing",
        {"title: Monthly invoice": "title:"},
        "title:\n    stage: use\n    channel: web\n    department: service\n    frictions",
        "touchpoints.invoice.title",
        ("found nothing, expected text",),
    ),
    Mistake(
        "a list for a mapping",
        {"{prospect: 0.1}": "[0.1]"},
        "gate: [0.1]",
        "touchpoints.shop.gate",
        ("found [0.1], expected fields prospect, customer, stakes",),
    ),
    Mistake(
        "long hostile text",
        {"skill: 0.7": 'skill: "\\u202e' + "x" * 500 + '"'},
        "skill:",
        "desks.care.skill",
        (r'found "\u202exxx', "…"),
    ),
    Mistake(
        "a duration without a unit",
        {"follow_up: 1 y": "follow_up: 365"},
        "follow_up: 365",
        "period.follow_up",
        ("found 365, expected a duration", "such as 6 min"),
    ),
    Mistake(
        "a wrong unit",
        {"tolerance: 1 min": "tolerance: 1 minute"},
        "1 minute",
        "touchpoints.hotline.waiting.tolerance",
        ('found "1 minute"', "s, min, h, d, w, mo, y"),
    ),
    Mistake(
        "no duration at all",
        {"tolerance: 1 min": "tolerance: 0 s"},
        "tolerance: 0 s",
        "touchpoints.hotline.waiting.tolerance",
        ("expected a duration above zero",),
    ),
    Mistake(
        "an age of a duration",
        {"warm_up: 30 d": "warm_up: 300 y"},
        "warm_up: 300 y",
        "period.warm_up",
        ("expected a duration of at most 100 years",),
    ),
    Mistake(
        "a misspelt field",
        {"quality: 0.75": "qualty: 0.75"},
        "qualty",
        "touchpoints.shop.qualty",
        ('found an unknown field; did you mean "quality"?',),
    ),
    Mistake(
        "a misspelt field that is needed",
        {"title: Web shop": "titel: Web shop"},
        "titel: Web shop",
        "touchpoints.shop.titel",
        ('found an unknown field; did you mean "title"?',),
    ),
    Mistake(
        "a field from elsewhere",
        {"{prospect: 0.1}": "{zzz: 0.1}"},
        "{zzz: 0.1}",
        "touchpoints.shop.gate.zzz",
        ("found an unknown field, expected one of prospect, customer, stakes",),
    ),
    Mistake(
        "a misspelt section",
        {"touchpoints:\n": "touchpoint:\n"},
        "touchpoint:",
        "touchpoint",
        ('found an unknown field; did you mean "touchpoints"?',),
    ),
    Mistake(
        "a missing field",
        {"    stage: consideration\n": ""},
        "  shop:\n    title",
        "touchpoints.shop",
        ("expected a field stage (one of awareness, discovery,",),
    ),
    Mistake(
        "a missing section",
        {"handoffs: {severity: 0.5}\n": ""},
        "schema: 1",
        "",
        ("expected a field handoffs (fields same_department,",),
    ),
    Mistake(
        "another version",
        {"schema: 1": "schema: 2"},
        "schema: 2",
        "schema",
        ("found 2, expected 1",),
    ),
    Mistake(
        "an unknown stage",
        {"stage: consideration": "stage: considerations"},
        "stage: considerations",
        "touchpoints.shop.stage",
        ("expected one of awareness", 'did you mean "consideration"?'),
    ),
    Mistake(
        "a name with capitals",
        {"  sales: {title: Sales}": "  sales: {title: Sales}\n  After Sales: {title: Sales}"},
        "After Sales:",
        "departments.After Sales",
        ('found the name "After Sales", expected a name of small letters, digits and underscores',),
    ),
    Mistake(
        "an unknown currency",
        {"sector: telecom": "sector: telecom\ncurrency: euro"},
        "currency: euro",
        "currency",
        ('found "euro", expected three capital letters, such as EUR',),
    ),
    Mistake(
        "an unknown mechanism",
        {"handoffs: {": "mechanisms: {queue: false}\nhandoffs: {"},
        "mechanisms:",
        "mechanisms.queue",
        ('did you mean "queues"?',),
    ),
    Mistake(
        "evidence on its own",
        {"handoffs: {": "evidence: {}\nhandoffs: {"},
        "evidence:",
        "evidence",
        ("found evidence on its own", "beside the parameter", "{value: …"),
    ),
    *(
        Mistake(
            f"starts on {day}",
            {"sector: telecom": f"sector: telecom\nstart: {day}"},
            f"start: {day}",
            "start",
            ("expected a Monday from 1970 to 2199, such as 2026-01-05",),
        )
        for day in ("2026-01-06", "2026-02-30", "20260105", "0001-01-01", "tomorrow", "9999-12-27", "2026-01-05T00:00:00")
    ),
]

DISTRIBUTIONS = [
    Mistake(
        "an unknown distribution",
        {PATIENCE: "{distribution: weibul, shape: 0.8, scale: 8 min}"},
        "weibul,",
        "touchpoints.hotline.waiting.patience.distribution",
        ("expected one of constant, exponential,", 'did you mean "weibull"?'),
    ),
    Mistake(
        "a distribution that does not fit",
        {SHOP_SEVERITY: "{distribution: lognormal, mean: 0.4, sd: 0.2}"},
        "distribution: lognormal, mean",
        "touchpoints.shop.frictions.slow_site.severity.distribution",
        ('found "lognormal", expected one of constant, beta, triangular, uniform, empirical',),
    ),
    Mistake(
        "no distribution",
        {PATIENCE: "{shape: 0.8, scale: 8 min}"},
        "patience:",
        "touchpoints.hotline.waiting.patience",
        ("expected a field distribution (one of constant, exponential,",),
    ),
    Mistake(
        "a wrong parameter",
        {PATIENCE: "{distribution: weibull, shape: 0.8, scale: 8}"},
        "patience:",
        "touchpoints.hotline.waiting.patience.scale",
        ("found 8, expected a duration",),
    ),
    Mistake(
        "an unknown parameter",
        {"{distribution: exponential, mean: 10 min}": "{distribution: exponential, maen: 10 min}"},
        "maen",
        "desks.care.time.maen",
        ('did you mean "mean"?',),
    ),
    Mistake(
        "two parameters too many",
        {"{distribution: exponential, mean: 10 min}": "{distribution: exponential, mean: 10 min, median: 5 min}"},
        "median: 5 min",
        "desks.care.time",
        ("expected either mean or median",),
    ),
    Mistake(
        "an impossible beta",
        {SHOP_SEVERITY: "{distribution: beta, mean: 0.9, sd: 0.4}"},
        "distribution: beta",
        "touchpoints.shop.frictions.slow_site.severity",
        ("expected a beta with mean 0.9 to have an sd below 0.294",),
    ),
    Mistake(
        "a beta that is no beta",
        {SHOP_SEVERITY: "{distribution: beta, mean: 0.9, sd: 1e-200}"},
        "distribution: beta",
        "touchpoints.shop.frictions.slow_site.severity.sd",
        ("expected a number of at least 0.0001 and below 0.5",),
    ),
    Mistake(
        "a mean beyond floats",
        {"median: 4 min, p90: 12 min": "median: 1e-300 s, p90: 12 min"},
        "1e-300 s",
        "touchpoints.hotline.service",
        ("expected a distribution with a mean of at most 100 years",),
    ),
    Mistake(
        "bounds the wrong way round",
        {SATISFACTION: "{distribution: uniform, low: 0.6, high: 0.2}"},
        "low: 0.6",
        "personas.anna.satisfaction",
        ("expected low < high",),
    ),
    Mistake(
        "quantiles that fall",
        {SATISFACTION: "{distribution: empirical, quantiles: [0.1, 0.3, 0.2]}"},
        "quantiles:",
        "personas.anna.satisfaction",
        ("expected quantiles that never fall",),
    ),
    Mistake(
        "a wrong quantile",
        {SATISFACTION: "{distribution: empirical, quantiles: [0.1, x, 0.2]}"},
        "quantiles:",
        "personas.anna.satisfaction.quantiles.1",
        ('found "x", expected a number from -1 to 1',),
    ),
    Mistake(
        "a value beyond the scale",
        {"satisfaction: 0.2": "satisfaction: -3"},
        "satisfaction: -3",
        "personas.karl.satisfaction",
        ("found -3, expected a number from -1 to 1",),
    ),
]

SHARES_AND_PEOPLE = [
    Mistake(
        "shares of personas",
        {"    share: 0.4": "    share: 0.3"},
        "personas:",
        "personas",
        ("found shares that sum to 0.9, expected the shares of all personas to sum to 1",),
    ),
    Mistake(
        "shares of starts",
        {"{hotline: 0.7, chat: 0.3}": "{hotline: 0.7, chat: 0.4}"},
        "chat: 0.4",
        "journeys.ask.start",
        ("found shares that sum to 1.1",),
    ),
    Mistake(
        "shares of links",
        {"{goal: 0.9, chat: 0.1}": "{goal: 0.9, chat: 0.2}"},
        "chat: 0.2}\n      chat",
        "journeys.ask.links.hotline",
        ("found shares that sum to 1.1, expected the shares of the links to sum to 1",),
    ),
    Mistake(
        "a link that is no link",
        {"{goal: 0.9, chat: 0.1}": "{goal: often, chat: 0.1}"},
        "goal: often",
        "journeys.ask.links.hotline.goal",
        ('found "often", expected a share from 0 to 1, or fields share, delay, context_loss',),
    ),
    Mistake(
        "a share beyond 1, written short",
        {"{goal: 0.9, chat: 0.1}": "{goal: 1.9, chat: 0.1}"},
        "goal: 1.9",
        "journeys.ask.links.hotline.goal",
        ("found 1.9, expected a number from 0 to 1",),
    ),
    Mistake(
        "nobody",
        {"existing: 100": "existing: 0", "prospects_per_day: 0.5": "prospects_per_day: 0"},
        "population:",
        "population",
        ("found nobody", "expected existing customers, prospects per day, or both"),
    ),
    Mistake(
        "decided too late",
        {"time_to_decide: 60 d": "time_to_decide: 2 y"},
        "time_to_decide:",
        "period.time_to_decide",
        ("found 730 d, expected a duration below follow_up, which is 365 d",),
    ),
    Mistake(
        "no contract",
        {"    contract: 24 mo\n": ""},
        "  karl:",
        "personas.karl",
        ("found no contract, expected a field contract, because churn is defined by contract_end",),
    ),
    Mistake(
        "a window with contracts",
        {"{definition: contract_end}": "{definition: contract_end, window: 3 mo}"},
        "window: 3 mo",
        "churn.window",
        ("found a window, expected none",),
    ),
    Mistake(
        "no window",
        {**NO_PURCHASE, "{definition: contract_end}": "{definition: no_purchase}"},
        "churn:",
        "churn",
        ("found no window, expected a field window",),
    ),
    Mistake(
        "a contract without contracts",
        {key: value for key, value in NO_PURCHASE.items() if "24 mo" not in key},
        "contract: 24 mo",
        "personas.karl.contract",
        ("found a contract, expected none",),
    ),
    Mistake(
        "weights of feelings",
        {"handoffs: {": "feelings: {mean_weight: 0.9}\nhandoffs: {"},
        "feelings:",
        "feelings",
        ("mean_weight, peak_weight and end_weight to sum to 1 (they sum to 1.4)",),
    ),
]

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

JOURNEYS = [
    Mistake(
        "starts nowhere",
        {"start: {hotline: 0.7, chat: 0.3}": "start: {hotlin: 0.7, chat: 0.3}"},
        "hotlin:",
        "journeys.ask.start.hotlin",
        ('found "hotlin", expected a touchpoint; did you mean "hotline"?',),
    ),
    Mistake(
        "leads nowhere",
        {"{goal: 0.9, chat: 0.1}": "{goal: 0.9, chta: 0.1}"},
        "chta",
        "journeys.ask.links.hotline.chta",
        ('did you mean "chat"?',),
    ),
    Mistake(
        "links from nowhere",
        {"      hotline: {goal: 0.9, chat: 0.1}": "      hotline: {goal: 1}\n      hutline: {goal: 1}"},
        "hutline",
        "journeys.ask.links.hutline",
        ('did you mean "hotline"?',),
    ),
    Mistake(
        "links to nothing",
        {"      hotline: {goal: 0.9, chat: 0.1}": "      hotline: {}"},
        "hotline: {}",
        "journeys.ask.links.hotline",
        ("found no links, expected a link to a touchpoint, to goal or to stop",),
    ),
    Mistake(
        "a touchpoint without links",
        {"      invoice: {goal: 1}\n    every": "      invoice: {goal: 0.5, chat: 0.5}\n    every"},
        "chat: 0.5",
        "journeys.pay.links.invoice.chat",
        ("found no links from chat, which this journey comes to, expected links",),
    ),
    Mistake(
        "starts at the goal",
        {"start: {hotline: 0.7, chat: 0.3}": "start: {hotline: 0.7, goal: 0.3}"},
        "goal: 0.3",
        "journeys.ask.start.goal",
        ('found "goal", expected a touchpoint to start at',),
    ),
    Mistake(
        "goes on after the goal",
        {"      hotline: {goal: 0.9, chat: 0.1}": "      hotline: {goal: 0.9, chat: 0.1}\n      goal: {stop: 1}"},
        "goal: {stop: 1}",
        "journeys.ask.links.goal",
        ("found links from goal, where a journey ends",),
    ),
    Mistake(
        "a touchpoint named stop",
        {"\njourneys:": "  stop: {title: Lobby, stage: use, channel: web, department: sales}\n\njourneys:"},
        "  stop: {title",
        "touchpoints.stop",
        ("found a touchpoint named stop, expected another name",),
    ),
    Mistake(
        "nobody comes",
        {"\njourneys:": "  lobby: {title: Lobby, stage: use, channel: web, department: sales}\n\njourneys:"},
        "lobby:",
        "touchpoints.lobby",
        ("found a touchpoint that no journey comes to",),
    ),
    Mistake(
        "no end",
        {"{goal: 0.9, chat: 0.1}": "{hotline: 1}", "escape: {chat: 0.2}": "escape: {}"},
        "{hotline: 1}",
        "journeys.ask.links.hotline",
        ("found a touchpoint from which neither goal nor stop can be reached",),
    ),
    Mistake(
        "no way to the goal",
        {"{goal: 0.7, stop: {share: 0.3, delay: 1 d}}": "{goal: 0, stop: 1}"},
        "links:\n      shop",
        "journeys.buy.links",
        ("found no way from the start to goal",),
    ),
    Mistake(
        "round and round",
        {"{goal: 0.7, stop: {share: 0.3, delay: 1 d}}": "{goal: 0.0001, shop: 0.9999}"},
        "links:\n      shop",
        "journeys.buy.links",
        ("found links that lead round and round, through 10,000 touchpoints on average",),
    ),
    Mistake(
        "two onboarding journeys",
        {"type: use": "type: onboarding", "    every: 1 mo\n": ""},
        "  pay:",
        "journeys.pay",
        ("found a second journey of type onboarding, beside buy, expected at most one",),
    ),
    Mistake(
        "two renewal journeys",
        {"type: use": "type: renewal", "    every: 1 mo\n": ""},
        "  renew:",
        "journeys.renew",
        ("found a second journey of type renewal, beside pay",),
    ),
    Mistake(
        "no onboarding journey",
        {"type: onboarding": "type: use\n    every: 1 y"},
        "journeys:",
        "journeys",
        ("found no journey of type onboarding, expected one of type onboarding, because prospects come",),
    ),
    Mistake(
        "no renewal journey",
        {**NO_PURCHASE, "type: renewal": "type: use"},
        "journeys:",
        "journeys",
        ("found no journey of type renewal", "no_purchase"),
    ),
    Mistake(
        "no every for use",
        {"    every: 1 mo\n": ""},
        "  pay:",
        "journeys.pay",
        ("found no every, expected a field every: it says how often",),
    ),
    Mistake(
        "no every for after-sales",
        {"    after_friction: 0.4\n": ""},
        "  ask:",
        "journeys.ask",
        ("found no every, expected a field every", "or after_friction"),
    ),
    Mistake(
        "no every for renewal without contracts",
        {**NO_PURCHASE, "    title: Renew the contract\n": "    title: Buy again\n"},
        "  renew:",
        "journeys.renew",
        ("found no every", "there is no contract"),
    ),
    Mistake(
        "every for renewal with contracts",
        {"type: renewal": "type: renewal\n    every: 1 y"},
        "every: 1 y",
        "journeys.renew.every",
        ("found every, expected none, because the end of the contract calls for it",),
    ),
    Mistake(
        "every for onboarding",
        {"type: onboarding": "type: onboarding\n    every: 1 y"},
        "every: 1 y",
        "journeys.buy.every",
        ("found every, expected none, because prospects come once",),
    ),
    Mistake(
        "too often",
        {"every: 1 mo": "every: {distribution: exponential, mean: 5 min}"},
        "mean: 5 min",
        "journeys.pay.every",
        ("found a mean of 5 min, expected a mean of at least 1 h",),
    ),
    Mistake(
        "friction calls for use",
        {"every: 1 mo": "every: 1 mo\n    after_friction: 0.5"},
        "after_friction: 0.5",
        "journeys.pay.after_friction",
        ("expected it in a journey of type after_sales only",),
    ),
]

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
        ("expected a list of 24, each a number",),
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

EVIDENCE = [
    Mistake(
        "a misspelt field of a note",
        {TECHNOLOGY: TECHNOLOGY.replace("source", "soruce")},
        "soruce",
        "personas.anna.technology.soruce",
        ('found an unknown field; did you mean "source"?',),
    ),
    Mistake(
        "an unknown status",
        {TECHNOLOGY: TECHNOLOGY.replace("calibrated", "guessed")},
        "guessed",
        "personas.anna.technology.status",
        ('found "guessed", expected one of cited, calibrated, assumed',),
    ),
    Mistake(
        "no status",
        {TECHNOLOGY: TECHNOLOGY.replace(", status: calibrated", "")},
        "technology: {value",
        "personas.anna.technology",
        ("expected a field status (one of cited, calibrated, assumed)",),
    ),
    Mistake(
        "no value",
        {TECHNOLOGY: TECHNOLOGY.replace("value: 0.8, ", "")},
        "technology: {range",
        "personas.anna.technology",
        ("expected a number from 0 to 1",),
    ),
    Mistake(
        "a value outside its range",
        {RENEWAL: RENEWAL.replace("0.8, 0.9", "0.9, 0.95")},
        "loyalty:",
        "loyalty.renewal.range",
        ("found [0.9, 0.95], expected a range that holds the value, 0.85",),
    ),
    Mistake(
        "a range from high to low",
        {RENEWAL: RENEWAL.replace("0.8, 0.9", "0.9, 0.8")},
        "loyalty:",
        "loyalty.renewal.range",
        ("expected the lowest value first",),
    ),
    Mistake(
        "a range of one",
        {RENEWAL: RENEWAL.replace("0.8, 0.9", "0.8")},
        "loyalty:",
        "loyalty.renewal.range",
        ("expected a list of 2",),
    ),
    Mistake(
        "a range of another kind",
        {RENEWAL: RENEWAL.replace("0.8, 0.9", "1 d, 2 d")},
        "loyalty:",
        "loyalty.renewal.range",
        ("expected a range of the same kind as the value, 0.85",),
    ),
    Mistake(
        "a range beyond what is possible",
        {RENEWAL: RENEWAL.replace("0.8, 0.9", "0.8, 1.9")},
        "loyalty:",
        "loyalty.renewal.range",
        ("found the range [0.8, 1.9], expected both ends to be a number from 0 to 1",),
    ),
    Mistake(
        "a wrong value in a note",
        {RENEWAL: RENEWAL.replace("value: 0.85, range: [0.8, 0.9]", "value: 1.85")},
        "loyalty:",
        "loyalty.renewal",
        ("found 1.85, expected a number from 0 to 1",),
    ),
    Mistake(
        "a note in a note",
        {RENEWAL: "{value: {value: 0.85, status: cited}, status: cited}"},
        "loyalty:",
        "loyalty.renewal.value",
        ("found a note inside a note",),
    ),
    Mistake(
        "a note among parameters",
        {PATIENCE: "{distribution: constant, value: 8 min, status: cited}"},
        "patience:",
        "touchpoints.hotline.waiting.patience",
        ("found evidence among the parameters of a distribution, expected value: {distribution: …}",),
    ),
    Mistake(
        "a note about a touchpoint",
        {"{prospect: 0.1}": "{value: {prospect: 0.1}, status: cited}"},
        "gate:",
        "touchpoints.shop.gate.value",
        ("notes stand beside single parameters",),
    ),
]

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
        {CHANGE: CHANGE.replace("touchpoints.shop.frictions.slow_site.probability", "improvements.more_agents.yearly")},
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
        ("found 6.0 at touchpoints.shop.frictions.slow_site.probability once applied", "a number from 0 to 1"),
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
        {"      - {path: teams.agents.staff, operation: add, value: 1}\n": "", "owner: service\n    changes:": "owner: service\n    changes: []"},
        "changes: []",
        "improvements.more_agents.changes",
        ("found [], expected a list of at least 1",),
    ),
]

MISTAKES = [*FIELDS, *DISTRIBUTIONS, *SHARES_AND_PEOPLE, *NAMES, *JOURNEYS, *STAFF, *EVIDENCE, *IMPROVEMENTS]


def with_pieces(pieces: dict[str, str], text: str = TEXT) -> str:
    """Replace pieces of the valid text, each of which is there once."""
    for old, new in pieces.items():
        line_of(old, text)
        text = text.replace(old, new)
    return text


def faults_of(text: str, folder: Path) -> tuple[Fault, ...]:
    file = folder / "fibre.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ScenarioError) as caught:
        load_scenario(file)
    return caught.value.faults


def test_the_material_is_valid(tmp_path: Path) -> None:
    (tmp_path / "fibre.yaml").write_text(TEXT, encoding="utf-8")
    assert load_scenario(tmp_path / "fibre.yaml").name == "fibre"
    (tmp_path / "shop.yaml").write_text(with_pieces(NO_PURCHASE), encoding="utf-8")
    assert load_scenario(tmp_path / "shop.yaml").churn.definition == "no_purchase"


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake.id)
def test_one_mistake_is_one_fault_at_its_place(mistake: Mistake, tmp_path: Path) -> None:
    text = with_pieces(mistake.pieces)
    (fault,) = faults_of(text, tmp_path)
    assert fault.file.endswith("fibre.yaml")
    assert (fault.line, fault.path) == (line_of(mistake.at, text), mistake.path)
    said = str(fault)
    assert [piece for piece in mistake.says if piece not in said] == []
    assert said.isprintable(), "harmless on a terminal"
    assert len(fault.found) < 200


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    # One of each kind that leaves the others alone: nothing hides anything, and nothing follows from another.
    wanted = [
        "above the range",
        "a misspelt field that is needed",
        "unreadable hours",
        "an unknown distribution",
        "shares of personas",
        "decided too late",
        "what is at stake",
        "a built-in cause",
        "leads nowhere",
        "every for onboarding",
        "an unknown status",
        "an unknown owner",
        "a range beyond what is possible",
    ]
    chosen = [next(mistake for mistake in MISTAKES if mistake.id == name) for name in wanted]
    text = TEXT
    for mistake in chosen:
        text = with_pieces(mistake.pieces, text)
    faults = faults_of(text, tmp_path)
    assert {fault.path for fault in faults} == {mistake.path for mistake in chosen}
    assert len(faults) == len(chosen)
    assert [fault.line for fault in faults] == sorted(line_of(mistake.at, text) for mistake in chosen)
    listed = str(ScenarioError(faults)).splitlines()
    assert listed == [str(fault) for fault in faults]


def test_a_faulty_part_exists_for_the_others(tmp_path: Path) -> None:
    # The team, desk, rhythm and touchpoint named by others each have a fault: nobody says that they do not exist.
    text = with_pieces({"staff: 2": "staff: many", "skill: 0.7": "skill: 7", "0, 0, 0, 1, 1": "0, 0, 0, x, 1"})
    text = with_pieces({"title: Chat": "titel: Chat"}, text)
    paths = ["touchpoints.chat.titel", "teams.agents.staff", "desks.care.skill", "rhythms.daytime.hours.7"]
    assert [fault.path for fault in faults_of(text, tmp_path)] == paths


def test_many_faults_are_listed_up_to_a_limit() -> None:
    error = ScenarioError(Fault("a.yaml", line, "x", "1") for line in range(250, 0, -1))
    assert len(error.faults) == 250
    assert str(error).splitlines()[0] == "a.yaml:1: x: found 1"
    assert str(error).endswith("and 150 more")
