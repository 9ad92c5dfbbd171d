"""Tables on a terminal: words are broken into lines where room is short, figures never are."""

import re
import shutil
import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from cxsim.cli.shell import printable, put

if TYPE_CHECKING:
    from cxsim.results.answer import Answer
    from cxsim.theme.tables import Table

BETWEEN = "  "
NUMBER = re.compile(r"[^\W\d_]{0,3}[^\w]*\d[\d.,\u202f]*([ \u00a0\u202f]?(%|[^\W\d_]{1,5}))?|–?")
READABLE = 24  # characters of words beside each other
WORD = re.compile(r"[^\W\d_]{4}")  # units and currencies are shorter


def print_table(table: "Table") -> None:
    """Print a table with its caption, as wide as the terminal; the brief columns where all are too wide."""
    frame = table.frame
    width = room()
    columns = [_column(name, frame[name]) for name in frame.columns]
    caption = printable(table.caption)
    if table.brief and _least(columns, READABLE) > width:
        columns = [_column(name, frame[name]) for name in table.brief]
        missing = [str(name) for name in frame.columns if name not in table.brief]
        caption = f"{caption} {_left_out(missing)}" if missing else caption
    for line in (*broken(caption, width), *lines(columns, width)):
        put(line)


def _left_out(names: Sequence[str]) -> str:
    """Say which columns there is no room for."""
    from cxsim.language.speech import say
    from cxsim.language.wording import one_by_one

    return printable(say("(Too wide to stand here: {columns}.)", columns=one_by_one(names)))


def print_sentences(text: str) -> None:
    """Print sentences, a new one on a new line; on a terminal in lines between words."""
    for line in printable(text).split("\n"):
        put("\n".join(broken(line, room())) if sys.stdout.isatty() else line)


def heading(answer: "Answer") -> str:
    """Say what an answer is about, and what it was made from."""
    from cxsim.language.speech import say, say_count

    made, title = answer.manifest, " ".join(answer.scenario.title.split())
    times = say_count("{number} replication", "{number} replications", made["replications"])
    return say("{title}, {replications}, seed {seed}", title=title, replications=times, seed=made["seed"])


def room() -> int:
    """Return how many characters stand beside each other."""
    return shutil.get_terminal_size().columns


def lines(columns: Sequence[list[str]], width: int) -> list[str]:
    """Return the lines of a table, whose columns begin with their names.

    Examples
    --------
    >>> words, figures = ["Stage", "after the purchase", "use"], ["Kept", "+0.44 (−2.10 to +2.98)", "0.00 "]
    >>> print(*lines([words, figures], 40), sep="\\n")
    Stage           Kept
    after the       +0.44 (−2.10 to +2.98)
    purchase
    use             0.00
    """
    widths = _widths(columns, width)
    right = [all(NUMBER.fullmatch(cell) for cell in cells) for _, *cells in columns]
    rows = []
    for cells in zip(*columns, strict=True):
        parts = [broken(cell, most) for cell, most in zip(cells, widths, strict=True)]
        for at in range(max(map(len, parts))):
            line = (part[at] if at < len(part) else "" for part in parts)
            placed = (_placed(*one) for one in zip(line, widths, right, strict=True))
            rows.append(BETWEEN.join(placed).rstrip(" "))
    return rows


def is_figures(cell: str) -> bool:
    """Tell whether a cell is figures, with no more than units and such between them.

    Examples
    --------
    >>> [is_figures(cell) for cell in ("+0.44 (−2.1 to +2.9)", "de 3 à 5\\xa0min", "–", "3 people leave")]
    [True, True, True, False]
    """
    return not WORD.search(cell) and (any(map(str.isdigit, cell)) or not any(map(str.isalpha, cell)))


def broken(text: str, most: int) -> list[str]:
    """Return a text in lines that are broken at spaces only; what has none is never cut.

    Examples
    --------
    >>> broken("kept by 12\\u00a0345 people", 10)
    ['kept by', '12\\xa0345', 'people']
    """
    found = [""]
    for word in text.split(" "):
        if found[-1] and wide(f"{found[-1]} {word}") > most:
            found.append(word)
        else:
            found[-1] = f"{found[-1]} {word}" if found[-1] else word
    return found


def wide(text: str) -> int:
    """Return how many places a text takes on a terminal: two for letters of Chinese, none for accents."""
    if text.isascii():
        return len(text)
    from rich.cells import cell_len

    return cell_len(text)


def _column(name: object, cells: Iterable[object]) -> list[str]:
    """Return a column as text in single lines, its name first."""
    return [" ".join(printable(str(cell)).split("\n")) for cell in (name, *cells)]


def _least(columns: Sequence[list[str]], readable: int = 1) -> int:
    """Return how wide a table is at least, with so many characters of words beside each other."""
    widths = [max(_narrow(one), min(readable, max(map(wide, one[1:]), default=0))) for one in columns]
    return sum(widths) + len(BETWEEN) * (len(columns) - 1)


def _narrow(column: Sequence[str], whole: bool = True) -> int:
    """Return how wide a column is at least: figures stay on a line, if they are to be `whole`."""
    name, *cells = column
    kept = (cell for cell in cells if whole and is_figures(cell))
    words = (word for cell in (name, *cells) for word in cell.split(" "))
    return max(map(wide, (*words, *kept)))


def _widths(columns: Sequence[list[str]], width: int) -> list[int]:
    """Share the room out: each column gets what it needs, up to the same most for all."""
    left = width - len(BETWEEN) * (len(columns) - 1)
    least = [_narrow(column, whole=_least(columns) <= width) for column in columns]
    wanted = [max(map(wide, column)) for column in columns]
    found = least
    for most in range(1, max(wanted) + 1):
        given = [min(max(low, most), high) for low, high in zip(least, wanted, strict=True)]
        if sum(given) > left:
            break
        found = given
    return found


def _placed(text: str, width: int, right: bool) -> str:
    space = " " * (width - wide(text))
    return f"{space}{text}" if right else f"{text}{space}"
