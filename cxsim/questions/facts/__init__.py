"""Facts: which sets of assumptions agree with what is known, and how far they are narrowed by it."""

from cxsim.questions.question import Parameter, Question

QUESTION = Question(
    name="facts",
    command="facts",
    title="Which assumptions agree with the facts?",
    about=(
        "Tries sets of assumptions from the ranges of the evidence, until enough of them agree with the "
        "facts of the scenario."
    ),
    example="facts scenarios/telecom.yaml",
    parameters=(Parameter("sets", int, "How many sets are looked for.", limits=(2, 10_000)),),
    counts="",
)
