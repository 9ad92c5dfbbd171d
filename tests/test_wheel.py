"""What is installed from a wheel holds all that is used, and does elsewhere what the README says."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import sysconfig
import tarfile
import time
import urllib.error
import urllib.request
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

import cxsim
from cxsim.engine.compiled.kernel import prepare
from tests.locked import homeless, locked
from tests.small import ROOT, SMALL
from tests.test_packaging import repository_files
from tests.test_readme import blocks

SHIPPED = ("notebooks", "scenarios")
Say = Callable[..., subprocess.CompletedProcess[str]]


def built(source: Path, kind: str, to: Path) -> Path:
    """Build a wheel or an sdist; return it."""
    command = [sys.executable, "-m", "hatchling", "build", "-t", kind, "-d", str(to)]
    done = subprocess.run(command, cwd=source, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    (file,) = to.glob("*.whl" if kind == "wheel" else "*.tar.gz")
    return file


def contents(wheel: Path) -> dict[str, int]:
    """The files of a wheel with their checksums; not what only describes it."""
    with zipfile.ZipFile(wheel) as opened:
        return {one.filename: one.CRC for one in opened.infolist() if ".dist-info/" not in one.filename}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this repository."""
    return built(ROOT, "wheel", tmp_path_factory.mktemp("wheel"))


def test_the_wheel_holds_the_package_the_notebooks_and_the_scenarios(wheel: Path) -> None:
    files = (file.relative_to(ROOT) for file in repository_files())
    wanted = {
        ("cxsim/shipped/" if file.parts[0] in SHIPPED else "") + file.as_posix()
        for file in files
        if file.parts[0] in ("cxsim", *SHIPPED)
    }
    assert {*contents(wheel)} == wanted


def test_the_wheel_of_the_sdist_is_the_same(wheel: Path, tmp_path: Path) -> None:
    with tarfile.open(built(ROOT, "sdist", tmp_path)) as opened:
        opened.extractall(tmp_path, filter="data")
    (source,) = (folder for folder in tmp_path.iterdir() if folder.is_dir())
    assert contents(built(source, "wheel", tmp_path / "wheel")) == contents(wheel)


@pytest.fixture
def unpacked(wheel: Path, tmp_path: Path) -> Path:
    """The wheel as it is installed, with the engine compiled: as in an image that was run once."""
    folder = tmp_path / "unpacked"
    with zipfile.ZipFile(wheel) as opened:
        opened.extractall(folder)
    prepare()
    home = Path(cxsim.__file__).parent
    for code in home.rglob("__pycache__/*.nbc"):
        there = folder / "cxsim" / code.relative_to(home)
        there.parent.mkdir(exist_ok=True)
        shutil.copy(code, there)
    return folder


@pytest.fixture
def work(tmp_path: Path) -> Path:
    """An empty folder to work in."""
    folder = tmp_path / "work"
    folder.mkdir()
    return folder


@pytest.fixture
def said(unpacked: Path, work: Path, tmp_path: Path) -> Say:
    """Run a command of the unpacked wheel, which is read-only, in the folder; there is no home."""
    around = homeless(tmp_path, PYTHONPATH=str(unpacked), PYTHONNOUSERSITE="1")

    def run(*arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
        command = locked(unpacked, [sys.executable, "-m", "cxsim.cli", *arguments])
        return subprocess.run(command, cwd=work, env=around | more, capture_output=True, text=True)

    return run


@pytest.mark.whole
def test_installed_read_only_and_without_a_home_it_works_from_an_empty_folder(
    said: Say, unpacked: Path, work: Path, tmp_path: Path
) -> None:
    before = sorted(unpacked.rglob("*"))
    for arguments in (("scenario", "new", "our_company"), ("start",)):
        done = said(*arguments)
        assert (done.returncode, done.stderr) == (0, "")
    files = sorted(f"scenarios/{file.name}" for file in (work / "scenarios").glob("*.yaml"))
    checked = said("check", *files)
    assert (checked.returncode, checked.stderr) == (0, "")
    assert checked.stdout.count(": OK, ") == len(files)
    assert "telecom_batch.yaml: OK, a batch of " in checked.stdout, "of notebooks that are found, too"
    small = {"extends": "our_company.yaml", "name": "small", **SMALL}
    (work / "scenarios" / "small.yaml").write_text(yaml.safe_dump(small))
    reported = said("report", "scenarios/small.yaml", "--replications", "1", "--lang", "fr")
    assert (reported.returncode, reported.stderr) == (0, "")
    assert "<html" in (work / "reports" / "small" / "index.html").read_text()
    assert sorted(unpacked.rglob("*")) == before
    assert [file.name for file in (tmp_path / "tmp").iterdir()] == [f"cxsim-{os.geteuid()}"], "and no litter"


# Says what is loaded of cxsim, and where the compiled engine comes from.
COMPILED = """
import cxsim, sys
from cxsim.engine.compiled.kernel import kernel, prepare
prepare()
print(cxsim.__file__)
print(sum(kernel().stats.cache_hits.values()))
"""


@pytest.mark.verify  # compiles the engine
def test_read_only_and_without_a_home_the_engine_is_compiled_once(
    unpacked: Path, work: Path, tmp_path: Path
) -> None:
    for code in unpacked.rglob("*.nbc"):
        code.unlink()
    around = homeless(tmp_path, PYTHONPATH=str(unpacked))
    for hits in ("0", "1"):
        command = locked(unpacked, [sys.executable, "-c", COMPILED])
        done = subprocess.run(command, cwd=work, env=around, capture_output=True, text=True)
        assert (done.returncode, done.stderr) == (0, "")
        assert done.stdout.split() == [str(unpacked / "cxsim" / "__init__.py"), hits]
    assert list(work.iterdir()) == []


# --- a fresh environment


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A fresh environment with the wheel; what it depends on is borrowed from this one."""
    home = tmp_path_factory.mktemp("environment") / "venv"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(home)], check=True)
    python = home / "bin" / "python"
    uv = [sys.executable, "-m", "uv", "pip", "install", "--quiet", "--no-deps", "--offline"]
    subprocess.run([*uv, "--python", str(python), str(wheel)], check=True)
    (site,) = home.glob("lib/python*/site-packages")
    (site / "borrowed.pth").write_text(sysconfig.get_path("purelib") + "\n")
    (home / "share").symlink_to(Path(sys.prefix, "share"))  # of JupyterLab
    return home


@pytest.fixture(scope="module")
def elsewhere(installed: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder to work in, after `cxsim start`; the reference journeys are small there."""
    folder = tmp_path_factory.mktemp("elsewhere")
    subprocess.run([installed / "bin" / "cxsim", "start"], cwd=folder, check=True, stdout=subprocess.DEVNULL)
    scenarios = folder / "scenarios"
    (scenarios / "reference").mkdir()
    for name in ("telecom", "retail"):
        (scenarios / f"{name}.yaml").rename(scenarios / "reference" / f"{name}.yaml")
        # An improvement of retail begins in November.
        long = {"period": SMALL["period"] | {"follow_up": "400 d"}} if name == "retail" else {}
        small = {"extends": f"reference/{name}.yaml", "name": name, **SMALL, **long}
        (scenarios / f"{name}.yaml").write_text(yaml.safe_dump(small))
    study = yaml.safe_load((scenarios / "telecom_study.yaml").read_text())
    study |= {
        "replications": 2,
        "uncertainty": {"use": "ranges", "sets": 2, "replications": 2, "trajectories": 2},
    }
    (scenarios / "telecom_study.yaml").write_text(yaml.safe_dump(study))
    return folder


def around(installed: Path, tmp: Path) -> dict[str, str]:
    """The environment of a user of the fresh environment, who sees nothing of this repository."""
    seen = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    path = os.pathsep.join([str(installed / "bin"), os.environ["PATH"]])
    return seen | {"PATH": path, "CXSIM_CACHE": str(tmp / "kept"), "PYTHONNOUSERSITE": "1"}


COMMANDS = [
    line.partition("  #")[0].strip()
    for block in blocks("sh")
    for line in block.splitlines()
    if line.startswith("cxsim ")
]


@pytest.mark.verify
def test_every_command_of_the_readme_works(installed: Path, elsewhere: Path) -> None:
    """One after the other, as they stand there."""
    assert len(COMMANDS) >= 14
    for command in COMMANDS:
        if command == "cxsim lab":  # which does not end; see below
            continue
        done = subprocess.run(
            ["sh", "-c", command],
            cwd=elsewhere,
            env=around(installed, elsewhere),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, (command, done.stderr)
        assert "Traceback" not in done.stderr, (command, done.stderr)
    assert (elsewhere / "reports" / "index.html").is_file()
    assert str(installed) not in "".join(page.read_text() for page in elsewhere.rglob("reports/**/*.json"))


@pytest.mark.verify
def test_the_python_examples_of_the_readme_run(installed: Path, elsewhere: Path) -> None:
    where = "import cxsim; assert cxsim.__file__.startswith({!r}), cxsim.__file__\n"
    for example in blocks("python"):
        code = where.format(str(installed)) + example
        done = subprocess.run(
            [installed / "bin" / "python", "-c", code],
            cwd=elsewhere,
            env=around(installed, elsewhere),
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr


@pytest.mark.verify
def test_the_lab_opens_the_notebooks_that_were_copied(
    installed: Path, elsewhere: Path, tmp_path: Path
) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = ["--no-browser", "--allow-root", f"--port={port}", "--IdentityProvider.token=word"]
    environment = around(installed, elsewhere) | homeless(tmp_path, PATH=os.environ["PATH"])
    running = subprocess.Popen(
        [installed / "bin" / "cxsim", "lab", *options],
        cwd=elsewhere,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    answer, address = "", f"http://127.0.0.1:{port}/api/contents/notebooks?token=word"
    try:
        until = time.monotonic() + 120
        while not answer and time.monotonic() < until and running.poll() is None:
            try:
                with urllib.request.urlopen(address, timeout=5) as opened:
                    answer = opened.read().decode()
            except (OSError, urllib.error.URLError):
                time.sleep(0.2)
    finally:
        running.send_signal(signal.SIGTERM)
        _, errors = running.communicate(timeout=60)
    assert re.search(r'"path": ?"notebooks/tour.ipynb"', answer), errors
