"""Targets: parts of the company and the whole journey against what they should reach."""

from cxsim.questions.question import Parameter, Question

QUESTION = Question(
    name="targets",
    command="targets",
    title="Do the parts of the company meet their targets, and does the journey?",
    about=(
        "Holds channels (or departments, touchpoints, stages) and the journey as a whole against "
        "their targets."
    ),
    example="targets scenarios/green_channels.yaml",
    parameters=(Parameter("scope", str, "What the parts are: channel, department, touchpoint or stage."),),
    builds_on="journey",
)
