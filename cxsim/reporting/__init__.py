"""What people see: pictures, sentences, the report notebook, and the page that is published from it.

`picture` is a figure with its description and its data; `journey_map`, `losses`, `survival`, `queues` and
`satisfaction` draw them in one `style`. `sentences` gives the answer in the words of `wording`, `tables` the
figures behind it, `assumptions` what it rests on. `notebooks` runs the notebook after `parameters` has
checked what it is given, `provenance` says how a result was made, and `publish` makes one page of it that
needs no network.
"""
