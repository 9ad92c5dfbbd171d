"""One page, handed to one browser of ours, from a server that is all the browser can reach."""

import os
import secrets
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, NamedTuple

from cxsim.reporting.policy import POLICY

HOST = "127.0.0.1"


class Served(NamedTuple):
    """A page that waits to be fetched.

    Attributes
    ----------
    address, proxy
        Where it is, and the proxy through which that can be reached.
    direct
        Where it is for a browser whose administrator has chosen another proxy.
    is_waiting
        Whether nobody has fetched it.
    """

    address: str
    proxy: str
    direct: str
    is_waiting: Callable[[], bool]


@contextmanager
def served(page: bytes) -> Iterator[Served]:
    """Serve a page once, to this user, inside the block.

    The page comes with our policy and in a sandbox, whatever it says itself. The server is the proxy for
    everything else that the browser might want, and refuses it. A page from the network cannot open files.
    """
    name = f"/{secrets.token_hex(16)}"
    # No such host is anywhere, and none is looked up: a proxy gets the whole address.
    address = f"http://report.invalid{name}"
    waiting = [page]

    class OnePage(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            own = self.path in (address, name) and _is_of_this_user(
                self.client_address[1], server.server_port
            )
            try:
                content = waiting.pop() if own else None
            except IndexError:  # it has been fetched
                content = None
            self.send_response(403 if content is None else 200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Security-Policy", f"{POLICY}; sandbox")
            self.send_header("X-Content-Type-Options", "nosniff")
            self.send_header("Cache-Control", "no-store")
            self.send_header("Content-Length", str(len(content or b"")))
            self.end_headers()
            self.wfile.write(content or b"")

        def do_CONNECT(self) -> None:
            self.send_error(403)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    class Server(ThreadingHTTPServer):
        def handle_error(self, request: Any, client_address: Any) -> None:
            """Say nothing of a browser that goes away before it is answered."""
            if not isinstance(sys.exception(), ConnectionError):
                super().handle_error(request, client_address)

    with Server((HOST, 0), OnePage) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        try:
            here = f"http://{HOST}:{server.server_port}"
            yield Served(address, here, f"{here}{name}", lambda: bool(waiting))
        finally:
            server.shutdown()
            thread.join()


def _is_of_this_user(port: int, server: int) -> bool:
    """Tell whether the program at a port that talks to our server is this user's, as far as Linux says.

    Others on the machine can reach the server, too, and see in the list of programs what it is asked for.
    """
    try:
        lines = Path("/proc/net/tcp").read_text(encoding="ascii").splitlines()[1:]
        rows = [line.split() for line in lines]
        ends = (f":{port:04X}", f":{server:04X}")
        owners = {int(row[7]) for row in rows if (row[1][-5:], row[2][-5:]) == ends}
    except (OSError, ValueError, IndexError):
        return True
    return owners <= {os.getuid()}
