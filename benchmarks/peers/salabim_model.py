"""salabim 26: a component for each customer, in its present default style without ``yield`` (on greenlets).

The resource itself keeps how long each request took; salabim collects this and more whether asked or not.
"""

import salabim as sim

from benchmarks.peers.contact_centre import (
    AGENTS,
    FRICTION,
    GAP,
    LEAVING,
    QUEUE,
    RECOVERED,
    RECOVERY,
    SERVICE,
    STAY,
    TOUCHPOINTS,
    Result,
)


class Customer(sim.Component):
    """One customer's way through the touchpoints."""

    def process(self):
        env = self.env
        for touchpoint in range(1, TOUCHPOINTS + 1):
            if touchpoint == QUEUE:
                self.request(env.agents)
                self.hold(env.service.sample())
                self.release()
            else:
                self.hold(env.stay.sample())
            if env.uniform.sample() < FRICTION:
                fate = env.uniform.sample()
                if fate < RECOVERED:
                    self.hold(env.recovery.sample())
                elif fate < RECOVERED + LEAVING:
                    return
        env.completed += 1


def run(customers, seed):
    """Simulate until so many customers have come and all have left."""
    env = sim.Environment(random_seed=seed)
    env.agents = sim.Resource("agents", capacity=AGENTS)
    env.stay, env.service = sim.Exponential(STAY), sim.Exponential(SERVICE)
    env.recovery, env.uniform = sim.Exponential(RECOVERY), sim.Uniform(0, 1)
    env.completed = 0
    sim.ComponentGenerator(Customer, iat=sim.Exponential(GAP), number=customers)
    env.run()
    waits = env.agents.requesters().length_of_stay
    waited = 1 - waits.number_of_entries_zero() / waits.number_of_entries()
    return Result(customers, env.completed, waited, waits.mean())
