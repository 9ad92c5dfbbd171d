"""The journey map of a decision, with what its moments of truth are."""

from cxsim.errors import CxsimError
from cxsim.questions.decision.estimate import Decision
from cxsim.theme.picture import Picture


def decision_map(decision: Decision) -> Picture:
    """Draw the journey, with the classes of its touchpoints where the study asks for them."""
    if "journey" not in decision.answers:
        raise CxsimError(
            "questions: found no journey, of which the map would be; expected `journey` among them"
        )
    picture: Picture = decision.answers["journey"].chart("map", moments=decision.answers.get("moments"))
    return picture


CHARTS = {"map": decision_map}
