"""Where everything on a journey map goes, in inches: stages, swimlanes, cards and arrows."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from cxsim.questions.journey.map.map_routes import Place, Way, route, track_counts
from cxsim.questions.journey.stage_order import by_stage
from cxsim.scenario.model import Scenario
from cxsim.scenario.touchpoints import STAGES
from cxsim.theme.lettering import SMALL, WIDTH, wrap

LABELS = 0.98  # width of the names of the swimlanes
CARD_WIDTH = (1.26, 1.9)  # least and most
WIDEST = 12.0
PAD, LINE = 0.08, 0.155  # margin inside a card, height of a line of text
BADGE = 0.115  # radius of the circle with a card's number, which stands on its upper left corner
TRACK = 0.09  # between two arrows beside each other
MARGIN = 0.16  # between a card and the next arrow along it
BAR = 0.175  # height of a bar with its number
LINES = 3  # lines of a card's title
MARK = 0.2  # height of a line that says of which class a card is
MARKED = 1.3  # least width of a card with such a line


Rows = dict[str, dict[str, Any]]
"""What is known of each touchpoint, by column."""


class Box(NamedTuple):
    """A rectangle: left, top, width and height."""

    left: float
    top: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """The right side."""
        return self.left + self.width

    @property
    def bottom(self) -> float:
        """The lower side."""
        return self.top + self.height

    def touches(self, other: "Box", margin: float = 0.0) -> bool:
        """Tell whether two rectangles overlap, or come closer than a margin."""
        return (
            self.left < other.right + margin
            and other.left < self.right + margin
            and self.top < other.bottom + margin
            and other.top < self.bottom + margin
        )


@dataclass(frozen=True)
class Layout:
    """A journey map, before it is drawn.

    Attributes
    ----------
    order
        Touchpoints in the order of their numbers.
    stages, lanes
        Rectangles of the stages (over all swimlanes) and of the swimlanes, by name.
    members
        The touchpoints of each stage.
    cards, titles
        Rectangles of the cards, and their titles line by line, by touchpoint.
    arrows
        Corners of the arrows, by link.
    width, bottom
        Width of the map, and where the swimlanes end.
    """

    order: list[str]
    stages: dict[str, Box]
    lanes: dict[str, Box]
    members: list[list[str]]
    cards: dict[str, Box]
    titles: dict[str, list[str]]
    arrows: dict[tuple[str, str], list[tuple[float, float]]]
    width: float
    bottom: float

    def along_stages(self, names: Collection[str]) -> dict[str, float]:
        """Spread those touchpoints of each stage that are named over the breadth of its column."""
        places = {}
        for column, members in zip(self.stages.values(), self.members, strict=True):
            here = [name for name in members if name in names]
            for rank, name in enumerate(here):
                places[name] = column.left + column.width * (rank + 0.5) / len(here)
        return places

    def badges(self) -> list[Box]:
        """Return the squares around the numbers of the cards."""
        size = 2 * BADGE
        return [
            Box(card.left + 0.02 - BADGE, card.top + 0.01 - BADGE, size, size) for card in self.cards.values()
        ]


def lay_out(
    scenario: Scenario, links: Sequence[tuple[str, str]], marks: Mapping[str, int] | None = None
) -> Layout:
    """Place the touchpoints of a scenario: stages as columns, channels as swimlanes, which begin at 0.

    Parameters
    ----------
    links
        From which touchpoint to which an arrow leads.
    marks
        How many lines more a card takes between its title and its bars, by touchpoint.
    """
    more = marks or {}
    points = scenario.touchpoints
    stages: list[str] = [stage for stage in STAGES if any(point.stage == stage for point in points.values())]
    channels = [name for name in scenario.channels if any(point.channel == name for point in points.values())]
    places, first_slots = _places(scenario, stages, channels)
    slots = first_slots[-1]
    ways = route(places, links, slots)
    counts = track_counts(ways)
    aisles = [_breadth(counts.get(("aisle", g), 0)) for g in range(len(stages) + 1)]
    crowd = max(sum(point.stage == stage for point in points.values()) for stage in stages)
    least, most = max(MARKED if more else CARD_WIDTH[0], 2.3 * BADGE * crowd), CARD_WIDTH[1]
    wide = max(min((WIDEST - LABELS - sum(aisles)) / len(stages), most), least)
    titles = {
        name: wrap(points[name].title, 72 * (wide - 1.5 * PAD), SMALL, LINES, "bold") or [name]
        for name in points
    }
    tall = [
        max(
            len(titles[name]) * LINE + more.get(name, 0) * MARK
            for name, place in places.items()
            if place[1] == slot
        )
        + 2 * BAR
        + 3 * PAD
        for slot in range(slots)
    ]
    grid = _Grid(aisles, [_breadth(counts.get(("lane", h), 0)) for h in range(slots + 1)], wide, tall)
    cards = {name: grid.card(*place) for name, place in places.items()}
    right = grid.aisle_left(len(stages)) + aisles[-1]
    lanes = {}
    for channel, start, end in zip(channels, first_slots, first_slots[1:], strict=False):
        upper, lower = grid.middle(start), grid.middle(end)
        lanes[channel] = Box(0.0, upper, right, lower - upper)
    columns = {
        stage: Box(
            grid.aisle_left(c) + aisles[c] / 2, 0.0, wide + (aisles[c] + aisles[c + 1]) / 2, grid.bottom
        )
        for c, stage in enumerate(stages)
    }
    names = by_stage(scenario)
    order = sorted(names, key=lambda name: (places[name], names.index(name)))
    arrows = {(way.source, way.target): grid.corners(way, places, counts) for way in ways}
    members = [[name for name in order if points[name].stage == stage] for stage in stages]
    return Layout(order, columns, lanes, members, cards, titles, arrows, max(right + 0.2, WIDTH), grid.bottom)


def _breadth(tracks: int) -> float:
    return 2 * MARGIN + max(tracks - 1, 0) * TRACK


def _places(scenario: Scenario, stages: list[str], channels: list[str]) -> tuple[dict[str, Place], list[int]]:
    """Return column and slot of each touchpoint, and the first slot of each channel and behind the last."""
    cells: dict[tuple[str, str], list[str]] = {}
    for name, point in scenario.touchpoints.items():
        cells.setdefault((point.channel, point.stage), []).append(name)
    places: dict[str, Place] = {}
    first = [0]
    for channel in channels:
        tallest = max(len(cells.get((channel, stage), [])) for stage in stages)
        for column, stage in enumerate(stages):
            for depth, name in enumerate(cells.get((channel, stage), [])):
                places[name] = (column, first[-1] + depth)
        first.append(first[-1] + tallest)
    return places, first


@dataclass(frozen=True)
class _Grid:
    """The grid in inches: widths of aisles and cards, heights of lanes and slots."""

    aisles: list[float]
    lanes: list[float]
    wide: float
    tall: list[float]

    def aisle_left(self, g: int) -> float:
        return LABELS + sum(self.aisles[:g]) + g * self.wide

    def lane_top(self, h: int) -> float:
        return sum(self.lanes[:h]) + sum(self.tall[:h])

    @property
    def bottom(self) -> float:
        return self.lane_top(len(self.lanes) - 1) + self.lanes[-1]

    def middle(self, h: int) -> float:
        """The line between two swimlanes: in the middle of a lane, or at the end of the grid."""
        if h == 0:
            return 0.0
        return self.bottom if h == len(self.lanes) - 1 else self.lane_top(h) + self.lanes[h] / 2

    def card(self, column: int, slot: int) -> Box:
        return Box(
            self.aisle_left(column) + self.aisles[column],
            self.lane_top(slot) + self.lanes[slot],
            self.wide,
            self.tall[slot],
        )

    def corners(
        self, way: Way, places: dict[str, Place], counts: dict[tuple[str, int], int]
    ) -> list[tuple[float, float]]:
        """Return the points that an arrow passes, from the side of one card to the side of the other."""
        at = []  # the fixed coordinate of each leg
        for leg, track in zip(way.legs, way.tracks, strict=True):
            if leg.kind == "slot":
                upper = self.lane_top(leg.number) + self.lanes[leg.number]
                at.append(
                    upper + self.tall[leg.number] * (0.1 + 0.8 * (track + 0.5) / counts[leg.kind, leg.number])
                )
            elif leg.kind == "lane":
                at.append(self.lane_top(leg.number) + MARGIN + track * TRACK)
            else:
                at.append(self.aisle_left(leg.number) + MARGIN + track * TRACK)
        source, target = self.card(*places[way.source]), self.card(*places[way.target])
        back = places[way.target][0] < places[way.source][0]
        same = places[way.target][0] == places[way.source][0]
        start = source.left if back else source.right
        end = target.right if back or same else target.left
        corners = [(start, at[0])]
        for leg, value, following in zip(way.legs, at, at[1:], strict=False):
            corners.append((following, value) if leg.kind != "aisle" else (value, following))
        return [*corners, (end, at[-1])]
