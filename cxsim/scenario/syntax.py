"""What the parser of YAML says, in words for whoever never heard of a grammar, on the line it is about."""

import re

import yaml

from cxsim.scenario.damage import Damage, damage, in_the_indentation
from cxsim.scenario.faults import Fault, escaped, shown

# What the parsers say (libyaml, and PyYAML by itself).
_MISSING = re.compile(
    r"(?:did not find expected|could not find expected|expected) (?:the )?(.+?)(?:, but .*)?\Z"
)
_OPENED = {"',' or '}'": ("{mapping}", "}"), "',' or ']'": ("[list]", "]")}
_BEGINS_ENTRY = re.compile(r"\s*(- +)?[^\W\d]\w*:(\s|\Z)|\s*- ")
_SAME = "the same indentation for all that belongs together"


def syntax_fault(file: str, lines: list[str], error: yaml.MarkedYAMLError) -> Fault:
    """Say why a file is no YAML.

    Parameters
    ----------
    file, lines
        Its name, and what it holds.
    error
        What the parser said.
    """
    return _Place(file, lines, error).fault()


class _Place:
    """Where the parser could not go on, and where what it was reading began."""

    def __init__(self, file: str, lines: list[str], error: yaml.MarkedYAMLError) -> None:
        mark, opened = error.problem_mark or error.context_mark, error.context_mark
        self.file, self.lines = file, lines
        self.line = min(mark.line + 1, max(len(lines), 1)) if mark is not None else len(lines)
        self.begun = min(opened.line + 1, max(len(lines), 1)) if opened is not None else None
        self.problem = escaped(error.problem or "something unreadable").removeprefix("found ")
        self.context = escaped(error.context or "")
        self.tab = "'\\t'" in str(error.problem)
        missing = _MISSING.match(self.problem)
        self.missing = missing[1] if missing else ""

    def fault(self) -> Fault:
        for look in (self._unclosed, self._damaged, self._one_value, self._indented):
            if fault := look():
                return fault
        context = self.context
        if context and self.begun not in (None, self.line):
            context += f" from line {self.begun}"
        found = f"no {self.missing}" if self.missing else self.problem
        return self._at(self.line, Damage(found, "readable YAML", context))

    def _at(self, line: int, seen: Damage) -> Fault:
        return Fault(self.file, line, "", *seen)

    def _text(self, line: int) -> str:
        return self.lines[line - 1] if 0 < line <= len(self.lines) else ""

    def _above(self) -> int:
        """Return the last line before that has something in it; 0 where there is none."""
        rows = range(self.line - 1, 0, -1)
        return next((row for row in rows if self._text(row).strip() and self._text(row).strip()[0] != "#"), 0)

    def _unclosed(self) -> Fault | None:
        """Look for a bracket that is still open where the next entry begins."""
        if self.missing not in _OPENED or self.begun in (None, self.line):
            return None
        if not _BEGINS_ENTRY.match(self._text(self.line)) or damage(self._text(self.begun or 0)):
            return None
        kind, closing = _OPENED[self.missing]
        where = f"the {kind}" if self.begun == self._above() else f"the {kind} from line {self.begun}"
        return self._at(self._above(), Damage(f"no {closing} at the end", f"one that closes {where}"))

    def _damaged(self) -> Fault | None:
        """Look for what people do to a file, on the lines where the parser could not go on."""
        begun = self.begun if "quoted scalar" in self.context or "simple key" in self.context else None
        for row in dict.fromkeys((begun, self.line, self._above())):
            if row and (seen := damage(self._text(row))):
                return self._at(row, seen)
        for row in range(min(self.line, len(self.lines)), 0, -1):
            if seen := in_the_indentation(self._text(row)):
                return self._at(row, seen)
        return None

    def _one_value(self) -> Fault | None:
        if self.tab:
            return self._at(self.line, Damage("a tab", "spaces for indentation"))
        if "escape" in self.problem and "quoted" in self.context:
            return self._at(
                self.line, Damage("a backslash in double quotes", "single quotes or two backslashes")
            )
        if self.begun is not None and "simple key" in self.context:
            expected = "a field, a colon and a space before its value, or quotes around text of several lines"
            return self._at(self.begun, Damage(shown(self._text(self.begun).strip()), expected))
        if self.missing in _OPENED:
            kind, _ = _OPENED[self.missing]
            opening = f" from line {self.begun}" if self.begun is not None else ""
            expected, hint = f"one behind each entry of the {kind}{opening}", "text with : or , needs quotes"
            return self._at(self.line, Damage(f"no {self.missing}", expected, hint))
        return None

    def _indented(self) -> Fault | None:
        """Look for a line that is indented unlike those that it belongs with."""
        text, above = self._text(self.line), self._above()
        here, there = (len(row) - len(row.lstrip(" ")) for row in (text, self._text(above)))
        if self.problem.startswith("mapping values are not allowed"):
            found, hint = f"a line that is indented more than line {above}", "text that goes on needs quotes"
            return self._at(self.line, Damage(found, _SAME, hint))
        if self.missing in ("key", "'-' indicator", "<block end>") and above and here != there:
            found = f"{_spaces(here)} before {shown(text.strip())}"
            return self._at(self.line, Damage(found, f"{_SAME}; line {above} has {there}"))
        return None


def _spaces(number: int) -> str:
    return f"{number or 'no'} space{'' if number == 1 else 's'}"
