"""Published reports for tests of the site, made without a kernel: their outputs are put together here."""

from pathlib import Path
from typing import Any

import nbformat
import pandas as pd
from IPython.core.formatters import DisplayFormatter

from cxsim.reporting.model_facts import MODEL_TYPE
from cxsim.reporting.provenance import MANIFEST_TYPE
from cxsim.reporting.publish import publish
from cxsim.theme.tables import Table

FORMAT = DisplayFormatter().format
MANIFEST = {
    "scenario": "small",
    "title": "A small company",
    "scenario_hash": "0123456789abcdef",
    "engine": "compiled",
    "seed": 1,
    "replications": 4,
    "python": "3.11.0",
    "versions": {"cxsim": "0.1.0", "simpy": "4.1.2"},
}


def notebook_of(*shown: Any, question: str = "Who stays?") -> nbformat.NotebookNode:
    """Return an executed notebook that shows some things, as Jupyter would have kept them."""
    cells = [nbformat.v4.new_markdown_cell(f"# {question}", id="title")]
    for number, one in enumerate(shown):
        data = one if isinstance(one, dict) else FORMAT(one)[0]
        output = nbformat.v4.new_output("display_data", data)
        cells.append(nbformat.v4.new_code_cell("cx.show()", outputs=[output], id=f"cell{number}"))
    return nbformat.v4.new_notebook(cells=cells)


def kpis(stay: float = 0.5, csat: float = 3.0) -> Table:
    """Return a table of KPIs with the columns of a real one."""
    rows = [
        ("journey", "all", "stay", "share", stay, stay - 0.01, stay + 0.01, 4),
        ("journey", "all", "csat", "score", csat, csat - 0.5, csat + 0.5, 4),
        ("persona", "ann", "stay", "share", 0.1, 0.0, 0.2, 4),
    ]
    columns = ["scope", "name", "kpi", "unit", "mean", "low", "high", "replications"]
    return Table(pd.DataFrame({"KPI": ["Stay"]}), "KPIs", pd.DataFrame(rows, columns=columns), "kpis")


def publish_small(folder: Path, *shown: Any, model: dict[str, Any] | None = None, **manifest: Any) -> Path:
    """Publish a report that takes a moment to make; return its folder."""
    said = {MANIFEST_TYPE: MANIFEST | manifest, "text/html": "<dl><dt>Seed</dt><dd>1</dd></dl>"}
    last = said | ({MODEL_TYPE: model} if model else {})
    answer = {"text/html": "<p>Most &lt;stay&gt;.</p><p>Some leave.</p>"}
    return publish(notebook_of(answer, *shown, last), folder).parent
