"""A study of a small journey that asks for everything."""

ASKED = {
    "study": 2,
    "name": "small",
    "title": "Small",
    "scenario": "small.yaml",
    "objective": "join",
    "improvements": ("half", "links", "useless"),
    "replications": 4,
    "seed": 3,
    "equivalence_band": 0.5,
    "precision": 3.0,
    "choice": {"smallest_difference": 1.0, "replications": 20},
    "budget": 500.0,
    "uncertainty": {"use": "ranges", "sets": 6, "replications": 2, "trajectories": 2},
}
NAMES = list(ASKED["improvements"])
