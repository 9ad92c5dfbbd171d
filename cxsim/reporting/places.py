"""Where things lie on this machine: a notebook that is published does not say it."""

import ast
import os
import re
import sys
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Any

from cxsim.reporting.notebooks import Notebook

PICTURES = ("image/png", "image/jpeg", "application/pdf")  # no text
_KERNEL = re.compile(r"[^\s\"'<>(]*ipykernel_\d+[/\\]+\d+\.py")  # the file that a cell is for a warning


def without_places(notebook: Notebook) -> Notebook:
    """Return an executed notebook without absolute paths of this machine, wherever it shows them.

    A file that it was given is called by its name; what lies in the working directory is named from there,
    and what lies in the home folder from ``~``.
    """
    cleaned, words = deepcopy(notebook), _Words(list(_places(notebook)))
    words.cleaned(cleaned)
    return cleaned


class _Words:
    """Replaces places in all texts of plain data."""

    def __init__(self, places: list[tuple[str, str]]) -> None:
        spelt = {form: said for place, said in reversed(places) for form in _forms(place)}
        longest = sorted(spelt, key=len, reverse=True)
        self._said = spelt
        # Not in the middle of a longer path, nor of the letters of a picture.
        ends = r"(?![\w-]|\.\w)"
        self._found = re.compile(rf"(?<![\w+/=~.-])(?:{'|'.join(map(re.escape, longest))}){ends}([/\\]*)")

    def cleaned(self, part: Any) -> Any:
        """Return a text without places; in lists and mappings, replace all that are in them."""
        if isinstance(part, str):
            said = _KERNEL.sub("cell", part) if "ipykernel_" in part else part
            return self._found.sub(self._named, said) if self._said else said
        if isinstance(part, dict):
            for name, inner in part.items():
                if name not in PICTURES:
                    part[name] = self.cleaned(inner)
        elif isinstance(part, list):
            part[:] = [self.cleaned(inner) for inner in part]
        return part

    def _named(self, found: re.Match[str]) -> str:
        place, after = found[0].removesuffix(found[1]) if found[1] else found[0], found[1]
        said = self._said[place]
        if said == "." and after:
            return ""
        return f"{said}{after}"


def _places(notebook: Notebook) -> Iterator[tuple[str, str]]:
    """Return absolute paths, and what is said instead; the first holds where one is named twice."""
    for value in _given(notebook):
        for flavour in (PurePosixPath(value), PureWindowsPath(value)):
            if flavour.is_absolute() and flavour.name:
                yield value, flavour.name
                yield str(flavour.parent), "."
                break
    for folder, said in ((Path.cwd(), "."), (Path(sys.prefix), "python"), (Path.home(), "~")):
        for form in (folder, Path(os.path.realpath(folder))):
            yield str(form), said


def _given(notebook: Notebook) -> Iterator[str]:
    """Return the texts that the notebook was given as parameters, or has by itself."""
    for cell in notebook.cells:
        tags = cell.metadata.get("tags", [])
        if cell.cell_type != "code" or not {"parameters", "injected-parameters"} & set(tags):
            continue
        try:
            nodes = list(ast.walk(ast.parse(cell.source)))
        except (SyntaxError, ValueError):
            continue
        yield from (
            node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)
        )


def _forms(place: str) -> Iterator[str]:
    """Return the ways in which a path is written in a text; the root of everything is none."""
    if len(PurePosixPath(place).parts) < 2 and len(PureWindowsPath(place).parts) < 2:
        return
    yield place
    if "\\" in place:  # as in a program
        yield place.replace("\\", "\\\\")
