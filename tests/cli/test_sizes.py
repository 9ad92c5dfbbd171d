"""What is too large for this machine: one line, whichever command it is."""

import re
from pathlib import Path

import pytest

from cxsim.cli.app import run_command
from cxsim.results import sizes
from tests.small import ROOT

TELECOM = str(ROOT / "scenarios" / "telecom.yaml")


def said(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    """Run a command; return exit code, output and errors."""
    code = run_command(list(arguments))
    output = capsys.readouterr()
    return code, output.out, output.err


def test_what_memory_cannot_hold_is_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whether it is refused beforehand, or runs out on the way."""
    monkeypatch.chdir(tmp_path)
    large = f"extends: {TELECOM}\nname: large\npopulation: {{existing: 9000000}}\n"
    Path("large.yaml").write_text(large)
    monkeypatch.setattr(sizes, "free_memory", lambda: 4 * 10**9)
    free = "expected at most the 4\\.0 GB that are free here"
    told = f"found 9 million people .*, {free}; (lower|fewer|record) .*"
    for command in (("run",), ("report",), ("ask", "rank"), ("ask", "decide")):
        code, out, err = said(capsys, *command, "large.yaml")
        assert (code, out) == (2, "")
        assert re.fullmatch(rf"cxsim: {told}\n", err)
    code, out, err = said(capsys, "check", "large.yaml", TELECOM)
    assert code == 2
    assert re.fullmatch(rf"large\.yaml: {told}\n", err)
    assert "telecom.yaml: OK" in out
    assert [file.name for file in tmp_path.iterdir()] == ["large.yaml"]

    def run_out(*_: object) -> None:
        raise MemoryError("Unable to allocate 152. GiB for an array")

    monkeypatch.setattr("cxsim.engine.compiled.arrays.flattened", run_out)
    code, _, err = said(capsys, "run", TELECOM)
    line = "memory ran out while simulating: fewer customers, a shorter period or fewer --workers need less"
    assert (code, err) == (1, f"cxsim: {line}\n")
    assert not Path("reports").exists()
