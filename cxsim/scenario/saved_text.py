"""The text of a file that was saved: it carries a digest of itself, by which changes by hand are noticed."""

import hashlib
import re

MARK = "# Saved from an exploration"
SAID = "# SHA-256 of the other lines, which tells whether they were changed:"
_DIGEST = re.compile(rf"{re.escape(SAID)} ([0-9a-f]{{64}})\n")


def with_digest(text: str) -> str:
    r"""Put the digest of a text below its first line, which is a comment.

    Examples
    --------
    >>> with_digest(f"{MARK}\nname: idea\n").splitlines()[::2]
    ['# Saved from an exploration', 'name: idea']
    """
    first, _, rest = text.partition("\n")
    return f"{first}\n{SAID} {_digest(text)}\n{rest}"


def changed_by_hand(text: str) -> str:
    r"""Say why a file may not be replaced; empty if it is as it was saved.

    Examples
    --------
    >>> saved = with_digest(f"{MARK}\nname: idea\n")
    >>> changed_by_hand(saved), changed_by_hand(saved + "# mine\n")
    ('', 'a file that was changed after it was saved')
    """
    if not text.startswith(MARK):
        return "a file that was not saved from an exploration"
    found = _DIGEST.search(text)
    if found is None:
        return "a file without a digest, so that nobody knows whether it was changed after it was saved"
    rest = text[: found.start()] + text[found.end() :]
    return "" if _digest(rest) == found[1] else "a file that was changed after it was saved"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
