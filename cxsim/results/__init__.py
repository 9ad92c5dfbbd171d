"""What happened: a `run` with its event log, its customer table and its KPIs with intervals.

`counts` says what is counted, `kpis` which ratio of counts each KPI is, `survival` how long customers
stay, `intervals` how sure we are, `manifest` what has to be the same to get the same bits, `files` how
results reach the disk whole or not at all, `pieces` that memory holds only some of them, `sizes` what
a simulation takes, `read_run` what was written to a folder, `csv` how a table does that no spreadsheet runs.
"""
