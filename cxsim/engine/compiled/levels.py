"""Where the levels of customers are counted; for `reach`."""

from typing import Any

from cxsim.engine.behaviour.reach import Person, Sim
from cxsim.engine.compiled.memory import integers
from cxsim.engine.compiled.reach import on_records
from cxsim.engine.counted import AtLevel, Whose

_WHOSE, _AT_LEVEL = len(Whose), len(AtLevel)


@on_records
def level_cell(sim: Sim, person: Person, whose: int, month: int) -> Any:
    """Return the cell in which the levels of this persona's customers are counted."""
    place = (_WHOSE * person.persona + whose) * sim.months + month
    return integers(sim.level_tally_at + 8 * _AT_LEVEL * place)
