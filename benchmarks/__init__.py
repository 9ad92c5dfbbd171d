"""How fast the engines are, against the simulation libraries that an analyst might use instead.

`measure.py` runs any functions side by side; `peers/` holds one model, written once for each library.
"""
