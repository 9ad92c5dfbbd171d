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
    order = found.figures["kept"].sort_values(ascending=False).index
    names = {
        PREVENTION: "preventing what goes wrong",
        RECOVERY: "putting right what went wrong",
        DELIGHT: "delighting",
    }
    assert words.best(found) == (
        f"For up to EUR\u00a050, {names[order[0]]} clearly keeps more customers than either of the others."
    )
    for kind, row in found.figures.iterrows():
        gain, low, high = (f"{100 * row[f'kept{limit}']:.2f}" for limit in ("", "_low", "_high"))
        assert f"{names[kind]} keeps {gain} ({low}–{high}) more of 100 for EUR" in words.types(
            found
        ).lower().replace("eur", "EUR")
    assert words.left_out(found).startswith(
        "“set touchpoints.a.delight.probability by 1.0” is more than one of these"
    )
    assert "(15 replications)" not in words.sure(found)
    assert "chosen by 15 replications" in words.sure(found)
    frame = found.table().frame
    assert list(frame["Kind"]) == ["Prevention", "Recovery", "Delight"]
    assert "nan" not in frame.to_string()


def test_no_winner_is_made_up(found):
    order = list(found.figures["kept"].sort_values(ascending=False).index)
    straddling = found.differences.assign(low=-0.01, high=0.01)
    said = words.best(dataclasses.replace(found, differences=straddling))
    assert said.endswith(
        f"whether more than {' or '.join(k for k in TYPES if k != order[0])} cannot be told."
    )
    nothing = found.figures.assign(kept_low=-0.01)
    none = dataclasses.replace(found, figures=nothing)
    assert words.best(none).endswith("none of prevention, recovery and delight clearly keeps customers.")
    assert words.types(none).count("cannot be told") == 3
