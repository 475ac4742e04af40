"""Real programs, really stopped with a request open: what the tables say of their signals is what happens.

Each is PID 1 of a PID namespace, in a network of its own (loopback only). A program that is not installed is a skip that
names it.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import pytest

from kernel import machine
from model.facts import action_of
from stoplint import signals
from stoplint.model.catalog import programs
from stoplint.model.catalog.configs import Surroundings

STOPPING = Path(__file__).parent / "stopping.py"
# seconds after the signal: a request takes 1.2, and a busy machine its time; until then, a program that stays has stayed
WAIT, STAYS = 20.0, 4.0

NGINX = """\
pid {dir}/nginx.pid;
error_log stderr;
worker_processes 1;
{more}
events {{ }}
http {{
    access_log off;
    client_body_temp_path {dir}/a; proxy_temp_path {dir}/b; fastcgi_temp_path {dir}/c; uwsgi_temp_path {dir}/d;
    scgi_temp_path {dir}/e;
    server {{ listen 127.0.0.1:8080; location / {{ proxy_pass http://127.0.0.1:9090; }} }}
}}
"""
APACHE = """\
ServerRoot {dir}
ServerName localhost
PidFile {dir}/apache.pid
ErrorLog {dir}/error.log
Mutex file:{dir}
Listen 127.0.0.1:8080
User www-data
Group www-data
LoadModule mpm_event_module /usr/lib/apache2/modules/mod_mpm_event.so
LoadModule authz_core_module /usr/lib/apache2/modules/mod_authz_core.so
LoadModule proxy_module /usr/lib/apache2/modules/mod_proxy.so
LoadModule proxy_http_module /usr/lib/apache2/modules/mod_proxy_http.so
ProxyPass / http://127.0.0.1:9090/
"""
HAPROXY = """\
global
    maxconn 50
defaults
    mode http
    timeout connect 5s
    timeout client 20s
    timeout server 20s
frontend f
    bind 127.0.0.1:8080
    default_backend b
backend b
    server one 127.0.0.1:9090
"""
FPM = """\
[global]
error_log = {dir}/fpm.log
{more}
[www]
user = www-data
group = www-data
listen = {dir}/fpm.sock
listen.mode = 0666
pm = static
pm.max_children = 2
"""
PHP = {"slow.php": "<?php usleep(1200000); echo 'done';", "quick.php": "<?php echo 'done';"}
WSGI = """\
import time


def application(env, start):
    if env["PATH_INFO"] == "/slow":
        time.sleep(1.2)
    start("200 OK", [("Content-Length", "4")])
    return [b"done"]
"""
NODE = """\
const server = require("node:http").createServer((request, response) => {
  setTimeout(() => response.end("done"), request.url === "/slow" ? 1200 : 0);
}).listen(8080, "127.0.0.1");
"""
PYTHON = """\
import http.server, threading, time


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        if self.path == "/slow":
            time.sleep(1.2)
        self.send_response(200)
        self.send_header("Content-Length", "4")
        self.end_headers()
        self.wfile.write(b"done")


server = http.server.ThreadingHTTPServer(("127.0.0.1", 8080), Handler)
"""
SUPERVISOR = """\
[supervisord]
nodaemon=true
user=root
logfile=/dev/null
logfile_maxbytes=0
pidfile={dir}/supervisord.pid

[program:nginx]
command=nginx -c {dir}/nginx.conf -g "daemon off;"
{more}

[program:other]
command=sleep 1000
"""


@dataclass(frozen=True)
class Program:
    """A program and what stands in its files; `{dir}` is a folder of its own.

    `signals` are the stop signals to try, `pause` the seconds that a request takes behind a proxy. `client` is what `stopping.py` asks (TCP port 8080 unless said). `proof`: a
    file and the words in it that tell of an orderly shutdown, where an answered request doesn't. `known`: what
    signals do, for what is no row of the tables: "graceful", "fast" or "ignored".
    """

    name: str
    argv: tuple[str, ...]
    signals: tuple[str, ...]
    files: dict[str, str] = field(default_factory=dict)
    client: dict[str, object] = field(default_factory=lambda: {"tcp": 8080})
    needs: tuple[str, ...] = ()
    backend: bool = False
    pause: float = 1.2
    prepare: tuple[str, ...] = ()
    user: str = ""
    proof: tuple[str, str] | None = None
    known: dict[str, str] = field(default_factory=dict)
    more: str = ""


def proxy(
    name: str, argv: tuple[str, ...], stop: tuple[str, ...], files: dict[str, str], needs: str, more: str = ""
) -> Program:
    return Program(name, argv, stop, files, needs=(needs,), backend=True, more=more)


def postgres() -> str:
    """The folder of Debian's server programs, which are not on the PATH."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"))
    return str(found[-1].parent) if found else "/usr/lib/postgresql/missing/bin"


def fpm() -> str:
    found = sorted(Path("/usr/sbin").glob("php-fpm*"))
    return found[-1].name if found else "php-fpm"


PG = postgres()
UWSGI = ("uwsgi_python3", "--http-socket", "127.0.0.1:8080", "--wsgi-file", "{dir}/app.py", "--threads", "2")
PROGRAMS = [
    proxy("nginx", ("nginx", "-c", "{dir}/nginx.conf", "-g", "daemon off;"), ("TERM", "QUIT", "INT", "HUP"), {"nginx.conf": NGINX}, "nginx"),
    proxy("apache2", ("apache2", "-f", "{dir}/apache.conf", "-DFOREGROUND"), ("TERM", "WINCH"), {"apache.conf": APACHE}, "apache2"),
    proxy("haproxy -W", ("haproxy", "-W", "-f", "{dir}/haproxy.cfg"), ("TERM", "USR1"), {"haproxy.cfg": HAPROXY}, "haproxy"),
    proxy("haproxy", ("haproxy", "-f", "{dir}/haproxy.cfg"), ("TERM", "USR1"), {"haproxy.cfg": HAPROXY}, "haproxy"),
    Program("php-fpm", (fpm(), "-F", "-y", "{dir}/fpm.conf"), ("TERM", "QUIT"), {"fpm.conf": FPM, **PHP},
            {"unix": "{dir}/fpm.sock", "fastcgi": ["{dir}/slow.php", "{dir}/quick.php"]}, (fpm(),)),
    Program("php-fpm with process_control_timeout", (fpm(), "-F", "-y", "{dir}/fpm.conf"), ("TERM", "QUIT"),
            {"fpm.conf": FPM, **PHP}, {"unix": "{dir}/fpm.sock", "fastcgi": ["{dir}/slow.php", "{dir}/quick.php"]},
            (fpm(),), more="process_control_timeout = 10"),
    Program("redis", ("redis-server", "--port", "6390", "--dir", "{dir}", "--save", "3600 1", "--daemonize", "no"), ("TERM", "INT"),
            client={"quick": ["redis-cli", "-p", "6390", "set", "a", "1"], "slow": ["redis-cli", "-p", "6390", "blpop", "none", "1"]},
            needs=("redis-server", "redis-cli"), proof=("log", "DB saved on disk")),
    Program("memcached", ("memcached", "-u", "nobody", "-p", "11299", "-l", "127.0.0.1"), ("TERM", "INT"),
            client={"quick": ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/11299; echo version >&3; read -r x <&3"],
                    "slow": ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/11299; sleep 1.2; echo version >&3; read -r x <&3"]},
            needs=("memcached",)),
    Program("postgres", (f"{PG}/postgres", "-D", "{dir}/data", "-k", "{dir}", "-c", "listen_addresses="), ("TERM", "INT"),
            client={"quick": ["psql", "-h", "{dir}", "-U", "postgres", "-c", "select 1"],
                    "slow": ["psql", "-h", "{dir}", "-U", "postgres", "-c", "select pg_sleep(1.2)"]},
            needs=(f"{PG}/postgres", "psql"), prepare=(f"{PG}/initdb", "-D", "{dir}/data", "-U", "postgres", "-N", "-A", "trust"),
            user="postgres", proof=("log", "database system is shut down")),
    Program("uwsgi with a master", (*UWSGI, "--master"), ("TERM", "INT", "QUIT"), {"app.py": WSGI}, needs=("uwsgi_python3",)),
    Program("uwsgi with die-on-term", (*UWSGI, "--master", "--die-on-term"), ("TERM",), {"app.py": WSGI}, needs=("uwsgi_python3",)),
    Program("gunicorn", ("gunicorn", "--bind", "127.0.0.1:8080", "--chdir", "{dir}", "app:application"), ("TERM", "INT", "QUIT"),
            {"app.py": WSGI}, needs=("gunicorn",)),
    Program("node without a handler", ("node", "{dir}/a.js"), ("TERM", "INT"), {"a.js": NODE}, needs=("node",)),
    Program("node with a handler", ("node", "{dir}/a.js"), ("TERM",), {"a.js": NODE + 'process.on("SIGTERM", () => server.close());\n'},
            needs=("node",), known={"TERM": "graceful"}),
    Program("node behind tini", ("tini", "--", "node", "{dir}/a.js"), ("TERM",), {"a.js": NODE}, needs=("node", "tini"),
            known={"TERM": "fast"}),
    Program("python without a handler", ("python3", "{dir}/a.py"), ("TERM", "INT"), {"a.py": PYTHON + "server.serve_forever()\n"},
            needs=("python3",)),
    Program("python with a handler", ("python3", "{dir}/a.py"), ("TERM",),
            {"a.py": PYTHON + "import signal\nserver.daemon_threads = False\n"
             "signal.signal(signal.SIGTERM, lambda *_: threading.Thread(target=server.shutdown).start())\n"
             "server.serve_forever()\nserver.server_close()\n"}, needs=("python3",), known={"TERM": "graceful"}),
    proxy("supervisord, nginx with stopsignal=QUIT", ("supervisord", "-c", "{dir}/supervisord.conf"), ("TERM", "WINCH"),
          {"supervisord.conf": SUPERVISOR, "nginx.conf": NGINX.replace("{more}", "")}, "supervisord", more="stopsignal=QUIT"),
    Program("supervisord, nginx with SIGTERM", ("supervisord", "-c", "{dir}/supervisord.conf"), ("TERM",),
            {"supervisord.conf": SUPERVISOR, "nginx.conf": NGINX.replace("{more}", "")}, needs=("supervisord", "nginx"), backend=True, known={"TERM": "fast"},
            pause=4.0),  # supervisord stops the other one first, and takes up to a second for that
]  # fmt: skip
CASES = [
    pytest.param(program, name, id=f"{program.name} on SIG{name}", marks=pytest.mark.kernel)
    for program in PROGRAMS
    for name in program.signals
]
# What the kernel is asked: does the request end well, and does the program end?
SEEN = {
    "graceful": ("finished", True),
    "clean": ("finished", True),
    "waits": ("finished", True),  # those that use it, that is; tested with idle ones by hand
    "fast": ("dropped", True),
    "abort": ("dropped", True),
}


def missing(program: Program) -> str:
    absent = [name for name in program.needs if shutil.which(name) is None]
    return f"not installed: {', '.join(absent)}" if absent else ""


def said(program: Program, name: str) -> str:
    """What the tables say that the signal does to this program as PID 1."""
    if name in program.known:
        return program.known[name]
    argv = tuple(word.replace("{dir}", "/x") for word in program.argv)
    files = {f"/x/{path}": text.replace("{more}", program.more) for path, text in program.files.items()}
    known = programs.find(argv, Surroundings(files.get))
    assert known is not None, f"no row for {argv[0]}"
    assert known.daemonizes is False
    return action_of(known, name)


def stopped(program: Program, name: str, *, then: str = "", ends: bool = False) -> dict[str, object]:
    """Start it, ask it, stop it: what `stopping.py` tells, and whether the proof was found."""
    with tempfile.TemporaryDirectory(prefix="stoplint-") as folder:
        root = Path(folder)
        root.chmod(0o755)

        def filled(value: object) -> object:
            if isinstance(value, str):
                return value.replace("{dir}", folder)
            return [filled(each) for each in value] if isinstance(value, list) else value

        for path, text in program.files.items():
            plain = text.replace("{more}", program.more).replace("{dir}", folder)
            (root / path).write_text(plain.replace("{{", "{").replace("}}", "}") if text.startswith("pid") else plain)
        drop = (
            ["setpriv", f"--reuid={program.user}", f"--regid={program.user}", "--clear-groups"] if program.user else []
        )
        if program.user:
            shutil.chown(root, program.user)
        if program.prepare:
            words = [*drop, *(str(filled(word)) for word in program.prepare)]
            subprocess.run(words, check=True, capture_output=True, cwd=folder)
        request: dict[str, object] = {
            "argv": [*drop, *(str(filled(word)) for word in program.argv)], "cwd": folder, "log": f"{folder}/log",
            "signal": signals.number_of(name), "wait": WAIT if ends else STAYS, **{key: filled(value) for key, value in program.client.items()},
        }  # fmt: skip
        if then:
            request["then"] = signals.number_of(then)
        if program.backend:
            request |= {"backend": 9090, "pause": program.pause}
        done = subprocess.run(
            ["unshare", "--net", "--mount", sys.executable, str(STOPPING)], input=json.dumps(request), text=True,
            capture_output=True, check=False, timeout=120,
        )  # fmt: skip
        log = (root / "log").read_text(errors="replace") if (root / "log").exists() else ""
        assert done.returncode == 0, done.stderr
        told: dict[str, object] = json.loads(done.stdout)
        told["log"] = log[-1500:]
        if program.proof is not None:
            told["proven"] = program.proof[1] in (root / program.proof[0]).read_text(errors="replace")
        return told


@cache
def outcomes() -> dict[tuple[str, str], dict[str, object]]:
    """All of them, side by side, once: they mostly wait."""
    wanted = [(program, name) for program in PROGRAMS for name in program.signals if not missing(program)]
    with ThreadPoolExecutor(max_workers=8) as pool:
        found = pool.map(lambda one: stopped(*one, ends=said(*one) in SEEN), wanted)
        return {(program.name, name): told for (program, name), told in zip(wanted, found, strict=True)}


@pytest.mark.parametrize(("program", "name"), CASES)
def test_a_real_program_does_what_the_tables_say(program, name):
    if missing(program):
        pytest.skip(missing(program))
    told = outcomes()[program.name, name]
    action = said(program, name)
    assert told["ready"], told
    request, ended = SEEN.get(action, (None, False))
    assert told["ended"] is ended, f"{action}: {told}"
    if program.proof is not None and request == "finished":
        assert told["proven"], f"{action}: {told}"
    elif request is not None:
        assert told["request"] == request, f"{action}: {told}"


@pytest.mark.kernel
def test_a_server_that_goes_into_the_background_ends_the_container():
    if shutil.which("nginx") is None:
        pytest.skip("not installed: nginx")
    program = proxy("nginx", ("nginx", "-c", "{dir}/nginx.conf"), ("QUIT",), {"nginx.conf": NGINX}, "nginx")
    assert programs.find(("nginx", "-c", "/x/nginx.conf"), Surroundings({"/x/nginx.conf": NGINX}.get)).daemonizes
    assert stopped(program, "QUIT")["early"]


def test_what_is_asked_here_has_a_row():
    assert machine.HERE.name == "kernel"
    for program in PROGRAMS:
        for name in program.signals:
            assert said(program, name)
