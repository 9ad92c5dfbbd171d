"""Improvements tried on whatever of a document could be read: a fault elsewhere hides none of theirs."""

from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel

from cxsim.scenario.builds import restructured
from cxsim.scenario.changes import Impossible, applied
from cxsim.scenario.faults import Fault, Path
from cxsim.scenario.improvements import Improvement
from cxsim.scenario.parts import Parts


def check_changes(parts: Parts) -> Iterator[Fault]:
    """Try what every improvement removes, builds and changes."""
    if not parts.entries["improvements"]:  # as in every scenario that is built from another one
        return
    today = {
        **{name: _dumped(block) for name, block in parts.blocks.items() if block is not None},
        **{
            name: {key: _dumped(entry) for key, entry in section.items()}
            for name, section in parts.entries.items()
        },
    }
    for name, improvement in parts.entries["improvements"].items():
        for about, no in _impossible(today, name, improvement):
            if not _has_fault(parts, about):
                yield parts.document.fault(no.path, no.found, no.expected, no.hint)


def _impossible(
    data: dict[str, Any], name: str, improvement: Improvement
) -> Iterator[tuple[list[str], Impossible]]:
    """Yield what an improvement cannot do, and of which path."""
    try:
        data = restructured(data, {name: (improvement, 1.0)})
    except Impossible as no:
        yield _about(improvement, no.path), no
        return
    for index, change in enumerate(improvement.changes):
        try:
            data = applied(data, change)
        except Impossible as no:
            yield change.path.split("."), no.inside("improvements", name, "changes", index)


def _about(improvement: Improvement, path: Path) -> list[str]:
    """Return the path in the scenario that a fault of what is built or removed speaks of."""
    _, _, field, *rest = path
    removed = field == "removes"
    return improvement.removes[int(rest[0])].split(".") if removed else [str(part) for part in rest]


def _dumped(part: BaseModel) -> dict[str, Any]:
    return part.model_dump(mode="json", by_alias=True)


def _has_fault(parts: Parts, path: list[str]) -> bool:
    """Tell whether a path leads to something that is there, but could not be read."""
    section = path[0]
    if section in parts.entries:
        written = parts.names(section)
        return written is None or (
            len(path) > 1 and path[1] in written and path[1] not in parts.entries[section]
        )
    return section in parts.blocks and parts.blocks[section] is None
