"""Information: which unknown, once known, would change the choice, and what that is worth."""

from cxsim.questions.question import USE, Question

QUESTION = Question(
    name="information",
    command="information",
    title="What is worth finding out first?",
    about=(
        "Tells what it would be worth to know each assumption before choosing an improvement, from what "
        "improvements bring in each set of assumptions."
    ),
    example="information scenarios/telecom_study.yaml",
    requires=(USE,),
    improvements=1,
    builds_on="ranking",
)
