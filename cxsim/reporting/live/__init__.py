"""Explore: a panel of sliders, and the map, curve and figures that follow them at once."""
