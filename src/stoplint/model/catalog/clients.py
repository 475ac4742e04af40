"""Commands that talk to a server and end: which of them tell it to stop, and which signals some send."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from stoplint.lazy_dataclass import dataclass
from stoplint.model.catalog.init_scripts import called
from stoplint.model.catalog.programs import find as find_program
from stoplint.model.catalog.programs import interpreted
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
        "abort",
        "-k",
        "--shutdown",
        "--stop",
        "-stop",
        "-shutdown",
    }
)
# Those of them that mean nothing else to the program itself (`gunicorn -k gevent`).
STOPS = frozenset({"stop", "shutdown", "quit", "graceful-stop", "--shutdown"})

# What the names of scripts say beside whom they are for: `server_stop.sh`, `startup.sh`.
_VERBS = STOP_WORDS | {"start", "startup", "run", "launch", "sh", "bash"}


@dataclass(frozen=True)
class Client:
    """A command that talks to a server.

    `servers`: base names of what it stops when it is told to (`service X stop` names it). `signals`: what it sends to the
    processes of `program` for which word behind `option`. `by_word`: it stops nothing but by a word that says so.
    """

    names: tuple[str, ...]
    source: str
    servers: tuple[str, ...] = ()
    program: str = ""
    option: str = ""
    signals: tuple[tuple[str, str], ...] = ()
    by_word: bool = False


_MYSQL = ("mysqld", "mysqld_safe", "mariadbd", "mariadbd-safe")

ROWS: tuple[Client, ...] = (
    Client(("service", "rc-service"), "service(8), rc-service(8)", by_word=True),
    Client(("pg_ctl", "pg_ctlcluster"), "pg_ctl(1), PostgreSQL 15; pg_ctlcluster(1)", ("pg_ctl", "postgres"), by_word=True),
    Client(("mysqladmin", "mariadb-admin"), "mysqladmin(1), mariadb-admin(1): shutdown", _MYSQL, by_word=True),
    Client(("mongod",), "mongod(1): --shutdown", ("mongod",)),
    Client(("redis-cli",), "https://redis.io/docs/latest/commands/shutdown/", ("redis-server",), by_word=True),
    Client(("apachectl", "apache2ctl"), "apachectl(8), httpd 2.4", ("httpd", "apache2", "apachectl", "apache2ctl")),
    Client(("postfix",), "postfix(1), Postfix 3.7: stop, abort", ("postfix", "master"), by_word=True),
    Client(("rabbitmqctl",), "rabbitmqctl(8): stop, shutdown", ("rabbitmq-server",), by_word=True),
    Client(
        ("nginx",), "nginx(8): -s", program="nginx", option="-s",
        signals=(("quit", "QUIT"), ("stop", "TERM"), ("reload", "HUP"), ("reopen", "USR1")),
    ),
    Client(
        (
            "pumactl", "pm2", "catalina.sh", "s6-svc", "mongo", "mongosh", "uwsgi", "haproxy", "nats-server", "varnishadm",
        ),
        "each command's manual page: it asks a server that runs already",
    ),
    # sv(8): down, exit, stop, shutdown, force-stop; systemctl(1): stop, kill, poweroff, exit; consul(1): leave; nomad(1): node drain; rndc(8): stop, halt; asadmin: stop-domain
    Client(
        ("sv", "supervisorctl", "systemctl", "consul", "nomad", "asadmin", "caddy", "rndc", "unbound-control"),
        "each command's manual page: the words with which it stops what it asks", by_word=True,
    ),
    Client(("curl", "wget"), "curl(1), wget(1): what is asked for stands in the URL, or in what is sent", by_word=True),
    Client(("tmux", "screen"), "tmux(1), tmux 3.3a: kill-session, send-keys; screen(1), screen 4.9.0: -X quit"),
)  # fmt: skip

# What says in a URL, in JSON or in an expression that something is to stop: `/-/quit`, `/actuator/shutdown`, `db.shutdownServer()`.
_SAYS_STOP = re.compile(
    r"stop|abort|shut-?_?down|drain|quit|leave|deregister|terminat|kill|exit|halt|poweroff|offline|maintenance|suspend|disable|delete|remove"
    r"|(?<![a-z])(?:off|down|term|close|die)(?![a-z])",
    re.IGNORECASE,
)
# What is sent, or asked for, stands in a file, or in a variable that nobody knows: a word of its own, no part of a URL.
_UNKNOWN_REQUEST = re.compile(r"@.*|-i.*|--input-file.*|-K.*|--config.*|\$\{?\w+\}?|\$\(.*\)|`.*`")

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


def may_stop(argv: Sequence[str]) -> bool:
    """Whether a command asks a server for something that may be its stop: not `redis-cli ping`, nor `curl -f …/health`."""
    client = find(called(argv[0]))
    if client is None or client.signals:
        return False
    if not client.by_word or len(argv) == 1:
        return True
    return any(_SAYS_STOP.search(word) or _UNKNOWN_REQUEST.fullmatch(word) for word in argv[1:])


def is_own_stop(argv: Sequence[str], of: Sequence[str]) -> bool:
    """Whether a command that asks somebody to stop is the other one's own: `app stop`; beside server.sh server_stop.sh.

    An interpreter's program is its script.
    """
    name, other = (_program(tuple(words)) for words in (argv, of))
    if base_name(name) == base_name(other):
        return True
    folder = name.rpartition("/")[0]
    return bool(folder) and folder == other.rpartition("/")[0] and _whom(name) == _whom(other)


def _program(argv: tuple[str, ...]) -> str:
    script = interpreted(argv)
    return script[1][0] if script is not None else argv[0]


def _whom(path: str) -> list[str]:
    return [word for word in re.split(r"[-_.]", base_name(path)) if word not in _VERBS]


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
