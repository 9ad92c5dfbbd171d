"""A last line by which a file is known for unchanged wherever it is carried: the digest of what is above.

Pages of a site lie in the folders of reports, which people copy from one site into another, where no list
knows of them.
"""

import hashlib
import re
from pathlib import Path

SAID = b"cxsim wrote what is above, of which this is the SHA-256 digest:"
COMMENTS = {".html": (b"<!-- ", b" -->\n"), ".pdf": (b"% ", b"\n")}  # how a line is none of the contents
LARGEST = 1 << 28  # bytes of a file that is looked at
_LAST = re.compile(rb"\n(?:<!-- |% )" + re.escape(SAID) + rb" ([0-9a-f]{64})(?: -->)?\n")
_LENGTH = 160  # more than the line has


def seal(file: Path) -> None:
    """Put the line below a page, or a PDF."""
    before, after = COMMENTS[file.suffix]
    digest = hashlib.sha256(file.read_bytes()).hexdigest().encode()
    with file.open("ab") as page:
        page.write(b"\n" + before + SAID + b" " + digest + after)


def is_sealed(file: Path) -> bool:
    """Tell whether a page or a PDF has the line, and is as it was.

    Examples
    --------
    >>> is_sealed(Path("README.md"))
    False
    """
    if file.suffix not in COMMENTS or file.stat().st_size > LARGEST:
        return False
    content = file.read_bytes()
    start = content.rfind(b"\n", 0, len(content) - 1)
    last = _LAST.fullmatch(content, start) if start >= len(content) - _LENGTH else None
    return last is not None and hashlib.sha256(content[:start]).hexdigest().encode() == last[1]
