"""What somebody costs the company."""

from cxsim.engine.behaviour.reach import Person, Sim, cost_cell
from cxsim.engine.behaviour.written import often
from cxsim.engine.tally import Whose, count_cost, month_of
from cxsim.engine.vocabulary import State


@often
def spend(sim: Sim, person: Person, amount: float) -> None:
    """Cost the company something."""
    person.cost += amount
    if person.now >= sim.warm_up:
        whose = Whose.PROSPECTS
        if person.state == State.CUSTOMER:
            whose = Whose.TODAYS if person.since < sim.warm_up else Whose.NEW
        count_cost(cost_cell(sim, person, whose, month_of(sim.horizon - person.now, sim.months)), amount)
