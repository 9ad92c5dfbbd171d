"""Ranking: which improvements keep the most customers, for whom, at what cost."""

from cxsim.questions.question import EQUIVALENCE_BAND, IMPROVEMENTS, OBJECTIVE, SETS, USE, Parameter, Question

QUESTION = Question(
    name="ranking",
    command="rank",
    title="Which improvements keep the most customers, for whom, at what cost?",
    about="Carries out each improvement for the same people with the same luck; what differs is due to it.",
    example="rank scenarios/telecom_study.yaml",
    parameters=(
        IMPROVEMENTS,
        EQUIVALENCE_BAND,
        Parameter("precision", float, study="precision", of_100=True),
        OBJECTIVE,
        USE,
        SETS,
    ),
    improvements=1,
)
