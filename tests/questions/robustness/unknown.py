"""A journey of which two numbers are not known, and what theory says of it."""

from cxsim.scenario.load import scenario_from_dict
from tests.questions.library import LIBRARY, STAKES
from tests.questions.notes import PROBABILITY, noted, with_note
from tests.questions.small_worlds import Truth, row_of, today


def doubtful():
    """How often the second touchpoint fails is not known; a survey question that drives nothing neither."""
    data = row_of(STAKES, improvements={name: LIBRARY[name] for name in ("half", "links", "useless")})
    with_note(data, PROBABILITY.format("second"), 0.0, 0.6)
    data["surveys"] = {"csat": {"centre": noted(3.9, 3.0, 4.5), "gain": 1.6, "noise": 0.6}}
    return scenario_from_dict(data)


def theory(probability):
    """What `half` gains if the second touchpoint fails so often."""
    truth = Truth(STAKES)
    passing, half = (
        today(STAKES["second"], truth.leaks["second"], p) for p in (probability, probability / 2)
    )
    others = truth.passing["first"] * truth.passing["third"]
    return (half - passing) * others


def with_range(*range_):
    """How often the third touchpoint fails lies in a range; one improvement makes that half as much more."""
    return scenario_from_dict(ranged(*range_))


def ranged(*range_):
    """The same, as it stands in a file."""
    library = {name: LIBRARY[name] for name in ("half", "harmful")}
    return with_note(row_of(STAKES, improvements=library), PROBABILITY.format("third"), *range_)
