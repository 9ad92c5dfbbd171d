"""From a YAML file to plain data with lines.

Anchors, aliases and tags are refused: they can make a small file huge, and hide where a value comes from.
"""

import os
import re
import stat
from collections.abc import Iterator
from pathlib import Path as FilePath
from typing import Any, NamedTuple, NoReturn

import yaml

from cxsim.scenario.damage import in_the_indentation
from cxsim.scenario.encoding import decoded
from cxsim.scenario.faults import Fault, Path, ScenarioError, escaped, nearest, path_text, shown
from cxsim.scenario.scalars import CONTROL, scalar
from cxsim.scenario.shipped import SCENARIOS, shipped_files
from cxsim.scenario.syntax import syntax_fault
from cxsim.scenario.written import DEEPEST, Written, is_times

LARGEST_FILE = 2_000_000  # bytes
MOST_VALUES = 200_000  # in one file

# The parser of libyaml is some twenty times faster, where PyYAML was built with it.
LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_GLUED = re.compile(r"([^\W\d]\w*):(\S+)")  # share:0.6, which YAML takes for one word


class Kind(NamedTuple):
    """What a file should be, in the words of messages: what it is called, and how it begins."""

    name: str
    fields: str


SCENARIO = Kind("a scenario", "schema, name, …")


def read_file(path: FilePath, kind: Kind = SCENARIO) -> tuple[Written, list[Fault]]:
    """Read one YAML file.

    Parameters
    ----------
    path
        Where it is.
    kind
        What it should be.

    Returns
    -------
    tuple of Written and list of Fault
        The mapping the file holds, and faults that leave it readable (keys that are there twice).

    Raises
    ------
    ScenarioError
        If the file cannot be read at all, with everything that stands in the way.
    """
    file = name_of(path)
    return read_text(text_of(path, file, f"{kind.name} file", LARGEST_FILE), file, kind)


def read_text(text: str, file: str, kind: Kind = SCENARIO) -> tuple[Written, list[Fault]]:
    """Read what a file holds, or will hold; as `read_file`, with what the file is called."""
    return _Reader(file, text, kind).document()


def name_of(path: FilePath) -> str:
    """Name a file in faults: from the working directory where it lies inside, so that editors find it."""
    try:
        return str(path.absolute().relative_to(FilePath.cwd()))
    except (ValueError, OSError):
        return str(path)


def text_of(path: FilePath, file: str, wanted: str, most: int) -> str:
    """Return the text of a file of at most so many bytes; a ScenarioError says what stands in the way."""

    def refuse(found: str, expected: str, hint: str = "", line: int | None = None) -> NoReturn:
        raise ScenarioError([Fault(file, line, "", found, expected, hint)])

    try:
        mode = os.stat(path).st_mode
        if stat.S_ISDIR(mode):
            refuse("a folder", wanted, _yaml_inside(path))
        if not stat.S_ISREG(mode):
            refuse("something that is not a file", wanted)
        with open(path, "rb") as stream:
            data = stream.read(most + 1)
    except FileNotFoundError:
        if path.is_symlink():
            refuse("a link that leads nowhere", wanted)
        refuse("no such file", wanted, _nearest_file(path))
    except (OSError, ValueError) as error:  # ValueError: a null byte in the name
        reason = error.strerror if isinstance(error, OSError) and error.strerror else "no possible name"
        refuse(f"a file that cannot be read ({reason.lower()})", wanted)
    if len(data) > most:
        refuse(f"a file above {most // 1_000_000} MB", "a smaller one")
    try:
        text = decoded(data)
    except ValueError as error:  # found, expected, hint, line
        found, expected, hint, line = error.args
        refuse(found, expected, hint, line)
    if control := CONTROL.search(text):
        line = text.count("\n", 0, control.start()) + 1
        refuse(f"the control character {escaped(control[0])}", "text without control characters", line=line)
    return text


def _yaml_inside(folder: FilePath) -> str:
    names = sorted(name for name in _names_in(folder) if name.endswith((".yaml", ".yml")))
    return f"it holds {', '.join(map(escaped, names[:5]))}" if names else ""


def _nearest_file(path: FilePath) -> str:
    if hint := _of_those_shipped(path):
        return hint
    if not path.parent.is_dir():
        return "the folder does not exist either"
    return nearest(path.name, [name for name in _names_in(path.parent) if name != path.name])


def _of_those_shipped(path: FilePath) -> str:
    """Say where a scenario is that comes with cxsim, and how to get it; empty of any other file."""
    names = [file.as_posix() for file in shipped_files(SCENARIOS)]
    if path.name not in names and not (path.parent.name == SCENARIOS and not path.parent.is_dir()):
        return ""
    there = FilePath(SCENARIOS, path.name)
    return f"there is {there}" if there.is_file() else "cxsim start puts the reference scenarios here"


def _names_in(folder: FilePath) -> list[str]:
    try:
        return sorted(os.listdir(folder))
    except OSError:
        return []


def _line(event: Any) -> int:
    number: int = event.start_mark.line
    return number + 1


class _Unreadable(Exception):
    """Reading cannot go on; the fault says why."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault)
        self.fault = fault


class _Reader:
    """Builds the tree from the parser's events, one at a time, so that depth does no harm."""

    def __init__(self, file: str, text: str, kind: Kind) -> None:
        self.file = file
        self.kind = kind
        self.lines = text.splitlines()
        self.events: Iterator[Any] = yaml.parse(text, Loader=LOADER)
        self.fatal: list[Fault] = []
        self.mild: list[Fault] = []
        self.values = 0

    def document(self) -> tuple[Written, list[Fault]]:
        try:
            root = self._root()
        except _Unreadable as stop:
            raise ScenarioError([*self.fatal, *self.mild, stop.fault]) from None
        except yaml.MarkedYAMLError as error:
            fault = syntax_fault(self.file, self.lines, error)
            raise ScenarioError([*self.fatal, *self.mild, fault]) from None
        except (
            yaml.YAMLError,
            ValueError,
            OverflowError,
        ) as error:  # an escape for a character beyond Unicode
            reason = escaped(str(error).splitlines()[0]) if str(error) else "an unreadable character"
            raise ScenarioError([Fault(self.file, None, "", reason, "readable YAML")]) from None
        if self.fatal:
            raise ScenarioError([*self.fatal, *self.mild])
        return root, self.mild

    def _root(self) -> Written:
        root: Written | None = None
        for event in self.events:
            if isinstance(event, yaml.DocumentStartEvent) and root is not None:
                line = _line(event)
                raise _Unreadable(
                    Fault(self.file, line, "", "a second document", "one document in a file (no ---)")
                )
            if isinstance(event, yaml.NodeEvent):
                root = self._node(event, (), _line(event))
        if root is None or root.value is None:
            raise _Unreadable(Fault(self.file, 1, "", "an empty file", self.kind.name))
        if not isinstance(root.value, dict):
            expected = f"a mapping with {self.kind.fields}"
            raise _Unreadable(Fault(self.file, root.line, "", shown(root.plain()), expected))
        return root

    def _node(self, event: Any, path: Path, line: int) -> Written:
        self.values += 1
        if self.values > MOST_VALUES:
            raise _Unreadable(
                Fault(self.file, line, "", f"more than {MOST_VALUES:,} values", "a smaller file")
            )
        if isinstance(event, yaml.AliasEvent):
            self._refuse(event, path, "an alias (*)", "the value itself, or a parent file with extends")
            return Written(None, self.file, line)
        if event.anchor is not None:
            self._refuse(event, path, "an anchor (&)", "the value without it, or a parent file with extends")
        if event.tag is not None:
            self._refuse(event, path, f"the tag {shown(event.tag)}", "a value without a tag")
        if len(path) > DEEPEST:
            expected = f"at most {DEEPEST} mappings and lists inside each other"
            raise _Unreadable(
                Fault(self.file, line, path_text(path[:3]), f"a nesting of more than {DEEPEST}", expected)
            )
        if isinstance(event, yaml.MappingStartEvent):
            return Written(self._mapping(path, bool(event.flow_style)), self.file, line)
        if isinstance(event, yaml.SequenceStartEvent):
            return Written(self._sequence(path), self.file, line)
        return Written(self._scalar(event, path), self.file, line)

    def _scalar(self, event: Any, path: Path) -> Any:
        text: str = event.value
        if CONTROL.search(text):
            self._refuse(event, path, shown(text), "text without control characters")
            return ""
        return text if event.style else scalar(text)

    def _sequence(self, path: Path) -> list[Written]:
        entries: list[Written] = []
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            entries.append(self._node(event, (*path, len(entries)), _line(event)))
        return entries

    def _mapping(self, path: Path, in_braces: bool) -> dict[str, Written]:
        entries: dict[str, Written] = {}
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            line = _line(event)
            key = self._key(event, path, in_braces)
            value = self._node(next(self.events), (*path, "?" if key is None else key), line)
            if key is None:
                continue
            if in_braces and value.value is None and (glued := _GLUED.fullmatch(key)):
                found = f"{shown(key)}, without a space behind the colon"
                self._refuse(event, path, found, shown(f"{glued[1]}: {glued[2]}"))
                continue
            if key in entries:
                first = f"it is also in line {entries[key].line}"
                self.mild.append(
                    Fault(self.file, line, path_text((*path, key)), "this key again", "it once", first)
                )
            else:
                entries[key] = value
        return entries

    def _key(self, event: Any, path: Path, in_braces: bool) -> str | None:
        if isinstance(event, yaml.AliasEvent) or not isinstance(event, yaml.ScalarEvent):
            self._node(event, (*path, "?"), _line(event))  # read past it
            self._refuse(event, path, "a key that is not text", "text as a key")
            return None
        key = self._node(event, (*path, event.value), _line(event)).value
        if not event.style and event.value == "<<":
            self._refuse(
                event, path, "the merge key <<", "the entries themselves, or a parent file with extends"
            )
            return None
        if isinstance(key, str) and not event.style and (seen := in_the_indentation(key)):
            self._refuse(event, (), *seen)  # at the end of a part YAML takes it for a key of the whole
            return None
        if is_times(key, path):
            return str(key)
        if not isinstance(key, str):
            comma = in_braces and isinstance(key, int) and not isinstance(key, bool)
            hint = "decimals have a point, not a comma" if comma else ""
            self._refuse(event, path, f"the key {shown(key)}", "text as a key", hint)
            return None
        return key

    def _refuse(self, event: Any, path: Path, found: str, expected: str, hint: str = "") -> None:
        self.fatal.append(Fault(self.file, _line(event), path_text(path), found, expected, hint))
