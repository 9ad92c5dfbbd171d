"""Where the compiled engine counts; what is counted stands in `cxsim.engine.tally`."""

from cxsim.engine.compiled.memory import Record, compiled, hot, integers
from cxsim.engine.tally import AtVisit, InJourney, InTeam

_AT_VISIT, _IN_JOURNEY, _IN_TEAM = len(AtVisit), len(InJourney), len(InTeam)


@hot
def counts_now(sim: Record, person: Record) -> bool:
    """Tell whether what happens to a customer now counts in KPIs."""
    return person.measured and person.now >= sim.warm_up


@hot
def persona_cell(sim: Record, person: Record) -> Record:
    """Return the cell in which visits of this persona are counted."""
    return integers(sim.persona_tally_at + 8 * _AT_VISIT * person.persona)


@hot
def passage_cell(sim: Record, person: Record) -> Record:
    """Return the cell in which visits after the same passage are counted."""
    return integers(sim.passage_tally_at + 8 * _AT_VISIT * person.passage)


@compiled
def journey_cell(sim: Record, person: Record) -> Record:
    """Return the cell in which journeys of this persona are counted."""
    return integers(sim.journey_tally_at + 8 * _IN_JOURNEY * person.persona)


@hot
def team_cell(sim: Record, team: int) -> Record:
    """Return the cell of a team."""
    return integers(sim.team_tally_at + 8 * _IN_TEAM * team)
