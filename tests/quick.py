"""The tests of `make quick`: over all packages, those that say most in a second."""

from fnmatch import fnmatch
from pathlib import Path

TESTS = Path(__file__).parent

# By their files from here. What takes seconds inside them is marked slow, and left to `make test`.
QUICK = (
    *("test_errors.py", "test_packaging.py", "test_public.py"),
    *("test_structure.py", "test_whole_numbers.py"),
    *(f"calibration/test_{name}.py" for name in ("capacity", "patience", "redial", "service", "tables")),
    "cli/test_cautions.py",
    *(
        f"engine/test_{name}.py"
        for name in ("board", "code_cache", "kernel_cache", "laws", "machine", "passages")
    ),
    *(f"engine/test_{name}.py" for name in ("rules", "sampling", "store", "streams", "weekly")),
    *("files/test_csv.py", "files/test_drafts.py", "files/test_private_folder.py"),
    "language/test_language.py",
    *("questions/*/test_words.py", "questions/*/test_interventions.py", "questions/*/test_screening.py"),
    *("reporting/test_fingerprint.py", "reporting/test_latest.py"),
    *(f"results/test_{name}.py" for name in ("intervals", "kpis", "read_run", "run", "tables")),
    "scenario/test_*.py",
    "theme/test_fonts.py",
)
LEFT_OUT = ("scenario/test_fuzz.py", "scenario/test_forecast.py")


def is_quick(file: Path) -> bool:
    """Tell whether the tests of a file are among them."""
    if not file.is_relative_to(TESTS):
        return False
    name = file.relative_to(TESTS).as_posix()
    return any(fnmatch(name, one) for one in QUICK) and name not in LEFT_OUT
