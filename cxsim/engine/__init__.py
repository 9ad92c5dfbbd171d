"""How customers live a scenario.

`plan` turns a scenario into numbers. `streams` and `sampling` give the random numbers, `rules` the
behaviour: to change what customers feel or do, change a rule. `simpy_engine` runs one replication; what a
customer goes through is read in `lives`, what happens at a touchpoint in `visits`, how one waits in `teams`,
what others read in `board`. `clock` says which of two simultaneous events comes first, `weekly` keeps
opening hours and rhythms, `record` holds the rows, `tally` what KPIs count, `passages` the ways to a
touchpoint by which it counts, `replications` repeats.

`code_cache` keeps what is compiled, checked before it is loaded, in one of `code_places`.

`compiled_engine` runs the same replication many times as fast (`make bench` says how many), to the same last
bit; its folder `compiled` holds the twins of these files. Change both: the tests of identity say whether they
agree.
"""
