"""Builds: a scenario as plain data, with what improvements add to its structure and take away from it.

All that several of them do is done at once, so that their order does not matter: first goes what they remove,
then comes what they build. In every fork, and at every start, that gains or loses links the others make room
in proportion. Of what is only carried out in part, links have that part of their share already; what is built
stands from the first moment, and what is removed stands until the last.
"""

import copy
import math
from collections.abc import Iterator, Mapping
from typing import Any

from cxsim.scenario.changes import Impossible
from cxsim.scenario.faults import Path, either, nearest, path_text, shown
from cxsim.scenario.improvements import Improvement
from cxsim.scenario.journeys import RESERVED_LINKS

EXACT = 1e-9  # of shares that sum to 1
_WAYS = ("start", "links")
_REMOVABLE = "a touchpoint, a team, a desk, a link (journeys.buy.links.shop.chat) or a start"


def restructured(data: dict[str, Any], acting: Mapping[str, tuple[Improvement, float]]) -> dict[str, Any]:
    """Return plain data with what improvements build, and without what they remove.

    Parameters
    ----------
    data
        Today's; it stays as it is.
    acting
        By name, the improvements, and which share of each acts.

    Raises
    ------
    Impossible
        If that cannot be done, with the place under `improvements`.
    """
    if not any(improvement.restructures for improvement, _ in acting.values()):
        return data
    site = _Site(data)
    for name, (improvement, share) in acting.items():
        for index, path in enumerate(improvement.removes):
            try:
                site.remove(tuple(path.split(".")), share)
            except Impossible as no:
                raise no.inside("improvements", name, "removes", index) from None
    for name, (improvement, share) in acting.items():
        try:
            site.build(improvement.builds, share)
            site.make_room()
        except Impossible as no:
            raise no.inside("improvements", name) from None
    return site.finished()


class _Site:
    """Data that is being rebuilt: which links have been given a share, by fork, and what has been built."""

    def __init__(self, today: dict[str, Any]) -> None:
        self.today, self.data = today, copy.deepcopy(today)
        self.given: dict[Path, dict[str, float]] = {}
        self.built: dict[Path, Any] = {}

    def remove(self, path: Path, share: float) -> None:
        """Take something away."""
        match path:
            case ("touchpoints" | "teams" | "desks" as section, str(name)):
                _find(self.today, path)
                if section == "touchpoints":
                    self._lead_nobody_to(name, share)
                if share == 1.0:
                    self.data[section].pop(name, None)
            case ("journeys", _, "start", _) | ("journeys", _, "links", _, *_):
                if _is_way(_find(self.today, path)):
                    self._take_from(path[:-1], str(path[-1]), share)
                elif share == 1.0:
                    self._at(path[:-1]).pop(str(path[-1]), None)
            case _:
                raise Impossible((), path_text(path), f"the path of {_REMOVABLE}")
        self.data["facts"] = {}  # what was observed of a company with all its parts

    def _lead_nobody_to(self, name: str, share: float) -> None:
        for journey, entry in self.data["journeys"].items():
            path: Path = ("journeys", journey)
            forks = list(_forks(entry["links"], (*path, "links")))
            for place, fork in [((*path, "start"), entry["start"]), *forks]:
                if _is_way(fork.get(name)):
                    self._take_from(place, name, share)
            if share == 1.0:
                for _, fork in forks:
                    fork.get("from", {}).pop(name, None)
                entry["links"].pop(name, None)
        if share == 1.0:
            for point in self.data["touchpoints"].values():
                (point["waiting"] or {"escape": {}})["escape"].pop(name, None)
            for persona in self.data["personas"].values():
                persona["stakes"].pop(name, None)

    def _take_from(self, fork: Path, target: str, share: float) -> None:
        node, given = self._at(fork), self.given.setdefault(fork, {})
        if share == 1.0:
            node.pop(target, None)
            given.pop(target, None)
        elif target in node:
            self._give(fork, target, node[target], (1.0 - share) * _share(node[target]))

    def _at(self, path: Path) -> dict[str, Any]:
        """Return what stands at a path; nothing where that has been removed."""
        node = self.data
        for part in path:
            node = node.get(str(part), {})
        return node

    def build(self, builds: Mapping[Any, dict[str, Any]], share: float) -> None:
        """Put in what an improvement builds."""
        for section, entries in builds.items():
            for name, entry in entries.items():
                if section == "journeys":
                    self._build_ways(name, entry, share)
                elif name in self.today[section]:
                    found = f"a name that {section} have already"
                    expected = "another name; what is there is changed under changes"
                    raise Impossible(("builds", section, name), found, expected)
                else:
                    self._put((section, name), entry)

    def _build_ways(self, journey: str, entry: Any, share: float) -> None:
        path: Path = ("journeys", journey)
        if journey not in self.today["journeys"]:
            hint = nearest(journey, self.today["journeys"])
            expected = "a journey" if hint else f"a journey ({either(self.today['journeys'])})"
            raise Impossible(("builds", *path), shown(journey), expected, hint)
        for kind, ways in _entries(entry, path).items():
            if kind not in _WAYS:
                expected = "start and links: a journey cannot be built, only ways in one"
                raise Impossible(("builds", *path, kind), "an unknown field", expected)
            for name, way in _entries(ways, (*path, kind)).items():
                if kind == "start":
                    self._build_way((*path, kind), name, way, share)
                else:
                    self._build_fork((*path, kind, name), way, share)

    def _build_fork(self, path: Path, fork: Any, share: float) -> None:
        around, name = self._at(path[:-1]), path[-1]
        if name not in around or path in self.built:
            if share < 1.0 and len(path) > 4:
                expected = "links in forks that are there"
                hint = "leave it out, so that all of it comes at once"
                raise Impossible(("ramp",), f"a ramp of {path_text(path)}, which is new", expected, hint)
            self._put(path, fork)
            return
        for key, way in _entries(fork, path).items():
            if key not in RESERVED_LINKS:
                self._build_way(path, key, way, share)
                continue
            around[name].setdefault(key, {})
            for when, inner in _entries(way, (*path, key)).items():
                self._build_fork((*path, key, str(when)), inner, share)

    def _build_way(self, fork: Path, target: str, way: Any, share: float) -> None:
        self._once((*fork, target), way)
        before = self._at(fork).get(target)
        link = way if isinstance(way, dict) or fork[-1] == "start" else {"share": way}
        if isinstance(link, dict) and isinstance(before, dict):
            link = {**before, **link}
        if not _is_way(link):
            self._at(fork)[target] = copy.deepcopy(way)  # the checks of the scenario say what is wrong
            return
        now = 0.0 if before is None else _share(before)
        self._give(fork, target, copy.deepcopy(link), (1.0 - share) * now + share * _share(link))

    def _give(self, fork: Path, target: str, way: Any, share: float) -> None:
        self._at(fork)[target] = {**way, "share": share} if isinstance(way, dict) else share
        self.given.setdefault(fork, {})[target] = share

    def _put(self, path: Path, entry: Any) -> None:
        self._once(path, entry)
        self._at(path[:-1])[str(path[-1])] = copy.deepcopy(entry)

    def _once(self, path: Path, entry: Any) -> None:
        if path in self.built and self.built[path] != entry:
            found = f"{path_text(path)}, which another improvement builds otherwise"
            raise Impossible(("builds", *path), found, "one of the two")
        self.built[path] = entry

    def make_room(self) -> None:
        """Refuse forks in which there is no room for what has been given."""
        for fork, given in self.given.items():
            if (total := math.fsum(given.values())) > 1.0 + EXACT:
                found = f"shares that sum to {total:.9g} with those of all that is built there"
                raise Impossible(("builds", *fork), found, "a sum of at most 1")

    def finished(self) -> dict[str, Any]:
        """Return the data; where links were given or taken away, the others fill what is left."""
        for fork, given in self.given.items():
            node = self._at(fork)
            others = [name for name, way in node.items() if name not in given and _is_way(way)]
            left, room = math.fsum(_share(node[name]) for name in others), 1.0 - math.fsum(given.values())
            for name in others:
                if given and room <= EXACT:
                    del node[name]  # the fork is given anew
                elif left > 0.0:
                    share = _share(node[name]) * (room / left)
                    node[name] = {**node[name], "share": share} if isinstance(node[name], dict) else share
        return self.data


def _forks(links: dict[str, Any], path: Path) -> Iterator[tuple[Path, dict[str, Any]]]:
    """Go through all forks of a journey, each before those in it."""
    for key, fork in links.items():
        yield (*path, key), fork
        for kind in RESERVED_LINKS:
            yield from _forks(fork.get(kind, {}), (*path, key, kind))


def _is_way(there: Any) -> bool:
    """Tell whether a link or a start stands there that has a share."""
    share = there.get("share") if isinstance(there, dict) else there
    return isinstance(share, int | float) and not isinstance(share, bool)


def _share(way: Any) -> float:
    return float(way["share"] if isinstance(way, dict) else way)


def _entries(node: Any, path: Path) -> dict[Any, Any]:
    if not isinstance(node, dict):
        raise Impossible(("builds", *path), shown(node), "names, each with what is built there")
    return node


def _find(data: Any, path: Path) -> Any:
    """Return what stands at a path."""
    node = data
    for depth, part in enumerate(path):
        if not isinstance(node, dict) or part not in node:
            names = [str(name) for name in node] if isinstance(node, dict) else []
            hint = nearest(part, names)
            expected = "" if hint else either(names)
            raise Impossible((), f"no {path_text(path[: depth + 1])}", expected, hint)
        node = node[part]
    return node
