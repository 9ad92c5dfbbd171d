"""Names of files that users give."""

import os


def can_be_name(value: object) -> bool:
    r"""Tell whether a file could have this name, be there one or not.

    Examples
    --------
    >>> [can_be_name(one) for one in ("runs/telecom", "", "a\0b", "\ud800", 7)]
    [True, False, False, False, False]
    """
    if not isinstance(value, str | os.PathLike) or not isinstance(os.fspath(value), str):
        return False
    if not os.fspath(value):  # would stand for the folder one is in
        return False
    try:
        return b"\0" not in os.fsencode(value)
    except UnicodeEncodeError:
        return False
