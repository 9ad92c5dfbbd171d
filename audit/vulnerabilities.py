"""Known vulnerabilities of the pinned packages: pip-audit asks, here it is read what that is worth.

pip-audit itself says that nothing is known of packages it could not ask about, so each has to have an answer.
"""

import json
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

SERVICES = ("pypi", "osv")  # the next one where one does not answer
PATIENCE = 900.0  # seconds

Ask = Callable[[str], tuple[str, str]]


class Findings(NamedTuple):
    """Lines to say, and what they mean: fine, vulnerable, or not checked."""

    lines: list[str]
    means: str


def ask_with(pip_audit: Path, constraints: Path) -> Ask:
    """Return what asks a service about pinned packages, and gives output and errors of pip-audit."""

    def ask(service: str) -> tuple[str, str]:
        options = ["--no-deps", "--disable-pip", "--progress-spinner", "off", "--format", "json"]
        command = [str(pip_audit), "--vulnerability-service", service, "-r", str(constraints), *options]
        try:
            done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=False)
        except (OSError, subprocess.TimeoutExpired) as error:
            return "", str(error)
        return done.stdout, done.stderr

    return ask


def findings(ask: Ask) -> Findings:
    """Ask one service after the other until one has an answer for every package."""
    tried = []
    for service in SERVICES:
        output, errors = ask(service)
        packages = _packages(output)
        unknown = [str(one.get("name")) for one in packages if not isinstance(one.get("vulns"), list)]
        if packages and not unknown:
            return _known(packages, service)
        if packages:
            some = ", ".join(unknown[:3]) + (", …" if len(unknown) > 3 else "")
            tried.append(f"{service}: no answer for {len(unknown)} of {len(packages)} packages ({some})")
        else:
            tried.append(f"{service}: {next(reversed(errors.strip().splitlines()), 'no answer')[:200]}")
    line = "vulnerabilities: NOT CHECKED, the advisory services could not be reached from here"
    return Findings([*tried, line], "not checked")


def _packages(output: str) -> list[Mapping[str, Any]]:
    try:
        found = json.loads(output)["dependencies"]
    except (ValueError, KeyError, TypeError):
        return []
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def _known(packages: list[Mapping[str, Any]], service: str) -> Findings:
    lines = []
    for one in packages:
        for known in one["vulns"]:
            names = ", ".join([str(known["id"]), *map(str, known.get("aliases", []))])
            mended = ", ".join(known.get("fix_versions", [])) or "no version yet"
            lines.append(f"{one['name']} {one['version']}: {names}; mended in {mended}")
    count = f"{len(packages)} packages asked about ({service})"
    if lines:
        return Findings([*lines, f"vulnerabilities: {len(lines)} known, {count}"], "vulnerable")
    return Findings([f"vulnerabilities: none known, {count}"], "fine")
