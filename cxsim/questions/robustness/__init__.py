"""Robustness: whether the ranking holds within the ranges of the evidence."""

from cxsim.questions.question import Parameter, Question

QUESTION = Question(
    name="robustness",
    command="robustness",
    title="Does the ranking hold if the assumptions are wrong?",
    about=(
        "Draws parameters from the ranges beside them, with rival loyalty curves, and ranks the "
        "improvements for each set."
    ),
    example="robustness scenarios/telecom_study.yaml",
    parameters=(
        Parameter(
            "number",
            int,
            "Sets of parameters that are tried.",
            study="uncertainty.draws",
            needed=True,
            option="--sets",
        ),
        Parameter("replications", int, study="uncertainty.replications"),
    ),
    improvements=1,
    builds_on="ranking",
    refused_by="cxsim.questions.robustness.estimate:refuse",
    counts="number",
)
