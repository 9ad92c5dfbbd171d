"""What takes long to import is imported where it is used."""

import subprocess
import sys

import pytest

HEAVY = ("lifelines", "seaborn", "matplotlib", "IPython", "scipy.stats", "SALib", "papermill", "ipywidgets")
BEGIN = "import sys, cxsim as cx; "
LOAD = "scenario = cx.load_scenario('scenarios/bank.yaml'); "
RUN = "run = cx.simulate(scenario, replications=1, record='kpis'); run.kpis(); repr(run); "


@pytest.mark.parametrize(
    ("program", "absent"),
    [
        (BEGIN, ("numpy", "pandas", "numba", "pydantic", "scipy", "typer")),
        (BEGIN + LOAD, ("pandas", "pyarrow", "numba", "scipy", "simpy")),
        (BEGIN + "cx.check('scenarios/retail.yaml'); ", ("pandas", "pyarrow", "numba", "scipy", "simpy")),
        (
            BEGIN + "cx.check('scenarios/telecom_study.yaml'); ",
            ("pandas", "pyarrow", "numba", "scipy", "simpy"),
        ),
        (BEGIN + LOAD + RUN, ()),
        (BEGIN + LOAD + RUN + "run.table('kpis'); cx.figure; ", ()),
    ],
)
def test_only_what_is_used_is_imported(program: str, absent: tuple[str, ...]) -> None:
    heavy = tuple(name for name in HEAVY if "table" not in program or name != "matplotlib")
    said = f"print(sorted(set({(*heavy, *absent)!r}) & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", program + said], capture_output=True, text=True)
    assert done.stdout.splitlines()[-1:] == ["[]"], done.stderr


def test_what_is_used_is_there() -> None:
    """Else the test above would pass whatever is imported."""
    said = "import cxsim.questions.journey.chart; import sys; print('matplotlib' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", said], capture_output=True, text=True)
    assert done.stdout == "True\n", done.stderr
