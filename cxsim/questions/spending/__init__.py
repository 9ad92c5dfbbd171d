"""Spending: prevention, recovery or delight for the same money."""

from cxsim.questions.question import EQUIVALENCE_BAND, OBJECTIVE, Parameter, Question

QUESTION = Question(
    name="spending",
    command="where-to-spend",
    title="Where does the same money reach most: preventing, putting right or delighting?",
    about=(
        "Chooses the best portfolio of each kind of improvements under the same budget, and measures what it "
        "reaches with other draws."
    ),
    example="where-to-spend scenarios/telecom.yaml --budget 20000",
    parameters=(
        Parameter("budget", float, "What each kind may cost in the first year.", study="budget", needed=True),
        OBJECTIVE,
        EQUIVALENCE_BAND,
    ),
    improvements=1,
    counts="",
)
