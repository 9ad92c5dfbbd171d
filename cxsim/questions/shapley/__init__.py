"""Shapley: which touchpoints are responsible for what friction costs."""

from cxsim.questions.question import OBJECTIVE, Question

QUESTION = Question(
    name="shapley",
    command="shapley",
    title="Where does the loss by friction come from?",
    about=(
        "Takes friction away at one touchpoint after the other, in many orders, and shares out what "
        "that gains."
    ),
    parameters=(OBJECTIVE,),
    example="shapley scenarios/telecom.yaml",
)
