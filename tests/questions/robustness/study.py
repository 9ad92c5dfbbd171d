"""A ranking of improvements with titles, for a journey of which one number is not known."""

from tests.questions.library import LIBRARY, STAKES
from tests.questions.notes import PROBABILITY, with_note
from tests.questions.small_worlds import row_of

TITLES = {"half": "Half of it", "links": "Better links", "useless": "Useless", "harmful": "Harmful"}


def journey():
    library = {name: {**LIBRARY[name], "title": title} for name, title in TITLES.items()}
    return with_note(row_of(STAKES, improvements=library), PROBABILITY.format("second"), 0.0, 0.6)
