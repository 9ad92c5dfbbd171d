"""Run functions side by side and compare their CPU time and memory.

Each candidate has a process of its own, which imports it, calls it once to warm up (imports and compilation
do not count) and then waits to be told to run. The candidates take turns, A B C A B C ..., one at a time, and
are compared within each round, so that a machine that slows down does so for all of them.

>>> candidates = [
...     Candidate("loop", "benchmarks.peers.heapq_loop:run", {"customers": 500, "seed": 1}, 500),
...     Candidate("none", "benchmarks.nothing:run", {}, 1),
... ]
>>> report = measure(candidates, reference="loop", repetitions=2)
>>> report["results"]["loop"]["ratio"], report["results"]["none"]["missing"]
(1.0, 'benchmarks.nothing')
"""

import contextlib
import gc
import importlib
import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from importlib import metadata
from pathlib import Path
from typing import Any, NamedTuple

Report = dict[str, Any]
ROOT = Path(__file__).resolve().parents[1]


class Candidate(NamedTuple):
    """Something to measure.

    Attributes
    ----------
    name
        What the table calls it.
    target
        The function, as ``"module:function"``.
    arguments
        Its keyword arguments; they go through JSON.
    units
        How much work one call does, such as the number of customers. A call that finds out only then returns
        a dict with ``"units"`` in it; other figures in that dict join its result, too.
    warm_up
        Arguments that differ in the warming-up call, such as fewer customers.
    root
        The folder whose code it is.
    """

    name: str
    target: str
    arguments: dict[str, Any]
    units: int
    warm_up: dict[str, Any] | None = None
    root: str = str(ROOT)


def measure(
    candidates: Sequence[Candidate],
    reference: str,
    repetitions: int = 5,
    packages: Sequence[str] = (),
    clock: str = "cpu",
) -> Report:
    """Measure the candidates by turns.

    Parameters
    ----------
    candidates
        What to measure; one whose module is not installed is reported as missing.
    reference
        The name of the candidate that speeds are compared with.
    repetitions
        Calls of each candidate.
    packages
        Distributions whose versions belong in the report.
    clock
        ``"cpu"`` time of the process, or ``"wall"`` time where processes and threads help each other.

    Returns
    -------
    dict
        ``machine`` (see `machine`), ``reference``, ``clock``, and ``results`` by name, either
        ``{"missing": module}`` or

        - ``seconds`` of each call, ``median``: their median;
        - ``units`` of work in a call, ``rate``: units per second, by the median;
        - ``ratio``: times as fast as the reference, the median over the rounds (None if that is missing);
        - ``memory``: the process's peak in MB during the calls, ``added``: how much of it the calls added.
    """
    children: dict[str, subprocess.Popen[str]] = {}
    results: Report = {}
    try:
        for candidate in candidates:
            child = children[candidate.name] = start(candidate)
            results[candidate.name] = {
                "units": candidate.units,
                "seconds": [],
                **answer(child, candidate.name),
            }
        present = [name for name, result in results.items() if "missing" not in result]
        for _ in range(repetitions):
            for name in present:
                print("run", file=children[name].stdin, flush=True)
                found = answer(children[name], name)
                seconds = {"cpu": found.pop("cpu"), "wall": found.pop("wall")}
                results[name]["seconds"].append(seconds[clock])
                results[name].update(found)
    finally:
        for child in children.values():
            child.stdin.close()
            child.wait()
    for name, result in results.items():
        if name not in present:
            results[name] = {"missing": result["missing"]}
            continue
        result["median"] = statistics.median(result["seconds"])
        result["rate"] = result["units"] / result["median"]
        result["ratio"] = ratio(result, results[reference]) if reference in present else None
        result["added"] = result["memory"] - result.pop("before")
    return {"machine": machine(packages), "reference": reference, "clock": clock, "results": results}


def ratio(result: Report, reference: Report) -> float:
    """How many times as fast as the reference: the median over the rounds, each with its own ratio."""
    rounds = zip(result["seconds"], reference["seconds"], strict=True)
    return statistics.median(theirs / own for own, theirs in rounds) * result["units"] / reference["units"]


def table(report: Report, unit: str = "unit") -> str:
    """The report as plain text, one line for each candidate."""
    width = max(map(len, report["results"]))
    relative = f"× {report['reference']}"
    wide = max(12, len(relative) + 2)
    lines = [
        f"{'':{width}}{unit + 's/s':>16}{'µs/' + unit:>14}{relative:>{wide}}{'peak MB':>12}{'added MB':>12}"
    ]
    for name, result in report["results"].items():
        if "missing" in result:
            lines.append(f"{name:{width}}   not installed ({result['missing']})")
            continue
        times = "?" if result["ratio"] is None else f"{result['ratio']:.3g}"
        speed = f"{result['rate']:16,.0f}{1e6 / result['rate']:14.3g}{times:>{wide}}"
        lines.append(f"{name:{width}}{speed}{result['memory']:12,.0f}{result['added']:12,.0f}")
    return "\n".join(lines)


def machine(packages: Sequence[str]) -> Report:
    """What speeds depend on: processor, cores, Python, packages; nothing that names the machine."""
    versions = {}
    for name in packages:
        try:
            versions[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            versions[name] = None
    processor = platform.processor() or platform.machine()
    if (cpuinfo := Path("/proc/cpuinfo")).exists():
        names = [line for line in cpuinfo.read_text().splitlines() if line.startswith("model name")]
        processor = names[0].partition(":")[2].strip() if names else processor
    return {
        "processor": processor,
        "cores": os.cpu_count(),
        "system": platform.system(),
        "python": f"{platform.python_implementation()} {platform.python_version()}",
        "packages": versions,
    }


def start(candidate: Candidate) -> subprocess.Popen[str]:
    """A process for this candidate, importing and warming up."""
    arguments = json.dumps([candidate.arguments, {**candidate.arguments, **(candidate.warm_up or {})}])
    command = [sys.executable, "-m", "benchmarks.measure", "--child", candidate.target, arguments]
    environment = os.environ | {"PYTHONPATH": candidate.root}
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    return subprocess.Popen(command, cwd=candidate.root, env=environment, text=True, **pipes)


def answer(child: subprocess.Popen[str], name: str) -> Report:
    """Wait for what the child has to say."""
    line = child.stdout.readline()
    if not line:
        raise RuntimeError(f"{name} ended with exit code {child.wait()}; its error is above")
    return json.loads(line)


def serve(target: str, arguments: dict[str, Any], warm_up: dict[str, Any]) -> None:
    """Be a child: import, warm up, then time one call for each line that comes in, and answer in JSON."""
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # whatever the candidate prints is no answer

    def say(**found: Any) -> None:
        print(json.dumps(found), file=answers, flush=True)

    module, _, function = target.partition(":")
    try:
        call = getattr(importlib.import_module(module), function)
    except ModuleNotFoundError as missing:
        say(missing=missing.name)
        return
    call(**warm_up)
    gc.collect()
    forget_peak()
    say(before=peak())
    for _ in sys.stdin:
        wall, cpu = time.perf_counter(), time.process_time()
        returned = call(**arguments)
        cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
        figures = returned if isinstance(returned, dict) else {}
        say(cpu=cpu, wall=wall, memory=peak(), **figures)
        del returned
        gc.collect()


def peak() -> float:
    """Peak memory of this process in MB.

    Linux hands the ``ru_maxrss`` of whoever started a process on to it, so its own high-water mark is better.
    """
    status = Path("/proc/self/status")
    if status.exists():
        for line in status.read_text().splitlines():
            if line.startswith("VmHWM"):
                return int(line.split()[1]) / 1024
    size = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return size / (1024 * 1024 if sys.platform == "darwin" else 1024)


def forget_peak() -> None:
    """Start the high-water mark anew, so that compiling does not count; elsewhere than on Linux it does."""
    with contextlib.suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5")


if __name__ == "__main__":
    if len(sys.argv) != 4 or sys.argv[1] != "--child":
        sys.exit("This module is the child of its own `measure`; run `python -m benchmarks`, for example.")
    serve(sys.argv[2], *json.loads(sys.argv[3]))
