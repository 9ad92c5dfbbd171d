"""Behaviour: what customers feel, do and decide, written once for every engine.

A function here gets the state of a simulation and a person, takes its draws and reaches everything else
through `reach`, and runs unchanged on the objects of the SimPy engine and, compiled, on the records of the
other. It lets no time pass: the engines do, and call it in between.
"""
