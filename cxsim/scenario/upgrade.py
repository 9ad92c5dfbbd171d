"""Rewriting files of an earlier version of the format, without touching anything else in them.

What a scenario of version 1 means stays the same: a mechanism that it did not know is switched off in it. Its
results are those that they were, until somebody takes the line away.
"""

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from cxsim.files.drafts import draft_of, throw_away_drafts, to_disk
from cxsim.files.locks import alone_in
from cxsim.scenario.faults import Fault, ScenarioError, shown
from cxsim.scenario.source import LARGEST_FILE, Kind, name_of, read_file, read_text, text_of
from cxsim.scenario.written import Written

UPGRADED = Kind("a scenario, a study or a batch", "schema, study or batch, name, …")
# Mechanisms that change what a file means that does not mention them.
NEW_MECHANISMS = ("matter",)
WHY_OFF = "not known to version 1; take the line away to have it"


class Rewritten(NamedTuple):
    """What has been rewritten.

    Attributes
    ----------
    file
        Which file.
    changes
        What is different, line by line; empty where it is as it should be.
    """

    file: Path
    changes: tuple[str, ...]


def upgrade(paths: list[Path]) -> list[Rewritten]:
    """Rewrite files of version 1, those that they extend and name included; comments and order stay.

    Parameters
    ----------
    paths
        Scenarios, studies and batches.

    Returns
    -------
    list of Rewritten
        Each file once, in the order in which they were come to.

    Raises
    ------
    ScenarioError
        If a file cannot be read, or rewritten without touching more; then nothing is written at all.
    """
    texts: dict[Path, tuple[str, tuple[str, ...]]] = {}
    for path in paths:
        _plan(path, texts)
    for path, (text, changes) in texts.items():
        if changes:
            _replace(path, text)
    return [Rewritten(path, changes) for path, (_, changes) in texts.items()]


def upgraded(tree: Written, text: str) -> tuple[str, tuple[str, ...]]:
    r"""Return the text of a file in today's version, and what was changed in it.

    Examples
    --------
    >>> tree = Written({"schema": Written(1, "old.yaml", 1)}, "old.yaml", 1)
    >>> print(upgraded(tree, "schema: 1  # ours\n")[0])
    schema: 2  # ours
    <BLANKLINE>
    # not known to version 1; take the line away to have it
    mechanisms:
      matter: false
    <BLANKLINE>
    """
    lines, changes = text.splitlines(keepends=True), list[str]()
    if _version(tree, "schema") == 1:
        changes += [_renumber(lines, tree.value["schema"], "schema"), *_switch_off(lines, tree)]
    if _version(tree, "study") == 1:
        changes += [_renumber(lines, tree.value["study"], "study"), *_sets_for_draws(lines, tree)]
    return "".join(lines), tuple(changes)


def _plan(path: Path, texts: dict[Path, tuple[str, tuple[str, ...]]]) -> None:
    if any(os.path.samefile(path, known) for known in texts if path.exists()):
        return
    tree, faults = read_file(path, UPGRADED)
    if faults:
        raise ScenarioError(faults)
    old = text_of(path, name_of(path), UPGRADED.name, LARGEST_FILE)
    text, changes = upgraded(tree, old)
    if changes:
        _check_meaning(tree, text)
    texts[path] = text, changes
    for named in _named(tree):
        _plan(path.parent / named, texts)


def _check_meaning(tree: Written, text: str) -> None:
    """Refuse a rewritten text that is no YAML any more, or says anything else than was to be changed."""
    try:
        new, faults = read_text(text, tree.file, UPGRADED)
    except ScenarioError as error:
        faults, new = list(error.faults), tree
    if faults or new.plain() != _meant(tree):
        what = "schema" if _version(tree, "schema") == 1 else "study"
        expected = "fields that stand each on a line of their own, so that nothing else is touched"
        raise _by_hand(tree.value[what], what, expected)


def _meant(tree: Written) -> dict[str, Any]:
    """Return what a rewritten file has to say."""
    data: dict[str, Any] = tree.plain()
    if _version(tree, "schema") == 1:
        off = dict.fromkeys(NEW_MECHANISMS, False)
        data = {**data, "schema": 2, "mechanisms": {**(data.get("mechanisms") or {}), **off}}
    if _version(tree, "study") == 1:
        data = {**data, "study": 2}
        said_before = data.get("uncertainty")
        if isinstance(said_before, dict) and "draws" in said_before:
            draws = said_before["draws"]
            said = {"use": "ranges", "sets": max(draws, 2)} if draws else {"use": "none"}
            data["uncertainty"] = {key: one for key, one in said_before.items() if key != "draws"} | said
    return data


def _named(tree: Written) -> Iterator[str]:
    """Return the files that a scenario extends, a study asks about, or a batch reports on."""
    items = tree.value.get("items")
    inside = items.value if items is not None and isinstance(items.value, list) else []
    for place in (tree, *inside):
        if isinstance(place.value, dict):
            for field in ("extends", "scenario", "study"):
                name = place.value.get(field)
                if name is not None and isinstance(name.value, str):
                    yield name.value


def _version(tree: Written, field: str) -> object:
    node = tree.value.get(field)
    return node.value if node is not None and not isinstance(node.value, bool | float) else None


def _renumber(lines: list[str], node: Written, field: str) -> str:
    place = (node.line or 1) - 1
    new, count = re.subn(rf"""^(\s*['"]?{field}['"]?\s*:\s*)1(?=\s|$)""", r"\g<1>2", lines[place])
    if not count:
        raise _by_hand(node, field, f"the line {field}: 2")
    lines[place] = new
    return f"line {place + 1}: {field}: 2"


def _switch_off(lines: list[str], tree: Written) -> list[str]:
    """Switch off what the file cannot have meant, where it says what is switched off, or at its end."""
    there = tree.value.get("mechanisms")
    if there is None:
        if lines and not lines[-1].endswith("\n"):
            lines[-1] += "\n"
        lines += ["\n", f"# {WHY_OFF}\n", "mechanisms:\n", *(f"  {one}: false\n" for one in NEW_MECHANISMS)]
        return [f"line {len(lines)}: mechanisms.{one}: false" for one in NEW_MECHANISMS]
    if not isinstance(there.value, dict) or not there.value:
        raise _by_hand(there, "mechanisms", f"{NEW_MECHANISMS[0]}: false among its fields")
    first = min(node.line or 1 for node in there.value.values()) - 1
    in_braces = re.match(r"""(['"]?mechanisms['"]?\s*:\s*\{)""", lines[first])
    if in_braces:
        off = "".join(f"{one}: false, " for one in NEW_MECHANISMS)
        lines[first] = in_braces[1] + off + lines[first][in_braces.end() :]
        return [f"line {first + 1}: mechanisms.{one}: false" for one in NEW_MECHANISMS]
    key = re.match(r"(\s+)[\w'\"]+\s*:", lines[first])
    if not key:
        raise _by_hand(there, "mechanisms", "one field a line")
    lines[first:first] = [f"{key[1]}{one}: false  # {WHY_OFF}\n" for one in NEW_MECHANISMS]
    return [f"line {first + 1}: mechanisms.{one}: false" for one in NEW_MECHANISMS]


def _sets_for_draws(lines: list[str], tree: Written) -> list[str]:
    """Say as sets of assumptions what was said as draws from ranges; no draws were none."""
    there = tree.value.get("uncertainty")
    node = there.value.get("draws") if there is not None and isinstance(there.value, dict) else None
    if node is None:
        return []
    place = (node.line or 1) - 1
    said = re.search(r"""(^\s*)?['"]?draws['"]?\s*:\s*\d+""", lines[place])
    if not said or not isinstance(node.value, int):
        raise _by_hand(node, "uncertainty.draws", "uncertainty: {use: ranges, sets: …}")
    between = f"\n{said[1]}" if said[1] is not None else ", "
    new = f"use: ranges{between}sets: {max(node.value, 2)}" if node.value else "use: none"
    lines[place] = f"{lines[place][: said.start()]}{said[1] or ''}{new}{lines[place][said.end() :]}"
    return [f"line {place + 1}: uncertainty: {new.replace(between, ', ')}"]


def _by_hand(node: Written, path: str, expected: str) -> ScenarioError:
    found = shown(node.plain())
    return ScenarioError([Fault(node.file, node.line, path, found, expected, "to be changed by hand")])


def _replace(path: Path, text: str) -> None:
    """Put the new text in the place of the old one, whole or not at all."""
    home = path.resolve()  # a link stays one
    with alone_in([home.parent]) as locks:
        throw_away_drafts(home.parent, bool(locks))
        with draft_of(home, text) as draft:
            draft.chmod(home.stat().st_mode)
            os.replace(draft, home)
            to_disk(home.parent)
