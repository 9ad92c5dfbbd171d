"""Drivers: which assumptions decide whether the improvement that leads stays ahead."""

from cxsim.questions.question import Parameter, Question

QUESTION = Question(
    name="drivers",
    command="drivers",
    title="Which assumptions decide?",
    about=(
        "Moves each assumption alone over its range, and looks what that does to the lead of the "
        "best improvement."
    ),
    example="drivers scenarios/telecom_study.yaml --trajectories 2",
    parameters=(
        Parameter(
            "trajectories",
            int,
            "From how many places each assumption is moved.",
            study="uncertainty.trajectories",
            needed=True,
        ),
        Parameter("replications", int, study="uncertainty.replications"),
    ),
    improvements=2,
    builds_on="ranking",
    to_ends=True,
    counts="",
)
