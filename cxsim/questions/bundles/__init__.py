"""Bundles: which of the changes inside an improvement does the work."""

from cxsim.questions.question import IMPROVEMENTS, OBJECTIVE, Question

QUESTION = Question(
    name="bundles",
    command="bundles",
    title="Which part of an improvement does the work?",
    about=(
        "Takes improvements that hold several changes, or other hours of a team, apart, and does each part "
        "alone, with others, and not at all."
    ),
    example="bundles scenarios/telecom.yaml",
    parameters=(IMPROVEMENTS, OBJECTIVE),
    improvements=1,
)
