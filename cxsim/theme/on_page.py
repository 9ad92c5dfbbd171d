"""Texts of scenarios on a page: nothing that somebody typed is markup, or turns what stands around it."""

import html
import re

TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")


def on_page(text: str) -> str:
    r"""Escape a text for a page, and leave out signs that would turn the direction of the text around it.

    Examples
    --------
    >>> on_page("<b>\u202eevil</b>")
    '&lt;b&gt;evil&lt;/b&gt;'
    """
    return html.escape(TURNING.sub("", text))
