"""A file that extends another: the child's entries over the parent's.

Mappings are merged, lists and scalars replaced, and ``null`` takes the parent's entry away. A distribution of
another kind, or with other parameters, replaces the parent's; otherwise it changes the parameters it names. A
number for a link is its share. A new value drops the parent's evidence note, because the source speaks of the
old value; a note without a value is put beside the parent's.
"""

import os
from pathlib import Path as FilePath

from cxsim.scenario.evidence import FIELDS, is_note, looks_like_note
from cxsim.scenario.faults import Fault, Path, ScenarioError, escaped
from cxsim.scenario.journeys import RESERVED_LINKS
from cxsim.scenario.source import name_of, read_file
from cxsim.scenario.written import Written

LONGEST_CHAIN = 20  # files that extend each other


def read_with_parents(path: FilePath) -> tuple[Written, list[Fault]]:
    """Read a file and what it extends, merged.

    Returns
    -------
    tuple of Written and list of Fault
        The merged mapping, each entry with the line that wrote it; and faults that leave it readable.

    Raises
    ------
    ScenarioError
        If a file cannot be read, or the chain of files does not end.
    """
    return _read(path, [])


def made_of(path: FilePath) -> list[FilePath]:
    """Return a file and those it extends, one by one, as far as they can be found.

    Examples
    --------
    >>> [file.name for file in made_of(FilePath("scenarios/telecom_fr.yaml"))]
    ['telecom_fr.yaml', 'telecom.yaml']
    """
    files: list[FilePath] = []
    while os.path.isfile(path) and _resolved(path) not in map(_resolved, files):
        files.append(path)
        try:
            extends = read_file(path)[0].value.get("extends")
        except ScenarioError:
            break
        if extends is None or not isinstance(extends.value, str):
            break
        path = path.parent / extends.value
    return files


def _read(path: FilePath, chain: list[FilePath]) -> tuple[Written, list[Fault]]:
    child, faults = read_file(path)
    parent_name = child.value.pop("extends", None)
    if parent_name is None:
        return child, faults
    chain = [*chain, _resolved(path)]
    parent_path = _parent_path(path, parent_name, chain)
    try:
        parent, parent_faults = _read(parent_path, chain)
    except ScenarioError as error:
        raise ScenarioError(
            [*faults, *(_told_here(fault, parent_path, parent_name) for fault in error.faults)]
        ) from None
    return merged(parent, child), [*faults, *parent_faults]


def _parent_path(path: FilePath, name: Written, chain: list[FilePath]) -> FilePath:
    def refuse(found: str, expected: str) -> ScenarioError:
        return ScenarioError([Fault(name.file, name.line, "extends", found, expected)])

    if not isinstance(name.value, str) or not name.value:
        raise refuse("no file name", "the file it extends, such as base.yaml")
    parent = path.parent / name.value
    files = [*chain, _resolved(parent)]
    if files[-1] in chain:
        said = " → ".join(escaped(file.name) for file in files[files.index(files[-1]) :])
        raise refuse(f"a circle, {said}", "a chain of files that ends")
    if len(files) > LONGEST_CHAIN:
        said = " → ".join(escaped(file.name) for file in (*files[:2], FilePath("…"), *files[-2:]))
        raise refuse(f"{len(files)} files that extend each other, {said}", f"at most {LONGEST_CHAIN}")
    return parent


def _resolved(path: FilePath) -> FilePath:
    try:
        return path.resolve()
    except (OSError, ValueError, RuntimeError):  # links that lead round in a circle; a null byte
        return path.absolute()


def _told_here(fault: Fault, parent: FilePath, name: Written) -> Fault:
    # A parent that cannot be opened is a fault of the line that names it.
    if fault.line is None and not fault.path and fault.file == name_of(parent):
        return Fault(
            name.file,
            name.line,
            "extends",
            f"{fault.found} at {escaped(fault.file)}",
            fault.expected,
            fault.hint,
        )
    return fault


def merged(parent: Written, child: Written, path: Path = ()) -> Written:
    """Put a child's value over its parent's.

    Examples
    --------
    >>> from cxsim.scenario.written import from_data
    >>> parent = from_data({"a": {"b": 1, "c": 2}, "d": [1, 2], "e": 5}, "parent.yaml")
    >>> child = from_data({"a": {"b": 3}, "d": [4], "e": None}, "child.yaml")
    >>> merged(parent, child).plain()
    {'a': {'b': 3, 'c': 2}, 'd': [4]}
    """
    if path and (
        looks_like_note(child.value) or looks_like_note(parent.value) or _is_note_without_value(child)
    ):
        return _merged_notes(parent, child, path)
    if _is_link(path):
        parent, child = _as_link(parent), _as_link(child)
    if (
        not isinstance(child.value, dict)
        or not isinstance(parent.value, dict)
        or _other_distribution(parent, child)
    ):
        return child
    entries = dict(parent.value)
    for key, entry in child.value.items():
        if key not in entries:
            entries[key] = entry
        elif entry.value is None:
            del entries[key]
        else:
            entries[key] = merged(entries[key], entry, (*path, key))
    return Written(entries, child.file, child.line)


def _is_link(path: Path) -> bool:
    """Tell whether a link stands there, in a fork or in one of those in it."""
    path = path[3:] if path[2:3] == ("builds",) else path  # in what an improvement builds
    inside = path[4:]
    while len(inside) > 2 and inside[0] in RESERVED_LINKS:
        inside = inside[2:]
    there = path[0] == "journeys" and path[2:3] == ("links",) if path else False
    return there and len(inside) == 1 and inside[0] not in RESERVED_LINKS


def _other_distribution(parent: Written, child: Written) -> bool:
    if "distribution" not in child.value:
        return False
    kind, before = child.value["distribution"], parent.value.get("distribution")
    same_kind = before is not None and before.value == kind.value
    return not (same_kind and set(child.value) <= set(parent.value))


def _as_link(link: Written) -> Written:
    is_share = isinstance(link.value, int | float) and not isinstance(link.value, bool)
    return Written({"share": link}, link.file, link.line) if is_share else link


def _is_note_without_value(node: Written) -> bool:
    return isinstance(node.value, dict) and "status" in node.value and set(node.value) <= FIELDS - {"value"}


def _merged_notes(parent: Written, child: Written, path: Path) -> Written:
    """Merge where one or both are parameters with a note."""
    inside = parent.value["value"] if is_note(parent.value) else parent
    if _is_note_without_value(child):
        before = parent.value if is_note(parent.value) else {"value": parent}
        return Written({**before, **child.value}, child.file, child.line)
    if is_note(child.value):
        value = merged(inside, child.value["value"], path)
        return Written({**child.value, "value": value}, child.file, child.line)
    if looks_like_note(child.value):  # with a fault in it, which is reported when notes are read
        return child
    return merged(inside, child, path)
