"""Shares that do not sum to 1, people who do not come, contracts that do not fit."""

from tests.scenario.mistakes.mistake import NO_PURCHASE, Mistake

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
        "expectations that scatter beyond what can be",
        {"    share: 0.4": "    share: 0.4\n    expectation: 0.95\n    spread: {expectation: 0.3}"},
        "spread: {expectation: 0.3}",
        "personas.karl.spread.expectation",
        ("found 0.3, around an expectation of 0.95, expected 0, or an sd from 0.0001 to 0.214",),
    ),
    Mistake(
        "expectations that scatter around all there is",
        {"    share: 0.4": "    share: 0.4\n    expectation: 1\n    spread: {expectation: 0.1}"},
        "spread: {expectation: 0.1}",
        "personas.karl.spread.expectation",
        ("found 0.1, around an expectation of 1, expected 0",),
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
