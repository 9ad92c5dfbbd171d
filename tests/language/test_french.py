"""A French report: nothing in it is English, its pictures stay legible, and its figures are the same."""

import ast
import gettext
import html
import itertools
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.text import Text

import cxsim as cx
from cxsim.language import speech
from cxsim.language.speech import speaking, spoken
from cxsim.reporting.provenance import MANIFEST_TYPE
from cxsim.reporting.publish import render
from cxsim.theme.picture import Picture
from cxsim.theme.style import house_style
from tests.small import ROOT, small_scenario

ENGLISH = re.compile(
    r"\b(the|of|and|with|are|is|from|that|which|they|who|by|not|nobody|were|had|for each|customers?|"
    r"touchpoints?|share|wait|friction|losses|interval|low|high|kept)\b",
    re.IGNORECASE,
)
# What reports take over as it is: English titles of sources, names of columns in files, packages.
AS_IT_IS = ("National Customer Rage Survey", "Qualtrics XM Institute", "scenario_hash")


class Missing(gettext.NullTranslations):
    """Remembers what the catalogue does not hold."""

    def __init__(self) -> None:
        super().__init__()
        self.said: set[str] = set()

    def gettext(self, message: str) -> str:
        self.said.add(message)
        return message

    def ngettext(self, one: str, many: str, number: int) -> str:
        self.said.add(one)
        return one if number == 1 else many


@pytest.fixture(scope="module")
def missing() -> Iterator[Missing]:
    catalogue, fallback = speech._catalogue("fr"), Missing()
    catalogue.add_fallback(fallback)
    yield fallback
    catalogue._fallback = None  # type: ignore[attr-defined]


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("french")
    return small_scenario(folder, "Une petite entreprise", "petite", "telecom_fr.yaml")


@pytest.fixture(scope="module")
def shown(file: Path, missing: Missing) -> tuple[Any, dict[str, Any]]:
    """The executed notebook of the journey, without a kernel, and what each of its cells showed."""
    notebook = nbformat.read(ROOT / "notebooks" / "scenario_report.ipynb", as_version=4)
    names: dict[str, Any] = {}
    results: dict[str, Any] = {}
    with pytest.MonkeyPatch.context() as patch, speaking("en"):  # whatever the notebook speaks ends here
        patch.setattr(Picture, "png", b"")  # seconds, and nobody looks at it
        for cell in notebook.cells:
            if cell.cell_type != "code":
                continue
            body = ast.parse(cell.source).body
            last = body.pop() if isinstance(body[-1], ast.Expr) else None
            exec(compile(ast.Module(body, []), cell.id, "exec"), names)
            if cell.id == "parameters":
                names |= {"scenario": str(file), "replications": 2, "workers": 1, "lang": "fr"}
            if last is not None and "hide" not in cell.metadata.get("tags", []):
                results[cell.id] = eval(compile(ast.Expression(last.value), cell.id, "eval"), names)
                cell.outputs = [nbformat.v4.new_output("display_data", _bundle(results[cell.id]))]
        assert spoken() == "fr"
        results["links"], results["run"] = names["run"].table("links"), names["run"]
    return notebook, results


def _bundle(shown: Any) -> dict[str, Any]:
    """What Jupyter would make of it: what it is as HTML, and what it carries beside."""
    as_html = {"text/html": shown._repr_html_()} if hasattr(shown, "_repr_html_") else {}
    return as_html | (dict(shown._repr_mimebundle_()) if hasattr(shown, "_repr_mimebundle_") else {})


@pytest.fixture(scope="module")
def page(shown: tuple[Any, dict[str, Any]]) -> str:
    return render(shown[0])


def texts_of(page: str) -> list[str]:
    """Everything that is read or read out: text, alternative texts, labels."""
    body = re.sub(r"<style.*?</style>", "", page, flags=re.DOTALL)
    told = re.findall(r'(?:alt|aria-label|data-label)="([^"]*)"', body)
    return [text.strip() for text in map(html.unescape, [*told, *re.split(r"<[^>]+>", body)]) if text.strip()]


def test_nothing_in_a_french_report_is_english(page: str, shown: tuple[Any, dict[str, Any]]) -> None:
    assert '<html lang="fr">' in page
    assert len(texts_of(page)) > 1_000
    for text in [*texts_of(page), *texts_of(shown[1]["links"]._repr_html_())]:
        for known in AS_IT_IS:
            text = text.replace(known, "")
        assert not ENGLISH.search(text), text


def test_the_catalogue_holds_all_that_was_said(
    page: str, shown: tuple[Any, dict[str, Any]], missing: Missing
) -> None:
    scenario = shown[1]["run"].scenario
    frictions = {name for point in scenario.touchpoints.values() for name in point.frictions}
    names = {name.replace("_", " ") for name in {*scenario.touchpoints, *frictions}}
    assert missing.said - names == set()


def test_numbers_are_written_the_french_way(page: str) -> None:
    figures = page.partition('class="cx-provenance"')[0]  # versions and hashes are no figures
    numbers = [text for text in texts_of(figures) if re.fullmatch(r"[−+]?[\d\u202f.,]+\s?(%|EUR|min)?", text)]
    assert len(numbers) > 100
    assert [text for text in numbers if "." in text or re.search(r"\d %", text)] == []


def test_frictions_are_called_by_their_titles(shown: tuple[Any, dict[str, Any]]) -> None:
    points = shown[1]["run"].scenario.touchpoints.values()
    titles = {friction.title for point in points for friction in point.frictions.values()}
    assert len(titles & set(shown[1]["losses"].data["main_cause"])) >= 3
    assert "Facture : irritants, montant erroné, probabilité" in shown[1][
        "assumptions"
    ]._repr_html_().replace("\u00a0", " ")


def test_french_pictures_stay_legible(shown: tuple[Any, dict[str, Any]]) -> None:
    pictures = [result for result in shown[1].values() if isinstance(result, Picture)]
    assert len(pictures) == 6
    for picture in pictures:
        with house_style():
            canvas = FigureCanvasAgg(picture.figure)
            canvas.draw()
            found = [text for text in picture.figure.findobj(Text) if text.get_text().strip()]
            places = [
                (text.get_text(), Text.get_window_extent(text, canvas.get_renderer()))
                for text in found
                if text.get_visible()
            ]
        for (one, a), (other, b) in itertools.combinations(places, 2):
            apart = a.x1 <= b.x0 + 1 or b.x1 <= a.x0 + 1 or a.y1 <= b.y0 + 1 or b.y1 <= a.y0 + 1
            assert apart, f"{picture.title}: {one!r} lies on {other!r}"
        assert not [text for text, _ in places if ENGLISH.search(text)]


def test_the_manifest_says_the_language_and_nobody_goes_on_speaking_it(
    page: str, shown: tuple[Any, dict[str, Any]]
) -> None:
    assert shown[0].cells[-1].outputs[0].data[MANIFEST_TYPE]["lang"] == "fr"
    assert spoken() == "en"
    assert str(shown[1]["run"].summary()).count(" of 100 ") == 3


def test_other_words_give_the_same_figures(shown: tuple[Any, dict[str, Any]], tmp_path: Path) -> None:
    french = shown[1]["run"]
    english = cx.simulate(cx.load_scenario(small_scenario(tmp_path)), 2, 1, workers=1)
    pd.testing.assert_frame_equal(french.kpis(), english.kpis(), check_exact=True)
    pd.testing.assert_frame_equal(french.events, english.events, check_exact=True)


@pytest.mark.parametrize("name", ["telecom", "travel", "insurance", "blank"])
def test_a_journey_in_french_changes_nothing_but_words(name: str) -> None:
    french, english = (
        cx.load_scenario(ROOT / "scenarios" / file) for file in (f"{name}_fr.yaml", f"{name}.yaml")
    )
    assert _differing(french.model_dump(), english.model_dump()) <= {
        *("name", "title", "description", "sector", "source", "note"),
        *("occupation", "family", "ambitions", "interests", "hobbies", "habits"),
        *("buyer_action", "buyer_words", "front_stage", "back_stage"),
    }
    for kind in ("touchpoints", "personas", "journeys", "teams", "desks", "improvements"):
        ours, theirs = getattr(french, kind), getattr(english, kind)
        assert list(ours) == list(theirs)
        assert [name for name in ours if ours[name].title == theirs[name].title] == [], kind
    said = list(texts_in(french.model_dump()))
    known = set(texts_in(english.model_dump()))
    assert [text for text in said if text in known and ENGLISH.search(text)] == []
    assert [text for text in said if re.search(r" [;:?!%»]|« |\w'\w", text)] == [], "typography"


def texts_in(data: Any) -> Iterator[str]:
    """Everything that is said somewhere in a scenario, but for its names."""
    if isinstance(data, dict):
        for value in data.values():
            yield from texts_in(value)
    elif isinstance(data, list | tuple):
        for value in data:
            yield from texts_in(value)
    elif isinstance(data, str) and " " in data:
        yield data


def _differing(one: Any, other: Any, field: str = "") -> set[str]:
    """The names of fields that are not the same."""
    if isinstance(one, dict) and isinstance(other, dict):
        names = {*one, *other}
        return {found for name in names for found in _differing(one.get(name), other.get(name), name)}
    return set() if one == other else {field}
