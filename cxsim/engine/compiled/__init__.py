"""The compiled engine: the same simulation as SimPy's, to the last bit, for large studies.

`walk` is the main loop; `lives`, `journeys`, `visits`, `frictions`, `feelings`, `perception` and `teams` are
the twins of the files of the same names one folder up, phase by phase instead of as processes. `flatten`
turns a plan into `records` and `arrays` holds them; functions reach them through `memory`; `kernel`
compiles and keeps it all.
"""
