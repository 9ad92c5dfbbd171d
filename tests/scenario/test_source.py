"""What stands in the way of reading a file at all is said with its line, and never with a traceback."""

import os
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from cxsim.errors import ParameterError
from cxsim.scenario import source
from cxsim.scenario.faults import Fault, ScenarioError
from cxsim.scenario.load import load_scenario
from cxsim.scenario.scalars import scalar
from cxsim.scenario.source import read_file
from cxsim.scenario.written import from_data
from tests.scenario.minimal import TEXT, line_of
from tests.scenario.mistakes.editors import UNREADABLE as DAMAGED
from tests.scenario.mistakes.mistake import Mistake, with_pieces


def faults_of(content: str | bytes, folder: Path) -> tuple[Fault, ...]:
    file = folder / "fibre.yaml"
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(ScenarioError) as caught:
        load_scenario(file)
    return caught.value.faults


UNREADABLE = {
    "empty": ("", 1, "found an empty file, expected a scenario"),
    "only a comment": ("# nothing yet\n", 1, "found an empty file"),
    "only ---": ("---\n", 1, "found an empty file"),
    "a list": ("\n- schema\n", 2, 'found ["schema"], expected a mapping with schema, name, …'),
    "a text": ("schema", 1, 'found "schema", expected a mapping'),
    "a tab": ("schema: 2\nperiod:\n\tfollow_up: 1 y\n", 3, "found a tab, expected spaces for indentation"),
    "an open brace": (
        "schema: 2\nperiod: {follow_up: 1 y\nname: x\n",
        2,
        "found no } at the end, expected one that closes the {mapping}",
    ),
    "an open bracket": (
        "schema: 2\nhours: [1, 2\nname: x\n",
        2,
        "found no ] at the end, expected one that closes the [list]",
    ),
    "a colon inside text": (
        "schema: 2\ntitle: Web: shop\n",
        2,
        "found a colon and a space inside text, expected quotes around that text",
    ),
    "a colon behind no key": (
        "a: b\nc\nd: e\n",
        2,
        'found "c", expected a field, a colon and a space before its value, or quotes around text of',
    ),
    "an open quote": ('schema: 2\nname: "x\n', 2, 'found " that is not closed, expected the same sign "'),
    "bad indentation": (
        "schema: 2\n  name: x\n",
        2,
        "found a line that is indented more than line 1, expected the same indentation for all that belongs",
    ),
    "two documents": (
        "schema: 2\n---\nschema: 2\n",
        2,
        "found a second document, expected one document in a file",
    ),
    "an anchor": (
        "schema: &one 1\n",
        1,
        "schema: found an anchor (&), expected the value without it, or a parent file",
    ),
    "an alias": ("schema: 2\nname: *one\n", 2, "name: found an alias (*), expected the value itself"),
    "a merge key": (
        "schema: 2\nperiod:\n  <<: {}\n",
        3,
        "period: found the merge key <<, expected the entries",
    ),
    "a tag": ("schema: !!str 1\n", 1, "schema: found the tag"),
    "an object": ("schema: !!python/object/apply:os.system [ls]\n", 1, "schema: found the tag"),
    "a number as key": ("schema: 2\nteams:\n  7: {}\n", 3, "teams: found the key 7, expected text as a key"),
    "null as key": ("schema: 2\n~: 1\n", 2, "found the key nothing, expected text as a key"),
    "true as key": ("schema: 2\ntrue: 1\n", 2, "found the key true, expected text as a key"),
    "a list as key": ("schema: 2\n? [a]\n: 1\n", 2, "found a key that is not text, expected text as a key"),
    "deep lists": (
        "schema: " + "[" * 10_000,
        1,
        "schema.0.0: found a nesting of more than 40, expected at most 40",
    ),
    "deep mappings": ("\n".join(" " * i + "a:" for i in range(60)), 41, "found a nesting of more than 40"),
    "too large": ("# " + "x" * 2_000_000, None, "found a file above 2 MB, expected a smaller one"),
    "latin-1": (
        b"schema: 2\nname: caf\xe9\n",
        2,
        "found bytes that are not UTF-8, perhaps é as Windows writes it, expected a text file saved as "
        "UTF-8; save it again in the editor, with the encoding UTF-8",
    ),
    "utf-16": ("schema: 2".encode("utf-16"), 1, "found text in UTF-16, expected a text file saved as UTF-8"),
    "utf-16 without a mark": ("schema: 2".encode("utf-16-le"), 1, "found text in UTF-16"),
    "utf-32": ("schema: 2".encode("utf-32"), 1, "found text in UTF-32"),
    "a document": (
        b"PK\x03\x04\x14",
        1,
        "found a document of Word or Excel, or an archive, expected a plain",
    ),
    "RTF": (b"{\\rtf1 schema: 2}", 1, "found a document with formatting (RTF), expected a plain text file"),
    "compressed": (b"\x1f\x8b\x08", 1, "found a compressed file"),
    "a null byte": ("schema: 2\nname: a\0b\n", 2, r"found the control character \x00, expected text without"),
    "an escape sequence": ("schema: 2\n# \x1b[31m\n", 2, r"found the control character \x1b"),
    "a null byte, escaped": (
        'schema: 2\nname: "a\\0b"\n',
        2,
        r'name: found "a\x00b", expected text without control',
    ),
    "a percent sign": ("schema: %1\n", 1, "found text that begins with %, expected quotes around that text"),
}


@pytest.mark.parametrize("loader", ["CSafeLoader", "SafeLoader"])
@pytest.mark.parametrize("name", UNREADABLE)
def test_an_unreadable_file_is_one_fault(
    name: str, loader: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not hasattr(yaml, loader):
        pytest.skip("PyYAML was built without libyaml")
    monkeypatch.setattr(source, "LOADER", getattr(yaml, loader))
    content, line, says = UNREADABLE[name]
    (fault,) = faults_of(content, tmp_path)
    assert says in str(fault)
    assert fault.line == line
    assert str(fault).startswith(fault.file)
    assert str(fault).isprintable()


@pytest.mark.parametrize("mistake", DAMAGED, ids=lambda mistake: mistake.id)
def test_the_other_parser_leads_to_the_same_words(
    mistake: Mistake, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(source, "LOADER", yaml.SafeLoader)
    text = with_pieces(mistake.pieces)
    (fault,) = faults_of(text, tmp_path)
    assert (fault.line, fault.path) == (line_of(mistake.at, text), mistake.path)
    assert [piece for piece in mistake.says if piece not in str(fault)] == []


def test_surrogates_are_refused_by_either_parser(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for loader in ("CSafeLoader", "SafeLoader"):
        monkeypatch.setattr(source, "LOADER", getattr(yaml, loader, yaml.SafeLoader))
        (fault,) = faults_of('schema: 2\nname: "\\ud800"\n', tmp_path)
        assert str(fault).isprintable()


def test_what_the_format_has_no_place_for_is_told_all_at_once(tmp_path: Path) -> None:
    faults = faults_of("schema: &one 1\nname: *one\n7: x\ntitle: !!str x\nname: x\n", tmp_path)
    assert [fault.line for fault in faults] == [1, 2, 3, 4, 5]


def test_a_key_twice_hides_no_other_fault(tmp_path: Path) -> None:
    text = TEXT.replace("    skill: 0.7", "    skill: 0.7\n    skill: 0.8").replace("staff: 2", "staff: -2")
    staff, skill = faults_of(text, tmp_path)
    assert staff.path == "teams.agents.staff"
    assert (skill.line, skill.path) == (line_of("skill: 0.8", text), "desks.care.skill")
    assert f"found this key again, expected it once; it is also in line {line_of('skill: 0.7', text)}" in str(
        skill
    )


def test_too_many_values(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(source, "MOST_VALUES", 1_000)
    (fault,) = faults_of("schema: [" + "1,\n" * 2_000 + "]", tmp_path)
    assert "found more than 1,000 values, expected a smaller file" in str(fault)


def test_a_section_with_thousands_of_entries(tmp_path: Path) -> None:
    (fault,) = faults_of("departments:\n" + "\n".join(f"  d{i}: {{title: x}}" for i in range(3000)), tmp_path)
    assert "departments: found 3,000 entries, expected at most 1,000" in str(fault)


def test_files_that_cannot_be_opened(tmp_path: Path) -> None:
    (tmp_path / "telecom.yaml").write_text(TEXT, encoding="utf-8")

    def said(path: object) -> str:
        with pytest.raises(ScenarioError) as caught:
            load_scenario(path)  # type: ignore[arg-type]
        (fault,) = caught.value.faults
        return fault.message

    assert said(tmp_path / "telcom.yaml") == (
        'found no such file, expected a scenario file; did you mean "telecom.yaml"?'
    )
    (tmp_path / "dang.yaml").symlink_to("nowhere.yaml")
    assert said(tmp_path / "dang.yaml") == "found a link that leads nowhere, expected a scenario file"
    (tmp_path / "dang.yaml").unlink()
    assert said(tmp_path / "x" / "y.yaml").endswith("the folder does not exist either")
    assert said(tmp_path) == "found a folder, expected a scenario file; it holds telecom.yaml"
    for name in (tmp_path / "a\0b.yaml", "\ud800"):
        with pytest.raises(ParameterError, match=r"^path: found .*, expected the name of a file"):
            load_scenario(name)
    assert "cannot be read" in said(tmp_path / ("x" * 5000))
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe")
        assert said(tmp_path / "pipe") == "found something that is not a file, expected a scenario file"
    if sys.platform != "win32" and os.geteuid() != 0:
        (tmp_path / "telecom.yaml").chmod(0)
        assert "permission denied" in said(tmp_path / "telecom.yaml")


def test_a_file_in_the_working_directory_is_named_from_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "scenarios").mkdir()
    (tmp_path / "scenarios" / "a.yaml").write_text("schema: 2", encoding="utf-8")
    with pytest.raises(ScenarioError) as caught:
        load_scenario(tmp_path / "scenarios" / "a.yaml")
    assert str(caught.value).splitlines()[0].startswith(f"scenarios{os.sep}a.yaml:1: ")


def test_a_byte_order_mark_is_accepted(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_bytes(b"\xef\xbb\xbf" + TEXT.encode())
    assert load_scenario(tmp_path / "a.yaml").name == "fibre"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        *(
            (text, text)
            for text in (
                "no",
                "yes",
                "on",
                "off",
                "y",
                "08:00",
                "1:30",
                "2026-01-05",
                "1_000",
                "0b1",
                "1e",
                "=",
                "<<",
            )
        ),
        *((text, None) for text in ("", "~", "null", "Null", "NULL")),
        *((text, True) for text in ("true", "True", "TRUE")),
        *((text, False) for text in ("false", "False", "FALSE")),
        ("tRUE", "tRUE"),
        ("007", 7),
        ("-12", -12),
        ("0o17", 15),
        ("0xfF", 255),
        ("1e-3", 0.001),
        ("1E3", 1000.0),
        (".5", 0.5),
        ("5.", 5.0),
        ("+.inf", float("inf")),
        ("-.INF", float("-inf")),
        ("9223372036854775807", 2**63 - 1),
        ("-9223372036854775807", 1 - 2**63),
        ("0x7fffffffffffffff", 2**63 - 1),
        ("9223372036854775808", 2.0**63),
        ("9" * 30, 1e30),
        ("9" * 5000, float("inf")),
        ("0x" + "f" * 5000, float("inf")),
        ("١٢", "١٢"),
    ],
)
def test_scalars_follow_the_core_schema(text: str, value: object) -> None:
    read = scalar(text)
    assert read == value
    assert type(read) is type(value)


def test_every_entry_remembers_its_line(tmp_path: Path) -> None:
    text = "a: 1\nb:\n  - x\n  - {c: 2,\n     d:\n       |\n       text}\ne: 'f'\n".replace(
        "|\n       text}", "3}"
    )
    (tmp_path / "a.yaml").write_text(text, encoding="utf-8")
    tree, faults = read_file(tmp_path / "a.yaml")
    assert not faults
    lines = {path: node.line for path, node in tree.walk()}
    assert lines[()] == 1
    assert lines["b", 0] == 3
    assert (lines["b", 1, "c"], lines["b", 1, "d"], lines["e",]) == (4, 5, 7)
    assert tree.plain() == {"a": 1, "b": ["x", {"c": 2, "d": 3}], "e": "f"}


def test_python_data_is_checked_like_a_file() -> None:
    circle: dict[str, Any] = {}
    circle["a"], circle["b"] = circle, circle
    for data in ({1: 2}, {"a": object()}, circle, {"a": {"b": "\ud800"}}, {"a": b"x"}, {"a": 1j}):
        with pytest.raises(ScenarioError) as caught:
            from_data(data, "data")
        (fault,) = caught.value.faults
        assert fault.file == "data"
        assert fault.message
    assert from_data({"a": 10**5000}, "data").plain() == {"a": float("inf")}
    assert repr(from_data({"a": 2**63 - 1}, "data").plain()) == "{'a': 9223372036854775807}"
