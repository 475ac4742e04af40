"""What configuration files change: read from the image, with the line that says so."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from model.facts import action_of
from stoplint.model.catalog.configs import Surroundings, Unread
from stoplint.model.catalog.programs import find

if TYPE_CHECKING:
    from stoplint.model.catalog.programs import Known


def ask(argv: str, files: dict[str, str] | None = None, **env: str) -> Known:
    held = files or {}

    def names(folder: str) -> list[str]:
        inside = [path[len(folder.rstrip("/")) + 1 :] for path in held if path.startswith(folder.rstrip("/") + "/")]
        return [name for name in inside if "/" not in name]

    known = find(argv.split(), Surroundings(held.get, names, env))
    assert known is not None
    return known


SERVER = "consul agent -config-file=/c/a.hcl"
CONFIGURED = [
    # command line, files, TERM, daemonizes, the line that says so
    ("nginx", {"/etc/nginx/nginx.conf": "user x;\n# daemon on;\ndaemon off;\nevents { }\n"}, "fast", False, "daemon off;"),
    ("nginx", {"/etc/nginx/nginx.conf": "events { daemon off; }\n"}, "fast", True, None),
    ("nginx", {"/etc/nginx/nginx.conf": "'daemon' off;\n"}, "fast", False, "'daemon' off;"),
    ("redis-server /r", {"/r": "daemonize\ndaemonize yes\n"}, "clean", True, "daemonize yes"),
    ("nginx -c /n.conf", {"/n.conf": "include /n.d/*.conf;", "/n.d/a.conf": "daemon off;"}, "fast", False, "daemon off;"),
    ("php-fpm", {"/usr/local/etc/php-fpm.d/zz-docker.conf": "[global]\ndaemonize = no\n\n[www]\nlisten = 9000\n"}, "fast", False, "daemonize = no"),
    ("php-fpm", {"/usr/local/etc/php-fpm.conf": "include=etc/php-fpm.d/*.conf\n", "/usr/local/etc/php-fpm.d/a.conf": "[global]\ndaemonize=no"},
     "fast", False, "daemonize=no"),
    ("php-fpm8.2", {"/etc/php/8.2/fpm/php-fpm.conf": "[global]\n;daemonize = no\n"}, "fast", True, None),
    ("apt-cacher-ng", {"/etc/apt-cacher-ng/acng.conf": "Port:3142\n# ForeGround: 1\n"}, "clean", True, None),
    ("apt-cacher-ng", {"/etc/apt-cacher-ng/acng.conf": "Port:3142\nForeGround: 1\n"}, "clean", False, "ForeGround: 1"),
    ("apt-cacher-ng -c /c", {"/c/acng.conf": "foreground: 1\n"}, "clean", False, "foreground: 1"),
    ("apt-cacher-ng -c /c foreground=0", {"/c/acng.conf": "foreground: 1\n"}, "clean", True, None),
    ("node node_modules/.bin/nuxt start", {"package.json": '{"dependencies": {"nuxt": "^2.15.8"}}'}, "default", False, '"nuxt": "^2.15.8"'),
    ("redis-server /r.conf", {"/r.conf": "port 1\ndaemonize yes\n"}, "clean", True, "daemonize yes"),
    ("redis-server /r.conf", {"/r.conf": "# daemonize yes\n"}, "clean", False, None),
    ("redis-server /r.conf --daemonize no", {"/r.conf": "daemonize yes\n"}, "clean", False, "no"),
    ("stunnel /s.conf", {"/s.conf": "foreground = yes\n[a]\nforeground = no\n"}, "fast", False, "foreground = yes"),
    ("unbound", {"/etc/unbound/unbound.conf": "server:\n  do-daemonize: no\n"}, "clean", False, "do-daemonize: no"),
    ("mongod -f /m", {"/m": "processManagement:\n  fork: true\n"}, "clean", True, "fork: true"),
    ("tor", {"/etc/tor/torrc": "SocksPort 0\nRunAsDaemon 1\n"}, "clean", True, "RunAsDaemon 1"),
    ("tor", {"/etc/tor/torrc": "#RunAsDaemon 1\nrunasdaemon 0 # stays\n"}, "clean", False, None),
    ("tor -f /t", {"/etc/tor/torrc": "", "/t": "runasdaemon 1\n"}, "clean", True, "runasdaemon 1"),
    ("tor -f /t", {"/etc/tor/torrc": "RunAsDaemon 1\n", "/t": "SocksPort 0\n"}, "clean", False, None),
    ("tor -f /t", {"/t": "%include /t.d/*\n", "/t.d/a": "RunAsDaemon 1\n"}, "clean", True, "RunAsDaemon 1"),
    ("tor --defaults-torrc /d -f /t", {"/d": "RunAsDaemon 1\n", "/t": ""}, "clean", True, "RunAsDaemon 1"),
    ("tor --defaults-torrc /d -f /t", {"/d": "RunAsDaemon 1\n", "/t": "RunAsDaemon 0"}, "clean", False, None),
    ("tor --RunAsDaemon 0", {"/etc/tor/torrc": "RunAsDaemon 1\n"}, "clean", False, "--RunAsDaemon"),
    ("tor --runAsDaemon 0", {"/etc/tor/torrc": "RunAsDaemon 1\n"}, "clean", False, None),
    ("tor -f /t --RUNASDAEMON 1", {"/t": ""}, "clean", True, "--RUNASDAEMON"),
    ("pdns_server", {"/etc/pdns/pdns.conf": "# guardian=no\nguardian=yes\n"}, "abort", False, "guardian=yes"),
    ("pdns_server", {"/etc/powerdns/pdns.conf": "guardian = off # alone\n"}, "default", False, None),
    ("pdns_server --guardian=no", {"/etc/pdns/pdns.conf": "guardian=yes\n"}, "default", False, None),
    ("pdns_server --guardian", {}, "abort", False, "--guardian"),
    ("pdns_server --no-config", {"/etc/pdns/pdns.conf": "guardian=yes\n"}, "default", False, None),
    ("pdns_server --config-dir=/c --config-name=a", {"/c/pdns-a.conf": "guardian=yes\ndaemon=yes\n", "/etc/pdns/pdns.conf": ""}, "abort", True,
     "guardian=yes"),
    ("pdns_server", {"/etc/powerdns/pdns.conf": "include-dir=/i\n", "/i/a.conf": "guardian=yes\n", "/i/b": "guardian=no\n"}, "abort", False,
     "guardian=yes"),
    ("vsftpd /v", {"/v": "background=YES\n"}, "default", True, "background=YES"),
    ("dbus-daemon --config-file=/d", {"/d": "<busconfig>\n <fork/>\n</busconfig>"}, "clean", True, "<fork/>"),
    ("dbus-daemon --config-file=/d", {"/d": "<busconfig>\n <!-- no\n <fork/> -->\n</busconfig>"}, "clean", False, None),
    ("dbus-daemon --system", {"/usr/share/dbus-1/system.conf": "<busconfig/>"}, "clean", False, None),
    ("supervisord", {"/etc/supervisor/supervisord.conf": "[supervisord]\nnodaemon=true ; here\n"}, "graceful", False, "nodaemon=true ; here"),
    ("supervisord", {"/etc/supervisord.conf": "[supervisord]\nNoDaemon : false # not yet\n"}, "graceful", True, None),
    ("supervisord", {"/etc/supervisord.conf": "[supervisord]\n# on\n  nodaemon = true\t# stays\n"}, "graceful", False, "nodaemon = true\t# stays"),
    ("supervisord -c /s", {"/s": "[supervisord]\nnodaemon=false\n"}, "graceful", True, None),
    ("haproxy -f /h", {"/h": "global\n  master-worker\n"}, "fast", False, "master-worker"),
    ("haproxy -f /h", {"/h": "global\n  daemon\n"}, "default", True, "daemon"),
    ("haproxy -f /h", {"/h": "defaults\n  daemon\n"}, "default", False, None),
    ("gunicorn -c /g.py a", {"/g.py": "workers = 2\ndaemon = True\n"}, "graceful", True, "daemon = True"),
    ("gunicorn -c /g.py a", {"/g.py": "daemon: bool = True\n"}, "graceful", True, "daemon: bool = True"),
    ("gunicorn -c /g.py a", {"/g.py": "daemon = None\n"}, "graceful", False, None),
    ("uwsgi /u.ini", {"/u.ini": "[uwsgi]\nmaster = true\n"}, "reload", False, "master = true"),
    ("uwsgi --ini /u.ini", {"/u.ini": "[uwsgi]\nmaster = true\ndie-on-term = true\n"}, "fast", False, "die-on-term = true"),
    ("uwsgi --ini /u.ini", {"/u.ini": "[uwsgi]\nmaster = false\ndie-on-term = true\n"}, "fast", False, None),
    ("uwsgi --ini /u.ini:dev", {"/u.ini": "[uwsgi]\nmaster = true\n[dev]\nhttp = :80\n"}, "fast", False, None),
    ("uwsgi --ini=/u.ini", {"/u.ini": "[uwsgi]\nini = /v.ini\n", "/v.ini": "[uwsgi]\nmaster=1\n"}, "reload", False, "master=1"),
    ("uwsgi --yaml /u.yaml", {"/u.yaml": "uwsgi:\n  master: 1\n  die-on-term: true\n"}, "fast", False, "die-on-term: true"),
    ("uwsgi --json /u.json", {"/u.json": '{"uwsgi": {\n "master": true\n}}'}, "reload", False, '"master": true'),
    ("uwsgi /u.ini", {"/u.ini": "[uwsgi]\nmaster = true\nhook-master-start = unix_signal:15 gracefully_kill_them_all\n"}, "graceful", False,
     "hook-master-start = unix_signal:15 gracefully_kill_them_all"),
    (SERVER, {"/c/a.hcl": "server = true\n"}, "clean", False, "server = true"),
    (SERVER, {"/c/a.hcl": "server = true\nleave_on_terminate = true\n"}, "graceful", False, "leave_on_terminate = true"),
    (SERVER, {"/c/a.hcl": "# server = true\nports { server = true }\n"}, "graceful", False, None),
    (SERVER, {"/c/a.hcl": "leave_on_terminate = false"}, "fast", False, "leave_on_terminate = false"),
    ("consul agent -config-dir /c", {"/c/a.json": '{"server": true, "ports": {"leave_on_terminate": 1}}'}, "clean", False, '"server": true'),
    ("consul agent -config-dir=/c", {"/c/a.json": '{"server": true}', "/c/b.json": '{\n "leave_on_terminate":true}'}, "graceful", False,
     '"leave_on_terminate":true'),
    ("nomad agent -config=/n", {"/n/x.hcl": "leave_on_terminate = true"}, "graceful", False, "leave_on_terminate = true"),
]  # fmt: skip


@pytest.mark.parametrize(("argv", "files", "term", "daemonizes", "line"), CONFIGURED)
def test_a_file_changes_the_answer(
    argv: str, files: dict[str, str], term: str, daemonizes: bool, line: str | None
) -> None:
    known = ask(argv, files)
    assert (action_of(known, "TERM"), known.daemonizes) == (term, daemonizes)
    assert known.unread == ()
    if line is None:
        assert not [reason for reason in known.reasons if reason.path and "true" in reason.text]
    else:
        assert line in [reason.text for reason in known.reasons]
    for reason in known.reasons:
        if reason.path is not None:
            assert files[reason.path][reason.start : reason.end].strip() == reason.text


@pytest.mark.parametrize(
    "argv",
    [
        "uwsgi --ini /u",
        "consul agent -config-file=/c",
        "redis-server /r",
        "haproxy -f /h",
        "nginx -c /n",
        "pdns_server --config-dir=/c",
    ],
)
def test_a_file_that_is_named_and_not_known_is_told(argv: str) -> None:
    assert ask(argv).unread


@pytest.mark.parametrize(
    ("argv", "files", "daemonizes"),
    [
        ("gunicorn -c /g.py a", {"/g.py": "daemon = asked('GUNICORN_DAEMON') or False\n"}, None),
        ("gunicorn -c /g.py a", {"/g.py": "daemon = os.environ.get('DAEMON', False)\n"}, None),
        ("gunicorn -c /g.py a", {"/g.py": "daemon = True\ndaemon = not DEBUG\n"}, None),
        ("gunicorn -c /g.py a", {"/g.py": "workers = int(os.environ['N'])\ndaemon = False\n"}, False),
        ("gunicorn -c /g.py a", {"/g.py": "graceful_timeout = int(os.environ['N'])\n"}, False),
        ("gunicorn -D -c /g.py a", {"/g.py": "daemon = asked('GUNICORN_DAEMON')\n"}, True),
        ("redis-server /r", {"/r": "daemonize ${DAEMONIZE}\n"}, None),
        ("redis-server /r --daemonize no", {"/r": "daemonize {{daemonize}}\n"}, False),
        ("redis-server /r", {"/r": "daemonize no\nport ${PORT}\n"}, False),
        ("nginx", {"/etc/nginx/nginx.conf": "daemon $DAEMON;\n"}, None),
        ("supervisord", {"/etc/supervisord.conf": "[supervisord]\nnodaemon=%(ENV_NODAEMON)s\n"}, None),
    ],
)
def test_what_is_computed_or_put_in_is_not_known(argv: str, files: dict[str, str], daemonizes: bool | None) -> None:
    known = ask(argv, files)
    assert known.daemonizes is daemonizes
    assert daemonizes is not None or known.unread


@pytest.mark.parametrize(
    ("argv", "around", "daemonizes"),
    [
        ("redis-server /etc/redis/redis.conf", {"packages": {"redis-server"}, "sh": "dash"}, True),
        ("redis-server /etc/redis/redis.conf", {"base": "debian:12-slim", "sh": "dash"}, None),
        ("redis-server /etc/redis/redis.conf --daemonize no", {"packages": {"redis"}, "sh": "dash"}, False),
        ("redis-server /etc/redis/redis.conf", {"packages": {"redis"}, "sh": "bash"}, None),
        ("redis-server /etc/redis/redis.conf", {"base": "redis:7", "sh": "dash"}, None),
        ("redis-server /etc/redis.conf", {"packages": {"redis-server"}, "sh": "dash"}, None),
        ("haproxy -f /etc/haproxy/haproxy.cfg", {"packages": {"haproxy"}, "sh": "dash"}, True),
        ("haproxy -db -f /etc/haproxy/haproxy.cfg", {"packages": {"haproxy"}, "sh": "dash"}, False),
        ("mongod --config /etc/mongod.conf", {"packages": {"mongodb-org"}, "sh": "dash"}, False),
        ("mongod --config /etc/mongod.conf", {"packages": {"mongodb-org"}, "sh": "bash"}, None),
        ("unbound -c /etc/unbound/unbound.conf", {"packages": {"unbound"}, "sh": "dash"}, True),
    ],
)
def test_debian_s_own_configuration_is_known(
    argv: str, around: dict[str, frozenset[str]], daemonizes: bool | None
) -> None:
    known = find(argv.split(), Surroundings(**around))  # type: ignore[arg-type]
    assert known is not None
    assert known.daemonizes is daemonizes


@pytest.mark.parametrize(
    ("sh", "packages", "path", "daemonizes"),
    [
        ("dash", {"nginx-light"}, "/etc/nginx/modules-enabled/x.conf", False),
        ("dash", {"nginx"}, "/etc/nginx/modules-enabled/x", True),
        ("dash", {"nginx"}, "/etc/nginx/conf.d/x.conf", True),
        ("dash", {"curl"}, "/etc/nginx/modules-enabled/x.conf", True),
        ("ash", {"nginx"}, "/etc/nginx/conf.d/x.conf", False),
        ("ash", {"nginx"}, "/etc/nginx/modules-enabled/x.conf", True),
    ],
)
@pytest.mark.parametrize("argv", ["nginx", "nginx -c /etc/nginx/nginx.conf"])
def test_what_the_packages_nginx_conf_includes_at_its_top_is_read(
    argv: str, sh: str, packages: set[str], path: str, daemonizes: bool
) -> None:
    files = {path: "daemon off;\n"}
    folder, _, name = path.rpartition("/")
    around = Surroundings(
        files.get, lambda asked: (name,) if asked == folder else (), packages=frozenset(packages), sh=sh
    )
    known = find(argv.split(), around)
    assert known is not None
    assert known.daemonizes is daemonizes


@pytest.mark.parametrize(("edits", "daemonizes"), [(("bind 0.0.0.0",), True), (("daemonize no",), None), (None, None)])
def test_an_edited_configuration_of_debian_says_what_was_not_edited(
    edits: tuple[str, ...] | None, daemonizes: bool | None
) -> None:
    around = Surroundings(unread=lambda path: Unread(path, edits), packages=frozenset({"redis-server"}), sh="dash")
    known = find(["redis-server", "/etc/redis/redis.conf"], around)
    assert known is not None
    assert known.daemonizes is daemonizes


def test_the_process_control_timeout_of_php_fpm_decides_what_quit_does() -> None:
    for value, action in (("10", "graceful"), ("10s", "graceful"), ("0", "fast"), ("0s", "fast")):
        known = ask("php-fpm", {"/usr/local/etc/php-fpm.conf": f"[global]\nprocess_control_timeout = {value}\n"})
        assert action_of(known, "QUIT") == action


def test_the_environment_speaks_too() -> None:
    assert (
        action_of(ask("consul agent", CONSUL_LOCAL_CONFIG='{"server":true,"leave_on_terminate":true}'), "TERM")
        == "graceful"
    )
    assert (
        action_of(ask("consul agent -server", CONSUL_LOCAL_CONFIG='{"skip_leave_on_interrupt":false}'), "INT")
        == "graceful"
    )
    assert action_of(ask("uwsgi", UWSGI_MASTER="1"), "TERM") == "reload"
    assert action_of(ask("uwsgi", UWSGI_MASTER="1", UWSGI_DIE_ON_TERM="true"), "TERM") == "fast"
    assert action_of(ask("celery -A x worker", REMAP_SIGTERM="SIGQUIT"), "TERM") == "fast"
    assert action_of(ask("java -jar x", JAVA_TOOL_OPTIONS="-Xmx1g -Xrs"), "TERM") == "default"
    assert ask("gunicorn a", GUNICORN_CMD_ARGS="--graceful-timeout 5 -D").grace == 5
    assert ask("gunicorn a", GUNICORN_CMD_ARGS="--graceful-timeout 5 -D").daemonizes is True


def test_options_win_over_files() -> None:
    files = {"/c.hcl": "server = true"}
    assert action_of(ask("consul agent -server=false -config-file=/c.hcl", files), "TERM") == "graceful"
    assert ask("supervisord -n", {"/etc/supervisord.conf": "[supervisord]\nnodaemon=false\n"}).daemonizes is False


def test_files_that_include_themselves_come_to_an_end() -> None:
    assert (
        action_of(ask("uwsgi --ini /u.ini", {"/u.ini": "[uwsgi]\nini = /u.ini\nmaster = true\n"}), "TERM") == "reload"
    )
    assert ask("nginx -c /n", {"/n": "include /n;\ndaemon off;"}).daemonizes is False
    assert ask("redis-server /r", {"/r": "include /r\ndaemonize yes"}).daemonizes is True


@pytest.mark.parametrize("files", [
    {},
    {"package.json": '{"dependencies": {"nuxt": "^3.2.0"}}'},
    {"package.json": '{"dependencies": {"nuxt": "latest"}}'},
    {"package.json": '{"dependencies": {"nuxt": "2.15.8"}}', "nuxt.config.js": "hooks: { ready() { process.on('SIGTERM', end) } }"},
])  # fmt: skip
def test_only_a_nuxt_that_is_known_to_set_no_handler_is_said_to_set_none(files: dict[str, str]) -> None:
    known = ask("node node_modules/.bin/nuxt start", files)
    assert known.name == "node"
