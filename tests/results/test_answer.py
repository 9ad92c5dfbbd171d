"""Whatever is asked: an answer shows itself, speaks each language, and is written whole or not at all."""

import json
import re

import pandas as pd
import pytest
from IPython.lib.pretty import pretty

from cxsim.errors import CxsimError
from cxsim.files.folders import TakenError, files_below
from cxsim.files.own import LIST
from cxsim.language.speech import spoken
from cxsim.questions.registry import questions
from cxsim.results.answer import Answer, plain
from cxsim.results.run import Run
from cxsim.theme.on_page import on_page
from cxsim.theme.table_data import TABLES_TYPE
from tests.questions.answers import ASKED_ABOUT, answer
from tests.small import names_in


@pytest.fixture(params=ASKED_ABOUT)
def found(request) -> Answer:
    """The answer to each question."""
    return answer(request.param)


def text_of(html: str) -> str:
    """What is read of a page."""
    return " ".join(re.sub("<[^>]*>", " ", html).split())


def files_of(found: Answer) -> list[str]:
    """Names of the files that are saved; of a decision, in a folder for each question."""
    parts = getattr(found, "answers", None)
    if parts is None:
        return found.files
    return [f"{name}/{file}" for name, one in parts.items() for file in one.files]


def told_of(found: Answer) -> list[str]:
    """Names of its tables; of a run without what it recorded, whose columns are said elsewhere."""
    return list(found.frames[:1] if isinstance(found, Run) else found.frames)


def test_every_question_is_looked_at():
    assert {question.name for question in questions()} <= set(ASKED_ABOUT)


def test_in_a_list_it_is_one_line_that_names_it(found):
    line = repr(found)
    assert "\n" not in line
    assert len(line) < 300
    assert type(found).__name__ in line
    assert found.scenario.title in line
    assert repr([found]) == f"[{line}]"


def test_printed_and_in_a_terminal_it_is_its_sentences(found, capsys):
    print(found)
    assert capsys.readouterr().out == f"{found.summary()}\n"
    assert pretty(found) == str(found.summary())
    assert len(found.summary().strip()) > 20


def test_a_notebook_shows_sentences_chart_and_table_and_carries_figures(found):
    bundle = found._repr_mimebundle_()
    html = bundle["text/html"]
    # The first screen of a decision sets the first sentence of each apart, as a heading.
    text = text_of(html) if hasattr(found, "answers") else html
    for sentence in found.summary().splitlines():
        said = f"<p>{on_page(sentence)}</p>"
        assert (said if text is html else text_of(said)) in text
    assert ("<img" in html or "<svg" in html) == bool(found.charts)
    assert ("<table" in html) == bool(found.charts or found.tables)
    for one in getattr(found, "answers", {"": found}).values():  # a decision shows those of its questions
        if one.charts:
            assert on_page(one.chart().title) in html
        if one.tables:
            assert one.table()._repr_html_() in html
            (carried,) = one.table()._repr_mimebundle_()[TABLES_TYPE]
            assert carried in bundle[TABLES_TYPE]
    assert (TABLES_TYPE in bundle) == bool(found.charts or found.tables)


def test_it_speaks_french_and_leaves_the_language_as_it_was(found):
    english, before = found.summary(), spoken()
    french = found.summary(lang="fr")
    assert french != english
    assert len(french.splitlines()) == len(english.splitlines())
    assert spoken() == before == "en"
    assert found.summary(lang="en") == found.summary() == english
    with pytest.raises(ValueError, match="xx"):
        found.summary(lang="xx")
    assert spoken() == before


@pytest.mark.parametrize("what", ["table", "chart", "to_frame"])
def test_a_name_that_it_does_not_know_is_said_with_those_that_it_does(found, what):
    known = {"table": found.tables, "chart": found.charts, "to_frame": found.frames}[what]
    ask = getattr(found, what)
    kind = what.removeprefix("to_")
    if not known:
        with pytest.raises(CxsimError, match=rf"^\w+: found no {kind}, which this answer does not have$"):
            ask("nothing of the kind")
        return
    with pytest.raises(CxsimError, match=rf'{kind}: found "nothing of the kind"; expected') as caught:
        ask("nothing of the kind")
    assert all(f'"{name}"' in str(caught.value) or name in str(caught.value) for name in known)
    with pytest.raises(CxsimError, match=f'did you mean "{known[0]}"'):
        ask(known[0][:-1])


def test_the_first_name_is_the_one_by_default(found):
    if found.tables:
        assert str(found.table()) == str(found.table(found.tables[0]))
    if found.charts:
        assert found.chart().alt == found.chart(found.charts[0]).alt
    if found.frames:
        assert found.to_frame().equals(found.to_frame(found.frames[0]))


def test_figures_are_copies(found):
    for name in found.frames:
        before, changed = found.to_frame(name), found.to_frame(name)
        changed["more"] = 1
        changed.pop(changed.columns[0])
        assert found.to_frame(name).equals(before)
        assert isinstance(before, pd.DataFrame)


def test_every_column_is_said_in_the_documentation(found):
    said = set(re.findall(r"``(.+?)``", type(found).__doc__))
    ends = [end for end in ("_low", "_high") if f"…{end}" in said]
    # Columns of sets of assumptions are these themselves, and the improvements.
    places = getattr(getattr(found, "assumed", None), "points", pd.DataFrame())
    own = {*found.scenario.improvements, *places.columns}
    screening = getattr(found, "screening", found)
    own |= {
        *getattr(screening.scenario, "facts", ()),
        *(one.path for one in getattr(screening, "parameters", ())),
    }
    for name in told_of(found):
        figures = found.to_frame(name)
        for column in (*filter(None, figures.index.names), *figures.columns):
            bare = next((column.removesuffix(end) for end in ends if column.endswith(end)), column)
            assert {column, bare} & (said | own), (name, column)


def test_it_writes_what_it_says_it_writes(found, tmp_path):
    folder = found.save(tmp_path / "there", lang="fr")
    assert [name for name in files_below(folder) if not name.endswith(LIST)] == sorted(files_of(found))
    assert found.save(folder, lang="en") == folder, "its own files are replaced"
    for name in files_of(found):
        assert (folder / name).stat().st_size > 0
    for table in (file for file in files_of(found) if file.endswith(".parquet") and "/" not in file):
        if not isinstance(found, Run):
            written = pd.read_parquet(folder / table)
            figures = plain(found.to_frame(table.removesuffix(".parquet")))
            pd.testing.assert_frame_equal(written, figures.reset_index(drop=True), check_dtype=False)


def test_the_json_holds_sentences_figures_and_manifest(found, tmp_path):
    told = json.loads(found.to_json("fr"))
    assert list(told) == ["question", "sentences", "figures", "manifest"]
    assert told["question"] in ASKED_ABOUT
    assert told["sentences"] == found.summary("fr").splitlines() != found.summary("en").splitlines()
    assert list(told["figures"]) == told_of(found)
    for name, rows in told["figures"].items():
        figures = plain(found.to_frame(name))
        assert len(rows) == len(figures)
        assert all(list(row) == [str(column) for column in figures.columns] for row in rows)
    assert told["manifest"] == json.loads(json.dumps(found.manifest))
    for name in [file for file in files_of(found) if file.endswith(".json") and "/" not in file]:
        saved = json.loads((found.save(tmp_path / "there", "fr") / name).read_text(encoding="utf-8"))
        assert saved == told or isinstance(found, Run)


def test_nothing_is_replaced_where_one_file_is_that_of_somebody_else(found, tmp_path):
    last = tmp_path / files_of(found)[-1]
    last.parent.mkdir(parents=True, exist_ok=True)
    last.write_text("mine")
    with pytest.raises(TakenError, match=re.escape(str(last))):
        found.save(tmp_path)
    assert last.read_text() == "mine"
    assert [name for name in files_below(tmp_path) if not name.endswith(LIST)] == [files_of(found)[-1]]
    assert not {name for name in names_in(tmp_path) if "partial" in name}


def test_a_long_title_is_cut(found):
    long = found.scenario.model_copy(update={"title": "An <odd>\ntitle " * 20})

    class Other(type(found), frames={}):
        scenario, manifest = long, found.manifest

        def __init__(self) -> None:
            pass

    line = repr(Other())
    assert "\n" not in line
    assert len(line) < 300
    assert "An <odd> title An" in line
