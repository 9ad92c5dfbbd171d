"""Pictures for slides say what the event log says, and are saved with what belongs to them."""

import io
import itertools
import re
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import matplotlib.image
import numpy as np
import pandas as pd
import pytest
import seaborn as sns
from matplotlib.patches import Rectangle
from PIL import Image

import cxsim as cx
from cxsim.language.speech import speaking
from cxsim.questions.journey.customer_flow import flow_table, reached_table, whereabouts
from cxsim.questions.journey.department_handoffs import count_handoffs
from cxsim.questions.journey.persona_chart import BAR
from cxsim.questions.journey.team_day import team_day
from cxsim.results.estimates import estimate
from cxsim.results.run import Run
from cxsim.scenario.touchpoints import STAGES
from cxsim.theme.picture import Picture
from cxsim.theme.style import FONT, WHITEGRID, house_style, new_figure, text_width
from tests.reporting.crowded import crowded, crowded_run
from tests.theme.slides import waterfall

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def run() -> Run:
    return crowded_run()


def measured(run: Run) -> pd.DataFrame:
    return run.customers[run.customers["measured"]]


# --- the flow of customers ---


def test_everybody_who_came_is_somewhere(run: Run) -> None:
    people, data = whereabouts(run), run.chart("flow").data
    assert len(people) == len(measured(run))
    ends = data[data["outcome"] != "won"]
    assert ends["of_100"].sum() == pytest.approx(100.0)
    reached = reached_table(people).set_index(["who", "reached"])["of_100"]
    assert reached["customers", "came"] + reached["prospects", "came"] == pytest.approx(100.0)
    won = data.loc[data["outcome"] == "won", "of_100"].sum()
    assert reached["customers", "ever"] == pytest.approx(reached["customers", "came"] + won)


def test_what_goes_into_a_stage_comes_out_of_it(run: Run) -> None:
    people = whereabouts(run)
    out = flow_table(people).query("who == 'prospects'").groupby("at")["of_100"].sum()
    reached = reached_table(people).query("who == 'prospects'").set_index("reached")["of_100"]
    stages = [stage for stage in STAGES if stage in reached.index]
    for stage, following in zip(stages, [*stages[1:], None], strict=True):
        onward = reached[following] if following else 0.0
        assert reached[stage] == pytest.approx(out.get(stage, 0.0) + onward)


def test_ends_are_the_outcomes_of_the_customers(run: Run) -> None:
    people, data = measured(run), run.chart("flow").data
    sums = data.groupby("outcome")["of_100"].sum()
    for outcomes, name in (
        (["customer"], "still customers"),
        (["left", "lapsed"], "lost"),
        (["not_converted"], "not won"),
        (["undecided"], "undecided"),
    ):
        expected = 100 * people["outcome"].isin(outcomes).mean()
        assert sums.get(name, 0.0) == pytest.approx(expected)
    assert sums["still customers"] == pytest.approx(100 * people["kept"].mean())


def test_a_prospect_counts_at_the_furthest_stage_before_buying(run: Run) -> None:
    """Counted again, person by person, from the log."""
    people, found = measured(run).reset_index(drop=True), whereabouts(run)
    events = run.events[run.events["event"] == "visit"]
    visits = dict(list(events.groupby(["replication", "customer"])))
    stage = {name: STAGES.index(point.stage) for name, point in run.scenario.touchpoints.items()}
    for number, person in people.iterrows():
        if person["todays"]:
            assert found.loc[number, "furthest"] == ""
            continue
        mine = visits.get((person["replication"], person["customer"]), events[:0])
        until = person["converted"] if person["converted"] >= 0 else np.inf
        before = [stage[row.touchpoint] for row in mine.itertuples() if row.time <= until]
        assert found.loc[number, "furthest"] == (STAGES[max(before)] if before else "before")


def test_a_flow_of_nobody_is_told(run: Run) -> None:
    only_old = cx.simulate(crowded(existing=20, prospects=0.0), replications=2, seed=1)
    picture = only_old.chart("flow")
    assert set(picture.data["who"]) == {"customers"}
    assert "Prospects" not in {text.get_text() for text in picture.figure.axes[0].texts}


# --- hand-offs ---


def test_handoffs_are_the_passages_of_the_kpis(run: Run) -> None:
    table = run.chart("handoffs").data
    department = {
        name: run.scenario.departments[point.department].title
        for name, point in run.scenario.touchpoints.items()
    }
    links = run.kpis().query("scope == 'link' and kpi == 'visits'").set_index("name")["mean"]
    expected: dict[tuple[str, str], float] = {}
    for link, visits in links.items():
        source, target = str(link).split(" → ")
        pair = department[source], department[target]
        expected[pair] = expected.get(pair, 0.0) + 100 * visits
    found = table.set_index(["source", "target"])["handoffs"].to_dict()
    assert found == pytest.approx({pair: number for pair, number in expected.items() if number > 0})


def test_contexts_lost_and_people_lost_by_them(run: Run) -> None:
    counts, people = count_handoffs(run), measured(run)
    lost = run.events[run.events["event"] == "context_lost"]
    lost = lost[(lost["origin"].astype(str) != lost["touchpoint"].astype(str)) & (lost["time"] >= 10)]
    mine = lost.merge(people[["replication", "customer"]], on=["replication", "customer"])
    assert counts["context_lost"].to_numpy().sum() == len(mine)
    gone = people[people["outcome"].isin(["left", "lapsed", "not_converted"])]
    blamed = (gone["cause"] == "lost_context").sum()
    assert 0 < counts["lost_people"].to_numpy().sum() <= blamed


def test_the_cells_hold_the_figures(run: Run) -> None:
    picture = run.chart("handoffs")
    texts = [text.get_text() for text in picture.figure.axes[0].texts]
    for row in picture.data.to_dict("records"):
        assert f"{row['handoffs']:.0f}" in texts
    assert sum("lost" in text for text in texts) == (picture.data["lost_people"] >= 0.05).sum()


# --- the day of a team ---


def test_work_of_a_day_is_the_occupancy(run: Run) -> None:
    day = team_day(run, "agents")
    assert day["busy"].sum() / day["staff"].sum() == pytest.approx(
        estimate(run, "occupancy", "team", "agents").mean, rel=0.03
    )  # cases may reach into the warm-up and past the end
    queued = run.events[(run.events["event"] == "visit") & run.events["touchpoint"].isin(["hotline", "shop"])]
    days = sum(number % 7 < 5 for number in range(10, 375))
    whole = queued.loc[(queued["began"] >= 10) & (np.floor(queued["began"]) % 7 < 5), "wait"].sum()
    assert day["waiting"].sum() * days * 3 / 24 == pytest.approx(whole, rel=0.02)


def test_time_in_an_hour_is_counted_once() -> None:
    """One visit from 9:30 to 11:15 on one of two days."""
    from cxsim.questions.journey.team_day import _mean_number

    number = _mean_number(np.array([3 + 9.5 / 24]), np.array([3 + 11.25 / 24]), np.array([2, 3]))
    expected = np.zeros(24)
    expected[9:12] = 0.25, 0.5, 0.125
    assert number == pytest.approx(expected, abs=1e-9)


def test_the_team_is_chosen_or_named(run: Run) -> None:
    chosen = run.chart("team_day")
    assert chosen.data.equals(run.chart("team_day", team="agents").data)
    with pytest.raises(cx.CxsimError, match=r'team: found "agent", did you mean "agents"\?'):
        run.chart("team_day", team="agent")
    assert run.chart("team_day", team="idle").caption == "Nobody came to this team."
    without = cx.simulate(crowded(existing=10, prospects=0.1, teams=False), replications=1, seed=1)
    assert without.chart("team_day").caption == "No customer waits for a team here."


# --- personas and the waterfall ---


def test_cards_hold_the_figures_of_each_persona(run: Run) -> None:
    data = run.chart("personas").data
    for name, row in zip(run.scenario.personas, data.to_dict("records"), strict=True):
        for kpi in ("stay", "join", "nps"):
            expected = estimate(run, kpi, "persona", name)
            shown = (row[kpi], row[f"{kpi}_low"], row[f"{kpi}_high"])
            assert shown == pytest.approx(expected[:3], nan_ok=True)


def test_the_waterfall_ends_where_its_steps_lead() -> None:
    bars = waterfall().data["figure"].to_list()
    assert sum(bars[:4]) == pytest.approx(bars[4])
    assert 0 < bars[4] < bars[0] <= 100
    drawn = waterfall().figure.axes[0].patches
    ends = [(bar.get_x(), bar.get_x() + bar.get_width()) for bar in drawn]
    for (_, end), (start, _) in itertools.pairwise(ends[:4]):
        assert start == pytest.approx(end)
    assert ends[3][1] == pytest.approx(ends[4][1])


# --- files, and the figure to change ---


def test_a_changed_figure_shows_the_change() -> None:
    with house_style():
        figure = new_figure(1.0)
        axes = figure.add_axes((0.1, 0.3, 0.8, 0.6))
    picture = Picture(figure, "Mine", "Mine.", pd.DataFrame({"a": [1]}), "Mine.")
    before, page = picture.png, picture.html()
    assert picture.png == before
    axes.bar([1], [1])
    changed = picture.png
    assert changed != before
    assert picture.html() != page
    axes.patches[0].set_height(0.5)
    assert picture.png != changed


def test_files_tell_their_title_and_alternative(tmp_path: Path, run: Run) -> None:
    picture = run.chart("handoffs")
    told = re.sub("[\u202a-\u202e]", "", picture.alt)
    files = picture.save(tmp_path / "new" / "lost.png", data=True)
    assert [file.name for file in files] == ["lost.png", "lost.csv"]
    with Image.open(files[0]) as image:
        assert image.text["Title"] == picture.title
        assert image.text["Description"] == told
        assert image.width == round(200 * picture.figure.get_size_inches()[0])
    pd.testing.assert_frame_equal(pd.read_csv(files[1]), picture.data, check_dtype=False)

    (svg,) = picture.save(tmp_path / "lost.svg")
    root = ElementTree.parse(svg).getroot()
    assert root.get("role") == "img"
    assert root.findtext(f"{SVG}title") == picture.title
    assert root.findtext(f"{SVG}desc") == told

    (pdf,) = picture.save(tmp_path / "lost.PDF")
    content = pdf.read_bytes()
    assert content.startswith(b"%PDF")
    assert picture.title.encode() in content
    assert b"CreationDate" not in content
    again = picture.save(tmp_path / "again.pdf")[0].read_bytes()
    assert again == content


def test_a_dark_picture_is_saved_dark(tmp_path: Path) -> None:
    (file,) = waterfall().dark().save(tmp_path / "dark.png", dpi=50)
    shown = matplotlib.image.imread(io.BytesIO(file.read_bytes()))
    assert shown[0, 0, :3].max() < 0.15


def test_an_unknown_format_is_told(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r'path: found "lost\.bmp", expected a name that ends in \.png'):
        waterfall().save(tmp_path / "new" / "lost.bmp")
    assert not (tmp_path / "new").exists()


def test_pictures_speak_french(run: Run) -> None:
    with speaking("fr"):
        (axes,) = run.chart("personas").figure.axes
        bars = [bar for bar in axes.patches if isinstance(bar, Rectangle) and bar.get_height() == BAR]
        labels = [text for text in axes.texts if text.get_text() == "Restent un an"]
        assert len(labels) == len(run.scenario.personas)
        for label in labels:
            beside = [bar for bar in bars if abs(bar.get_y() - label.get_position()[1]) < 0.1]
            in_card = [bar for bar in beside if 0 < bar.get_x() - label.get_position()[0] < 3]
            end = label.get_position()[0] + text_width("Restent un an") / 72
            assert min(bar.get_x() for bar in in_card) > end
        assert run.chart("handoffs").title == "Qui transmet les clients à qui, et où le contexte se perd"
        assert "partis à l’étape usage" in run.chart("flow").alt
    assert "left at the stage use" in run.chart("flow").alt


# --- the style ---


def test_the_style_is_seaborns_without_seaborn() -> None:
    ours = {"axes.edgecolor", "axes.labelcolor", "font.sans-serif", "grid.color", "text.color"}
    ours |= {"xtick.color", "ytick.color", "axes.spines.right", "axes.spines.top", "image.cmap"}
    theirs = {name: value for name, value in sns.axes_style("whitegrid").items() if name not in ours}
    white = {"white": "#FFFFFF", "w": "#FFFFFF"}
    assert {name: white.get(str(value), value) for name, value in theirs.items()}.items() <= WHITEGRID.items()
    assert WHITEGRID["font.sans-serif"] == [FONT]


def test_the_style_needs_no_pyplot() -> None:
    heavy = "{'seaborn', 'matplotlib.pyplot'}"
    code = f"import sys, cxsim.theme.style; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
