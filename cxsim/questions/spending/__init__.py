"""Spending: prevention, recovery or delight for the same money."""

from cxsim.questions.question import Parameter, Question

QUESTION = Question(
    name="spending",
    command="where-to-spend",
    title="Where does the same money keep the most customers?",
    about=(
        "Chooses improvements of one kind after the other under the budget, and measures what they "
        "keep with other draws."
    ),
    example="where-to-spend scenarios/telecom.yaml --budget 20000",
    parameters=(
        Parameter(
            "budget", float, "What each kind may cost, over the follow-up.", study="budget", needed=True
        ),
    ),
    improvements=1,
    counts="",
)
