"""The model that all peers share, and what theory says of it.

Customers come at random (a Poisson process) and pass thirteen touchpoints. At each they spend an exponential
time; at the ninth they first wait for one of twenty agents, first come first served. Then 15 % meet a
friction: 60 % of those are put right, after a further exponential delay, 10 % make the customer leave for
good, and the other 30 % have no effect. Who has passed the thirteenth touchpoint has completed the journey.

Only 98.5 % go on from a touchpoint, so 0.985^8 of the customers get to the ninth. They come to the first at a
rate of 1 / 0.985^8, and so to the queue at a rate of exactly 1: with a mean service of 16 its twenty agents
are busy for 80 % of the time. What leaves a queue without waiting, delayed and thinned, is a Poisson process
again: the ninth touchpoint is an M/M/20 queue.
"""

from typing import NamedTuple

TOUCHPOINTS = 13
QUEUE = 9
AGENTS = 20

FRICTION = 0.15
RECOVERED = 0.60
LEAVING = 0.10

STAY = 1.0
SERVICE = 16.0
RECOVERY = 1.0
GAP = (1 - FRICTION * LEAVING) ** (QUEUE - 1)
"""Mean time between two arrivals at the first touchpoint: the queue's own is 1."""


class Result(NamedTuple):
    """What a run found.

    Attributes
    ----------
    customers
        Those who came and went.
    completed
        How many of them completed the journey.
    waited
        Share of those at the ninth touchpoint who had to wait.
    mean_wait
        Their mean wait, counting those who did not wait as 0.
    """

    customers: int
    completed: int
    waited: float
    mean_wait: float


def erlang_c(agents, load):
    """The probability of having to wait in M/M/c, from Erlang B by its recursion (A. K. Erlang, 1917)."""
    blocked = 1.0
    for number in range(1, agents + 1):
        blocked = load * blocked / (number + load * blocked)
    return blocked / (1 - load / agents * (1 - blocked))


WAITED = erlang_c(AGENTS, SERVICE)
THEORY = {
    "completed": (1 - FRICTION * LEAVING) ** TOUCHPOINTS,
    "waited": WAITED,
    "mean_wait": WAITED / (AGENTS / SERVICE - 1),
}
"""What to expect: 0.821620 complete, 0.256078 wait, 1.024312 on average.

Told in mean times between two customers at the first touchpoint instead of at the queue, the mean wait is
1.024312 / 0.985^8 = 1.155958.
"""
