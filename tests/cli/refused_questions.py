"""Questions that cannot be asked, with the line that says so."""

from typing import Any

import pytest

BAND = "a number above 0 and below 100"


def refused(*given: Any) -> Any:
    return pytest.param(*given, id=" ".join(given[0][1:]))


REFUSED = [
    refused(
        ["moments", "journey.yaml", "--equivalence-band", "0"],
        f"cxsim: --equivalence-band: found 0, expected {BAND}\n",
    ),
    refused(
        ["moments", "journey.yaml", "--equivalence-band", "100"],
        f"cxsim: --equivalence-band: found 100, expected {BAND}\n",
    ),
    refused(
        ["rank", "journey.yaml", "--equivalence-band", "-1"],
        f"cxsim: --equivalence-band: found -1, expected {BAND}\n",
    ),
    refused(
        ["compare", "journey.yaml", "journey.yaml", "--equivalence-band", "nan"],
        "cxsim: --equivalence-band: found not a ",
    ),
    refused(["select", "journey.yaml", "--zone", "0"], f"cxsim: --zone: found 0, expected {BAND}\n"),
    refused(["select", "journey.yaml", "--zone", "100.5"], "cxsim: --zone: found 100.5, expected a num"),
    refused(
        ["select", "journey.yaml", "--confidence", "1"],
        "cxsim: --confidence: found 1, expected a number of at least 0.5 and below 1\n",
    ),
    refused(["select", "journey.yaml", "--most", "1"], "cxsim: --most: found 1, expected a whole number fr"),
    refused(
        ["rank", "nothing.yaml"],
        "nothing.yaml: improvements: found none, expected at least one\n",
    ),
    refused(
        ["drivers", "one.yaml"],
        "one.yaml: improvements: found 1, expected at least two\n",
    ),
    refused(
        ["portfolio", "journey.yaml", "--budget", "0"],
        "cxsim: --budget: found 0, expected a number above 0 and at most 1,000,000,000\n",
    ),
    refused(["portfolio", "journey.yaml", "--budget", "nan"], "cxsim: --budget: found not a number, exp"),
    refused(["portfolio", "journey.yaml", "--budget", "inf"], "cxsim: --budget: found infinity, expecte"),
    refused(
        ["portfolio", "journey.yaml"],
        "cxsim: --budget: found none, expected what they may cost together in the first year, in the ",
    ),
    refused(["where-to-spend", "journey.yaml"], "cxsim: --budget: found none, expected what each kind"),
    refused(["where-to-spend", "journey.yaml", "--budget", "-5"], "cxsim: --budget: found -5, expected "),
    refused(
        ["portfolio", "nothing.yaml", "--budget", "5"],
        "nothing.yaml: improvements: found none, expected at least one\n",
    ),
    refused(
        ["robustness", "journey.yaml", "--sets", "0"],
        "cxsim: --sets: found 0, expected a whole number from 2 to 10,000\n",
    ),
    refused(
        ["robustness", "journey.yaml", "--sets", "-1"],
        "cxsim: --sets: found -1, expected a whole number from 2 to 10,000\n",
    ),
    refused(
        ["rank", "journey.yaml", "--sets", "1"],
        "cxsim: --sets: found 1, expected a whole number from 2 to 10,000\n",
    ),
    refused(
        ["robustness", "journey.yaml", "--use", "none"],
        "cxsim: --use: found none, expected facts or ranges\n",
    ),
    refused(
        ["rank", "journey.yaml", "--objective", "profit"],
        'cxsim: --objective: found "profit", expected one of stay, join, customers, net_value\n',
    ),
    refused(
        ["portfolio", "journey.yaml", "--budget", "5", "--use", "fact"],
        'cxsim: --use: found "fact", expected one of facts, ranges, none\n',
    ),
    refused(
        ["drivers", "journey.yaml", "--trajectories", "1"],
        "cxsim: --trajectories: found 1, expected 0 for none, or at least 2\n",
    ),
    refused(
        ["targets", "journey.yaml", "--scope", "xx"],
        'cxsim: scope: found "xx", expected channel or department or touchpoint or stage\n',
    ),
    refused(["compare", "journey.yaml"], "cxsim: Missing argument 'FILE…'"),
    refused(["compare", "journey.yaml", "no.yaml"], "no.yaml: found no such file, expected a scenario f"),
    refused(
        ["rank", "journey.yaml", "--replications", "0"],
        "cxsim: replications: found 0, expected a whole number",
    ),
    refused(["rank", "journey.yaml", "--seed", "-1"], "cxsim: seed: found -1, expected a whole number f"),
    refused(["rank", "journey.yaml", "--workers", "0"], "cxsim: workers: found 0, expected a whole numb"),
    refused(["rank", "journey.yaml", "--lang", "de"], 'cxsim: lang: found "de", expected en or fr\n'),
    refused(["decide", "study.yaml", "--lang", "de"], 'cxsim: lang: found "de", expected en or fr\n'),
    refused(["rank", "no.yaml"], "no.yaml: found no such file, expected a study or a scenario file"),
    refused(
        ["decide", "spend.yaml"],
        "spend.yaml: budget: found none, expected what each kind may cost in the first year",
    ),
]
