"""How behaviour is marked: it runs as it is in Python, and is compiled where the compiled engine calls it."""

from numba.extending import register_jitable

# Whether it goes into its callers has to be said, or it is as with the first of them that is compiled.
behaviour = register_jitable(error_model="numpy", forceinline=False, no_cfunc_wrapper=True)
# On the way of most visits: it goes into its callers, as calls cost more than they look.
often = register_jitable(error_model="numpy", forceinline=True, no_cfunc_wrapper=True)
