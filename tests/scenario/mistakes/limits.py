"""Numbers with which an engine would compute infinity, or what is no number."""

from tests.scenario.mistakes.mistake import Mistake

HANDOFFS, SHARE = "handoffs: {", "    share: 0.4"


def beyond(section: str, field: str, value: str, expected: str) -> Mistake:
    """A number beyond its range, in a section of its own."""
    entry = f"{field}: {value}"
    return Mistake(
        f"{field} beyond its range ({section})",
        {HANDOFFS: f"{section}:\n  {entry}\nhandoffs: {{"},
        f"  {entry}",
        f"{section}.{field}",
        (f"found {value}, expected a number from {expected}",),
    )


def of_karl(field: str, value: str, expected: str, path: str = "") -> Mistake:
    """A number beyond its range, on the card of a persona."""
    entry = f"{field}: {value}"
    return Mistake(
        f"{field} beyond its range (persona)",
        {SHARE: f"{SHARE}\n    {entry}"},
        f"    {entry}",
        f"personas.karl.{path or field}",
        ("found ", f"expected a number from {expected}"),
    )


LIMITS = [
    beyond("feelings", "sensitivity", "1000.0", "0.1 to 1"),
    beyond("feelings", "sensitivity", "1.5", "0.1 to 1"),
    beyond("feelings", "loss_aversion", "1000000.0", "0.01 to 10"),
    beyond("feelings", "double_deviation", "5.5", "0.1 to 5"),
    beyond("feelings", "escalation", "1000000.0", "0 to 2"),
    beyond("feelings", "expectation_weight", "1000000.0", "0 to 10"),
    beyond("gate", "friction", "1001.0", "0 to 1,000"),
    beyond("gate", "competition", "-1001.0", "-1,000 to 1,000"),
    beyond("advocacy", "prior_rating", "0.5", "1 to 5"),
    beyond("advocacy", "review_weight", "1001.0", "0 to 1,000"),
    of_karl("patience", "1e-9", "0.01 to 100"),
    of_karl("loss_aversion", "1e9", "0.01 to 10"),
    of_karl("friction_odds", "1e-300", "0.001 to 1,000"),
    of_karl("delight_odds", "1e9", "0.001 to 1,000"),
    of_karl("message_interest", "1e9", "0.001 to 1,000"),
    of_karl("switching_cost", "1e9", "0 to 1,000"),
    of_karl("loyalty", "-1e9", "-1,000 to 1,000"),
    of_karl("spread", "{loyalty: 11}", "0 to 10", path="spread.loyalty"),
    of_karl("spread", "{pace: 3}", "0 to 2", path="spread.pace"),
    of_karl("channels", "{phone: 1e9}", "0 to 1,000", path="channels.phone"),
    of_karl("stakes", "{invoice: 1e9}", "0 to 1,000", path="stakes.invoice"),
    Mistake(
        "a reading beyond its range",
        {HANDOFFS: "surveys: {csat: {centre: 3, gain: 1e9, noise: 0.5}}\nhandoffs: {"},
        "gain: 1e9",
        "surveys.csat.gain",
        ("found 1000000000.0, expected a number from -1,000 to 1,000",),
    ),
    Mistake(
        "a value without end",
        {HANDOFFS: "value: {discount_rate: 0, value_horizon: 101 y}\nhandoffs: {"},
        "value: {disc",
        "value.value_horizon",
        ('found "101 y", expected a duration of at most 100 years',),
    ),
    Mistake(
        "more frictions than there are random numbers for",
        {
            "      wrong_amount:\n        probability: 0.05\n        severity: 0.6\n": "".join(
                f"      cause_{i}: {{probability: 0.01, severity: 0.5}}\n" for i in range(33)
            )
        },
        "    frictions:\n      cause_0:",
        "touchpoints.invoice.frictions",
        ("found 33 entries, expected at most 32",),
    ),
]
