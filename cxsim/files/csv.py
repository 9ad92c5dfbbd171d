"""Tables as CSV that a spreadsheet can open without running anything.

Spreadsheets take a cell that begins with = + - @ for a formula, quoted or not, and a formula can send what
stands beside it to anybody. Titles and sources are whatever the author of a scenario wrote. So text that
begins like a formula gets an apostrophe in front, as OWASP advises ("CSV Injection"): spreadsheets show it as
text. Numbers stay numbers, below zero too; Parquet files hold every text as it was.
"""

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cxsim.files.drafts import naming

if TYPE_CHECKING:
    import pandas as pd

_UNSEEN = "\\s\\x00-\\x1f\\x7f\\u00ad\\u200b-\\u200f\\u202a-\\u202e\\u2060-\\u2069\\ufeff"
# The wide forms of = + - @ count: programs for Chinese and Japanese read them as the plain ones.
FORMULA = re.compile(f"[\t\r\n\x00]|[{_UNSEEN}]*[=+\\-@\uff1d\uff0b\uff0d\uff20]")
LINE_END = re.compile("\r\n?")
NUMBERS = "biufcmM"  # kinds of columns that hold no text: truth, numbers, times
NUMBER = re.compile(r"[-+]?\d[\d.,]*(e[-+]?\d+)? ?%?", re.ASCII | re.IGNORECASE)


def csv_text(table: "pd.DataFrame") -> str:
    r"""Write a table as CSV, its index left out.

    Examples
    --------
    >>> import pandas as pd
    >>> table = pd.DataFrame({"title": ["Shop", '=HYPERLINK("http://example.com")'], "gain": [0.5, -0.5]})
    >>> print(csv_text(table), end="")
    title,gain
    Shop,0.5
    "'=HYPERLINK(""http://example.com"")",-0.5
    """
    written = table.set_axis([safe_cell(name) for name in table.columns], axis="columns")
    for place, kind in enumerate(table.dtypes):
        if kind.kind not in NUMBERS:
            written.isetitem(place, [safe_cell(value) for value in table.iloc[:, place]])
    text: str = written.to_csv(index=False, lineterminator="\n")
    return text


def write_csv(table: "pd.DataFrame", file: Path) -> None:
    """Write a table into a CSV file (UTF-8), as `csv_text`."""
    with naming(file):
        file.write_text(csv_text(table), encoding="utf-8")


def safe_cell(value: Any) -> Any:
    """Return what a cell may hold: text that a spreadsheet would run gets an apostrophe in front.

    Examples
    --------
    >>> safe_cell("=1+1"), safe_cell("@SUM(A1)"), safe_cell("-0.5"), safe_cell(-0.5), safe_cell("a - b")
    ("'=1+1", "'@SUM(A1)", '-0.5', -0.5, 'a - b')
    """
    if not isinstance(value, str):
        return value
    text = LINE_END.sub("\n", value)  # a lone \r would not be quoted, and so begin a row
    return f"'{text}" if FORMULA.match(text) and not NUMBER.fullmatch(text) else text
