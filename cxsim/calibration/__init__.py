"""Estimate what a scenario needs from the records of a real contact centre.

A call log says who called when, how long they waited, whether an agent took the call and for how long. From
that, this folder estimates the calls by hour of the week (`call_log`), how long a service takes
(`service`), how long callers are willing to wait (`patience`), who calls again and when (`redial`), who is
moved up in the queue (`priority`) and how many agents the centre really had (`capacity`); and it states the
abandonment and the waits that a simulation with these figures has to come near (`observed`), and how near it
comes (`fit`). The functions take and return plain DataFrames; only `fit` knows the simulation.
"""
