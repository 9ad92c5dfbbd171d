"""Parts of a page are shown one below the other."""

from cxsim.theme.sentences import Sentences
from cxsim.theme.shown import show


def test_parts_are_shown_one_below_the_other():
    shown = show(Sentences("First <b>."), "Second <b>.")
    assert shown._repr_html_() == "<p>First &lt;b&gt;.</p><p>Second &lt;b&gt;.</p>"
    assert str(shown) == "First <b>.\nSecond <b>."
    assert repr(shown) == "<2 parts of a page>"
