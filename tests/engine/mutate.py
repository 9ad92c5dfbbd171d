"""Tries mutations of behaviour: each has to be noticed by a test that is named beside it.

``python -m tests.engine.mutate`` tries all, ``python -m tests.engine.mutate feelings 17`` those of a file and
one more. Behaviour is written once, so that both engines mutate alike and agree as before: only tests that
know what customers should do can notice.

No file is changed: a process of its own sees the mutated source instead of what stands in the file.
"""

import argparse
import importlib
import importlib.machinery
import os
import signal
import sys
from collections.abc import Iterator, Sequence
from types import CodeType
from typing import Any

import pytest

from tests.engine.mutations import ALL, MUTATED, ROOT, Mutation

# What takes longest to import, and nothing that is mutated.
OTHERS = ("hypothesis", "pandas", "scipy.stats", "simpy", "cxsim.scenario.model", "cxsim.engine.streams")
LONGEST = 300  # seconds; where a simulation never ends, that is noticed, too
PYTEST = ("-x", "-q", "-p", "no:cacheprovider", "-o", "addopts=--import-mode=importlib")
VERDICTS = {0: "SURVIVED", 1: "killed", -signal.SIGALRM: "killed"}


def see(mutation: Mutation) -> None:
    """Let this process import the mutated source."""
    file = str(ROOT / mutation.file)
    text = mutation.applied()
    usual = importlib.machinery.SourceFileLoader.get_code

    def get_code(loader: Any, name: str) -> CodeType | None:
        if os.path.realpath(loader.get_filename(name)) == file:
            return compile(text, file, "exec", dont_inherit=True)
        return usual(loader, name)

    importlib.machinery.SourceFileLoader.get_code = get_code  # type: ignore[method-assign]


def started(tests: Sequence[str], mutation: Mutation | None) -> int:
    """Start a process that runs tests until one fails; return its number."""
    sys.stdout.flush()
    child = os.fork()
    if child:
        return child
    signal.alarm(LONGEST if mutation else 0)  # without one, all tests run to their ends
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    try:
        if mutation:
            see(mutation)
        code = int(pytest.main([*PYTEST, *tests]))
    except BaseException:
        code = 2
    os._exit(code)


def verdicts(chosen: Sequence[Mutation], workers: int = 2) -> Iterator[tuple[Mutation, str]]:
    """Try mutations; give each with what became of it, as soon as that is known."""
    for name in OTHERS:
        importlib.import_module(name)
    alone = "what is mutated is imported by those who see the mutation"
    assert "cxsim.engine.rules" not in sys.modules, alone
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"  # none is needed
    os.environ[MUTATED] = "1"
    started(sorted({one.test for one in chosen}), None)
    assert os.waitstatus_to_exitcode(os.wait()[1]) == 0, "without a mutation all tests named should pass"
    waiting, running = list(chosen), dict[int, Mutation]()
    while waiting or running:
        if waiting and len(running) < workers:
            mutation = waiting.pop(0)
            running[started([mutation.test], mutation)] = mutation
        else:
            child, status = os.wait()
            code = os.waitstatus_to_exitcode(status)
            yield running.pop(child), VERDICTS.get(code, "COULD NOT BE TRIED")


def main() -> int:
    """Try all mutations, or those asked for by number or file; return 1 if any was not noticed."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("which", nargs="*", help="numbers, or names of files without .py; default: all")
    parser.add_argument("--workers", type=int, default=2)
    asked = parser.parse_args()
    numbers = {one: str(number) for number, one in enumerate(ALL, 1)}
    chosen = [one for one in ALL if not asked.which or {numbers[one], one.name} & set(asked.which)]
    killed = 0
    os.chdir(ROOT)
    for mutation, verdict in verdicts(chosen, asked.workers):
        killed += verdict == "killed"
        print(
            f"{numbers[mutation]:>3} {verdict:8} {mutation.name}: {mutation.old!r} -> {mutation.new!r}",
            flush=True,
        )
    print(f"{killed} of {len(chosen)} mutations killed")
    return int(killed < len(chosen))


if __name__ == "__main__":
    sys.exit(main())
