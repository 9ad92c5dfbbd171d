"""Pictures: made from a run with hostile titles, they show its KPIs, stay legible, and run nothing."""

import itertools
import re
from html.parser import HTMLParser

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from matplotlib.text import Text

from cxsim.language.estimate import Estimate
from cxsim.language.wording import percent
from cxsim.questions.journey.loss_shares import AFTER, GROUPS, LEFT, loss_shares, loss_table
from cxsim.questions.journey.map.journey_map import passages
from cxsim.questions.journey.map.map_layout import lay_out
from cxsim.questions.journey.satisfaction import by_stage, felt_there
from cxsim.questions.journey.team_hours import hourly, team_figures, team_visits
from cxsim.results.catalogue import CATALOGUE
from cxsim.results.estimates import Ratios, estimate
from cxsim.results.intervals import ANY
from cxsim.results.run import Run
from cxsim.theme.picture import Picture
from cxsim.theme.style import spread, text_width, wrap
from tests.reporting.crowded import crowded_run
from tests.small import HOSTILE
from tests.theme.slides import CHARTS
from tests.theme.slides import pictures as drawn
from tests.theme.texts import written


@pytest.fixture(scope="module")
def run() -> Run:
    return crowded_run()


@pytest.fixture(scope="module")
def pictures() -> dict[str, Picture]:
    return drawn()


@pytest.fixture(params=[*CHARTS, "waterfall"])
def picture(request: pytest.FixtureRequest, pictures: dict[str, Picture]) -> Picture:
    return pictures[request.param]


class Tags(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


# --- all pictures ---


def test_text_neither_overlaps_nor_leaves_the_picture(picture: Picture) -> None:
    places = written(picture)
    canvas = picture.figure.bbox
    for text, box in places:
        assert 0 <= box.x0 <= box.x1 <= canvas.x1 + 1, text
        assert 0 <= box.y0 <= box.y1 <= canvas.y1 + 1, text
    for (one, a), (other, b) in itertools.combinations(places, 2):
        apart = a.x1 <= b.x0 + 1 or b.x1 <= a.x0 + 1 or a.y1 <= b.y0 + 1 or b.y1 <= a.y0 + 1
        assert apart, f"{one!r} lies on {other!r}"


def test_no_text_is_smaller_than_nine_points(picture: Picture) -> None:
    assert min(text.get_fontsize() for text in picture.figure.findobj(Text) if text.get_text().strip()) >= 9


def test_what_an_author_typed_is_shown_and_never_run(picture: Picture) -> None:
    page = picture.html()
    tags = Tags(page)
    assert {tag for tag, _ in tags.found} <= {
        "figure",
        "style",
        "div",
        "img",
        "figcaption",
        "details",
        "summary",
        "p",
        "strong",
        "table",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
        "caption",
    }
    images = [attributes for tag, attributes in tags.found if tag == "img"]
    assert len(images) == 1
    assert images[0]["alt"] == re.sub("[\u202a-\u202e]", "", picture.alt)
    assert str(images[0]["src"]).startswith("data:image/png;base64,")
    assert "\u202e" not in page
    text = re.sub(r"data:image/png;base64,[^\"]*|https://example\.com/x\.png", "", page)
    assert "http" not in text, "nothing comes from outside"
    assert "&lt;script&gt;" in page or picture.name in ("waterfall", "flow")  # they name no author's title


def test_pictures_describe_themselves(picture: Picture) -> None:
    assert picture.alt.startswith(picture.title)
    assert picture.caption in picture.alt
    assert picture.caption.endswith(".")
    assert re.fullmatch(r'<Picture "[^\n]{1,60}": \d+ rows?>', repr(picture))
    assert len(picture.data)


def test_the_same_run_gives_the_same_picture(run: Run, pictures: dict[str, Picture]) -> None:
    again = run.chart("losses")
    assert again.png == pictures["losses"].png
    assert again.html() == pictures["losses"].html()


def test_no_figure_stays_open_and_no_setting_changes(run: Run) -> None:
    before = dict(plt.rcParams)
    plt.rcParams["font.size"] = 30  # what a notebook may do
    loud = run.chart("losses").png
    plt.rcParams.update(before)
    assert loud == run.chart("losses").png
    assert plt.get_fignums() == []
    assert dict(plt.rcParams) == before


# --- the journey map ---


def test_the_map_holds_the_kpis(run: Run, pictures: dict[str, Picture]) -> None:
    data = pictures["map"].data
    names = {point.title: name for name, point in run.scenario.touchpoints.items()}
    assert len(data) == 13
    assert list(data["number"]) == list(range(1, 14))
    for row in data.to_dict("records"):
        for kpi in ("visits", "felt", "friction", "left_here", "lost_after"):
            expected = estimate(run, kpi, "touchpoint", names[row["touchpoint"]])
            assert Estimate(row[kpi], row[f"{kpi}_low"], row[f"{kpi}_high"], 3) == expected
        felt = f"{round(row['felt'], 2) or 0:+.2f}"  # nothing has no sign, from below neither
        assert f"felt {felt}".replace("-", "\u2212").replace("+0.00", "0.00") in pictures["map"].alt


def test_the_map_shows_each_touchpoint_once(run: Run, pictures: dict[str, Picture]) -> None:
    texts = [text for text, _ in written(pictures["map"])]
    assert texts.count("friction") == texts.count("left here") == 13
    for number in range(1, 14):  # on the curve, on the card, in front and back stage
        assert texts.count(str(number)) == 4
    assert "Shop" in texts
    assert percent(estimate(run, "friction", "touchpoint", "hotline").mean) in texts


def test_passages_are_those_of_the_log(run: Run) -> None:
    links = passages(run).set_index(["source", "target"])
    for link, row in links.iterrows():
        assert row["passages"] == estimate(run, "visits", "link", " → ".join(link)).mean
    assert 0 < links["drawn"].sum() <= 26
    assert links[links["drawn"]]["passages"].sum() > 0.8 * links["passages"].sum()


def test_no_arrow_crosses_a_card_and_none_lies_on_another(run: Run) -> None:
    links = passages(run)
    layout = lay_out(
        run.scenario, list(links[links["drawn"]][["source", "target"]].itertuples(index=False, name=None))
    )
    pieces = [
        (link, a, b)
        for link, corners in layout.arrows.items()
        for a, b in itertools.pairwise(corners)
        if a != b
    ]
    for link, (x0, y0), (x1, y1) in pieces:
        assert x0 == x1 or y0 == y1, "only to the side, up and down"
        for name, card in layout.cards.items():
            inside = max(x0, x1) > card.left + 1e-6 and min(x0, x1) < card.right - 1e-6
            inside &= max(y0, y1) > card.top + 1e-6 and min(y0, y1) < card.bottom - 1e-6
            assert not inside, f"{link} crosses {name}"
    for (one, a, b), (other, c, d) in itertools.combinations(pieces, 2):
        if one != other:
            for along, across in ((0, 1), (1, 0)):
                if a[across] == b[across] == c[across] == d[across]:
                    low, high = sorted((a[along], b[along])), sorted((c[along], d[along]))
                    assert low[1] <= high[0] or high[1] <= low[0], f"{one} lies on {other}"


def test_cards_lie_in_their_stage_and_on_their_channel(run: Run) -> None:
    layout = lay_out(run.scenario, [])
    for name, card in layout.cards.items():
        point = run.scenario.touchpoints[name]
        stage, lane = layout.stages[point.stage], layout.lanes[point.channel]
        assert stage.left < card.left < card.right < stage.right
        assert lane.top < card.top < card.bottom < lane.bottom
    for (_, one), (_, other) in itertools.combinations(layout.cards.items(), 2):
        assert not one.touches(other, 0.2)
    assert [run.scenario.touchpoints[name].stage for name in layout.order] == [
        run.scenario.touchpoints[name].stage for name in by_stage(run.scenario)
    ]


# --- losses ---


def test_losses_agree_with_the_kpis(run: Run) -> None:
    losses = loss_table(run)
    for kpi, side in (("left_here", LEFT), ("lost_after", AFTER)):
        for name in run.scenario.touchpoints:
            here = (losses[side] == name).mean()
            assert here == pytest.approx(estimate(run, kpi, "touchpoint", name).mean, nan_ok=True)


def test_everybody_lost_is_counted_once_on_each_side(run: Run, pictures: dict[str, Picture]) -> None:
    losses, data = loss_table(run), pictures["losses"].data
    people = run.customers[run.customers["measured"]]
    gone = people["outcome"].isin(["left", "lapsed", "not_converted"])
    assert len(losses) == gone.sum()
    for group in GROUPS:
        rows = data[data["group"] == group]
        for side in (LEFT, AFTER):
            shares = loss_shares(losses, group, side)
            assert sum(shares.of(place).mean for place in shares.names) == pytest.approx(1.0)
            assert rows[side].sum() == pytest.approx(1.0)
        lows = rows[["left_low", "friction_low"]].to_numpy()
        assert np.nanmin(lows) >= 0


def test_captions_do_not_say_again_what_the_report_says_above(run: Run, pictures: dict[str, Picture]) -> None:
    above = str(run)
    captions = [pictures[name].caption for name in ("map", "losses", "feelings")]
    for one, other in itertools.permutations([*captions, above], 2):
        assert one not in other
    losses = loss_table(run)
    minded = losses[(losses[AFTER] != "no friction") & ~losses[LEFT].isin(["contract end", "no purchase"])]
    for group, rows in minded.groupby("group"):
        share = percent((rows[LEFT] != rows[AFTER]).mean(), 0)
        who = {"customers lost": "Of customers who left", "prospects not won": "Of prospects not won"}[group]
        assert f"{share} (" in captions[1].partition(who)[2].partition(".")[0]


# --- survival ---


def test_curves_past_the_first_contract_end_at_the_yearly_retention(
    run: Run, pictures: dict[str, Picture]
) -> None:
    data = pictures["survival"].data
    assert set(data["group"]) == {"past their first contract", "new customers"}
    for name, persona in run.scenario.personas.items():
        mine = data[data["persona"] == persona.title]
        for group, curve in mine.groupby("group"):
            assert (curve["share"].diff().dropna() <= 1e-12).all()
            if group == "past their first contract":
                assert curve["day"].max() == 365
                expected = estimate(run, "yearly_retention", "persona", name)
                assert tuple(curve.iloc[-1][["share", "low", "high"]]) == pytest.approx(expected[:3])
            else:
                assert curve["day"].max() <= 180, "then their first contract ends"


def test_the_two_groups_are_told_apart(pictures: dict[str, Picture]) -> None:
    picture = pictures["survival"]
    texts = [text for text, _ in written(picture)]
    for group in ("Today’s customers past their first contract", "New customers, in their first contract"):
        assert group in texts
        assert f"{group}: " in picture.caption


# --- queues ---


def test_hours_hold_every_visit_of_open_days(run: Run) -> None:
    visits = team_visits(run)
    expected = run.events[
        (run.events["event"] == "visit") & run.events["touchpoint"].isin(["hotline", "shop"])
    ]
    assert len(visits) == (expected["began"] >= 10).sum()
    table = hourly(run, "agents", visits)
    weekdays = visits[visits["day"] < 5]
    days = sum(day % 7 < 5 for day in range(10, 375))
    assert table["arrivals"].sum() * days * 3 == pytest.approx(len(weekdays))
    assert list(table.index[table["staff"] > 0]) == list(range(8, 18))
    at_ten = weekdays[weekdays["hour"] == 10]
    wait = at_ten.loc[at_ten["served"], "wait"].mean()
    assert table.loc[10, "wait"] == pytest.approx(wait)


def test_team_figures_and_occupancy(run: Run, pictures: dict[str, Picture]) -> None:
    whole = team_figures(run, team_visits(run))["agents"]
    assert whole.occupancy == estimate(run, "occupancy", "team", "agents")
    assert team_figures(run, team_visits(run))["idle"].visits == 0
    teams = pictures["queues"].more[0][1]
    assert list(teams["team"]) == [HOSTILE, "Nobody comes"]
    assert teams["occupancy"][0] == whole.occupancy.mean


# --- feelings and personas ---


def test_feelings_are_the_kpis(run: Run, pictures: dict[str, Picture]) -> None:
    data = pictures["feelings"].data
    felt = felt_there(run)
    for name, row in zip(by_stage(run.scenario), data.to_dict("records"), strict=True):
        assert (
            row["felt"] == estimate(run, "felt", "touchpoint", name).mean == pytest.approx(felt.of(name).mean)
        )
        assert row["csat"] == pytest.approx(estimate(run, "csat", "touchpoint", name).mean, nan_ok=True)


def test_persona_cards_are_escaped_and_hold_the_figures(run: Run) -> None:
    cards = run.table("personas")
    assert {tag for tag, _ in Tags(cards).found} <= {
        "div",
        "article",
        "span",
        "strong",
        "br",
        "table",
        "tr",
        "th",
        "td",
    }
    assert "&lt;script&gt;alert(2)&lt;/script&gt;" in cards
    assert cards._repr_html_() == cards
    for name in run.scenario.personas:
        for kpi in ("stay", "join"):
            assert percent(estimate(run, kpi, "persona", name).mean, 0) in cards


# --- parts ---


def test_lines_fit_their_width() -> None:
    for text in (HOSTILE, "W" * 200, "a bb ccc dddd eeeee", "", "   ", "i" * 40):
        for width in (30.0, 80.0, 300.0):
            lines = wrap(text, width, 9.0, 3)
            assert len(lines) <= 3
            assert all(text_width(line) <= width for line in lines)


def test_places_are_spread() -> None:
    rng = np.random.default_rng(1)
    for _ in range(50):
        wanted = list(rng.uniform(0, 100, 8))
        placed = np.array(spread(wanted, 10.0, 0.0, 100.0))
        assert np.diff(np.sort(placed)).min() > 10 - 1e-6
        assert placed.min() > -1e-6
        assert placed.max() < 100 + 1e-6
        assert list(np.argsort(placed, kind="stable")) == list(np.argsort(wanted, kind="stable"))


def test_only_clear_differences_make_a_leader() -> None:
    rng = np.random.default_rng(2)
    noise = rng.normal(size=20)
    waits = pd.DataFrame(
        {"far": noise - 9, "first": noise + 0.1, "same": rng.permutation(noise), "paired": noise}
    )
    ones = 0.0 * waits + 1.0
    found = Ratios(waits, ones, ANY)
    assert found.leaders() == ["first", "same"]
    assert found.leaders(least=True) == ["far"]
    assert found.only(["far"]).leaders() == ["far"]
    assert Ratios(pd.DataFrame(), pd.DataFrame()).leaders() == []


def test_one_replication_in_common_makes_no_leader() -> None:
    """Of twenty replications one held visits to both: nothing can be told from it."""
    felt = pd.DataFrame({"shop": [-5.0] + [0.0] * 19, "site": [1.0, 2.0, 0.0, 1.0] * 5})
    visits = pd.DataFrame({"shop": [5.0] + [0.0] * 19, "site": [10.0] * 20})
    found = Ratios(felt, visits, ANY)
    assert found.of("shop").mean == -1.0
    assert found.leaders(least=True) == ["shop", "site"]
    assert Ratios(felt[:1], visits[:1], ANY).leaders() == ["site", "shop"]


def test_a_visit_each_that_is_felt_alike_makes_no_leader() -> None:
    felt = pd.DataFrame({"shop": [-0.3, -0.3], "site": [0.1, 0.1]})
    visits = pd.DataFrame({"shop": [1.0, 1.0], "site": [40.0, 40.0]})
    scale = CATALOGUE["felt"].scale
    assert Ratios(felt * visits, visits, scale).leaders(least=True) == ["shop", "site"]
    often = visits.assign(shop=40.0)
    assert Ratios(felt * often, often, scale).leaders(least=True) == ["shop"]


def test_three_who_all_stay_do_not_lead_four_of_whom_one_went() -> None:
    kept = pd.DataFrame({"few": [1.0, 2.0], "others": [300.0, 600.0]})
    people = pd.DataFrame({"few": [1.0, 2.0], "others": [400.0, 800.0]})
    assert Ratios(kept, people).leaders() == ["few", "others"]
    assert Ratios(100.0 * kept, 100.0 * people).leaders() == ["few"]
