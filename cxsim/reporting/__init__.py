"""What people see: pictures, sentences, the report notebook, and the page that is published from it.

`picture` is a figure with its description and its data, and `journey_map`, `losses`, `survival`, `queues` and `satisfaction`
draw them; `sentences` gives the answer, `tables` the figures behind it, `assumptions` what it rests on. `notebooks` runs the
notebook after `parameters` has checked what it is given, `provenance` says how a result was made, and `publish` turns the
notebook into one page that needs no network.
"""
