"""The journey map of a decision, with what its moments of truth are."""

from cxsim.questions.decision.estimate import Decision
from cxsim.theme.picture import Picture


def decision_map(decision: Decision) -> Picture:
    """Draw the journey, with the classes of its touchpoints where the study asks for them."""
    picture: Picture = decision.answers["journey"].chart("map", moments=decision.answers.get("moments"))
    return picture


CHARTS = {"map": decision_map}
