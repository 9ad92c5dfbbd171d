"""Names of files that users give."""

import os


def can_be_name(value: object) -> bool:
    r"""Tell whether a file could have this name, be there one or not.

    Examples
    --------
    >>> can_be_name("runs/telecom"), can_be_name("a\0b"), can_be_name("\ud800"), can_be_name(7)
    (True, False, False, False)
    """
    if not isinstance(value, str | os.PathLike) or not isinstance(os.fspath(value), str):
        return False
    try:
        return b"\0" not in os.fsencode(value)
    except UnicodeEncodeError:
        return False
