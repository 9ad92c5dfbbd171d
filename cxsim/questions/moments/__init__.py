"""Moments of truth: which few touchpoints decide the relationship."""

from cxsim.questions.question import EQUIVALENCE_BAND, Question

QUESTION = Question(
    name="moments",
    command="moments",
    title="Which touchpoints decide whether customers stay?",
    about=(
        "Forces friction, delight and recovery at each touchpoint, everything else being as it is, "
        "and sorts the touchpoints by what that does to customers."
    ),
    example="moments scenarios/telecom.yaml --out reports/telecom/moments",
    parameters=(EQUIVALENCE_BAND,),
)
