"""Files of pictures for slides and documents, which tell their title and text alternative to whoever asks."""

import os
import re
from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from cxsim.errors import ParameterError
from cxsim.files.drafts import naming, telling
from cxsim.files.folders import write_folder
from cxsim.files.names import can_be_name
from cxsim.files.own import not_ours

ENDINGS = (".png", ".svg", ".pdf")
MOST_DPI = 1_200  # at which a wide picture takes a gigabyte
# What neither XML nor people can read: control characters, and signs that turn the direction of writing.
_UNREADABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\u202a-\u202e\u2066-\u2069\ufffe\uffff]")


def saved(
    figure: Figure,
    path: str | os.PathLike[str],
    title: str,
    alt: str,
    tables: Sequence[pd.DataFrame],
    dpi: int,
) -> list[Path]:
    """Save a figure, and tables beside it; return the files.

    Parameters
    ----------
    figure
        It is drawn in the settings that are in force.
    path
        The name of the file, which says the format.
    title, alt
        What the file says about itself.
    tables
        Saved as CSV under the same name; those after the first with a number.
    dpi
        Dots for an inch, where the format has dots.

    Raises
    ------
    TakenError
        If there is a file of one of these names that cxsim did not write, or that was changed since.
    """
    file = Path(path) if can_be_name(path) else Path()
    kind = file.suffix.lower()
    if kind not in ENDINGS:
        found = ascii(file.name or path).strip("\"'")
        raise ParameterError(f'path: found "{found:.60}", expected a name that ends in .png, .svg or .pdf')
    if isinstance(dpi, bool) or not isinstance(dpi, int) or not 1 <= dpi <= MOST_DPI:
        raise ParameterError(f"dpi: found {dpi!r:.60}, expected a whole number from 1 to {MOST_DPI:,}")
    title, alt = (_UNREADABLE.sub("", text) for text in (title, alt))
    about: dict[str, dict[str, Any]] = {
        ".png": {"Title": title, "Description": alt, "Software": None},
        ".svg": {"Title": title, "Description": alt, "Date": None, "Creator": None},
        ".pdf": {"Title": title, "Subject": alt, "CreationDate": None, "Creator": None, "Producer": None},
    }
    of_tables = [f"{file.stem}{'' if n == 1 else f'_{n}'}.csv" for n in range(1, len(tables) + 1)]
    names = [file.name, *of_tables]

    def write(to: Path) -> None:
        with naming(to / file.name):
            figure.savefig(to / file.name, format=kind[1:], dpi=dpi, metadata=about[kind])
            if kind == ".svg":
                _describe(to / file.name, alt)
        for name, table in zip(of_tables, tables, strict=True):
            with naming(to / name):  # with a mark by which spreadsheets know the letters
                table.to_csv(to / name, index=False, encoding="utf-8-sig")

    with telling():
        write_folder(file.parent, write, would_overwrite=lambda folder: not_ours(folder, names))
    return [file.with_name(name) for name in names]


def _describe(path: Path, alt: str) -> None:
    """Write the text alternative where screen readers look for it: beside the title of the SVG."""
    text = path.read_text(encoding="utf-8")
    text = text.replace("</title>", f"</title>\n <desc>{escape(alt, quote=False)}</desc>", 1)
    path.write_text(text.replace("<svg ", '<svg role="img" ', 1), encoding="utf-8")
