"""Where to spend is said as the numbers say it."""

import dataclasses

from cxsim.questions.experiments.improvement_types import (
    DELIGHT,
    PREVENTION,
    RECOVERY,
    TYPES,
)
from cxsim.questions.spending import words


def test_words_and_table_say_the_figures(found):
    order = found.figures["gain"].sort_values(ascending=False).index
    names = {
        PREVENTION: "preventing what goes wrong",
        RECOVERY: "putting right what went wrong",
        DELIGHT: "delighting",
    }
    best = found.figures.loc[order[0]]
    assert words.best(found).startswith(
        f"For up to EUR\u00a050 in the first year, {names[order[0]]} clearly does more than either of "
        f"the others: of 100 prospects {100 * best['gain']:.1f} more become customers within 1 day (95"
    )
    assert "; it brings EUR\u00a0" in words.best(found)
    for kind, row in found.figures.iterrows():
        gain, low, high = (f"{100 * row[f'gain{limit}']:.1f}" for limit in ("", "_low", "_high"))
        told = f"{names[kind]} for EUR\u00a0{row['first_year']:g} +{gain} (+{low} to +{high})"
        assert told in words.types(found)
    assert words.left_out(found).startswith(
        "“set touchpoints.a.delight.probability by 1.0” is more than one of these"
    )
    assert "(15 replications)" not in words.sure(found)
    assert "chosen by 15 replications" in words.sure(found)
    frame = found.table().frame
    assert list(frame["Kind"]) == ["Prevention", "Recovery", "Delight"]
    assert "nan" not in frame.to_string()


def test_no_winner_is_made_up(found):
    order = list(found.figures["gain"].sort_values(ascending=False).index)
    straddling = found.differences.assign(low=-0.01, high=0.01)
    said = words.best(dataclasses.replace(found, differences=straddling))
    rivals = " or ".join(kind for kind in TYPES if kind != order[0])
    assert f"does most, though whether more than {rivals} cannot be told: of 100 prospects" in said
    nothing = found.figures.assign(gain_low=-0.01)
    none = dataclasses.replace(found, figures=nothing)
    assert words.best(none).endswith("none of prevention, recovery and delight clearly gains anything.")
    assert words.types(none).count("cannot be told") == 3
