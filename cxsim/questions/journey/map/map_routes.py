"""Ways of the arrows on a journey map: between the cards, never across them.

A map is a grid of columns (stages) and slots (rows of cards). Between the columns lie aisles: aisle `g` is
left of column `g`, the last one right of the last column. Between the slots lie lanes: lane `h` is above slot
`h`. An arrow leaves a card at its side, follows aisles, lanes and free slots, and enters the next card at its
side. Arrows that would lie on each other get tracks of their own.
"""

from collections.abc import Iterable
from typing import NamedTuple

Place = tuple[int, int]  # column, slot

# Where a card begins and ends between the middles of its two aisles.
EDGE = 0.25


class Leg(NamedTuple):
    """A straight piece of a way: to the side along a slot or a lane, or up or down along an aisle."""

    kind: str  # slot, lane, aisle
    number: int
    start: float
    end: float


class Way(NamedTuple):
    """An arrow from one card to another, leg by leg, each with its track."""

    source: str
    target: str
    legs: tuple[Leg, ...]
    tracks: tuple[int, ...] = ()


def route(places: dict[str, Place], links: Iterable[tuple[str, str]], slots: int) -> list[Way]:
    """Find a way for each link, with tracks.

    Parameters
    ----------
    places
        Column and slot of each card.
    links
        From which card to which.
    slots
        Number of slots.

    Examples
    --------
    >>> route({"a": (0, 0), "b": (2, 0)}, [("a", "b")], 1)[0].legs
    (Leg(kind='slot', number=0, start=0.75, end=2.25),)
    >>> [leg.kind for leg in route({"a": (0, 0), "b": (1, 0), "c": (2, 0)}, [("a", "c")], 1)[0].legs]
    ['slot', 'aisle', 'lane', 'aisle', 'slot']
    """
    taken = set(places.values())
    ways = [
        Way(source, target, _legs(places[source], places[target], taken, slots)) for source, target in links
    ]
    return _with_tracks(ways)


def track_counts(ways: Iterable[Way]) -> dict[tuple[str, int], int]:
    """Return how many tracks each slot, lane and aisle needs."""
    counts: dict[tuple[str, int], int] = {}
    for way in ways:
        for leg, track in zip(way.legs, way.tracks, strict=True):
            key = (leg.kind, leg.number)
            counts[key] = max(counts.get(key, 0), track + 1)
    return counts


def _legs(source: Place, target: Place, taken: set[Place], slots: int) -> tuple[Leg, ...]:
    (a, i), (b, j) = source, target
    forward = b > a
    out = (
        a + 1.0 - EDGE if b >= a else a + EDGE
    )  # side by which the card is left: right, unless the way leads back
    into = b + EDGE if forward else b + 1.0 - EDGE
    first = a + 1 if b >= a else a
    last = b if forward else b + 1
    between = range(a + 1, b) if forward else range(b + 1, a)

    def free(slot: int) -> bool:
        return all((column, slot) not in taken for column in between)

    if i == j and a != b and free(i):
        return (Leg("slot", i, out, into),)
    if first == last or free(j):
        aisle, long_slot = first, j
    elif free(i):
        aisle, long_slot = last, i
    else:
        lane = _lane(i, j, slots)
        return (
            Leg("slot", i, out, first),
            Leg("aisle", first, i + 0.5, lane),
            Leg("lane", lane, first, last),
            Leg("aisle", last, lane, j + 0.5),
            Leg("slot", j, last, into),
        )
    del long_slot
    return (Leg("slot", i, out, aisle), Leg("aisle", aisle, i + 0.5, j + 0.5), Leg("slot", j, aisle, into))


def _lane(i: int, j: int, slots: int) -> int:
    """Return the lane with the shortest way from slot to slot."""
    return min(
        range(slots + 1),
        key=lambda lane: abs(lane - i - 0.5) + abs(lane - j - 0.5) + 0.01 * abs(lane - j - 0.5),
    )


def _with_tracks(ways: list[Way]) -> list[Way]:
    """Give each leg the first track on which it touches no other leg."""
    legs = [(number, step, leg) for number, way in enumerate(ways) for step, leg in enumerate(way.legs)]
    used: dict[tuple[str, int, int], list[tuple[float, float]]] = {}
    tracks: dict[tuple[int, int], int] = {}
    for number, step, leg in sorted(
        legs, key=lambda entry: (_preference(ways[entry[0]], entry[1]), entry[0], entry[1])
    ):
        low, high = min(leg.start, leg.end), max(leg.start, leg.end)
        track = 0
        while any(low <= end and start <= high for start, end in used.get((leg.kind, leg.number, track), ())):
            track += 1
        used.setdefault((leg.kind, leg.number, track), []).append((low, high))
        tracks[number, step] = track
    return [
        way._replace(tracks=tuple(tracks[number, step] for step in range(len(way.legs))))
        for number, way in enumerate(ways)
    ]


def _preference(way: Way, step: int) -> float:
    """Order legs so that few cross: on a slot those to or from above first, elsewhere short ones first."""
    leg = way.legs[step]
    if leg.kind != "slot":
        return abs(leg.end - leg.start)
    if len(way.legs) == 1:
        return 0.0
    aisle = way.legs[1] if step == 0 else way.legs[-2]
    other = aisle.end if step == 0 else aisle.start
    return other - leg.number - 0.5
