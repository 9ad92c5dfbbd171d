"""Grids: one scenario for each combination of values, each as a file that extends the base would have it.

A variant is read the way its file will be, so that it is checked like any other scenario, and what is wrong
with it is told at the line of the batch that asks for it.
"""

import itertools
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path as FilePath
from typing import Any, NamedTuple

import yaml

from cxsim.scenario.changes import Impossible, applied, plain
from cxsim.scenario.document import Document, document_of
from cxsim.scenario.extends import merged, read_with_parents
from cxsim.scenario.faults import Fault, Path, ScenarioError, path_text, shortened, shown
from cxsim.scenario.improvements import Change
from cxsim.scenario.load import checked
from cxsim.scenario.model import Scenario
from cxsim.scenario.scalars import scalar
from cxsim.scenario.written import Written, from_data

MOST = 1_000  # scenarios of one grid
LONGEST_NAME = 60
LONGEST_VALUE = 20  # in a name

Grid = Mapping[str, Sequence[Any]]


class Variant(NamedTuple):
    """One scenario of a grid.

    Attributes
    ----------
    name
        Of the scenario, and of its folder.
    scenario
        Checked, as its file would be read.
    entries
        What the file says beside which file it extends.
    """

    name: str
    scenario: Scenario
    entries: dict[str, Any]


def variants(
    file: FilePath, base: Scenario, name: str, grid: Grid, document: Document, place: Path
) -> list[Variant]:
    """Return the scenario of each combination, the last path changing fastest.

    Parameters
    ----------
    file, base
        The scenario that is changed.
    name
        What names of variants begin with.
    grid
        Values by path.
    document, place
        The batch, and where the grid stands in it.

    Raises
    ------
    ScenarioError
        With everything that is wrong, at the lines of the values that are to blame.
    """
    if faults := list(_impossible(plain(base), grid, document, place)):
        raise ScenarioError(faults)
    tree, _ = read_with_parents(file)
    found = []
    results: dict[str, dict[int, Any]] = {path: {} for path in grid}  # by number of the value
    combinations = list(itertools.product(*(range(len(values)) for values in grid.values())))
    for called, chosen in zip(names(name, grid), combinations, strict=True):
        values = {path: grid[path][index] for path, index in zip(grid, chosen, strict=True)}
        lines = {
            path: document.origin((*place, path, index))[1] for path, index in zip(grid, chosen, strict=True)
        }
        said = ", ".join(f"{path} = {shown(value)}" for path, value in values.items())
        entries = {
            "name": called,
            "title": shortened(f"{base.title} ({said})", 200),
            **_difference(plain(base), _changed(plain(base), values)),
        }
        try:
            where, line = document.origin(place)
            child = _placed(entries, (), where, line, lines)
            whole, notes = document_of(merged(tree, child))
            found.append(Variant(called, checked(whole, notes), entries))
        except ScenarioError as error:
            faults += [
                _combined(fault, grid, said) if fault.file == where else _blamed(fault, said, document, place)
                for fault in error.faults
            ]
        else:
            result = plain(found[-1].scenario)
            for path, index in zip(grid, chosen, strict=True):
                results[path].setdefault(index, _at(result, path))
    faults = faults or list(_repeated(grid, results, document, place))
    if faults:
        raise ScenarioError(faults)
    return found


def names(base: str, grid: Grid) -> list[str]:
    """Name the scenarios of a grid after their values; by number where that is too long or not clear.

    Examples
    --------
    >>> names("bank", {"teams.desk.staff": [1, 2], "touchpoints.app.quality": [0.75]})
    ['bank_staff_1_quality_0_75', 'bank_staff_2_quality_0_75']
    >>> names("bank", {"churn.window": ["1 mo", "1_mo"]})
    ['bank_1', 'bank_2']
    """
    labels = _labels([path.split(".") for path in grid])
    axes = [
        [f"{label}_{_slug(value, number)}" for number, value in enumerate(values, 1)]
        for label, values in zip(labels, grid.values(), strict=True)
    ]
    found = ["_".join([base, *parts]) for parts in itertools.product(*axes)]
    if len(set(found)) == len(found) and max(map(len, found)) <= LONGEST_NAME:
        return found
    width = len(str(len(found)))
    return [f"{base[: LONGEST_NAME - 1 - width]}_{number:0{width}}" for number, _ in enumerate(found, 1)]


def written(extends: str, variant: Variant) -> str:
    """Return the text of the file of a variant.

    Parameters
    ----------
    extends
        The base, relative to the file.
    variant
        What the file is for.
    """
    comment = "# One scenario of a grid, as it was simulated: the file it extends, and what differs.\n"
    return comment + yaml_text({"extends": extends, **variant.entries})


def written_whole(base: FilePath, variant: Variant) -> str:
    """Return the text of the file of a variant that extends nothing: all of its base is in it.

    Parameters
    ----------
    base
        The file of the scenario that the grid changes.
    variant
        What the file is for.
    """
    comment = "# One scenario of a grid, as it was simulated, with all that its base says.\n"
    whole = merged(read_with_parents(base)[0], from_data(variant.entries, str(base)))
    return comment + yaml_text(whole.plain())


def yaml_text(data: Mapping[str, Any]) -> str:
    """Write plain data as YAML that is read here as it was: what looks like a number is quoted.

    Examples
    --------
    >>> print(yaml_text({"name": "1e-3", "share": 0.001}), end="")
    name: "1e-3"
    share: 0.001
    """
    return yaml.dump(dict(data), Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=100)


class _Dumper(yaml.SafeDumper):
    """Writes for a reader of YAML 1.2."""


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = '"' if not isinstance(scalar(text), str) else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _text)


def _impossible(data: dict[str, Any], grid: Grid, document: Document, place: Path) -> Iterator[Fault]:
    """Find what no scenario can be made of, whatever the values do together."""
    size = math.prod(len(values) for values in grid.values())
    if size > MOST:
        yield document.fault(place, f"{size:,} combinations", f"at most {MOST:,}")
    for path, values in grid.items():
        around = [other for other in grid if other != path and path.startswith(f"{other}.")]
        if around:
            yield document.fault((*place, path), f"a path inside {around[0]}", "each part once")
        seen: list[str] = []
        for index, value in enumerate(values):
            if repr(value) in seen:
                yield document.fault((*place, path, index), f"{shown(value)} again", "each value once")
            seen.append(repr(value))
        try:
            _changed(data, {path: values[0]})
        except Impossible as no:
            yield document.fault((*place, path), no.found, no.expected, no.hint)


def _changed(data: dict[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
    for path, value in values.items():
        data = applied(data, Change.model_construct(path=path, operation="set", value=value))
    return data


def _difference(before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    """Return what a file that extends `before` has to say to be `after`."""
    entries: dict[str, Any] = {}
    for key in {**before, **after}:
        old, new = before.get(key), after.get(key)
        if old == new:
            continue
        if isinstance(old, dict) and isinstance(new, dict) and "distribution" not in old:
            entries[key] = _difference(old, new)
        else:  # distributions stay whole: a file may have written the old one short
            entries[key] = new
    return entries


def _placed(value: Any, path: Path, file: str, line: int | None, lines: Mapping[str, int | None]) -> Written:
    """Give entries the lines of the values that they come from."""
    here = path_text(path)
    for changed, its_line in lines.items():
        if here == changed or here.startswith(f"{changed}.") or (path and changed.startswith(f"{here}.")):
            line = its_line
    if isinstance(value, dict):
        inside: Any = {key: _placed(entry, (*path, key), file, line, lines) for key, entry in value.items()}
    elif isinstance(value, list):
        inside = [_placed(entry, (*path, index), file, line, lines) for index, entry in enumerate(value)]
    else:
        inside = value
    return Written(inside, file, line)


def _combined(fault: Fault, grid: Grid, values: str) -> Fault:
    # What is wrong with a value by itself is the same in all its combinations, and is told once.
    if any(fault.path == path or fault.path.startswith(f"{path}.") for path in grid):
        return fault
    return replace(fault, found=f"{fault.found} with {values}" if fault.found else values)


def _repeated(
    grid: Grid, results: Mapping[str, Mapping[int, Any]], document: Document, place: Path
) -> Iterator[Fault]:
    """Find values that are written differently and come to the same: 1 h and 60 min."""
    for path, values in grid.items():
        first: dict[str, int] = {}
        for index, result in results[path].items():
            same = first.setdefault(repr(result), index)
            if same != index:
                said = f"{shown(values[index])}, which is the same as {shown(values[same])}"
                yield document.fault((*place, path, index), said, "each value once")


def _at(node: Any, path: str) -> Any:
    for part in path.split("."):
        node = node[int(part)] if isinstance(node, list) else (node or {}).get(part)
    return node


def _blamed(fault: Fault, values: str, document: Document, place: Path) -> Fault:
    # The base by itself is right, so what is wrong there comes from the values.
    return document.fault(place, f"{fault.found} at {fault.path} with {values}", fault.expected, fault.hint)


def _labels(paths: list[list[str]]) -> list[str]:
    """Call each path by its last parts, as few as tell it from the others."""
    labels = []
    for path in paths:
        others = [other for other in paths if other != path]
        length = 1
        while any(other[-length:] == path[-length:] for other in others) and length < len(path):
            length += 1
        labels.append(re.sub(r"[^a-z0-9]+", "_", "_".join(path[-length:]).lower()))
    return labels


def _slug(value: Any, number: int) -> str:
    if isinstance(value, bool) or value is None:
        text = str(value)
    elif isinstance(value, int | float | str):
        text = f"{value:.15g}" if isinstance(value, float) else str(value)
    else:
        text = ""
    slug = re.sub(r"[^a-z0-9]+", "_", re.sub(r"-(?=[0-9.])", "_minus_", text.lower())).strip("_")
    return slug if 0 < len(slug) <= LONGEST_VALUE else f"choice_{number}"
