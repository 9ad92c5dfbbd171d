"""What cxsim runs on has licences that ask nothing of the whole; what was not checked is not called fine."""

import json
from pathlib import Path

import pytest

from audit import vulnerabilities
from audit.licences import JUDGED, Licence, licences, report, runtime, verdict_on
from audit.vulnerabilities import ask_with, findings


def test_nothing_that_cxsim_runs_on_asks_for_more_of_the_whole() -> None:
    needed = runtime()
    assert {"numpy", "jupyterlab", "simpy", "certifi", "tqdm"} <= needed
    assert "hypothesis" not in needed
    lines, free = report(list(licences()), needed)
    assert free, "\n".join(lines)


def test_what_is_judged_is_there_and_has_to_be() -> None:
    looked_at = {one.name for one in licences() if one.verdict == "judged" and one.name in runtime()}
    assert looked_at == set(JUDGED)


@pytest.mark.parametrize(
    ("says", "verdict"),
    [
        ("MIT", "free"),
        ("BSD-3-Clause AND 0BSD AND MIT AND Zlib", "free"),
        ("Apache Software License", "free"),
        ("License agreement for matplotlib versions 1.3.0 and later", "free"),
        ("BSD-3-Clause AND GPL-3.0-or-later WITH GCC-exception-3.1", "free"),
        ("MIT OR GPL-2.0-or-later", "free"),
        ("MIT AND GPL-2.0-or-later", "forbidden"),
        ("MIT AND (GPL-2.0-only OR AGPL-3.0-only)", "forbidden"),
        ("GPL-3.0-only", "forbidden"),
        ("GPLv3", "forbidden"),
        ("GNU General Public License v3 (GPLv3)", "forbidden"),
        ("GNU Affero General Public License v3", "forbidden"),
        ("AGPL-3.0-or-later", "forbidden"),
        ("SSPL-1.0", "forbidden"),
        ("Other/Proprietary License", "forbidden"),
        ("GNU Lesser General Public License v2 or later (LGPLv2+)", "unjudged"),
        ("LGPL-2.1-or-later", "unjudged"),
        ("MPL-2.0", "unjudged"),
        ("LGPL-3.0-only OR GPL-3.0-only", "unjudged"),
        ("", "unjudged"),
    ],
)
def test_verdicts(says: str, verdict: str) -> None:
    assert verdict_on("anything", says) == verdict


def test_what_is_forbidden_stands_in_the_way_only_of_what_runs() -> None:
    found = [Licence("one", "1", "GPL-3.0-only", "forbidden"), Licence("two", "2", "MIT", "free")]
    assert report(found, {"two"}) == (["licences: nothing in the way, 1 packages that cxsim runs on"], True)
    lines, free = report(found, {"one", "two"})
    assert not free
    assert lines[0] == "one 1: GPL-3.0-only; forbidden"


CLEAN = {"name": "numpy", "version": "2.2", "vulns": []}
SICK = {
    "name": "requests",
    "version": "2.19",
    "vulns": [{"id": "PYSEC-2018-28", "fix_versions": ["2.20.0"], "aliases": ["CVE-2018-18074"]}],
}
SKIPPED = {"name": "fqdn", "skip_reason": "Dependency not found on PyPI and could not be audited"}


def told(*packages: object) -> str:
    return json.dumps({"dependencies": packages, "fixes": []})


@pytest.mark.parametrize(
    ("answers", "means", "last"),
    [
        ({"pypi": told(CLEAN)}, "fine", "vulnerabilities: none known, 1 packages asked about (pypi)"),
        (
            {"pypi": told(CLEAN, SKIPPED), "osv": told(CLEAN)},
            "fine",
            "none known, 1 packages asked about (osv)",
        ),
        (
            {"pypi": told(SICK, CLEAN)},
            "vulnerable",
            "vulnerabilities: 1 known, 2 packages asked about (pypi)",
        ),
        ({"pypi": told(SKIPPED), "osv": told(SKIPPED)}, "not checked", "NOT CHECKED"),
        ({"pypi": told(), "osv": "[]"}, "not checked", "NOT CHECKED"),
        ({"pypi": "", "osv": "{"}, "not checked", "NOT CHECKED"),
    ],
)
def test_only_an_answer_for_every_package_counts(answers: dict[str, str], means: str, last: str) -> None:
    found = findings(lambda service: (answers[service], "Traceback\nConnectionError: no such host\n"))
    assert found.means == means
    assert last in found.lines[-1]
    if means == "vulnerable":
        assert found.lines[0] == "requests 2.19: PYSEC-2018-28, CVE-2018-18074; mended in 2.20.0"


def test_a_tool_that_is_missing_or_hangs_has_checked_nothing(tmp_path: Path, monkeypatch) -> None:
    assert findings(ask_with(tmp_path / "missing", tmp_path / "constraints.txt")).means == "not checked"
    slow = tmp_path / "slow"
    slow.write_text("#!/bin/sh\nexec sleep 20\n")
    slow.chmod(0o755)
    monkeypatch.setattr(vulnerabilities, "PATIENCE", 0.1)
    assert findings(ask_with(slow, tmp_path / "constraints.txt")).means == "not checked"
