"""Portfolio: what to do together under a budget, and in which order."""

from cxsim.questions.question import EQUIVALENCE_BAND, IMPROVEMENTS, OBJECTIVE, SETS, USE, Parameter, Question

QUESTION = Question(
    name="portfolio",
    command="portfolio",
    title="What should be done with the budget, and in which order?",
    about=(
        "Simulates pairs and sets of improvements, since gains do not add up: all that the budget allows "
        "where these are few, otherwise the most promising."
    ),
    example="portfolio scenarios/telecom.yaml --budget 60000",
    parameters=(
        Parameter(
            "budget",
            float,
            "What they may cost together in the first year, in the currency of the scenario.",
            study="budget",
            needed=True,
        ),
        IMPROVEMENTS,
        OBJECTIVE,
        EQUIVALENCE_BAND,
        USE,
        SETS,
    ),
    improvements=1,
    counts="",
)
