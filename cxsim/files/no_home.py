"""Containers and servers often have no home that can be written; libraries then get a place elsewhere."""

import contextlib
import os

# By which variable a library is told where its settings, caches and sockets go.
PLACES = {
    "XDG_CACHE_HOME": "cache",
    "MPLCONFIGDIR": "matplotlib",
    "IPYTHONDIR": "ipython",
    "JUPYTER_CONFIG_DIR": "jupyter/config",
    "JUPYTER_DATA_DIR": "jupyter/data",
    "JUPYTER_RUNTIME_DIR": "jupyter/runtime",
}


def do_without_home() -> None:
    """Give this process and those it starts a temporary folder that is private, where there is no home.

    What a variable says already stays.
    """
    home = os.path.expanduser("~")  # which stays ~ for a user whom the system does not know
    if os.path.isabs(home) and os.access(home, os.W_OK | os.X_OK):
        return
    from cxsim.files.private_folder import private_folder

    folder = private_folder()
    if folder is None:  # each library then says itself what it does
        return
    for name, below in PLACES.items():
        if not os.environ.get(name):
            with contextlib.suppress(OSError):
                (folder / below).mkdir(parents=True, exist_ok=True)
                os.environ[name] = str(folder / below)
