"""Shares that do not sum to 1, people who do not come, contracts that do not fit."""

from tests.scenario.mistakes.mistake import NO_PURCHASE, Mistake


def step(factor: float, share: float = 0.1) -> str:
    """Who takes more, or less, as a file writes it."""
    return f"{{share: {share}, factor: {factor}}}"


SHARES_AND_PEOPLE = [
    Mistake(
        "something kept of a start that is given",
        {"population:": "population:\n  keep: [tenure]"},
        "population:",
        "population.start",
        ("found given, beside population.keep, expected settled, or no population.keep",),
    ),
    Mistake(
        "a settled start without newcomers",
        {"population:": "population:\n  start: settled", "prospects_per_day: 0.5": "prospects_per_day: 0"},
        "start: settled",
        "population.start",
        ("found settled, but no prospects, expected given, or customers at the start and prospects",),
    ),
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
        "notice longer than a term",
        {"    contract: 24 mo\n": "    contract: {first: 24 mo, then: 1 mo, notice: 3 mo}\n"},
        "contract: {first",
        "personas.karl.contract.notice",
        ("found 91.2 d, expected at most 30.4 d, the shortest term",),
    ),
    *(
        Mistake(
            f"{field} the other way",
            {"    contract: 24 mo\n": f"    contract: {{first: 24 mo, {field}: {step(factor)}}}\n"},
            "contract: {first",
            f"personas.karl.contract.{field}.factor",
            (f"found {factor}, expected a factor of at {most} 1",),
        )
        for field, factor, most in (
            ("upgrade", 0.8, "least"),
            ("downgrade", 1.2, "most"),
            ("keeps_part", 1.5, "most"),
        )
    ),
    Mistake(
        "more who take more or less than there are",
        {
            "    contract: 24 mo\n": f"    contract: {{first: 24 mo, upgrade: {step(1.2, 0.7)}, "
            f"downgrade: {step(0.8, 0.4)}}}\n"
        },
        "contract: {first",
        "personas.karl.contract",
        ("found shares of 0.7 and 0.4 for upgrade and downgrade, expected a sum of at most 1",),
    ),
    Mistake(
        "an upgrade beyond all limits",
        {"    contract: 24 mo\n": "    contract: {first: 24 mo, upgrade: {share: 0.1, factor: 9}}\n"},
        "contract: {first",
        "personas.karl.contract.upgrade.factor",
        ("found 9, expected a number from 0.25 to 4",),
    ),
    Mistake(
        "a channel by which prospects come that costs nothing said",
        {"handoffs: {": "value: {acquisition_cost: {phone: 40}}\nhandoffs: {"},
        "value: {acquisition_cost",
        "value.acquisition_cost",
        ("found no cost for web, expected one for each channel by which prospects come in",),
    ),
    Mistake(
        "the cost of a channel that is misspelt",
        {"handoffs: {": "value: {acquisition_cost: {wep: 40}}\nhandoffs: {"},
        "value: {acquisition_cost",
        "value.acquisition_cost.wep",
        ('found "wep", expected a channel; did you mean "web"?',),
    ),
    Mistake(
        "the cost of a channel that is no number",
        {"handoffs: {": "value: {acquisition_cost: {web: much}}\nhandoffs: {"},
        "value: {acquisition_cost",
        "value.acquisition_cost.web",
        ('found "much", expected a number from 0 to 1,000,000,000',),
    ),
    Mistake(
        "a cost of winning that is a list",
        {"handoffs: {": "value: {acquisition_cost: [40]}\nhandoffs: {"},
        "value: {acquisition_cost",
        "value.acquisition_cost",
        ("found [40], expected a number from 0 to 1,000,000,000",),
    ),
    Mistake(
        "a contract without a first term",
        {"    contract: 24 mo\n": "    contract: {then: 1 mo}\n"},
        "contract: {then",
        "personas.karl.contract",
        ("expected a field first",),
    ),
    Mistake(
        "a contract that is none",
        {"    contract: 24 mo\n": "    contract: 24 months\n"},
        "contract: 24 months",
        "personas.karl.contract",
        ("expected a duration", "write 24 mo"),
    ),
    Mistake(
        "intentions where no contract holds anybody",
        NO_PURCHASE | {"{definition: contract_end}": "{definition: no_purchase, window: 6 mo, at_once: 0.5}"},
        "at_once: 0.5",
        "churn.at_once",
        ("found at_once, expected none, because churn is defined by no_purchase",),
    ),
    Mistake(
        "intentions where no contract ends",
        {
            "{definition: contract_end}": "{definition: contract_end, at_once: 0.5}",
            "type: renewal": "type: use\n    every: 1 y",
        },
        "at_once: 0.5",
        "churn.at_once",
        ("found 0.5, expected 1, or a journey of type renewal",),
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
