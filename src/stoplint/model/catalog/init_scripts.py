"""Init scripts: which program `service X start` and `/etc/init.d/X start` leave behind.

Sources: service(8), rc-service(8); DAEMON= and NAME= of the init scripts in Debian 12's packages (postgresql: pg_ctlcluster(1)
starts postgres; php5-fpm of Debian 8 is called as its service, php7.0-fpm is php-fpm7.0), ExecStart= of Fedora's units where the service has another name there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoplint.paths import base_name, folder_of

if TYPE_CHECKING:
    from collections.abc import Sequence

# Control programs that start one server: pg_ctl(1); apachectl(8), Debian's apache2ctl(8); prosodyctl(8); pg_ctlcluster(1).
_CONTROLS = {
    "pg_ctl": "postgresql", "pg_ctlcluster": "postgresql", "apachectl": "httpd", "apache2ctl": "apache2", "prosodyctl": "prosody",
}  # fmt: skip
RUNNERS = frozenset({"service", "rc-service", "invoke-rc.d"})
_FOLDERS = ("/etc/init.d/", "/etc/rc.d/init.d/")
# Where their packages put them: init-system-helpers, initscripts, openrc. `/app/service` is a program of somebody's own.
_PLACES = frozenset({"", "/usr/sbin", "/sbin", "/usr/bin", "/bin"})
# Services whose program has another name.
_PROGRAMS = {
    "bind9": "named", "dbus": "dbus-daemon", "docker": "dockerd", "elasticsearch": "java", "mariadb": "mariadbd",
    "messagebus": "dbus-daemon", "mongodb": "mongod", "mysql": "mysqld", "php-fpm": "php-fpm", "postgresql": "postgres",
    "rsyslog": "rsyslogd", "samba": "smbd", "ssh": "sshd", "supervisor": "supervisord", "varnish": "varnishd",
}  # fmt: skip


def called(path: str) -> str:
    """What a command is looked up by: its base name, `service` for an init script, the path of what only bears a runner's name."""
    name = base_name(path)
    if is_init_script(path):
        return "service"
    return path if name in RUNNERS and "/" in path and folder_of(path) not in _PLACES else name


def is_init_script(path: str) -> bool:
    """Whether a command's path is that of an init script."""
    return path.startswith(_FOLDERS)


def service_of(argv: Sequence[str]) -> str:
    """The service that a command is about; "" for any other command."""
    if is_init_script(argv[0]):
        return base_name(argv[0])
    if base_name(argv[0]) in _CONTROLS:
        return _CONTROLS[base_name(argv[0])]
    names = [word for word in argv[1:] if not word.startswith("-")]
    return names[0].removesuffix(".service") if called(argv[0]) in RUNNERS and names else ""


def stop_of(argv: Sequence[str]) -> tuple[str, ...]:
    """The same command with the word that stops what it has started."""
    return tuple("stop" if word in ("start", "restart") else word for word in argv)


def program_of(service: str) -> str:
    """The program that is the service, as its process is called."""
    if service.startswith("php") and service.endswith("-fpm"):
        return service if service.startswith("php5") else f"php-fpm{service[3:-4]}"
    return _PROGRAMS.get(service, service)
