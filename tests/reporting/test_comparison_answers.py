"""Comparisons and links in words and pictures say what the numbers say."""

import dataclasses
import json
from types import SimpleNamespace

import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg

import cxsim as cx
from cxsim.questions.comparison import words
from cxsim.questions.comparison.estimate import compare
from cxsim.reporting.publish import publish
from cxsim.scenario.improve import improve, with_changes
from cxsim.scenario.load import scenario_hash
from cxsim.scenario.model import Scenario
from tests.questions.small_worlds import row_of
from tests.questions.test_ranking import LIBRARY, STAKES
from tests.reporting.site.reports import notebook_of
from tests.small import HOSTILE
from tests.theme.contrast import check_contrast

TODAY = Scenario.model_validate(row_of(STAKES, improvements=LIBRARY))


def three(replications=8):
    changed = [improve(TODAY, name) for name in ("half", "harmful", "useless")]
    return compare(TODAY, *changed, titles=["half", "harmful", "useless"], replications=replications)


@pytest.fixture(scope="module")
def found():
    return three()


def test_the_sentences_say_the_figures(found):
    rows, kept = found.figures, words.kept(found)
    half, harmful = rows.loc["half"], rows.loc["harmful"]
    assert kept.startswith(f"“half” keeps {100 * half['kept']:.2f} more of 100 than “Small” (95")
    assert f"{half['won']:.0f} who would never have become customers are kept" in kept
    assert f"“harmful” keeps {-100 * harmful['kept']:.2f} fewer of 100" in kept
    low, high = -100 * harmful["kept_high"], -100 * harmful["kept_low"]
    assert f"limits {low:.2f}–{high:.2f}): {harmful['stayed']:.0f} who" in kept
    assert "“useless” keeps as many customers as “Small”: the difference lies within ±0.25" in kept
    assert "“useless” clearly differs in satisfaction (+" in words.also(found), (
        "less friction, though nobody stays for it"
    )
    assert words.sure(found).startswith(
        "The same people with the same luck live each journey (8 replications)"
    )
    assert words.for_whom(found) == "", "there is one persona only"


def test_every_scenario_can_be_identified(found, tmp_path):
    made = cx.provenance(found)
    hashes = [scenario_hash(one) for one in found.scenarios]
    assert len(set(hashes)) == 4
    facts = made.facts()
    assert facts["Scenario hash"] == hashes[0]
    assert facts["Compared with"] == f"half ({hashes[1]}); harmful ({hashes[2]}); useless ({hashes[3]})"
    page = publish(notebook_of(made), tmp_path / "page")
    assert all(known in page.read_text() for known in hashes)
    said = json.loads((page.parent / "manifest.json").read_text())
    assert said["scenario_hash"] == hashes[0]
    assert said["compared"] == [
        {"title": title, "scenario_hash": known}
        for title, known in zip(("half", "harmful", "useless"), hashes[1:], strict=True)
    ]
    assert "Compared with" not in cx.provenance(SimpleNamespace(manifest=found.manifest)).facts()


def test_whatever_a_compared_scenario_is_called_stays_text(found):
    levels = found.levels.rename(index={"half": HOSTILE})
    data = cx.provenance(dataclasses.replace(found, levels=levels))._repr_mimebundle_()
    assert "<script>" not in data["text/html"]
    assert "&lt;script&gt;" in data["text/html"]


def test_the_persona_with_the_largest_clear_difference_is_named(found):
    data = row_of(STAKES)
    (one,) = data["personas"].values()
    personas = {name: {**one, "title": name.title(), "share": 0.25} for name in ("ann", "bob", "eve", "joe")}
    columns = ["scenario", "persona", "measure", "mean", "low_all", "high_all"]
    for eve, told in (
        ((0.5, 1.9), "“half” differs most for “Bob” (−3.00 of 100 kept)."),
        ((0.5, 2.1), "“half” differs for “Bob” (−3.00 of 100 kept); for whom most, cannot be told."),
    ):
        limits = {"ann": (1.0, 0.5), "bob": (-3.0, 0.5), "eve": eve, "joe": (float("nan"), 0.0)}
        rows = [
            ("half", name, "kept", *(mean / 100, (mean - half) / 100, (mean + half) / 100))
            for name, (mean, half) in limits.items()
        ]
        several = dataclasses.replace(
            found,
            scenarios=(Scenario.model_validate({**data, "personas": personas}), *found.scenarios[1:]),
            personas=pd.DataFrame(rows, columns=columns),
        )
        assert words.for_whom(several) == told


def test_other_people_are_said_to_be_compared_unpaired():
    other = with_changes(TODAY, {"population.prospects_per_day": 5.0})
    mixed = compare(TODAY, improve(TODAY, "half"), other, titles=["half", "fewer"], replications=3)
    assert "“fewer” has other people and is compared unpaired" in words.sure(mixed)
    alone = compare(TODAY, other, replications=3)
    assert words.sure(alone).startswith(
        "The customers are not the same people, so they are compared unpaired"
    )
    assert "cannot be told, from −" in words.kept(alone)
    assert alone.table().frame.iloc[1, -1] == "–"


def test_one_replication_claims_nothing():
    one = three(replications=1)
    said = str(one)
    assert "single replication" in said
    assert "nan" not in said + one.table().frame.to_string() + one.chart().alt


def test_the_table_has_levels_and_differences(found):
    table = found.table().frame
    assert list(table["Scenario"]) == ["Small", "half", "harmful", "useless"]
    assert table.iloc[0, 1] == f"{100 * found.levels['kept'].iloc[0]:.1f}"
    assert table.iloc[1, 1].startswith(f"{100 * found.levels['kept'].iloc[1]:.1f} (+")


def test_the_picture_shows_every_difference(found):
    picture = found.chart()
    check_contrast(picture)
    assert len(picture.data) == 3 * 2 * 4
    assert all(f"{name}: " in picture.alt for name in found.figures.index)
    half = picture.figure.axes[0].lines
    assert any(abs(line.get_xdata()[0] - 100 * found.figures.loc["half", "kept"]) < 1e-9 for line in half)


@pytest.mark.parametrize("title", [HOSTILE, "word " * 30])
def test_titles_stay_inside_and_are_escaped(found, title):
    named = {"half": title}
    odd = dataclasses.replace(
        found,
        levels=found.levels.rename(index=named),
        figures=found.figures.rename(index=named),
        personas=found.personas.replace({"scenario": named}),
    )
    picture = odd.chart()
    figure = picture.figure
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    for text in [text for axes in figure.axes for text in axes.texts] + figure.texts:
        box = text.get_window_extent(canvas.get_renderer())
        assert box.x0 >= 0
        assert box.x1 <= figure.bbox.width
    page = picture.html() + odd.summary()._repr_html_() + odd.table()._repr_html_()
    assert "<script>" not in page


def test_links_are_listed_with_how_often_the_context_is_lost():
    run = cx.simulate(TODAY, 2)
    table = run.table("links")
    assert "2 most frequent of 2 ways" in table.caption
    lost = run.kpis().query("scope == 'link' and kpi == 'context_lost'")["mean"]
    assert {f"{100 * share:.0f}\u00a0%" for share in lost} == set(table.frame["Context lost"])
    assert len(run.table("links", most=1).frame) == 1


def test_the_picture_of_fragmentation_has_its_figures():
    found = cx.fragmentation(TODAY, 4)
    picture = found.chart()
    check_contrast(picture)
    assert list(picture.data["what"][:3]) == ["Perfect links", "Perfect parts", "Both"]
    assert picture.data["mean"].iloc[0] == found.figures["mean"].iloc[0]
    assert "Perfect links: +" in picture.alt
    assert "Small" not in picture.html().partition("<details>")[0]
