"""Estimate what a scenario needs from the records of a real contact centre.

A call log says who called when, how long they waited, whether an agent took the call and for how long. From that,
this folder estimates the arrivals by hour of the week and the service times (`call_log`), how long callers are willing
to wait (`patience`), who calls again and when (`redial`), who is moved up in the queue (`priority`) and how many
agents the centre really had (`capacity`), together with the abandonment and waits a simulation has to come near
(`call_log.observed_by_hour`). The functions take and return plain DataFrames; nothing here knows the simulation.
"""
