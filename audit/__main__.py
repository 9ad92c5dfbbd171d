"""Say of the pinned packages what is known against them: `python -m audit PIP_AUDIT`.

The exit code is 1 where something stands in the way, and 2 where the vulnerabilities could not be checked.
"""

import sys
from pathlib import Path

from audit.licences import licences, report, runtime
from audit.vulnerabilities import ask_with, findings

CONSTRAINTS = Path(__file__).resolve().parents[1] / "constraints.txt"


def main(pip_audit: str) -> int:
    """Print licences and vulnerabilities; return the exit code."""
    lines, free = report(list(licences()), runtime())
    print("\n".join(lines), flush=True)
    found = findings(ask_with(Path(pip_audit), CONSTRAINTS))
    print("\n".join(found.lines))
    if not free or found.means == "vulnerable":
        return 1
    return 2 if found.means == "not checked" else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
