"""From bytes to text: only UTF-8 is read, and what else it may be is said."""

_SIGNS = (
    (b"PK\x03\x04", "a document of Word or Excel, or an archive"),
    (b"\xd0\xcf\x11\xe0", "a document of Word or Excel"),
    (b"%PDF", "a PDF document"),
    (b"{\\rtf", "a document with formatting (RTF)"),
    (b"\x1f\x8b", "a compressed file"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
)
_WANTED = "a text file saved as UTF-8"
_HOW = "save it again in the editor, with the encoding UTF-8"


def decoded(data: bytes) -> str:
    """Return the text that a file holds.

    Raises
    ------
    ValueError
        With what was found, what was expected, what to do, and the line.

    Examples
    --------
    >>> decoded("café".encode())
    'café'
    >>> decoded("café".encode("utf-16")) # doctest: +ELLIPSIS
    Traceback (most recent call last):
    ...
    ValueError: ('text in UTF-16', 'a text file saved as UTF-8', 'save it again ...', 1)
    """
    for sign, kind in _SIGNS:
        if data.startswith(sign):
            raise ValueError(kind, "a plain text file", "save or copy its text as plain text (UTF-8)", 1)
    if wide := _wide(data):
        raise ValueError(f"text in {wide}", _WANTED, _HOW, 1)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        meant = data[error.start : error.start + 1].decode("cp1252", "replace")
        perhaps = (
            f", perhaps {meant} as Windows writes it" if meant.isprintable() and meant != "\ufffd" else ""
        )
        raise ValueError(f"bytes that are not UTF-8{perhaps}", _WANTED, _HOW, line) from None


def _wide(data: bytes) -> str:
    """Name the encoding of text with two or four bytes for each character; empty where it is none."""
    if data[:4] in (b"\xff\xfe\0\0", b"\0\0\xfe\xff"):
        return "UTF-32"
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "UTF-16"
    head = data[:2_000]
    nulls = head.count(0)
    return "" if nulls < len(head) / 3 or len(head) < 4 else "UTF-32" if nulls > 0.6 * len(head) else "UTF-16"
