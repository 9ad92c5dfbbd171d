"""Saving changes to a scenario as a file of its own, which extends the file they were made to."""

import os
from collections.abc import Iterator, Mapping
from pathlib import Path as FilePath
from typing import Any, NamedTuple

import yaml

from cxsim.files.drafts import draft_of, put_new, throw_away_drafts, to_disk
from cxsim.files.locks import alone_in
from cxsim.scenario.changes import plain
from cxsim.scenario.extends import made_of
from cxsim.scenario.faults import Fault, ScenarioError, shown
from cxsim.scenario.improve import improve, with_changes
from cxsim.scenario.load import load_scenario
from cxsim.scenario.model import Scenario
from cxsim.scenario.quantities import NAME
from cxsim.scenario.saved_text import MARK, changed_by_hand, with_digest
from cxsim.scenario.source import name_of


class Saved(NamedTuple):
    """What was saved.

    Attributes
    ----------
    file
        Where it is.
    extends
        The file that it extends.
    scenario
        What is in it.
    dropped
        Improvements that the file takes away, because after the changes they would change nothing more, or
        could not be carried out.
    """

    file: FilePath
    extends: FilePath
    scenario: Scenario
    dropped: tuple[str, ...]


def save_extending(
    parent: FilePath,
    scenario: Scenario,
    changes: Mapping[str, Any],
    name: str,
    replace: bool = False,
    note: str = "",
) -> Saved:
    """Write a file beside a scenario's that extends it and says nothing but what is different.

    Parameters
    ----------
    parent
        The file of today's scenario.
    scenario
        What was read from it.
    changes
        Values by path, as `with_changes` takes them.
    name
        Of the new scenario and its file, without ``.yaml``.
    replace
        Whether a file of this name that was saved in the same way may be replaced. Others never are, and not
        one that was changed since.
    note
        A line of comment.

    Returns
    -------
    Saved
        Loading its file gives exactly the scenario with the changes, but for name and title.

    Raises
    ------
    ScenarioError
        If the name cannot be used, the changes give no valid scenario, or the file cannot be written; then
        there is no new file.
    """
    if not NAME.fullmatch(name):
        expected = "a name of small letters, digits and underscores that starts with a letter"
        raise _refused(name_of(parent.parent), shown(name), expected)
    target = parent.parent / f"{name}.yaml"
    _check_free(target, parent, replace)
    title = f"{scenario.title[:130]} ({name.replace('_', ' ')})"
    wanted = with_changes(scenario, changes).model_copy(update={"name": name, "title": title})
    dropped = tuple(_without_use(wanted))
    left = {one: what for one, what in wanted.improvements.items() if one not in dropped}
    wanted = wanted.model_copy(update={"improvements": left})
    data = {"extends": parent.name, "name": name, "title": title, **_nested(changes)}
    if dropped:
        data["improvements"] = dict.fromkeys(dropped)
    text = f"{MARK}\n{_comment(note)}" + yaml.safe_dump(data, sort_keys=False, allow_unicode=True, width=110)
    try:
        with alone_in([target.parent]) as locks:
            throw_away_drafts(target.parent, bool(locks))
            with draft_of(target, with_digest(text)) as draft:
                if plain(load_scenario(draft)) != plain(wanted):
                    raise _refused(
                        name_of(parent),
                        "another scenario than the one explored",
                        "the file as it was when it was read",
                    )
                _check_free(
                    target, parent, replace
                )  # again: whoever wrote this name in the meantime comes first
                if os.path.lexists(target):
                    os.replace(draft, target)
                    to_disk(target.parent)
                else:
                    put_new(draft, target)
    except FileExistsError:
        raise _taken(target) from None
    except OSError as error:
        why = (error.strerror or "no reason given").lower()
        raise _refused(name_of(target), f"a file that cannot be written ({why})", "another folder") from None
    return Saved(target, parent, wanted, dropped)


def _check_free(target: FilePath, parent: FilePath, replace: bool) -> None:
    if target.resolve() in [file.resolve() for file in made_of(parent)]:
        raise _refused(name_of(target), "a file that this scenario is made from", "another name")
    if not (target.exists() or target.is_symlink()):
        return
    if not replace:
        raise _taken(target)
    if target.is_symlink() or not target.is_file():
        raise _refused(name_of(target), "something that is no file", "another name")
    if why := changed_by_hand(target.read_text(encoding="utf-8", errors="replace")):
        raise _refused(name_of(target), why, "another name, or to move it first")


def _without_use(scenario: Scenario) -> Iterator[str]:
    """Return the improvements that cannot be carried out, or change nothing."""
    before = plain(scenario)
    for name in scenario.improvements:
        try:
            useful = plain(improve(scenario, name)) != before
        except ScenarioError:
            useful = False
        if not useful:
            yield name


def _nested(changes: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for path, value in changes.items():
        *above, last = path.split(".")
        node = found
        for part in above:
            node = node.setdefault(part, {})
        node[last] = value
    return found


def _comment(note: str) -> str:
    return f"# {' '.join(note.split())}\n" if note else ""


def _taken(target: FilePath) -> ScenarioError:
    return _refused(name_of(target), "a file of this name already", "another name, or to replace it")


def _refused(place: str, found: str, expected: str) -> ScenarioError:
    return ScenarioError([Fault(place, None, "", found, expected)])
