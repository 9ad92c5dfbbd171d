"""Templates of pages: every text is escaped, and nothing is left to fill in."""

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from cxsim.theme.on_page import TURNING


@cache
def templates(folder: Path) -> Environment:
    """Return the templates of a folder; texts lose signs that would turn the direction of what is around."""
    return Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_seen,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def _seen(value: object) -> object:
    return value if isinstance(value, Markup) or not isinstance(value, str) else TURNING.sub("", value)
