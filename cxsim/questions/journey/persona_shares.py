"""How many of the customers are of each persona: of today's, who need not be the mix of those who come."""

from cxsim.language.speech import say
from cxsim.language.wording import percent
from cxsim.results.estimates import estimate
from cxsim.results.run import Run


def persona_shares(run: Run) -> dict[str, float]:
    """Return the share of each persona among today's customers; if there are none, among those who come."""
    todays = _todays(run)
    if not (everybody := sum(todays.values())):
        return {name: persona.share for name, persona in run.scenario.personas.items()}
    return {name: number / everybody for name, number in todays.items()}


def of_whom(run: Run, share: float) -> str:
    """Say a share of customers, and of which."""
    if sum(_todays(run).values()):
        return say("{share} of today’s customers", share=percent(share))
    return say("{share} of those who come", share=percent(share))


def _todays(run: Run) -> dict[str, float]:
    return {name: estimate(run, "todays", "persona", name).mean for name in run.scenario.personas}
