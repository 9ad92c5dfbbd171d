"""Comparison: other journeys against a first one, with the same luck where they have the same people."""

from pathlib import Path

from cxsim.questions.question import EQUIVALENCE_BAND, OBJECTIVE, Parameter, Question

QUESTION = Question(
    name="comparison",
    command="compare",
    title="Which of several journeys keeps more customers?",
    about="Holds other journeys against the first, with the same luck where they have the same people.",
    example="compare scenarios/telecom.yaml scenarios/green_channels.yaml",
    parameters=(
        Parameter("others", list[Path], "Scenario files to compare it with.", needed=True),
        EQUIVALENCE_BAND,
        OBJECTIVE,
    ),
)
