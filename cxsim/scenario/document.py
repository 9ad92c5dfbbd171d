"""A scenario as it was written: plain data, the evidence notes beside it, and where every entry stands."""

from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from cxsim.scenario.evidence import Evidence, looks_like_note
from cxsim.scenario.faults import Fault, Path, path_text, shown
from cxsim.scenario.quantities import parse_duration
from cxsim.scenario.translate import problems
from cxsim.scenario.written import Written

_Place = tuple[str, int | None]  # a file, and a line


@dataclass(frozen=True, slots=True)
class Document:
    """Plain data; `origins` has the file and line of each path, `notes` the evidence by path."""

    data: dict[str, Any]
    origins: dict[Path, _Place]
    notes: dict[Path, Evidence]

    def fault(self, path: Path, found: str, expected: str = "", hint: str = "") -> Fault:
        """Make a fault at a path, or at the nearest place above it that was written."""
        file, line = self.origin(path)
        return Fault(file, line, path_text(path), found, expected, hint)

    def origin(self, path: Path) -> _Place:
        """Return the file and line of a path."""
        for length in range(len(path), -1, -1):
            if path[:length] in self.origins:
                return self.origins[path[:length]]
        raise AssertionError("the document itself has an origin")

    def get(self, path: Path) -> Any:
        """Return what stands at a path; None if nothing does."""
        node: Any = self.data
        for part in path:
            if isinstance(node, dict):
                node = node.get(part)
            elif isinstance(node, list) and isinstance(part, int) and part < len(node):
                node = node[part]
            else:
                return None
        return node


def document_of(tree: Written) -> tuple[Document, list[Fault]]:
    """Take the evidence notes out of a tree.

    Examples
    --------
    >>> from cxsim.scenario.written import from_data
    >>> note = {"value": 0.1, "range": [0.05, 0.2], "status": "assumed"}
    >>> document, faults = document_of(from_data({"loyalty": {"renewal": note}}, "bank.yaml"))
    >>> document.data, document.notes["loyalty", "renewal"].range
    ({'loyalty': {'renewal': 0.1}}, (0.05, 0.2))
    """
    faults: list[Fault] = []
    notes: dict[Path, Evidence] = {}
    ranges: dict[Path, _Place] = {}
    bare = _without_notes(tree, (), notes, ranges, faults)
    origins = {path: (node.file, node.line) for path, node in bare.walk()}
    return Document(bare.plain(), {**ranges, **origins}, notes), faults


def _without_notes(
    node: Written, path: Path, notes: dict[Path, Evidence], ranges: dict[Path, _Place], faults: list[Fault]
) -> Written:
    def inside(entry: Written, part: str | int) -> Written:
        return _without_notes(entry, (*path, part), notes, ranges, faults)

    if path and looks_like_note(node.value):
        return _read_note(node, path, notes, ranges, faults)
    if isinstance(node.value, dict):
        return Written({key: inside(entry, key) for key, entry in node.value.items()}, node.file, node.line)
    if isinstance(node.value, list):
        return Written([inside(entry, i) for i, entry in enumerate(node.value)], node.file, node.line)
    return node


def _read_note(
    node: Written, path: Path, notes: dict[Path, Evidence], ranges: dict[Path, _Place], faults: list[Fault]
) -> Written:
    written: Written = node.value["value"]
    bare = _without_notes(written, path, notes, ranges, faults)

    def refuse(place: Written, field: str, found: str, expected: str, hint: str = "") -> None:
        at = path_text((*path, field) if field else path)
        faults.append(Fault(place.file, place.line, at, found, expected, hint))

    if looks_like_note(written.value):
        refuse(written, "value", "a note inside a note", "the parameter itself")
        return bare
    if "distribution" in node.value:
        refuse(
            node,
            "",
            "evidence among the parameters of a distribution",
            "value: {distribution: …}, with the evidence beside",
        )
        return bare
    if isinstance(written.value, dict) and not {"distribution", "share"} & set(written.value):
        refuse(
            written,
            "value",
            shown(written.plain()),
            "a number, text, list or distribution; notes stand beside single parameters",
        )
        return bare
    plain = {key: bare.plain() if key == "value" else entry.plain() for key, entry in node.value.items()}
    try:
        note = Evidence.model_validate(plain)
    except ValidationError as error:
        for problem in problems(error, Evidence, plain):
            place = node.value.get(problem.path[0], node) if problem.path else node
            hint = problem.hint
            faults.append(
                Fault(
                    place.file,
                    place.line,
                    path_text((*path, *problem.path)),
                    problem.found,
                    problem.expected,
                    hint,
                )
            )
        return bare
    if note.range is not None and (expected := _expected_range(note)):
        refuse(node.value["range"], "range", shown(node.value["range"].plain()), expected)
        return bare
    notes[path] = note
    if note.range is not None:
        # It may stand in another file than the value: what a child notes is put beside the parent's value.
        ranges[*path, "range"] = (node.value["range"].file, node.value["range"].line)
    return bare


def _expected_range(note: Evidence) -> str:
    """Say what a range should have been; empty if it is right."""
    low, high = (_size(end) for end in note.range or ())
    is_distribution = isinstance(note.value, dict)
    if low is None or high is None or low[0] != high[0]:
        return "two numbers or two durations, lowest first; or false and true, in this order"
    if low[1] > high[1]:
        return "the lowest value first"
    value = low if is_distribution else _size(note.value)
    if value is None or value[0] != low[0]:
        return f"a range of the same kind as the value, {shown(note.value)}"
    if not is_distribution and not low[1] <= value[1] <= high[1]:
        return f"a range that holds the value, {shown(note.value)}"
    return ""


def _size(value: Any) -> tuple[str, float] | None:
    if isinstance(value, bool):
        return "switch", float(value)
    if isinstance(value, int | float):
        return "number", float(value)
    try:
        return "duration", parse_duration(value)
    except ValueError:
        return None
