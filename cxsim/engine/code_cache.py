"""Compiled functions kept on disk, each sealed with a digest that is checked before anything of it is loaded.

Numba's own cache loads whatever it finds: one flipped bit in the machine code is a crash, or a wrong figure
that nobody notices. It also fails where it may not write. This takes its place behind the same decorator.
"""

import contextlib
import hashlib
import inspect
import os
import pickle
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import llvmlite
import numba
from numba.core import event
from numba.core.caching import _Cache
from numba.core.compiler import CompileResult
from numba.core.serialize import dumps

from cxsim.engine.code_places import places, trusted_content
from cxsim.files.drafts import WRITING, draft_of
from cxsim.files.locks import alone_in

SEAL = b"cxsim code 1\n"
VERSIONS = 8  # of one function: edits, and machines of other kinds that share a folder
HOUR = 3_600.0  # no draft takes as long
PATIENCE = 300.0  # seconds, in which even a slow machine has compiled the kernel

_said: set[str] = set()


def cached(**options: Any) -> Callable[[Callable[..., Any]], Any]:
    """Compile a function as `numba.njit` does with these options, and keep the result on disk."""

    def decorate(function: Callable[..., Any]) -> Any:
        compiled = numba.njit(**options)(function)
        compiled._cache = CodeCache(function)
        return compiled

    return decorate


class CodeCache(_Cache):
    """What is kept of one function, in the place of Numba's own cache.

    A file holds one compiled signature. Its name says by a digest what it was made from, so nothing in it can
    be out of date; it begins with a digest of the rest. Processes that need the same at the same time wait
    until one of them has compiled it.
    """

    def __init__(self, function: Callable[..., Any]) -> None:
        self._function = function
        self._source = Path(inspect.getfile(function)).absolute()
        # Of now, not of when it is compiled: it may be edited meanwhile.
        self._fingerprint = hashlib.sha256(self._source.read_bytes()).digest()
        self._alone = contextlib.ExitStack()

    @property
    def cache_path(self) -> str:
        """The folder that comes first."""
        return str(next(places(self._source)))

    def enable(self) -> None:
        """Nothing to do: it always is."""

    def disable(self) -> None:
        """Nothing to do: nobody asks for it."""

    def flush(self) -> None:
        """Nothing to do: a function that changed has another name."""

    def load_overload(self, sig: Any, target_context: Any) -> Any:
        """Return a compiled signature; nothing if it is for this process to compile it."""
        target_context.refresh()
        name = self._name(sig, target_context.codegen())
        found = self._look(name, target_context)
        if found is None and self._waited(name):
            try:
                found = self._look(name, target_context)
            except BaseException:
                self.release()
                raise
            if found is not None:  # another has compiled it meanwhile
                self.release()
        return found

    def save_overload(self, sig: Any, data: Any) -> None:
        """Keep a compiled signature in the first place that takes it."""
        try:
            if not data.library.has_dynamic_globals:
                self._keep(self._name(sig, data.codegen), dumps(data._reduce()))
        finally:
            self.release()

    def release(self) -> None:
        """Let other processes compile what this one did not."""
        self._alone.close()

    def _name(self, sig: Any, codegen: Any) -> str:
        function = self._function
        cells = tuple(cell.cell_contents for cell in function.__closure__ or ())
        total = hashlib.sha256()
        for part in (
            SEAL,
            self._fingerprint,
            function.__code__.co_code,
            dumps(cells),
            repr(
                (numba.__version__, llvmlite.__version__, sys.version_info, sys.implementation.cache_tag)
            ).encode(),
            repr((function.__code__.co_firstlineno, sig, codegen.magic_tuple())).encode(),
        ):
            total.update(len(part).to_bytes(8, "little"))
            total.update(part)
        return f"{self._stem()}{total.hexdigest()[:40]}.nbc"

    def _stem(self) -> str:
        return f"{self._source.stem}.{self._function.__qualname__.replace('<locals>.', '')}-"

    def _look(self, name: str, target_context: Any) -> Any:
        damaged = []
        for place in places(self._source, make=False):
            content = trusted_content(place / name, self._source)
            if content is None:
                continue
            body = unsealed(name, content)
            if body is not None:
                return CompileResult._rebuild(target_context, *pickle.loads(body))
            damaged.append(place / name)
        for file in damaged:
            _say(f"cxsim: {file} is damaged, its code is compiled anew")
        return None

    def _waited(self, name: str) -> bool:
        """Wait until this process alone compiles a file; tells whether it may have been written meanwhile.

        Where it cannot have that, it compiles all the same: then a file is written more than once, at worst.
        """
        for place in places(self._source):
            try:
                return bool(self._alone.enter_context(alone_in([place], PATIENCE, f"{name}.lock")))
            except BlockingIOError:  # whoever has it was stopped; it is not waited for any longer
                return False
            except OSError:  # the next place can be written, perhaps
                continue
        return False

    def _keep(self, name: str, body: bytes) -> None:
        why = ""
        for place in places(self._source):
            try:
                place.mkdir(parents=True, exist_ok=True)
                _write(place / name, sealed(name, body), self._source)
            except OSError as error:
                why = why or f"{place}: {str(error.strerror).lower()}"
                continue
            self._tidy(place)
            return
        _say(
            f"cxsim: compiled code cannot be kept ({why}), so that every command compiles it anew; "
            "let NUMBA_CACHE_DIR name a folder of yours"
        )

    def _tidy(self, place: Path) -> None:
        """Remove versions of long ago, and what processes that were killed left behind."""
        with contextlib.suppress(OSError):
            ours = [file for file in place.iterdir() if file.name.startswith(self._stem())]
            for old in sorted((one for one in ours if one.suffix == ".nbc"), key=_age)[VERSIONS:]:
                _unlink(old)
            locks = [one for one in ours if one.suffix == ".lock"]
            for left in (*locks, *place.glob(f"{WRITING}*")):
                if _age(left) > HOUR:
                    _unlink(left)


def sealed(name: str, body: bytes) -> bytes:
    """Return what is written to a file: a digest of its name and of what it holds, then what it holds."""
    return SEAL + _digest(name, body) + body


def unsealed(name: str, content: bytes) -> bytes | None:
    """Return what was sealed; nothing if a single bit of it has changed, or it belongs to another name.

    Examples
    --------
    >>> content = sealed("f.nbc", b"code")
    >>> unsealed("f.nbc", content), unsealed("f.nbc", content[:-1]), unsealed("g.nbc", content)
    (b'code', None, None)
    """
    start = len(SEAL) + hashlib.sha256().digest_size
    body = content[start:]
    return body if content[:start] == SEAL + _digest(name, body) else None


def _digest(name: str, body: bytes) -> bytes:
    total = hashlib.sha256(f"{name}\n".encode())
    total.update(body)
    return total.digest()


class _NotCompiled(event.Listener):
    """Gives others their turn where compiling was interrupted or failed."""

    def on_start(self, event: Any) -> None:
        pass

    def on_end(self, event: Any) -> None:
        function = event.data["dispatcher"]
        cache = getattr(function, "_cache", None)
        # Whether an event failed, Numba says the wrong way round.
        if isinstance(cache, CodeCache) and tuple(event.data["args"]) not in function.overloads:
            cache.release()


event.register("numba:compile", _NotCompiled())


def _write(file: Path, content: bytes, source: Path) -> None:
    """Write a file whole or not at all; whoever may read the source may read what it was compiled to."""
    with draft_of(file, content, lasting=False) as draft:
        os.chmod(draft, source.stat().st_mode & 0o644)
        os.replace(draft, file)


def _age(file: Path) -> float:
    with contextlib.suppress(OSError):
        return time.time() - file.stat().st_mtime
    return 0.0


def _unlink(file: Path) -> None:
    with contextlib.suppress(OSError):
        file.unlink()


def _say(line: str) -> None:
    """Say something once on the error stream."""
    if line not in _said:
        _said.add(line)
        print(line, file=sys.stderr, flush=True)
