"""Random forks that take the place of links: by how a visit ended, by where one came from, by how often."""

from functools import cache
from typing import get_args

from hypothesis import strategies as st

from cxsim.scenario.journeys import GOAL, STOP, Ending
from tests.engine.strategy_parts import Strategy, one_of, part

NOT_SERVED = ("abandoned", "closed", "busy")


@cache
def instead(onward: str, stops: tuple[str, ...], details: Strategy) -> Strategy:
    """Now and then forks that take the place of the links; they lead on, or to the end."""
    forks = _forks(onward, details)
    away = {onward: 0.75, STOP if onward == GOAL else GOAL: 0.25}  # who is turned away may escape to and fro
    conditions = part(
        {
            "after": st.dictionaries(one_of(*get_args(Ending)), forks, min_size=1, max_size=3).map(
                lambda found: {how: fork if how not in NOT_SERVED else away for how, fork in found.items()}
            ),
            "from": st.dictionaries(one_of(*stops), forks, min_size=1, max_size=2),
            "again": st.dictionaries(one_of(2, 3), forks, min_size=1, max_size=2),
        }
    )
    return st.one_of(st.just({}), conditions)


def _forks(onward: str, details: Strategy) -> Strategy:
    """Ways that only lead on, so that nobody goes round."""
    ends = st.fixed_dictionaries({onward: st.just(0.75), STOP if onward == GOAL else GOAL: st.just(0.25)})
    late = st.fixed_dictionaries({onward: st.builds(lambda more: {"share": 1.0, **more}, details)})
    plain = st.one_of(ends, late)
    inside = st.dictionaries(one_of(2, 3, 4), plain, min_size=1, max_size=2).map(lambda it: {"again": it})
    return st.one_of(plain, plain, st.builds(lambda one, more: one | more, plain, inside))
