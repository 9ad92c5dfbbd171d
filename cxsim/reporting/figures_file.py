"""Figures of your own for a report: a Python file in which they are made with `cxsim.figure`."""

from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import TYPE_CHECKING

from cxsim.errors import ParameterError
from cxsim.language.wording import in_short

if TYPE_CHECKING:
    from cxsim.results.figures import Figure


def figures_in(file: Path) -> "tuple[Figure, ...]":
    """Run a Python file, and return the figures in it, in their order.

    Parameters
    ----------
    file
        Such as ``my_figures.py``. It is run as it stands: only your own, or one that you have read.

    Raises
    ------
    ParameterError
        If it cannot be run, or there is no figure in it.
    """
    from cxsim.results.figures import Figure, FigureError, checked_figures  # takes a second to import

    spec = spec_from_file_location("figures_of_your_own", file)
    if spec is None or spec.loader is None:
        raise ParameterError(f"figures: found {file}, expected a Python file, such as my_figures.py")
    module = module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
        found = checked_figures([one for one in vars(module).values() if isinstance(one, Figure)])
    except FigureError as error:
        raise ParameterError(f"{file}: {error}") from error
    except (Exception, SystemExit) as error:
        told = f"{type(error).__name__}: {in_short(str(error), 160)}"
        raise ParameterError(f"figures: {file} cannot be run: {told}") from error
    if not found:
        raise ParameterError(f"figures: found none in {file}, expected functions below @cx.figure(…)")
    return found
