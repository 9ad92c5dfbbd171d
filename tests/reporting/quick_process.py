"""A process of a batch in which running a notebook is a short sleep; everything else is the real thing.

`python quick_process.py` is such a process; `python quick_process.py batch FILE` is the command that uses it.
"""

import json
import sys
import time

from cxsim.cli import run_command
from cxsim.reporting import processes, publish, report_process
from cxsim.reporting.notebooks import Progress


class Exporter:
    """What nbconvert does, in no time."""

    def from_notebook_node(self, notebook):
        return json.dumps(notebook), {}


class Exporters:
    """The one that is used."""

    NotebookExporter = Exporter


def run_notebook(path, parameters, tell):
    for done in range(4):
        time.sleep(0.02)
        tell(Progress("What is shown?", done, 4))
    return {"parameters": dict(parameters), "long": "x" * 300_000}


report_process.run_notebook = run_notebook
report_process.shown_manifest = publish.shown_manifest = lambda notebook: None
publish.render = json.dumps
publish._exporters = Exporters

if __name__ == "__main__":
    if sys.argv[1:]:
        processes.COMMAND = (sys.executable, __file__)
        sys.exit(run_command(sys.argv[1:]))
    report_process.main()
