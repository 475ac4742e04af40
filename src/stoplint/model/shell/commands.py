"""Commands that end by themselves and yet matter: they send signals or leave files behind."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoplint.model.processes.kernel import deliver, end
from stoplint.model.processes.kinds import Running
from stoplint.model.processes.status import OK, Status
from stoplint.model.processes.values import Value, unknown
from stoplint.model.shell.kill import kill, kill_by_name
from stoplint.model.shell.text_tests import expr
from stoplint.paths import absolute, base_name

if TYPE_CHECKING:
    from stoplint.model.processes.kinds import Shell
    from stoplint.model.processes.world import World
    from stoplint.syntax.shell_nodes import Simple

_STOP_WORDS = frozenset(
    {"stop", "shutdown", "leave", "quit", "drain", "graceful-stop", "term", "down", "exit", "halt", "-k"}
)
_CLIENTS = frozenset({
    "service", "supervisorctl", "rc-service", "systemctl", "pg_ctl", "redis-cli", "apachectl", "apache2ctl", "mysqladmin",
    "rabbitmqctl", "consul", "nomad", "pumactl", "pm2", "asadmin", "catalina.sh", "curl", "wget", "sv", "s6-svc", "mongod",
    "mongo", "mongosh", "uwsgi", "caddy", "haproxy", "nats-server", "rndc", "unbound-control", "postfix", "varnishadm",
})  # fmt: skip


def run_tool(w: World, sh: Shell, node: Simple, argv: tuple[Value, ...]) -> None:
    """A tool that ends by itself: its status is presumed to be success; some of them send signals or write files."""
    known = effect(w, sh, argv, node)
    sh.status = known or Status(None, presumed=0, text=node.span.text, place=node.span)


def effect(w: World, sh: Shell, argv: tuple[Value, ...], node: Simple) -> Status | None:
    """Do what the tool does to processes and files: its status, or None if that is only presumed."""
    name = base_name(argv[0].text)
    if name == "kill":
        return kill(w, sh, argv[1:], node.span, builtin=False)
    if name in ("pkill", "killall", "killall5"):
        return kill_by_name(w, sh, (Value(name), *argv[1:]), node.span)
    if name == "expr":
        return expr(argv, node.span)
    if name in ("touch", "tee", "mkdir", "mkfifo"):
        for value in argv[1:]:
            if value.known and not value.text.startswith("-"):
                path = absolute(value.text, sh.cwd)
                w.files.setdefault(path, unknown(f"$(cat {path})"))
                w.removed -= {path}
    elif name == "rm":
        for value in argv[1:]:
            if value.known and value.text.startswith("/"):
                w.files.pop(value.text, None)
                w.removed |= {value.text}
    elif name == "nginx" and len(argv) > 2 and argv[1].text == "-s":
        return _nginx(w, argv[2].text, node)
    if not w.stopping and any(word.text in _STOP_WORDS or word.text == "--shutdown" for word in argv[1:]):
        _stopped(w, name, argv)
    if w.stopping and (name in _CLIENTS or any(word.text in _STOP_WORDS for word in argv[1:])):
        w.asked_to_stop = (*w.asked_to_stop, " ".join(word.text for word in argv))
    return None


_SERVERS = {
    "pg_ctl": ("pg_ctl start", "pg_ctl", "postgres"), "mysqladmin": ("mysqld", "mysqld_safe", "mariadbd", "mariadbd-safe"),
    "mariadb-admin": ("mysqld", "mysqld_safe", "mariadbd", "mariadbd-safe"), "mongod": ("mongod",), "redis-cli": ("redis-server",),
    "apachectl": ("httpd", "apache2", "apachectl"), "apache2ctl": ("httpd", "apache2", "apache2ctl"), "rabbitmqctl": ("rabbitmq-server",),
}  # fmt: skip


def _stopped(w: World, name: str, argv: tuple[Value, ...]) -> None:
    """A server that was started for the set-up only, and is told to stop before the script goes on."""
    servers = _SERVERS.get(name, (argv[1].text,) if name in ("service", "rc-service") else ())
    for process in w.living():
        if (
            process.pid != 1
            and isinstance(process, Running)
            and process.started == "background"
            and base_name(process.argv[0]) in servers
        ):
            end(w, process, OK, "exited")


def _nginx(w: World, what: str, node: Simple) -> Status:
    """`nginx -s quit|stop|reload|reopen` signals the master. nginx(8)."""
    signal = {"quit": "QUIT", "stop": "TERM", "reload": "HUP", "reopen": "USR1"}.get(what)
    masters = [p for p in w.living() if isinstance(p, Running) and p.program == "nginx"]
    if signal is None or not masters:
        return Status(1, place=node.span)
    for process in masters:
        deliver(w, process.pid, signal)
    return OK
