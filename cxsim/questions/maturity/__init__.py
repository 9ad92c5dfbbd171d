"""Maturity: what the next level of customer experience management is worth."""

from pathlib import Path

from cxsim.questions.question import OBJECTIVE, Parameter, Question

QUESTION = Question(
    name="maturity",
    command="maturity",
    title="What is the next level of CEM maturity worth?",
    about="Raises each stage by a level, and the whole company, for the same people with the same luck.",
    example="maturity scenarios/telecom.yaml --assessment scenarios/assessment.yaml",
    parameters=(
        Parameter(
            "today",
            Path,
            "A self-assessment, whose levels replace those of the scenario.",
            option="--assessment",
        ),
        OBJECTIVE,
    ),
)
