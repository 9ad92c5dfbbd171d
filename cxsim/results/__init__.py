"""What happened: a `run` with its event log, its customer table and its KPIs with intervals.

`counts` says what is counted, `catalogue` which ratio of counts each KPI is, `kpis` makes them, `figures` are
those of a user's own, `survival` how long customers stay, `intervals` how sure we are, `manifest` what has to
be the same to get the same bits, `recorded` what a run kept and can tell of it, `pieces` that memory holds
only some of it, `sizes` what a simulation takes, `read_run` what was written to a folder.
"""
