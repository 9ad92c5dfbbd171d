"""Lives that would never go on: round and round in a journey, at one moment, or too often."""

from tests.scenario.mistakes.mistake import Mistake

# The chat has staff, too, and whoever is not served there calls the hotline.
CHAT_WITH_STAFF = {
    "    recovery: care\n\njourneys": "    recovery: care\n    team: agents\n"
    "    waiting: {tolerance: 1 min, escape: {hotline: 1}}\n\njourneys"
}
NO_ESCAPE = {"escape: {chat: 0.2}": "escape: {}"}

ENDLESS = [
    Mistake(
        "a preference closes the way out",
        {
            "channels: {web: 1.2}": "channels: {phone: 0}",
            "{goal: 0.8, hotline: 0.2}": "{chat: 0.5, hotline: 0.5}",
        },
        "channels: {phone: 0}",
        "personas.anna.channels",
        (
            "found preferences that lead round and round in journey ask, for ever, ",
            "expected channels that leave a way out: a mean of at most 1,000 touchpoints",
        ),
    ),
    Mistake(
        "a preference makes the way out narrow",
        {
            "channels: {web: 1.2}": "channels: {phone: 1000}",
            "{goal: 0.9, chat: 0.1}": "{goal: 0.1, hotline: 0.9}",
        },
        "channels: {phone: 1000}",
        "personas.anna.channels",
        ("found preferences that lead round and round in journey ask, through 9,001 touchpoints on average",),
    ),
    Mistake(
        "tries again for ever at one moment",
        {"redial: 0.3": "redial: 1\n      redial_delay: 0 s", **NO_ESCAPE},
        "    waiting:",
        "touchpoints.hotline.waiting",
        (
            "found redial or escape that lead round and round at one moment, for ever, ",
            "expected a mean of at most 1,000: some who give up, ",
            "or a redial_delay, service or delay of at least 1 min",
        ),
    ),
    Mistake(
        "tries again too often at one moment",
        {"redial: 0.3": "redial: 0.9999\n      redial_delay: 1 s", **NO_ESCAPE},
        "    waiting:",
        "touchpoints.hotline.waiting",
        ("found redial or escape that lead round and round at one moment, through 10,000 touchpoints",),
    ),
    Mistake(
        "tries again after next to no time, mostly",
        {
            "redial: 0.3": "redial: 1\n      redial_delay: {distribution: lognormal, mean: 1 h, sd: 10 y}",
            **NO_ESCAPE,
        },
        "    waiting:",
        "touchpoints.hotline.waiting",
        ("found redial or escape that lead round and round at one moment, for ever",),
    ),
    Mistake(
        "tries again at once at a hasty pace",
        {
            "redial: 0.3": "redial: 1\n      redial_delay: 5 min",
            "    share: 0.4": "    share: 0.4\n    pace: 0.1",
            **NO_ESCAPE,
        },
        "    waiting:",
        "touchpoints.hotline.waiting",
        ("found redial or escape that lead round and round at one moment, for ever",),
    ),
    Mistake(
        "escapes to and fro",
        {"redial: 0.3": "redial: 0", "escape: {chat: 0.2}": "escape: {chat: 1}", **CHAT_WITH_STAFF},
        "    waiting:\n",
        "touchpoints.hotline.waiting",
        ("found redial or escape that lead round and round at one moment, for ever",),
    ),
    Mistake(
        "an escape leads straight back",
        {
            "redial: 0.3": "redial: 0",
            "escape: {chat: 0.2}": "escape: {chat: 1}",
            "{goal: 0.8, hotline: 0.2}": "{hotline: 1}",
        },
        "    waiting:",
        "touchpoints.hotline.waiting",
        ("found redial or escape that lead round and round at one moment, for ever",),
    ),
    Mistake(
        "comes back at once to where it is busy",
        {
            "{goal: 0.9, chat: 0.1}": "{goal: 0.9, chat: 0.1, after: {busy: {hotline: 1}}}",
        },
        "after: {busy",
        "journeys.ask.links.hotline.after",
        ("found links that lead round and round at one moment, for ever",),
    ),
    Mistake(
        "comes back for ever in the end",
        {
            "{goal: 0.8, hotline: 0.2}": "{goal: 0.8, hotline: 0.2, again: {2: {chat: 1}}}",
        },
        "again: {2",
        "journeys.ask.links.chat",
        ("found a touchpoint to which customers come back for ever, by how visits can end",),
    ),
    Mistake(
        "links for an unknown ending",
        {"{goal: 0.9, chat: 0.1}": "{goal: 0.9, chat: 0.1, after: {frictoin: {goal: 1}}}"},
        "frictoin",
        "journeys.ask.links.hotline.after.frictoin",
        ('found the name "frictoin"', 'did you mean "friction"?'),
    ),
    Mistake(
        "links that do not sum to 1 in a fork",
        {"{goal: 0.9, chat: 0.1}": "{goal: 0.9, chat: 0.1, from: {chat: {goal: 0.5}}}"},
        "from: {chat",
        "journeys.ask.links.hotline.from.chat",
        ("found shares that sum to 0.5",),
    ),
    Mistake(
        "links for who comes from nowhere",
        {"{goal: 0.9, chat: 0.1}": "{goal: 0.9, chat: 0.1, from: {chta: {goal: 1}}}"},
        "chta",
        "journeys.ask.links.hotline.from.chta",
        ('did you mean "chat"?',),
    ),
    Mistake(
        "a touchpoint named after",
        {"\njourneys:": "  after: {title: Lobby, stage: use, channel: web, department: sales}\n\njourneys:"},
        "  after: {title",
        "touchpoints.after",
        ("found a touchpoint named after, expected another name",),
    ),
    Mistake(
        "contracts that end all the time",
        {"contract: 24 mo": "contract: 1e-20 d"},
        "contract: 1e-20 d",
        "personas.karl.contract",
        ('found "1e-20 d", expected a duration of at least 1 h',),
    ),
    Mistake(
        "contracts that end all the time, once improved",
        {
            "{path: teams.agents.staff, operation: add, value: 1}": (
                "{path: personas.karl.contract, value: 1 s}"
            )
        },
        "{path: personas.karl.contract",
        "improvements.more_agents.changes.0.value",
        ('found "1 s" at personas.karl.contract once applied, ', "at least 1 h"),
    ),
    Mistake(
        "too hasty a pace",
        {"    share: 0.4": "    share: 0.4\n    pace: 1e-9"},
        "pace: 1e-9",
        "personas.karl.pace",
        ("found 1e-09, expected a number from 0.01 to 100",),
    ),
    Mistake(
        "too often at a hasty pace",
        {"every: 1 mo": "every: 2 h", "    share: 0.4": "    share: 0.4\n    pace: 0.25"},
        "every: 2 h",
        "journeys.pay.every",
        (
            "found a mean of 2 h, which is 30 min at the pace of persona karl, ",
            "expected a mean of at least 1 h between two such journeys, at every pace",
        ),
    ),
    Mistake(
        "too often for those who need it most often",
        {"every: 1 mo": "every: 1 d", "    share: 0.4": "    share: 0.4\n    spread: {needs: 2}"},
        "every: 1 d",
        "journeys.pay.every",
        (
            "found a mean of 1 d, which is 22 min at the pace of persona karl (one in a thousand), ",
            "expected a mean of at least 1 h between two such journeys, at every pace",
        ),
    ),
    Mistake(
        "too often, mostly",
        {"every: 1 mo": "every: {distribution: lognormal, mean: 1 h, sd: 100 y}"},
        "every: {distribution",
        "journeys.pay.every",
        (
            "found an sd of 876,000 times the mean, ",
            "expected at most 10 times: beyond, most of these times are next to nothing",
        ),
    ),
    Mistake(
        "too often, mostly, by the shape",
        {"every: 1 mo": "every: {distribution: weibull, shape: 0.1, mean: 1 d}"},
        "every: {distribution",
        "journeys.pay.every",
        ("found an sd of 430 times the mean",),
    ),
    Mistake(
        "more prospects than can be simulated",
        {"prospects_per_day: 0.5": "prospects_per_day: 1000000"},
        "prospects_per_day: 1000000",
        "population.prospects_per_day",
        ("found 395,000,000 prospects until the end of the follow-up, expected at most 10,000,000",),
    ),
    Mistake(
        "prospects who never come",
        {"prospects_per_day: 0.5": "prospects_per_day: 1e-300"},
        "prospects_per_day: 1e-300",
        "population.prospects_per_day",
        ("found 1e-300, expected 0, or a number of at least 0.000000001",),
    ),
    Mistake(
        "referrals that lead to nothing",
        {
            "prospects_per_day: 0.5": "prospects_per_day: 0",
            "type: onboarding": "type: use\n    every: 1 y",
            "handoffs: {": "advocacy: {referral: 0.02}\nhandoffs: {",
        },
        "advocacy:",
        "advocacy.referral",
        (
            "found 0.02, but no journey of type onboarding, ",
            "expected 0, or a journey of type onboarding for those who are referred",
        ),
    ),
]
