"""The picture that sets a simulation beside a real contact centre says what its figures say."""

import re

import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.text import Text

import cxsim as cx
from cxsim.calibration.fit import compare_by_hour, distances
from cxsim.language.wording import SPACE
from cxsim.scenario.improve import with_changes
from cxsim.theme.style import house_style
from tests.small import ROOT
from tests.theme.contrast import check_contrast


@pytest.fixture(scope="module")
def observed():
    return cx.read_observed(ROOT / "scenarios" / "bank_observed.csv")


@pytest.fixture(scope="module")
def run():
    """Tuesday to Thursday at the bank."""
    scenario = cx.load_scenario(ROOT / "scenarios" / "bank.yaml")
    return cx.simulate(with_changes(scenario, {"period.follow_up": "3.25 d"}), replications=1, seed=1)


@pytest.fixture(scope="module")
def picture(run, observed):
    return run.chart("fit", observed=observed)


def test_the_figures_behind_it_are_the_comparison(run, observed, picture):
    comparison = compare_by_hour(run, observed)
    assert picture.data.equals(comparison)
    assert (picture.more[0][1]["mean_distance"] == distances(comparison)["mean_distance"].to_numpy()).all()


def test_the_caption_states_the_distance(picture):
    summary = distances(picture.data)
    gone, wait = summary.loc["abandoned"], summary.loc["mean_wait"]
    said = picture.caption.replace(SPACE, " ")
    assert f"{100 * gone['simulated']:.1f} % of simulated callers hang up where 18.2 % did" in said
    assert "(95 % interval 13.5–22.5)" in said
    assert (
        f"off by {100 * gone['mean_distance']:.1f} points and {wait['mean_distance']:.0f} s on average"
        in said
    )
    assert f"(at {wait['at_hour']:.0f} h) at most" in said
    assert f"in {gone['hours_inside']:.0f} and {wait['hours_inside']:.0f} of 17 hours" in said
    assert said in picture.alt.replace(SPACE, " ")


def test_both_lines_are_named_in_both_panels(picture):
    for axes in picture.figure.axes:
        names = {text.get_text() for text in axes.texts if text.get_text()}
        assert names == {"observed", "simulated"}
        assert axes.get_ylim()[0] == 0


def test_text_lies_inside_the_picture_and_apart(picture):
    with house_style():
        canvas = FigureCanvasAgg(picture.figure)
        canvas.draw()
        texts = [
            text for text in picture.figure.findobj(Text) if text.get_visible() and text.get_text().strip()
        ]
        boxes = [text.get_window_extent(canvas.get_renderer()) for text in texts]
    width, height = canvas.get_width_height()
    assert min(min(box.x0, box.y0) for box in boxes) >= 0
    assert all(box.x1 <= width and box.y1 <= height for box in boxes)
    assert not [(i, j) for i in range(len(boxes)) for j in range(i) if boxes[i].overlaps(boxes[j])]


def test_the_table_has_a_row_for_each_hour(run, observed, picture):
    table = run.table("fit", observed=observed).frame
    assert table["Hour"].tolist() == [*(str(hour) for hour in range(7, 24)), "all"]
    whole = table.set_index("Hour").loc["all"]
    assert whole["Hung up, %"] == "18.2 (13.5–22.5)"
    mine = picture.data[(picture.data["measure"] == "mean_wait") & (picture.data["hour"] == "all")].iloc[0]
    assert whole["simulated, s"].startswith(f"{mine['simulated']:.0f} (")


def test_the_summary_says_what_is_missing(run, observed):
    table = run.table("fit_summary", observed=observed).frame.set_index("Figure")
    assert table.loc["Spread of hanging up between days, points", "Observed"] == "10.4"
    assert re.fullmatch(r"[+−]?\d+\.\d", table.loc["Had to wait at all, %", "Distance"])


def test_without_calls_it_says_so(run, observed):
    picture = run.chart("fit", observed=observed, day_group="Saturday")
    check_contrast(picture)
    assert picture.caption == "There is no simulated call to compare."
    table = run.table("fit", observed=observed, day_group="Saturday")
    assert "none" in table.frame["simulated, s"].tolist()
