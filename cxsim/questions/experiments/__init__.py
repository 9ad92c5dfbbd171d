"""Experiments that questions share: worlds under interventions, lived with the same draws."""
