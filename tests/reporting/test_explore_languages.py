"""The panel of `explore` in another language: all of it, its numbers too, and without disturbing anybody."""

import html
import itertools
import re
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import cxsim as cx
from cxsim.errors import ParameterError
from cxsim.language import speech
from cxsim.language.speech import speak, speaking, spoken
from cxsim.questions.what_if.lived import compare, live
from cxsim.questions.what_if.state import explored, read
from cxsim.reporting.live.explore_words import map_tables_html
from cxsim.reporting.live.staying_curve import staying_svg
from cxsim.scenario.improve import with_changes
from tests.language.answers import anonymous
from tests.language.test_said_in_french import Cyrillic
from tests.reporting.test_live_map import texts
from tests.small import small_scenario

STATE = (
    "friction.technician.0.35~staff.care_agents.-1~staff.shop_staff.1~recovery.shop_desk.0.9~"
    "handoff.website.0.0~maturity.interest.optimised"
)
# What is no word of the panel: keys and columns of a state, the currency, commands, and the file's name.
AUTHORS = re.compile(r"<code>.*?</code>|[a-z_]+\.[a-z_]+\.[\w.]+|\b(EUR|idea\.yaml|small\.yaml)\b")
ENGLISH = re.compile(
    r"\b(the|of|and|with|are|is|from|that|which|by|not|nobody|today|changed|share|friction|losses|interval|"
    r"stay|more|fewer|kept|undo|save|link|copy|name|maturity|on duty)\b",
    re.IGNORECASE,
)
WRONG = r"\d\.\d|\w*(?:[ \w][;!?%»]|[^\W\d]:| :|« |')\w*|-\d"  # as no French text is written


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_scenario(tmp_path_factory.mktemp("french"))


def opened(scenario: Any, lang: str = "fr", state: str = STATE) -> Any:
    panel = cx.explore(scenario, state, replications=2, workers=1, lang=lang)
    panel.latest.wait()
    return panel


def greek(file: Path) -> cx.Scenario:
    """The scenario of a file, all that its author wrote being Greek."""
    data = anonymous(cx.load_scenario(file).model_dump(mode="json"), itertools.count(1))
    for point in data["touchpoints"].values():
        point |= {"front_stage": "Λέξεις", "back_stage": "Λέξεις"}
    return cx.Scenario.model_validate(data)


def texts_of(piece: str) -> list[str]:
    """The texts in a piece of a page without its tags and commands, alternative texts among them."""
    page = re.sub(r"<style>.*?</style>|<code>.*?</code>", "", piece, flags=re.DOTALL)
    told = re.findall(r'(?:aria-label|data-label)="([^"]*)"', page)
    return [text for text in map(html.unescape, [*told, *re.split(r"<[^>]+>", page)]) if text]


def said(widget: Any) -> list[str]:
    """All that a widget says, and those in it."""
    names = ("description", "placeholder", "tooltip")
    found = [str(getattr(widget, name, None) or "") for name in names]
    found += [label for label, _ in getattr(widget, "options", ())]
    found += [str(title) for title in getattr(widget, "titles", ())]
    found += getattr(widget, "words", {}).values()
    found += texts_of(widget.value) if type(widget).__name__ == "HTML" else []
    return [*found, *(text for child in getattr(widget, "children", ()) for text in said(child))]


def everything(panel: Any) -> str:
    """What a panel says at every touchpoint."""
    found = []
    for _, name in panel.given.touchpoint.options:
        panel.given.touchpoint.value = name
        found += said(panel.box)
    return "\n".join(found)


@pytest.fixture
def cyrillic(monkeypatch: pytest.MonkeyPatch) -> None:
    catalogue = Cyrillic()
    real = speech._catalogue
    monkeypatch.setattr(speech, "_catalogue", lambda lang: catalogue if lang == "fr" else real(lang))


def left(text: str) -> list[str]:
    """The lines in which words of other letters than those of the catalogue are left."""
    return re.findall(r"[^\n]*[A-Za-z]{2}[^\n]*", AUTHORS.sub("", text))


@pytest.mark.usefixtures("cyrillic")
@pytest.mark.parametrize("state", ["", STATE], ids=["today", "changed"])
def test_no_word_is_left_in_english(file: Path, state: str) -> None:
    panel = opened(greek(file), state=state)
    text = everything(panel)
    assert re.search("[а-я]{3}", text)
    assert left(text) == []
    assert spoken() == "en"


@pytest.mark.usefixtures("cyrillic")
def test_no_word_is_left_in_english_of_what_is_saved_or_cannot_be(file: Path) -> None:
    panel = opened(file, state="friction.technician.0.5")
    panel.given.name.value = "idea"
    panel.given.save.click()
    told = panel.shown.saved.value
    assert re.search("<code>cxsim report .* --lang fr</code>", told)
    assert "lang=&quot;fr&quot;)</code>" in told
    assert left(re.sub(r"\S*/", "", "\n".join(texts_of(told)))) == []
    panel.given.save.click()
    (refused,) = texts_of(panel.shown.saved.value)
    assert not refused.startswith("Not saved.")
    assert "of this name already" in refused, "what is wrong is said in English"
    assert left("\n".join(said(opened(greek(file)).box))) == [], "there is no file to extend"


@pytest.mark.usefixtures("cyrillic")
def test_no_word_is_left_in_english_where_nobody_comes(file: Path) -> None:
    few = with_changes(
        greek(file),
        {"population.start": "given", "population.existing": 0, "population.prospects_per_day": 0.02},
    )
    easy = "friction.website.0~friction.shop.0~friction.social_ad.0~friction.call_centre.0"
    nobody, some = (live(explored(few, read(state, few)), 1, workers=1) for state in ("", easy))
    with speaking("fr"):
        for then in (compare(nobody, some), compare(some, nobody), compare(nobody, nobody)):
            assert (
                left(re.sub(r"<[^>]*?(?:aria-label=\"([^\"]*)\"[^>]*)?>", r"\n\1\n", staying_svg(then))) == []
            )


@pytest.mark.parametrize("state", ["", STATE], ids=["today", "changed"])
def test_numbers_and_punctuation_are_french(file: Path, state: str) -> None:
    text = AUTHORS.sub("", everything(opened(greek(file), state=state)))
    assert re.search(r"\d,\d", text)
    assert re.findall(WRONG, text) == []
    assert not ENGLISH.search(text)


def test_french_pictures_stay_legible(file: Path) -> None:
    panel = opened(file)
    for picture in (panel.shown.staying.value, panel.shown.map.value):
        wide = float(re.search(r'viewBox="0 0 (\S+) \S+"', picture)[1])
        seen = texts(picture)
        for number, (box, words) in enumerate(seen):
            assert 0 <= box.left <= box.right <= wide + 1, words
            assert not [other for place, other in seen[:number] if box.touches(place, -1.5)], words
    note = " ".join([words for _, words in texts(panel.shown.map.value)][1:6])
    assert "réglé quelque chose." in note, "nothing is cut off"


def test_two_panels_in_two_languages_do_not_disturb_each_other(file: Path) -> None:
    alone = {lang: opened(file, lang, "") for lang in ("en", "fr")}
    both = {lang: cx.explore(file, replications=2, workers=1, lang=lang) for lang in ("en", "fr")}
    for panels in (alone, both):
        for panel in panels.values():
            panel.given.touchpoint.value = "website"
            panel.given.sliders["friction"].value = 50
            panel.given.sliders["maturity"].value = "optimised"
            if panels is alone:
                panel.latest.wait()
    for lang, panel in both.items():
        panel.latest.wait()
        for part in ("changes", "message", "table", "staying", "map", "behind"):
            assert getattr(panel.shown, part).value == getattr(alone[lang].shown, part).value, part
        about = [one.value for one in panel.given.about.values()]
        assert about == [one.value for one in alone[lang].given.about.values()]
    assert "Simulating" not in both["en"].shown.status.value
    assert "À jour" in both["fr"].shown.status.value
    assert "Up to date" in both["en"].shown.status.value


@pytest.fixture
def french_spoken() -> Iterator[None]:
    """As after ``cx.speak("fr")``, which holds for the whole notebook."""
    speak("fr")
    yield
    speak("en")


@pytest.mark.usefixtures("french_spoken")
def test_a_panel_keeps_to_its_language_whatever_is_spoken(file: Path) -> None:
    panel = opened(file, "en", "")
    panel.given.undo.click()
    panel.given.sliders["friction"].value = 50
    assert "Friction at" in panel.shown.changes.value
    panel.given.state.value = "friction.shop.0.25"
    panel.latest.wait()
    assert "Up to date" in panel.shown.status.value
    assert ">Difference<" in panel.shown.table.value
    assert panel.lang == "en"
    assert spoken() == "fr"


def test_while_a_panel_speaks_others_go_on_in_their_language(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawing, go_on = threading.Event(), threading.Event()

    def slow(*given: Any) -> str:
        drawing.set()
        assert go_on.wait(60)
        return map_tables_html(*given)

    monkeypatch.setattr("cxsim.reporting.live.explore.map_tables_html", slow)
    panel = cx.explore(file, replications=2, workers=1, lang="fr")
    assert drawing.wait(60)
    assert spoken() == "en"
    with speaking("en"):
        panel.given.touchpoint.value = "shop"
        assert "Toutes les causes" in panel.given.about["friction"].value
        assert spoken() == "en"
        go_on.set()
        panel.latest.wait()
    assert "Ce que montre la carte" in panel.shown.behind.value


@pytest.mark.parametrize("lang", ["de", "", "FR"])
def test_an_unknown_language_is_refused(file: Path, lang: str) -> None:
    with pytest.raises(ParameterError, match=f"lang: found '{lang}', expected en or fr"):
        cx.explore(file, lang=lang)
    assert spoken() == "en"
