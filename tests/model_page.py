"""What the page of the model (docs/model.md) says: rows of tables, defaults, equations."""

import re
from collections.abc import Iterator

from tests.small import ROOT

PAGE = (ROOT / "docs" / "model.md").read_text(encoding="utf-8")


def rows(*header: str) -> Iterator[list[str]]:
    """The rows of all tables whose header begins with these words."""
    inside = False
    for line in PAGE.splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")] if line[:1] == "|" else []
        if not cells:
            inside = False
        elif cells[: len(header)] == list(header):
            inside = True
        elif inside and not set("".join(cells)) <= set("-: "):
            yield cells


def defaults_told() -> dict[str, str]:
    """The default that the page gives of each field."""
    told = {field.strip("`"): default for field, _, default, *_ in rows("field", "unit", "default")}
    for path in ("maturity.levels", "surveys"):
        (header,) = re.findall(rf"^\| `{path}` \|(.*)\|$", PAGE, re.MULTILINE)
        names = re.findall(r"`(\w+)`", header)
        for name, *values in rows(f"`{path}`"):
            told |= {f"{path}.{name.strip('`')}.{one}": cell for one, cell in zip(names, values, strict=True)}
    return told


def code_blocks() -> list[str]:
    return re.findall(r"^```\w*\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)


def equations() -> dict[str, tuple[list[str], str, dict[str, str]]]:
    """By name of a rule, what the page says of it: arguments, right-hand side, what follows where."""
    found = {}
    for block in code_blocks():
        for name, arguments, body in re.findall(
            r"^(\w+)\(([\w, ]+)\) =(.*\n(?:    .*\n)*)", block, re.MULTILINE
        ):
            right, *where = re.split(r"\bwhere\b", body)
            help_ = dict(re.findall(r"(\w+) = (.+)", "".join(where)))
            found[name] = (arguments.split(", "), " ".join(right.split()), help_)
    return found
