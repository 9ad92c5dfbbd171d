"""The journey map with classes: every touchpoint says its own, and without them the map is as it was."""

import dataclasses
import re

import pandas as pd
import pytest

import cxsim as cx
from cxsim.questions.journey.map.map_classes import LOOKS, TRUTH, conclude_classes
from cxsim.questions.moments.effects import Effects
from cxsim.questions.moments.estimate import Moments
from tests.questions.planted import TRUTH as PLANTED
from tests.reporting.crowded import crowded, crowded_run
from tests.theme.texts import written

DECISIVE = ("compare", "website", "hotline")


@pytest.fixture(scope="module")
def found():
    """Classes for the crowded company, each at least once; the effects behind them do not matter here."""
    run = crowded_run()
    names, kinds = list(run.scenario.touchpoints), list(LOOKS)
    nothing = pd.DataFrame(index=pd.Index(names, name="touchpoint"))
    effects = Effects(run.scenario, run.manifest, "first", *[nothing] * 6)
    table = nothing.assign(
        kind=[kinds[at % len(kinds)] for at in range(len(names))],
        moment_of_truth=[name in DECISIVE for name in names],
        judged_by="stay",
    )
    return Moments(effects, 0.0025, table)


@pytest.fixture(scope="module")
def picture(found):
    return crowded_run().chart("map", moments=found)


def test_every_card_says_its_class_in_words(found, picture):
    texts = [text for text, _ in written(picture)]
    for kind, look in LOOKS.items():
        assert texts.count(look.label) == (found.figures["kind"] == kind).sum()
    assert texts.count(TRUTH) == len(DECISIVE)
    assert texts.count("?") == (found.figures["kind"] == "undecided").sum() > 0


def test_classes_differ_in_more_than_colour():
    assert len({look.label for look in LOOKS.values()}) == len({look.sign for look in LOOKS.values()}) == 7


def test_no_text_lies_on_another_and_each_class_lies_on_its_card(picture):
    places = written(picture)
    for at, (one, a) in enumerate(places):
        assert picture.figure.bbox.x0 <= a.x0 <= a.x1 <= picture.figure.bbox.x1 + 1, one
        for other, b in places[:at]:
            apart = a.x1 <= b.x0 + 1 or b.x1 <= a.x0 + 1 or a.y1 <= b.y0 + 1 or b.y1 <= a.y0 + 1
            assert apart, f"{one!r} lies on {other!r}"
    parts = {patch.get_gid(): patch.get_window_extent() for patch in picture.figure.axes[0].patches}
    cards = [box for gid, box in parts.items() if str(gid).startswith("card ")]
    assert len(cards) == 13
    labels = {TRUTH, *(look.label for look in LOOKS.values())}
    for text, box in places:
        if text in labels:
            assert any(card.x0 <= box.x0 and box.x1 <= card.x1 and card.y0 <= box.y0 for card in cards), text
    for name in crowded_run().scenario.touchpoints:
        strip, card = parts[f"class {name}"], parts[f"card {name}"]
        assert card.x0 < strip.x0 < strip.x1 < card.x1
        assert card.y0 < strip.y0 < strip.y1 < card.y1


def test_the_text_alternative_and_the_table_say_it_too(found, picture):
    said = conclude_classes(found)
    assert picture.caption.startswith(said)
    assert picture.caption in picture.alt
    titles = {point.title: name for name, point in crowded_run().scenario.touchpoints.items()}
    for row in picture.data.to_dict("records"):
        known = found.figures.loc[titles[row["touchpoint"]]]
        assert row["class"].startswith(TRUTH) == known["moment_of_truth"]
        assert known["kind"] == "both" or known["kind"] in row["class"]
        told = re.escape(f"{row['number']} {row['touchpoint']} (")
        assert re.search(rf"{told}[^;]*, {re.escape(row['class'])}[;.]", picture.alt)


def test_what_decides_and_what_stays_open_is_concluded(found):
    said = conclude_classes(found)
    assert "“Compare”, “Website” and “Costs $5" in said
    assert said.endswith(
        "are moments of truth: there it is decided whether customers stay; 1 touchpoint stays undecided."
    )
    joins = found.figures.assign(
        judged_by=["join" if name == "website" else "stay" for name in found.figures.index]
    )
    assert re.match(
        r"The moments of truth are “Compare” and “Costs \$5[^”]*”, where it is decided whether customers "
        "stay, and “Website”, where it is decided whether prospects join; ",
        conclude_classes(dataclasses.replace(found, figures=joins)),
    )
    alone = dataclasses.replace(found, figures=found.figures.assign(judged_by="join"))
    assert "there it is decided whether prospects join; 1 touchpoint" in conclude_classes(alone)
    assert "stay;" not in conclude_classes(alone)
    none = dataclasses.replace(found, figures=found.figures.assign(moment_of_truth=False, kind="neutral"))
    assert conclude_classes(none) == "No touchpoint stands out as a moment of truth."


def test_without_classes_the_map_is_as_it_was(picture):
    plain = crowded_run().chart("map")
    assert "class" not in plain.data.columns
    labels = {look.label for look in LOOKS.values()}
    assert not labels & {text for text, _ in written(plain)}
    assert plain.title == picture.title
    assert plain.figure.get_size_inches()[1] < picture.figure.get_size_inches()[1]
    assert [text for text, _ in written(plain)].count("friction") == 13
    assert plain.caption in picture.caption


def test_classes_of_another_scenario_are_refused(found):
    other = cx.simulate(crowded(existing=5, prospects=0.1), replications=1, seed=1)
    with pytest.raises(ValueError, match="of another scenario"):
        other.chart("map", moments=found)


def test_every_kind_that_is_found_has_its_look():
    assert set(PLANTED.values()) < set(LOOKS)
