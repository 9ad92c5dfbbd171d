"""A process of a batch in which running a notebook is a short sleep; everything else is the real thing.

`python quick_process.py` is such a process; `python quick_process.py batch FILE` is the command that uses it.
"""

import json
import sys
import time

from cxsim.reporting.batches import report_process


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
        return {"parameters": dict(parameters), "long": "x" * 300_000}

    make_report.run_notebook = run_notebook
    make_report.shown_manifest = publish.shown_manifest = lambda notebook: None
    publish.shown_tables = lambda notebook: []
    publish.render = lambda notebook: f"<p>{json.dumps(notebook)}</p>"
    publish._exporters = Exporters
    return make_report


if __name__ == "__main__":
    if sys.argv[1:]:
        from cxsim.cli import run_command
        from cxsim.reporting.batches import processes

        processes.COMMAND = (sys.executable, __file__)
        sys.exit(run_command(sys.argv[1:]))
    report_process._maker = quick_maker
    report_process.main()
