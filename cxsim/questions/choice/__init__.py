"""Choice: the improvement to carry out, with a promise, at the least simulation."""

from cxsim.questions.question import IMPROVEMENTS, OBJECTIVE, SETS, USE, Parameter, Question

QUESTION = Question(
    name="choice",
    command="select",
    title="Which improvement should be chosen?",
    about="Simulates no longer than it takes to choose safely, with a promised probability.",
    example="select scenarios/telecom_study.yaml",
    parameters=(
        IMPROVEMENTS,
        Parameter(
            "zone",
            float,
            "Smaller differences, of 100, do not matter.",
            study="choice.smallest_difference",
            of_100=True,
        ),
        Parameter("confidence", float, "Promised probability to choose the best.", study="choice.confidence"),
        OBJECTIVE,
        USE,
        SETS,
        Parameter("most", int, "Replications at most.", study="choice.replications"),
    ),
    improvements=1,
    counts="most",
)
