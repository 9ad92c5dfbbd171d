"""Staffing: what more or fewer people on duty at a team bring."""

from cxsim.questions.question import OBJECTIVE, Parameter, Question

MOST = 20  # people more or fewer

QUESTION = Question(
    name="staffing",
    command="staffing",
    title="How many people on duty pay?",
    about=(
        "Simulates a team with more and fewer people on duty in every shift, for the same people "
        "with the same luck."
    ),
    example="staffing scenarios/telecom.yaml care_agents --to 2",
    parameters=(
        Parameter("team", str, "A team of the scenario.", needed=True),
        Parameter(
            "least",
            int,
            "Least number on duty, against today.  [default: -1, where that leaves somebody]",
            option="--from",
            limits=(-MOST, MOST),
        ),
        Parameter(
            "largest",
            int,
            "Largest number on duty, against today.  [default: 3]",
            option="--to",
            limits=(-MOST, MOST),
        ),
        OBJECTIVE,
    ),
)
