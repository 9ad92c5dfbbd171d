"""Letters that the font of pictures lacks come from an installed one, or it is said that none has them."""

import io
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from matplotlib import font_manager
from matplotlib.image import imread

import cxsim as cx
from cxsim.language.speech import speaking
from cxsim.reporting.letters import letter_cautions
from cxsim.theme import fonts, lettering
from cxsim.theme.lettering import drawable, text_width
from cxsim.theme.picture import Picture
from cxsim.theme.style import house_style, new_figure
from tests.scenario.minimal import TEXT, line_of

KEPT, NOBODYS = "\U00030000", "\U0003fffd"  # in the font made here; in none at all
FAMILY = "Cxsim Test Sans"
CACHES = (fonts._home_of, fonts._installed, fonts._letters, lettering._advance, lettering._shaped_width)


def forget() -> None:
    fonts._found.clear()
    for cache in CACHES:
        cache.cache_clear()


@pytest.fixture
def installed(tmp_path: Path) -> Iterator[None]:
    """A font with one letter, a block twice as wide as it is high, among the installed ones."""
    pen = TTGlyphPen(None)
    pen.moveTo((0, 0))
    for point in ((0, 1000), (2000, 1000), (2000, 0)):
        pen.lineTo(point)
    pen.closePath()
    font = FontBuilder(1000, isTTF=True)
    font.setupGlyphOrder([".notdef", "block"])
    font.setupCharacterMap({ord(KEPT): "block"})
    font.setupGlyf({".notdef": TTGlyphPen(None).glyph(), "block": pen.glyph()})
    font.setupHorizontalMetrics({".notdef": (500, 0), "block": (2000, 0)})
    font.setupHorizontalHeader(ascent=1000, descent=0)
    font.setupOS2()
    font.setupNameTable({"familyName": FAMILY, "styleName": "Regular"})
    font.setupPost()
    font.save(tmp_path / "test.ttf")
    known = list(font_manager.fontManager.ttflist)
    font_manager.fontManager.addfont(tmp_path / "test.ttf")
    forget()
    yield
    font_manager.fontManager.ttflist[:] = known
    forget()


def picture(text: str) -> Picture:
    with house_style():
        figure = new_figure(1.0, 4.0)
        figure.text(0.1, 0.3, drawable(text), size=20.0)
    return Picture(figure, "Title", text, pd.DataFrame({"touchpoint": [text]}), "Caption.")


def ink(made: Picture) -> np.ndarray:
    """Where the picture is dark."""
    return imread(io.BytesIO(made.png))[..., :3].mean(axis=-1) < 0.5


def test_a_letter_comes_from_an_installed_font(installed: None, tmp_path: Path) -> None:
    assert drawable(f"Shop {KEPT}") == f"Shop {KEPT}"
    assert text_width(KEPT, 20.0) == pytest.approx(1.02 * 40.0)
    made = picture(KEPT)
    dark = ink(made)
    rows, columns = np.flatnonzero(dark.any(axis=1)), np.flatnonzero(dark.any(axis=0))
    assert dark[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1].mean() > 0.95, "the block of that font"
    assert len(columns) / len(rows) == pytest.approx(2.0, abs=0.1)
    assert len(columns) * 72 / 160 == pytest.approx(40.0, abs=1.0), "as wide as was measured"
    assert made.without_font == ""
    assert fonts.families() == [fonts.FONT, FAMILY]
    for ending in ("svg", "pdf"):
        assert (made.save(tmp_path / f"picture.{ending}"))[0].stat().st_size > 1_000


def test_what_its_own_font_has_is_drawn_as_before(installed: None) -> None:
    before = picture("Shop é Ж ")
    drawn = before.png
    picture(KEPT)
    assert picture("Shop é Ж ").png == drawn == before.png


def test_a_picture_says_which_letters_no_font_has() -> None:
    forget()
    made = picture(f"Shop {NOBODYS}{NOBODYS}")
    assert drawable(NOBODYS) == "\ufffd"
    said = f"No font installed here has {NOBODYS}: the picture shows \ufffd in their place. Install a Noto"
    assert made.without_font.startswith(said)
    assert said in made.html()
    with speaking("fr"):
        assert made.without_font.startswith("Aucune police installée")
    assert picture("Shop").without_font == ""
    assert "No font" not in picture("Shop").html()


def test_check_says_which_letters_no_font_has(tmp_path: Path) -> None:
    file = tmp_path / "fibre.yaml"
    text = TEXT.replace("title: Chat", f"title: Chat {NOBODYS}")
    file.write_text(text, encoding="utf-8")
    (fault,) = letter_cautions(file)
    assert (fault.line, fault.path) == (line_of(f"title: Chat {NOBODYS}", text), "touchpoints.chat.title")
    assert fault.message == (
        f"found letters that no font here has, {NOBODYS}, expected a font that has them; install a Noto Sans "
        "(fonts-noto-core); until then pictures show \ufffd in their place"
    )
    found = cx.check(file)
    assert found.fine
    assert fault in found.cautions
    others = [one.path for one in found.cautions if one != fault]
    assert others == ["period.follow_up", "journeys.buy.links.shop.stop.delay"]
    assert "no font here has" in found._repr_html_()
    file.write_text(TEXT.replace("title: Chat", "title: Чат, συνομιλία, דואר, بريد"), encoding="utf-8")
    assert letter_cautions(file) == []


@pytest.mark.skipif(not fonts.SHAPES, reason="matplotlib joins and turns letters from 3.11 on")
def test_letters_are_joined_and_run_from_right_to_left() -> None:
    word = "مركز"
    assert text_width(word) < 0.95 * sum(text_width(letter) for letter in word), "joined letters are narrower"
    dark = ink(picture("ששש."))
    columns = np.flatnonzero(dark.any(axis=0))
    low = [np.flatnonzero(dark[:, column]) for column in (columns[0] + 1, columns[-1] - 1)]
    height = np.flatnonzero(dark.any(axis=1))
    assert len(low[0]) < 0.3 * len(height), "the full stop is at the left end"
    assert len(low[1]) > 0.3 * len(height), "and not at the right one"
    wide = columns[-1] - columns[0] + 1
    assert wide * 72 / 160 == pytest.approx(text_width("ששש.", 20.0), rel=0.15)


def test_an_older_matplotlib_is_told_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "fibre.yaml"
    text = TEXT.replace("title: Chat", "title: דואר")
    file.write_text(text, encoding="utf-8")
    monkeypatch.setattr(fonts, "SHAPES", False)
    (fault,) = letter_cautions(file)
    assert (fault.line, fault.path) == (line_of("title: דואר", text), "touchpoints.chat.title")
    assert fault.message == (
        "found letters that are joined or run from right to left, expected matplotlib 3.11 or later; before, "
        "pictures show them in the wrong order"
    )
