"""Memory of the compiled engine: records and arrays that functions reach through addresses.

Numba counts references to every array that a function is given, which costs more than what most functions
here do. A record is a bare pointer, so the whole state hangs on one record, the sim, that holds the
addresses of the arrays; `Simulation` in `arrays` owns them. Nothing is checked here: indices must be right.
"""

from collections.abc import Callable
from typing import Any, TypeVar

import numpy as np
from llvmlite import ir
from numba import carray, from_dtype, njit, types  # type: ignore[attr-defined]
from numba.extending import intrinsic

F = TypeVar("F", bound=Callable[..., Any])
Record = Any  # a numpy record, which the compiler sees as a pointer to its fields

_WITHOUT_END = 1 << 40
_LINE = 64  # bytes that a processor fetches at a time
# Of what only compiled code calls: to wrap each for C as well would take a tenth of all compiling.
_INNER: Any = {"error_model": "numpy", "no_cfunc_wrapper": True}


def compiled(function: F) -> F:
    """Mark a function of the compiled engine; it is compiled into the kernel, and cached there.

    Numba lets a function inherit `forceinline` from the first one that calls it, unless it has its own.
    """
    return njit(**_INNER, forceinline=False)(function)


def once(function: F) -> F:
    """Mark a compiled function that has one caller, into which its source goes."""
    return njit(**_INNER, inline="always")(function)


def hot(function: F) -> F:
    """Mark a function on the way of most visits: it goes into its callers, as calls cost more than they look.

    Every function that is not inlined gets pages of its own, and too many of them push each other out of the
    processor's instruction cache.
    """
    return njit(**_INNER, forceinline=True)(function)


@intrinsic
def _pointer(_typing: Any, address: int) -> Any:
    """Return an address as a pointer."""

    def generate(context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        return builder.inttoptr(arguments[0], context.get_value_type(types.voidptr))

    return types.voidptr(types.int64), generate


@intrinsic
def behind(_typing: Any, record: Record) -> Any:
    """Return the address behind a record."""

    def generate(context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        size = ir.Constant(ir.IntType(64), record.size)
        return builder.add(builder.ptrtoint(arguments[0], size.type), size)

    return types.int64(record), generate


@intrinsic
def _fetch(_typing: Any, address: int) -> Any:
    """Have the line at an address fetched."""

    def generate(context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        byte, how = ir.IntType(8).as_pointer(), ir.IntType(32)
        kind = ir.FunctionType(ir.VoidType(), (byte, how, how, how))
        prefetch = builder.module.declare_intrinsic("llvm.prefetch", (byte,), kind)
        to_write, at_hand, data = (ir.Constant(how, value) for value in (1, 3, 1))
        builder.call(prefetch, (builder.inttoptr(arguments[0], byte), to_write, at_hand, data))
        return context.get_dummy_value()

    return types.void(types.int64), generate


@hot
def fetch(address: int, size: int) -> None:
    """Have memory fetched that will be needed soon; an address that leads nowhere does no harm."""
    for line in range(address, address + size, _LINE):
        _fetch(line)


@hot
def floats(address: int) -> Any:
    """Return the float64 numbers at an address."""
    return carray(_pointer(address), (_WITHOUT_END,), np.float64)


@hot
def some_floats(address: int, count: int) -> Any:
    """Return so many float64 numbers at an address."""
    return carray(_pointer(address), (count,), np.float64)


@hot
def integers(address: int) -> Any:
    """Return the int64 numbers at an address."""
    return carray(_pointer(address), (_WITHOUT_END,), np.int64)


@hot
def counts(address: int) -> Any:
    """Return the int32 numbers at an address."""
    return carray(_pointer(address), (_WITHOUT_END,), np.int32)


@hot
def bytes_at(address: int) -> Any:
    """Return the int8 numbers at an address."""
    return carray(_pointer(address), (_WITHOUT_END,), np.int8)


def records(dtype: np.dtype) -> Callable[[int, int], Any]:
    """Return the function that gives one of the records of a kind at an address."""
    kind, size = from_dtype(dtype), dtype.itemsize

    @intrinsic
    def at(_typing: Any, address: int, index: int) -> Any:
        def generate(context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
            first, rank = arguments
            place = builder.add(first, builder.mul(rank, ir.Constant(rank.type, size)))
            return builder.inttoptr(place, context.get_value_type(kind))

        return kind(types.int64, types.int64), generate

    return at  # type: ignore[return-value]


def copies(dtype: np.dtype) -> Callable[[Record, Record], None]:
    """Return the function that makes one record of a kind a copy of another."""
    kind, whole = from_dtype(dtype), ir.ArrayType(ir.IntType(8), dtype.itemsize)

    @intrinsic
    def copy(_typing: Any, to: Record, what: Record) -> Any:
        def generate(context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
            target, source = (builder.bitcast(argument, whole.as_pointer()) for argument in arguments)
            builder.store(builder.load(source), target)
            return context.get_dummy_value()

        return types.void(kind, kind), generate

    return copy  # type: ignore[return-value]
