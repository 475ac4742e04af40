"""Runs inside a network of its own: starts one real program as PID 1, asks it something slow, stops it, tells.

Called by `test_programs.py` as a program (`python3 stopping.py`, a JSON object on standard input and output); it
imports nothing that is not in the standard library. A request takes SLOW seconds, the signal comes in its middle, and
a second one (if there is one) a MOMENT later.
"""

from __future__ import annotations

import contextlib
import http.client
import http.server
import json
import os
import signal
import socket
import struct
import subprocess
import sys
import threading
import time
from pathlib import Path

SLOW = 1.2
MOMENT = 0.2  # between two signals
PATIENCE = 25.0  # until a program answers at all; on a busy machine that can take long


class Backend(http.server.BaseHTTPRequestHandler):
    """What stands behind a proxy: at /slow it answers after some seconds."""

    pause = SLOW

    def do_GET(self) -> None:
        if self.path.startswith("/slow"):
            time.sleep(self.pause)
        self.send_response(200)
        self.send_header("Content-Length", "4")
        self.end_headers()
        self.wfile.write(b"done")

    def log_message(self, *_: object) -> None:
        pass


class Unix(http.client.HTTPConnection):
    """HTTP over a Unix socket."""

    def __init__(self, path: str) -> None:
        super().__init__("localhost", timeout=20)
        self.path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(20)
        self.sock.connect(self.path)


def asked(said: dict, path: str) -> bool:
    """One HTTP request: whether it was answered in full."""
    connection = (
        Unix(said["unix"]) if "unix" in said else http.client.HTTPConnection("127.0.0.1", said["tcp"], timeout=20)
    )
    try:
        connection.request("GET", path)
        return connection.getresponse().read() == b"done"
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def fastcgi(said: dict, script: str) -> bool:
    """One FastCGI request (fastcgi-archives.github.io, FastCGI 1.0)."""

    def record(kind: int, body: bytes) -> bytes:
        return struct.pack(">BBHHBB", 1, kind, 1, len(body), 0, 0) + body

    values = {"SCRIPT_FILENAME": script, "REQUEST_METHOD": "GET", "SCRIPT_NAME": "/x.php", "REQUEST_URI": "/x.php"}
    names = b"".join(struct.pack("BB", len(k), len(v)) + k.encode() + v.encode() for k, v in values.items())
    answer = b""
    try:
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(20)
            connection.connect(said["unix"])
            connection.sendall(
                record(1, struct.pack(">HB5x", 1, 0)) + record(4, names) + record(4, b"") + record(5, b"")
            )
            while part := connection.recv(4096):
                answer += part
    except OSError:
        return False
    return b"done" in answer


def command(said: dict, slow: bool) -> bool:
    """A client program; its exit status tells."""
    words = said["slow" if slow else "quick"]
    done = subprocess.run(words, capture_output=True, check=False, timeout=30)
    return done.returncode == 0


def ask(said: dict, slow: bool) -> bool:
    if "quick" in said:
        return command(said, slow)
    if "fastcgi" in said:
        return fastcgi(said, said["fastcgi"][0 if slow else 1])
    return asked(said, "/slow" if slow else "/quick")


def first_process(starter: subprocess.Popen) -> int | None:
    """The pid, seen from here, of PID 1 of the namespace that `unshare` makes."""
    try:
        children = Path(f"/proc/{starter.pid}/task/{starter.pid}/children").read_text().split()
    except OSError:
        return None
    return int(children[0]) if children else None


def main() -> None:
    said = json.load(sys.stdin)
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    if "backend" in said:
        Backend.pause = said.get("pause", SLOW)
        server = http.server.ThreadingHTTPServer(("127.0.0.1", said["backend"]), Backend)
        threading.Thread(target=server.serve_forever, daemon=True).start()
    with open(said["log"], "wb") as log:
        starter = subprocess.Popen(
            ["unshare", "--pid", "--fork", "--kill-child", "--mount-proc", *said["argv"]],
            stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=said["cwd"], env={**os.environ, **said.get("env", {})},
        )  # fmt: skip
        told = {"request": "none", "ended": False, "early": False, "ready": False, "seconds": 0.0}
        try:
            _run(said, starter, told)
        finally:
            starter.kill()  # --kill-child takes the namespace along
            starter.wait()
    json.dump(told, sys.stdout)


def _run(said: dict, starter: subprocess.Popen, told: dict) -> None:
    over = time.monotonic() + PATIENCE
    while time.monotonic() < over and starter.poll() is None:
        if ask(said, slow=False):
            told["ready"] = True
            break
        time.sleep(0.1)
    if starter.poll() is not None:
        told.update(early=True, ended=True)
        return
    if not told["ready"]:
        return
    pid = first_process(starter)
    client, answers = _in_the_middle(said)
    began = time.monotonic()
    if pid is not None:
        os.kill(pid, said["signal"])
        if "then" in said:
            time.sleep(MOMENT)
            with contextlib.suppress(ProcessLookupError):  # it may have ended
                os.kill(pid, said["then"])
    client.join(said["wait"])
    try:
        starter.wait(max(0.1, said["wait"] - (time.monotonic() - began)))
        told["ended"] = True
    except subprocess.TimeoutExpired:
        pass
    client.join(1)
    told["seconds"] = time.monotonic() - began
    told["request"] = "none" if not answers else "finished" if answers[0] else "dropped"


def _in_the_middle(said: dict) -> tuple[threading.Thread, list[bool]]:
    """A slow request that is under way, and the list that will hold its answer.

    On a busy machine this process may sleep longer than the request takes: then there is no middle any more, and
    another one is asked.
    """
    for _ in range(10):
        answers: list[bool] = []
        client = threading.Thread(target=lambda given: given.append(ask(said, slow=True)), args=(answers,), daemon=True)
        client.start()
        time.sleep(SLOW / 2)
        if not answers:
            break
    return client, answers


if __name__ == "__main__":
    signal.signal(signal.SIGPIPE, signal.SIG_IGN)
    main()
