"""Usual methods: what correlation, last touch and their like would have named."""

from cxsim.questions.question import Question

QUESTION = Question(
    name="usual_methods",
    command="usual-methods",
    title="What would the usual methods have said?",
    about=(
        "Holds place of leaving, correlation, penalty-reward regression and removal effects against "
        "what frictions cost."
    ),
    example="usual-methods scenarios/telecom.yaml",
    builds_on="moments",
)
