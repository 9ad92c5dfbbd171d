"""Tables that people made: each mistake is one message with file and line, and nothing wrong is taken."""

import csv
import gzip
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from cxsim.calibration.call_log import read_call_log
from cxsim.calibration.read_observed import read_observed
from cxsim.calibration.tables import TableError
from cxsim.scenario.faults import Fault
from tests.calibration.call_logs import logged

OBSERVED = (Path(__file__).parents[2] / "scenarios" / "bank_observed.csv").read_text(encoding="utf-8")
HEADER = OBSERVED.splitlines().index(next(line for line in OBSERVED.splitlines() if line.startswith("hour")))
EIGHT = "8,73.9,0.1159,0.0742,0.1547,38.8,24.3,53.2,35.3,0.4794,0.0872"
AT_EIGHT = HEADER + 3


def faults_of(read: Callable[[Path], object], file: Path) -> tuple[Fault, ...]:
    with pytest.raises(TableError) as caught:
        read(file)
    assert all(fault.file == str(file) and str(fault).isprintable() for fault in caught.value.faults)
    assert isinstance(caught.value, ValueError)
    return caught.value.faults


# What stands in the line of eight o'clock instead; where the fault is, and what it says.
AT_THAT_LINE = {
    "text": ("8,73.9,many", "abandoned", 'found "many", expected a share from 0 to 1'),
    "a decimal comma": (
        '8,73.9,"0,12"',
        "abandoned",
        'found "0,12", expected a share from 0 to 1; write 0.12',
    ),
    "percent": ("8,73.9,12 %", "abandoned", 'found "12 %", expected a share from 0 to 1; write 0.12'),
    "a share above 1": ("8,73.9,11.59", "abandoned", "found 11.59, expected a share from 0 to 1"),
    "nan": ("8,73.9,nan", "abandoned", 'found "nan", expected a share'),
    "infinity": ("8,inf,0.1159", "calls", 'found "inf", expected a number of calls from 0 on'),
    "nothing": ("8,,0.1159", "calls", "found nothing, expected a number of calls from 0 on"),
    "fewer calls than none": ("8,-3,0.1159", "calls", "found -3, expected a number of calls from 0 on"),
    "digits of another script": ("8,١٢,0.1159", "calls", "expected a number of calls from 0 on"),
    "an hour beyond the day": (
        "24,73.9,0.1159",
        "hour",
        'found "24", expected a whole hour from 0 to 23, or all',
    ),
    "an hour before the day": ("-1,73.9,0.1159", "hour", 'found "-1", expected a whole hour'),
    "half an hour": ("8.5,73.9,0.1159", "hour", 'found "8.5", expected a whole hour'),
    "a clock": ("8:00,73.9,0.1159", "hour", 'found "8:00", expected a whole hour'),
    "an hour again": (
        "7,73.9,0.1159",
        "hour",
        f"found 7 again, expected each hour once; it is also in line {HEADER + 2}",
    ),
    "an hour again with a nought": ("07,73.9,0.1159", "hour", "found 7 again, expected each hour once"),
    "the whole day again": ("all,73.9,0.1159", "hour", "found all again, expected each hour once"),
    "limits the wrong way": (
        "8,73.9,0.1159,0.1547,0.0742",
        "abandoned_low",
        "found 0.1547, above abandoned_high, 0.0742, expected a lower limit of at most the upper one",
    ),
    "a cell too few": ("8,73.9", "", "found 2 cells, expected 11, one for each column"),
    "a cell too many": (
        "8,73.9,0,1159",
        "",
        "found 12 cells, expected 11, one for each column; decimals have a point",
    ),
}


@pytest.mark.parametrize("name", AT_THAT_LINE)
def test_a_mistake_among_figures_is_told_at_its_line(name: str, tmp_path: Path) -> None:
    instead, where, says = AT_THAT_LINE[name]
    replaced = {"a cell too few": 11, "a cell too many": 3}.get(name, len(next(csv.reader([instead]))))
    line = ",".join([instead, *EIGHT.split(",")[replaced:]])
    (tmp_path / "a.csv").write_text(OBSERVED.replace(EIGHT, line), encoding="utf-8")
    first = faults_of(read_observed, tmp_path / "a.csv")[0]
    wanted = HEADER + 19 if name == "the whole day again" else AT_EIGHT
    assert (first.line, first.path) == (wanted, where)
    assert says in str(first)


WHOLE = {
    "a column that is missing": (OBSERVED.replace("had_to_wait", "had_to_wit", 2), "no column had_to_wait"),
    "a column that is there twice": (
        OBSERVED.replace(",mean_wait_served,", ",calls,"),
        'the column "calls" again',
    ),
    "semicolons": (OBSERVED.replace(",", ";"), "columns separated by ;, expected by commas; save it as CSV"),
    "tabs": (OBSERVED.replace(",", "\t"), "columns separated by tabs, expected by commas"),
    "no line all": (
        OBSERVED.replace("\nall,", "\n6,"),
        "no line all, expected figures by hour, and a last line",
    ),
    "nothing": ("", "no lines, expected a table with the columns hour, calls,"),
    "comments only": ("# nothing\n", "no lines, expected a table"),
    "UTF-16": (OBSERVED.encode("utf-16"), "text in UTF-16, expected a text file saved as UTF-8"),
    "a workbook": (
        b"PK\x03\x04\x14",
        "a document of Word or Excel, or an archive, expected a plain text file",
    ),
    "an open quote": (OBSERVED.replace("\n9,", '\n"9,'), ""),
}


@pytest.mark.parametrize("name", WHOLE)
def test_what_is_no_such_table_is_said(name: str, tmp_path: Path) -> None:
    content, says = WHOLE[name]
    (tmp_path / "a.csv").write_bytes(content if isinstance(content, bytes) else content.encode())
    first = faults_of(read_observed, tmp_path / "a.csv")[0]
    assert f"found {says}" in str(first)


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    (fault,) = faults_of(read_observed, tmp_path / "b.csv")
    assert fault.message.startswith("found no such file, expected a table of figures by hour (CSV)")
    (fault,) = faults_of(read_call_log, tmp_path / "b.csv")
    assert fault.message.startswith("found no such file, expected a table")


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    text = OBSERVED.replace("\n9,113.4", "\n9,many").replace("\n10,134.8", "\n30,134.8")
    (tmp_path / "a.csv").write_text(text, encoding="utf-8")
    faults = faults_of(read_observed, tmp_path / "a.csv")
    assert [(fault.line, fault.path) for fault in faults] == [(AT_EIGHT + 1, "calls"), (AT_EIGHT + 2, "hour")]


def test_what_is_no_mistake(tmp_path: Path) -> None:
    plain = read_observed(Path("scenarios/bank_observed.csv"))
    lines = OBSERVED.replace("\n8,", "\n\n# lunch\n 8 , ").replace("\n", "\r\n")
    (tmp_path / "a.csv").write_bytes(lines.encode("utf-8-sig"))
    pd.testing.assert_frame_equal(read_observed(tmp_path / "a.csv"), plain)
    own = OBSERVED.replace(",abandoned_spread\n", ",abandoned_spread,note\n")
    own = "\n".join(
        f'{line},"of, ours"' if line[:1].isdigit() or line[:3] == "all" else line for line in own.split("\n")
    )
    (tmp_path / "a.csv").write_text(own, encoding="utf-8")
    pd.testing.assert_frame_equal(read_observed(tmp_path / "a.csv"), plain)
    (tmp_path / "a.csv").write_text(
        OBSERVED.replace(",0.0872\n", ",\n").replace("35.3", ""), encoding="utf-8"
    )
    assert read_observed(tmp_path / "a.csv").loc[8, ["abandoned_spread", "mean_wait_served"]].isna().all()


LOG = {
    "a wait that is text": ("q_time", "long", 'found "long", expected a number of seconds'),
    "an endless wait": ("q_time", "inf", 'found "inf", expected a number of seconds'),
    "no wait": ("q_time", "", "found nothing, expected a number of seconds"),
    "no length of the talk": ("ser_time", "nan", 'found "nan", expected a number of seconds'),
    "half a customer": ("customer_id", "1.5", 'found "1.5", expected a whole number from 0 on'),
    "a day that is none": ("date", "2010-13-01", 'found "2010-13-01", expected a date such as 1999-08-01'),
    "a clock that is none": (
        "vru_entry",
        "9:75:00",
        'found "9:75:00", expected a time of the day such as 9:05:30',
    ),
    "a day first": ("date", "01/08/2010", 'found "01/08/2010", expected a date such as 1999-08-01'),
    "now": ("date", "now", 'found "now", expected a date such as 1999-08-01'),
    "a wait that ends before it begins": ("q_time", "-5", 'found "-5", expected a number of seconds from 0'),
    "a misspelt outcome": ("outcome", "AGNET", 'found "AGNET", expected one of AGENT, HANG, PHANTOM'),
    "no outcome": ("outcome", "", "found nothing, expected one of AGENT, HANG, PHANTOM"),
    "a clock of seconds": ("q_start", "34200", 'found "34200", expected a time of the day'),
}


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("name", LOG)
def test_a_mistake_in_a_call_log_is_told_at_its_line(name: str, packed: bool, tmp_path: Path) -> None:
    column, cell, says = LOG[name]
    rows = [logged(36_000 + 60 * number, wait=5.0) for number in range(4)]
    rows[1]["outcome"] = "PHANTOM"  # is left out, and counts as a line
    text = pd.DataFrame(rows).astype(object)
    text.loc[2, column] = cell
    written = text.to_csv(index=False).split("\n")
    written.insert(2, "")  # an empty line
    file = tmp_path / ("a.csv.gz" if packed else "a.csv")
    content = "\n".join(written).encode()
    file.write_bytes(gzip.compress(content) if packed else content)
    (fault,) = faults_of(read_call_log, file)
    assert (fault.line, fault.path) == (5, column)
    assert says in str(fault)


def test_what_is_no_call_log_is_said(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    rows = pd.DataFrame([logged(36_000), logged(36_060)])

    def said(content: str | bytes) -> str:
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
        return faults_of(read_call_log, file)[0].message

    assert said(rows.drop(columns="q_time").to_csv(index=False)).startswith(
        "found no column q_time, expected columns"
    )
    assert (
        said(rows.assign(outcome="PHANTOM").to_csv())
        == "found no line, expected lines with one of AGENT, HANG"
    )
    assert said("") == "found an empty file, expected a table with commas between cells (CSV, UTF-8)"
    assert said(
        rows.to_csv(index=False).replace("DORIT", "DORIT,x", 2).replace("DORIT,x", "DORIT", 1)
    ).startswith("found 18 cells, expected 17, one for each column")
    assert said(b"\xff\xfea,b\n").startswith("found bytes that are not UTF-8")
    file = tmp_path / "a.csv.gz"
    assert said(gzip.compress(rows.to_csv().encode())[:-20]).startswith(
        "found a file that cannot be read, or not"
    )
    file.unlink()
    file.mkdir()
    assert faults_of(read_call_log, file)[0].message.startswith("found a folder")
