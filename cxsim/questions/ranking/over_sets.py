"""What is told of a ranking over sets of assumptions, without living anything again."""

from typing import TYPE_CHECKING

from cxsim.questions.experiments.interventions import NothingToTell
from cxsim.questions.ranking.estimate import Ranking
from cxsim.results.manifest import Manifest
from cxsim.scenario.model import Scenario

if TYPE_CHECKING:
    from cxsim.questions.experiments.assumptions import Assumptions

# Why there is nothing to tell, by what is missing.
WHY_NOT = {
    "": "found none, which tries the values of the file alone; expected facts or ranges",
    "ranges": "found no range beside any parameter; expected some, as else only the file's values are tried",
    "facts": "found facts, of which the scenario states none; expected some in the scenario, or ranges here",
    "few": "found too few sets that agree with the facts; cxsim ask facts says which of these conflict",
}


class OverSets:
    """Has what its ranking is about."""

    ranking: Ranking

    @property
    def scenario(self) -> Scenario:
        """Today's journey."""
        return self.ranking.scenario

    @property
    def manifest(self) -> Manifest:
        """What decides every bit of the rest."""
        return self.ranking.manifest

    @property
    def assumed(self) -> "Assumptions":
        """The sets."""
        return self.ranking.assumed


def check_varied(ranking: Ranking) -> None:
    """Refuse a ranking that was made with the values of the file alone; NothingToTell says why."""
    if not ranking.assumed.varied:
        raise NothingToTell(f"uncertainty.use: {WHY_NOT[ranking.assumed.why_not]}")
