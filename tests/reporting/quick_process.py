"""A process of a batch in which running a notebook is a short sleep; everything else is the real thing.

`python quick_process.py` is such a process; `python quick_process.py batch FILE` is the command that uses it.
"""

import json
import sys
import time

from cxsim.reporting.batches import report_process
from cxsim.reporting.policy import POLICY

# How every page of ours begins.
HEAD = f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="{POLICY}">
<meta name="generator" content="cxsim">
<title>Quick</title>
<link rel="icon" href="data:,">
"""


class Exporters:
    """What nbconvert does, in no time."""

    class NotebookExporter:
        """As there."""

        def from_notebook_node(self, notebook):
            return json.dumps(notebook), {}


def quick_maker():
    """What makes reports, but for the notebook."""
    from cxsim.reporting import publish
    from cxsim.reporting.batches import make_report
    from cxsim.reporting.notebooks import Progress

    def run_notebook(path, parameters, tell):
        for done in range(4):
            time.sleep(0.02)
            tell(Progress("What is shown?", done, 4))
        return {"cells": [], "parameters": dict(parameters), "long": "x" * 300_000}

    make_report.run_notebook = run_notebook
    make_report.shown_manifest = publish.shown_manifest = lambda notebook: None
    publish.shown_tables = lambda notebook: []
    publish.without_places = lambda notebook: notebook
    publish.render = lambda notebook: HEAD + json.dumps(notebook)
    publish._exporters = Exporters
    return make_report


if __name__ == "__main__":
    if sys.argv[1:]:
        from cxsim.cli.app import run_command
        from cxsim.reporting.batches import processes

        processes.COMMAND = (sys.executable, __file__)
        sys.exit(run_command(sys.argv[1:]))
    report_process._maker = quick_maker
    report_process.main()
