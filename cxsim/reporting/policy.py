"""What a page of ours may do: show itself. Its policy stands before all that somebody else wrote.

A browser holds a page to the first policy it meets, whatever follows. So a page whose head is ours, to the
letter, runs nothing and loads nothing, be it made here or sent by somebody; what a policy does not cover,
``<meta>`` (which can send readers elsewhere) and ``<link>`` (which can look names up), must not follow.
"""

import re

POLICY = (
    "default-src 'none'; img-src data:; style-src 'unsafe-inline'; font-src data:; base-uri 'none'; "
    "form-action 'none'"
)


def _either(element: str, *attributes: str) -> str:
    """Return a pattern for an element; nbconvert may sort its attributes and end it with a slash."""
    written = (re.escape(" ".join(order)) for order in (attributes, sorted(attributes)))
    return rf"<{element} (?:{'|'.join(written)}) ?/?>\s+"


_HEAD = re.compile(
    (
        r'<!DOCTYPE html>\s+<html lang="[a-zA-Z-]{2,20}">\s+<head>\s+'
        + _either("meta", 'charset="utf-8"')
        + _either("meta", 'name="viewport"', 'content="width=device-width, initial-scale=1"')
        + _either("meta", 'http-equiv="Content-Security-Policy"', f'content="{POLICY}"')
        + _either("meta", 'name="generator"', 'content="cxsim"')
        + r"<title>[^<]*</title>\s+"
        + _either("link", 'rel="icon"', 'href="data:,"')
    ).encode()
)
_UNCOVERED = re.compile(rb"<(?=(?:meta|link)[\s/>])", re.IGNORECASE)


def is_ours(page: bytes) -> bool:
    """Tell whether a page begins as ours do, and holds nothing that its policy does not cover.

    Examples
    --------
    >>> is_ours(b"<!DOCTYPE html><script>alert(1)</script>")
    False
    """
    head = _HEAD.match(page)
    return head is not None and not _UNCOVERED.search(page, head.end())


def covered(page: str) -> str:
    """Return a page whose head is ours with nothing in it that its policy does not cover.

    What a notebook showed of that kind becomes an element that no browser knows.
    """
    content = page.encode("utf-8", "surrogatepass")
    head = _HEAD.match(content)
    if head is None:
        raise ValueError("a page that does not begin as ours do")
    end = head.end()
    return (content[:end] + _UNCOVERED.sub(b"<x-", content[end:])).decode("utf-8", "surrogatepass")
