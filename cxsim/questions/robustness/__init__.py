"""Robustness: whether the ranking holds within the ranges of the evidence."""

from cxsim.questions.question import USE, Question

QUESTION = Question(
    name="robustness",
    command="robustness",
    title="Does the ranking hold if the assumptions are wrong?",
    about=(
        "Ranks the improvements over sets of assumptions that are possible, and tells in how many of them "
        "each stays ahead and pays."
    ),
    example="robustness scenarios/telecom_study.yaml",
    requires=(USE,),
    improvements=1,
    builds_on="ranking",
    counts="replications",
)
