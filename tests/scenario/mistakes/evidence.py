"""Notes beside parameters."""

from tests.scenario.mistakes.mistake import Mistake

PATIENCE = "{distribution: weibull, shape: 0.8, scale: 8 min}"
TECHNOLOGY = "{value: 0.8, range: [0.7, 0.9], source: own survey, grade: b, status: calibrated}"
RENEWAL = "{value: 0.85, range: [0.8, 0.9], source: industry mean, grade: c, status: cited}"

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
        ("found a list of 1, expected a list of 2",),
    ),
    Mistake(
        "a range of another kind",
        {RENEWAL: RENEWAL.replace("0.8, 0.9", "1 d, 2 d")},
        "loyalty:",
        "loyalty.renewal.range",
        ("expected a range of the same kind as the value, 0.85",),
    ),
    Mistake(
        "a switch with numbers for a range",
        {"loyalty:": "mechanisms: {mood: {value: true, range: [0, 1], status: assumed}}\nloyalty:"},
        "mechanisms:",
        "mechanisms.mood.range",
        ("expected a range of the same kind as the value, true",),
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
