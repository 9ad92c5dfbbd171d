"""cimba 0.9: a model spawned for each customer, its process compiled by Numba and run by a C engine.

One trial on one worker, until nothing is left to happen. A spawned model's memory comes back when the trial
ends, so memory grows with the customers.
"""

import cimba as cb
from cimba import inputs

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


class Customer(cb.Model):
    """One customer's way through the touchpoints."""

    centre: cb.Ref["Centre"]

    @cb.process
    def journey(self):
        for touchpoint in range(1, TOUCHPOINTS + 1):
            if touchpoint == QUEUE:
                came = cb.now()
                self.centre.agents.acquire()
                wait = cb.now() - came
                self.centre.queued += 1
                self.centre.total_wait += wait
                if wait > 0:
                    self.centre.who_waited += 1
                cb.hold(cb.random.exponential(SERVICE))
                self.centre.agents.release()
            else:
                cb.hold(cb.random.exponential(STAY))
            if cb.random.bernoulli(FRICTION):
                fate = cb.random.uniform()
                if fate < RECOVERED:
                    cb.hold(cb.random.exponential(RECOVERY))
                elif fate < RECOVERED + LEAVING:
                    cb.release(self)
        self.centre.completed += 1
        cb.release(self)


class Centre(cb.Model):
    """The agents, the source of customers, and what has been counted."""

    customers: cb.Param[int]
    gap: cb.Input[float] = inputs.dist.exponential(mean=GAP)
    agents: cb.Resource = cb.Resource(capacity=AGENTS)
    queued: int = 0
    who_waited: int = 0
    total_wait: float = 0.0
    completed: cb.Output[int] = 0
    waited: cb.Output[float]
    mean_wait: cb.Output[float]

    @cb.process
    def source(self):
        for _ in range(self.customers):
            cb.hold(self.gap.next())
            cb.spawn(Customer, centre=self)

    @cb.on_end
    def measure(self):
        self.waited = self.who_waited / self.queued
        self.mean_wait = self.total_wait / self.queued


def run(customers, seed):
    """Simulate until so many customers have come and all have left."""
    centre = Centre()
    centre.customers = customers
    experiment = cb.Experiment(centre, window=cb.Window.until_idle(), seed=seed)
    results = experiment.run(workers=1, on_failure="raise")
    completed, waited, mean_wait = (
        float(getattr(results[centre], name).values.item()) for name in ("completed", "waited", "mean_wait")
    )
    return Result(customers, int(completed), waited, mean_wait)
