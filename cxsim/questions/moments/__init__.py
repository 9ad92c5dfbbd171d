"""Moments of truth: what frictions cost in a year, and at which few touchpoints one visit decides."""

from cxsim.questions.question import EQUIVALENCE_BAND, Question

QUESTION = Question(
    name="moments",
    command="moments",
    title="Which touchpoints decide whether customers stay, or prospects join?",
    about=(
        "Takes today's frictions away at each touchpoint, forces friction, delight and recovery there, "
        "everything else being as it is, and ranks and sorts the touchpoints by what that does."
    ),
    example="moments scenarios/telecom.yaml --out reports/telecom/moments",
    parameters=(EQUIVALENCE_BAND,),
)
