"""A mistake in a valid scenario file, with what has to be said about it."""

from typing import NamedTuple

from tests.scenario.minimal import TEXT, line_of


class Mistake(NamedTuple):
    """Pieces of the valid text and what stands there instead; where the fault is, and what it says."""

    id: str
    pieces: dict[str, str]
    at: str  # a piece of the mistaken text that tells the line
    path: str
    says: tuple[str, ...]


# The fibre provider as a shop without contracts.
NO_PURCHASE = {
    "{definition: contract_end}": "{definition: no_purchase, window: 6 mo}",
    "    contract: 12 mo\n": "",
    "    contract: 24 mo\n": "",
    "    title: Renew the contract\n": "    title: Buy again\n    every: 3 mo\n",
}


def with_pieces(pieces: dict[str, str], text: str = TEXT) -> str:
    """Replace pieces of the valid text, each of which is there once."""
    for old, new in pieces.items():
        line_of(old, text)
        text = text.replace(old, new)
    return text
