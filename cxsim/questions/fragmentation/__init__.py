"""Fragmentation: what is lost between touchpoints, against what is lost at them."""

from cxsim.questions.question import OBJECTIVE, Question

QUESTION = Question(
    name="fragmentation",
    command="fragmentation",
    title="What do the links between departments cost?",
    about="Holds perfect links with today's parts against perfect parts with today's links.",
    parameters=(OBJECTIVE,),
    example="fragmentation scenarios/green_channels.yaml",
)
