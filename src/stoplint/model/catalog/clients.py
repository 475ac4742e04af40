"""Commands that talk to a server and end: which of them tell it to stop, and which signals some send."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from stoplint.lazy_dataclass import dataclass
from stoplint.model.catalog.programs import find as find_program
from stoplint.model.catalog.scripts import unversioned
from stoplint.model.catalog.shells import is_shell
from stoplint.paths import base_name

if TYPE_CHECKING:
    from collections.abc import Sequence

# Words with which a command asks somebody else to stop: the commands below, and many a project's own.
STOP_WORDS = frozenset(
    {
        "stop",
        "shutdown",
        "leave",
        "quit",
        "drain",
        "graceful-stop",
        "term",
        "down",
        "exit",
        "halt",
        "-k",
        "--shutdown",
        "--stop",
        "-stop",
        "-shutdown",
    }
)
# Those of them that mean nothing else to the program itself (`gunicorn -k gevent`).
STOPS = frozenset({"stop", "shutdown", "quit", "graceful-stop", "--shutdown"})


@dataclass(frozen=True)
class Client:
    """A command that talks to a server.

    `servers`: base names of what it stops when it is told to (`service X stop` names it). `signals`: what it sends to the
    processes of `program` for which word behind `option`.
    """

    names: tuple[str, ...]
    source: str
    servers: tuple[str, ...] = ()
    program: str = ""
    option: str = ""
    signals: tuple[tuple[str, str], ...] = ()


_MYSQL = ("mysqld", "mysqld_safe", "mariadbd", "mariadbd-safe")

ROWS: tuple[Client, ...] = (
    Client(("service", "rc-service"), "service(8), rc-service(8)"),
    Client(("pg_ctl", "pg_ctlcluster"), "pg_ctl(1), PostgreSQL 15; pg_ctlcluster(1)", ("pg_ctl", "postgres")),
    Client(("mysqladmin", "mariadb-admin"), "mysqladmin(1), mariadb-admin(1): shutdown", _MYSQL),
    Client(("mongod",), "mongod(1): --shutdown", ("mongod",)),
    Client(("redis-cli",), "https://redis.io/docs/latest/commands/shutdown/", ("redis-server",)),
    Client(("apachectl", "apache2ctl"), "apachectl(8), httpd 2.4", ("httpd", "apache2", "apachectl", "apache2ctl")),
    Client(("rabbitmqctl",), "rabbitmqctl(8): stop, shutdown", ("rabbitmq-server",)),
    Client(
        ("nginx",), "nginx(8): -s", program="nginx", option="-s",
        signals=(("quit", "QUIT"), ("stop", "TERM"), ("reload", "HUP"), ("reopen", "USR1")),
    ),
    Client(
        (
            "supervisorctl", "systemctl", "consul", "nomad", "pumactl", "pm2", "asadmin", "catalina.sh", "curl", "wget",
            "sv", "s6-svc", "mongo", "mongosh", "uwsgi", "caddy", "haproxy", "nats-server", "rndc", "unbound-control",
            "postfix", "varnishadm",
        ),
        "each command's manual page: it asks a server that runs already",
    ),
    Client(("tmux", "screen"), "tmux(1), tmux 3.3a: kill-session, send-keys; screen(1), screen 4.9.0: -X quit"),
)  # fmt: skip

# What asks a server that has to run by then, and ends: their manual pages.
_ASKING = frozenset(
    (  # noqa: SIM905 -- a page of quotes would hide the names
        "psql pg_isready pg_dump pg_dumpall pg_restore createdb createuser dropdb vacuumdb mysql mysqladmin mysqldump mysqlimport "
        "mariadb mariadb-admin mariadb-dump mongo mongosh mongorestore mongoimport redis-cli valkey-cli rabbitmqctl rabbitmqadmin "
        "etcdctl cqlsh nodetool influx clickhouse-client sqlcmd kafka-topics.sh kafka-topics supervisorctl rndc unbound-control "
        "ldapadd ldapmodify ldapsearch ldapdelete ldappasswd ldapwhoami"
    ).split()
)


def asks(argv: Sequence[str]) -> bool:
    """Whether a command is of use only while a server runs that it asks: curl does so on this machine."""
    name = base_name(argv[0])
    here = name in ("curl", "wget") and any("localhost" in word or "127.0.0.1" in word for word in argv[1:])
    return name in _ASKING or here


def asks_to_stop(argv: Sequence[str]) -> bool:
    """Whether a command asks somebody else to stop, by its words or its name: `app stop`, `/opt/app/stop.sh`."""
    name = re.split(r"[-_.]", base_name(argv[0]))
    return not STOP_WORDS.isdisjoint((*argv[1:], *(name if len(name) > 1 or "/" in argv[0] else ())))


def script_asks_to_stop(argv: Sequence[str]) -> bool:
    """Whether what an interpreter is given to run asks somebody else to stop, by its path: `node /app/shutdown/app.js`."""
    scripts = argv[1:2]
    if not is_shell(argv[0]):
        known = find_program(argv[:1])
        scripts = known.row.what_runs(argv[1:]) if known is not None and known.row.named_with_script else ()
    return any(not STOP_WORDS.isdisjoint(re.split(r"[-_./]", script)) for script in scripts)


@cache
def _index() -> dict[str, Client]:
    return {name: row for row in ROWS for name in row.names}


def find(name: str) -> Client | None:
    """The row for a command's base name."""
    return _index().get(name) or _index().get(unversioned(name))
