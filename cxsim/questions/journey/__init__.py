"""Journey: what becomes of customers, from one simulation: who stays, who leaves and why, where they wait."""

from cxsim.questions.question import Question

QUESTION = Question(
    name="journey",
    command="journey",
    answered_by="cxsim.results.run:simulate",
    title="What becomes of customers?",
    about="Simulates the journey as it is: who stays, who leaves and after what, who waits, how people feel.",
    example="journey scenarios/telecom.yaml",
)
