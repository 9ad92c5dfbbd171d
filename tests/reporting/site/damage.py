"""Reports that somebody damaged, by accident or on purpose: one whole report, changed at random."""

import contextlib
import json
import os
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

from cxsim.files.folders import checksum

SECRET = "Swordfish4711"  # what is in files outside that a damaged report leads to
TEXTS = (
    *("", "x", "\0", "\ud800", "\u202e", "{names}", "{", "<script>alert(1)</script>", "$x^2$", "W" * 20_000),
    *("1e999", "../../etc/passwd", "en", "kpis", "٢٠٢٦٠٣٠١١٤٠٥٠٠", "2026-03-01T14:05:00Z", "=1+1", "\n\r\t"),
)
NUMBERS = (0, 1, -1, 2**63, 10**400, 0.5, -0.0, 1e308, float("nan"), float("inf"), True, False, None)
COPIES = ("index.html", "report.ipynb", "tables/kpis.csv", "tables/kpis.parquet", "manifest.json")
OWN = ("checklist.html", "tables.html", "report.pdf")  # of the site, beside a report


def damage(folder: Path, outside: Path, chance: random.Random) -> str:
    """Damage a report in one to three ways; return what was done."""
    done = []
    for _ in range(chance.choice((1, 1, 1, 2, 3))):
        way = chance.choice(WAYS)
        with contextlib.suppress(*_ALREADY):
            done.append(f"{way.__name__}: {way(folder, outside, chance)}")
    if chance.random() < 0.75:
        with contextlib.suppress(*_ALREADY):
            _agree(folder)
    return "; ".join(done)


# What a second damage meets that cannot be done after the first.
_ALREADY = (OSError, ValueError, TypeError, KeyError, AttributeError, IndexError, RecursionError)


def _agree(folder: Path) -> None:
    """Write the checksums that the files have now, as somebody does who wants to be believed."""
    said = _manifest(folder)
    for name in said["files"]:
        file = folder / name
        if file.is_file() and file.stat().st_size < 1_000_000:
            said["files"][name] = checksum(file)
    _write(folder, said)


def _bytes(file: Path) -> bytes:
    """Read a file that is still one, and of a size to be changed."""
    if not file.is_file() or file.stat().st_size > 1_000_000:
        raise ValueError("nothing to change")
    return file.read_bytes()


def _manifest(folder: Path) -> Any:
    return json.loads(_bytes(folder / "manifest.json"))


def _write(folder: Path, said: object) -> None:
    _replace(folder / "manifest.json", json.dumps(said))


def _anything(chance: random.Random, depth: int = 2) -> Any:
    """Return any value that JSON has."""
    kind = chance.choice(("text", "number", "number", "list", "map", "deep") if depth else ("text", "number"))
    match kind:
        case "text":
            return chance.choice(TEXTS)
        case "number":
            return chance.choice(NUMBERS)
        case "list":
            return [_anything(chance, depth - 1) for _ in range(chance.randrange(4))]
        case "map":
            return {chance.choice(TEXTS): _anything(chance, depth - 1) for _ in range(chance.randrange(4))}
        case _:
            return json.loads("[" * 400 + "]" * 400)


def _nodes(node: Any) -> list[tuple[Any, Any]]:
    """Every place in plain data: what holds it, and under which name or number."""
    names = node if isinstance(node, dict) else range(len(node)) if isinstance(node, list) else ()
    found = [(node, name) for name in names]
    return found + [inner for name in names for inner in _nodes(node[name])]


def another_value(folder: Path, outside: Path, chance: random.Random) -> str:
    """Put any value into any place of the manifest."""
    said = _manifest(folder)
    # Not only where there is most of it.
    branch = chance.choice([said, *[part for part in said.values() if isinstance(part, dict | list)]])
    node, name = chance.choice(_nodes(branch))
    node[name] = _anything(chance)
    _write(folder, said)
    return f"{name} = {str(node[name])[:60]!r}"


def nothing_there(folder: Path, outside: Path, chance: random.Random) -> str:
    """Take any entry out of the manifest."""
    said = _manifest(folder)
    node, name = chance.choice(_nodes(said))
    del node[name]
    _write(folder, said)
    return str(name)


def any_manifest(folder: Path, outside: Path, chance: random.Random) -> str:
    """Write a manifest that may be anything, with its list of files or without."""
    said = _anything(chance, 3)
    if isinstance(said, dict) and chance.random() < 0.7:
        said["files"] = _manifest(folder)["files"]
    _write(folder, said)
    return str(said)[:60]


def files_elsewhere(folder: Path, outside: Path, chance: random.Random) -> str:
    """Let the manifest name what is not in the folder, with its true checksum."""
    said = _manifest(folder)
    up = os.path.relpath(outside / "secret.txt", folder)
    names = (up, str(outside / "secret.txt"), "/dev/zero", "/dev/stdin", ".", "tables", "", "\0", "a" * 5_000)
    name = chance.choice((*names, "tables/../index.html", "C:\\x", "~/x", "manifest.json"))
    said["files"][name] = checksum(outside / "secret.txt")
    if chance.random() < 0.3:
        said["tables"].append({"name": up, "title": "x", "rows": 1, "columns": ["x"]})
    _write(folder, said)
    return name[:60]


def other_bytes(folder: Path, outside: Path, chance: random.Random) -> str:
    """Cut a file, flip bytes of it, put others in or make it huge."""
    name = chance.choice(COPIES)
    file = folder / name
    content = bytearray(_bytes(file))
    way = chance.choice(("cut", "flip", "flip", "insert", "empty", "twice", "huge"))
    match way:
        case "cut":
            del content[chance.randrange(len(content)) :]
        case "flip":
            for _ in range(chance.choice((1, 3, 50))):
                content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
        case "insert":
            other = chance.choice((b"\xff", b"\0", b"[" * 20_000, b'"', b"\r\n", b"1e999", b"NaN", b"=1+1,"))
            content[chance.randrange(len(content)) : 0] = other
        case "empty":
            content.clear()
        case "twice":
            content *= 2
    file.unlink()
    file.write_bytes(bytes(content))
    if way == "huge":
        os.truncate(file, 1 << 42)  # a file that takes no room on the disk
    return f"{name} {way}"


def no_file(folder: Path, outside: Path, chance: random.Random) -> str:
    """Put a link, a pipe, a device or a folder in the place of a file, or nothing."""
    name = chance.choice((*COPIES, *OWN))
    file = folder / name
    file.unlink(missing_ok=True)
    way = chance.choice(("secret", "zero", "pipe", "folder", "loop", "nothing", "inside", "page"))
    match way:
        case "secret":
            file.symlink_to(outside / "secret.txt")
        case "zero":
            file.symlink_to("/dev/zero")
        case "pipe":
            os.mkfifo(file)
        case "folder":
            file.mkdir()
        case "loop":
            file.symlink_to(file)
        case "inside":
            file.symlink_to(folder / "index.html")
        case "page":
            file.symlink_to(outside / "page.html")
    return f"{name} {way}"


def linked_tables(folder: Path, outside: Path, chance: random.Random) -> str:
    """Put the folder of tables elsewhere, and a link in its place."""
    (folder / "tables").rename(outside / folder.name)
    (folder / "tables").symlink_to(outside / folder.name)
    return "tables"


def _replace(file: Path, content: str, encoding: str = "utf-8") -> None:
    """Write a file anew, be there a link or a pipe in its place."""
    file.unlink()
    file.write_bytes(content.encode(encoding, "replace"))


def other_cells(folder: Path, outside: Path, chance: random.Random) -> str:
    """Change cells, columns or rows of the figures that are compared."""
    file = folder / "tables" / "kpis.csv"
    rows = [line.split(",") for line in _bytes(file).decode("utf-8-sig").splitlines()]
    row = chance.randrange(len(rows))
    way = chance.choice(("cell", "cell", "cell", "column", "row", "short"))
    match way:
        case "cell":
            text = chance.choice((*TEXTS[:8], "nan", "inf", "-1", "1e300", "9" * 400, "=1+1", "@x", "share"))
            rows[row][chance.randrange(len(rows[row]))] = text
        case "column":
            column = chance.randrange(len(rows[0]))
            rows = [one[:column] + one[column + 1 :] for one in rows]
        case "row":
            rows.insert(row, list(rows[row]))
        case "short":
            rows[row].pop()
    text = "".join(f"{','.join(one)}\r\n" for one in rows)
    _replace(file, text, "utf-8-sig")
    said = _manifest(folder)
    if chance.random() < 0.5:
        (table,) = (one for one in said["tables"] if one["name"] == "kpis")
        table["rows"], table["columns"] = len(rows) - 1, rows[0]
        _write(folder, said)
    return way


def hostile_notebook(folder: Path, outside: Path, chance: random.Random) -> str:
    """Change any place of the notebook, tags included."""
    file = folder / "report.ipynb"
    notebook = json.loads(_bytes(file))
    if chance.random() < 0.4:
        chance.choice(notebook["cells"])["metadata"]["tags"] = _anything(chance)
    else:
        node, name = chance.choice(_nodes(notebook))
        node[name] = _anything(chance)
    _replace(file, json.dumps(notebook))
    return "notebook"


def hostile_page(folder: Path, outside: Path, chance: random.Random) -> str:
    """Let the page do something, with our head or without."""
    file = folder / "index.html"
    page = _bytes(file).decode("utf-8")
    attack = f'<iframe src="{(outside / "secret.txt").as_uri()}"></iframe><script>alert(1)</script>'
    refresh = '<meta http-equiv="refresh" content="0;url=https://example.com">'
    way = chance.choice(("inside", "before", "refresh", "policy", "alone"))
    page = {
        "inside": page.replace("</main>", f"{attack}</main>"),
        "before": f"{attack}{page}",
        "refresh": page.replace("</main>", f"{refresh}</main>"),
        "policy": page.replace("default-src 'none'", "default-src *"),
        "alone": f"<!DOCTYPE html><title>x</title>{attack}",
    }[way]
    _replace(file, page)
    return way


WAYS: tuple[Callable[[Path, Path, random.Random], str], ...] = (
    *(another_value, another_value, another_value, nothing_there, any_manifest, files_elsewhere),
    *(other_bytes, other_bytes, no_file, no_file, linked_tables, other_cells, other_cells),
    *(hostile_notebook, hostile_page),
)
