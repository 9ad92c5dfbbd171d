"""Comparison: other journeys against a first one, person by person where they have the same people."""
