"""What servers with a configuration file of their own are told: nginx, HAProxy, PHP-FPM, Redis and others.

Only what the rows of the tables ask for is read. A file that the command line names and that is not known is
`unread`; a file at its default place that is not known is taken to be as the program's packages ship it.
"""

from __future__ import annotations

import re
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from stoplint.model.catalog import getopts
from stoplint.model.catalog.argv import index_of, value_of, values_of
from stoplint.model.catalog.configs import Said, Settings, Unread
from stoplint.model.catalog.configs.texts import first_known, ini, lines, matching, read_named
from stoplint.paths import base_name, beside
from stoplint.text import is_number

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from stoplint.model.catalog.configs import Surroundings

NGINX = ("/etc/nginx/nginx.conf", "/usr/local/nginx/conf/nginx.conf", "/usr/local/openresty/nginx/conf/nginx.conf")

# What the main context of nginx.conf includes that the system's packages ship, by the system's sh: Debian's nginx 1.22.1, as
# installed; Alpine's since 3.15 (alpinelinux/aports main/nginx/nginx.conf).
_MAIN_OF_PACKAGES = {
    "dash": ("/etc/nginx/modules-enabled/*.conf",),
    "ash": ("/etc/nginx/modules/*.conf", "/etc/nginx/conf.d/*.conf"),
}


def directives(text: str) -> Iterator[tuple[list[str], int, int]]:
    """The directives of nginx's main context: (words without quotes, start, end). What is in braces is skipped."""
    at, length, depth, start = 0, len(text), 0, -1
    while at < length:
        char = text[at]
        if char == "#":
            end = text.find("\n", at)
            at = length if end < 0 else end
            continue
        if char in "\"'":
            end = text.find(char, at + 1)
            start = at if start < 0 else start
            at = length if end < 0 else end + 1
            continue
        if char in "{}":
            depth, start = depth + (1 if char == "{" else -1), -1
        elif char == ";":
            if depth == 0 and start >= 0:
                yield [word.strip("\"'") for word in text[start:at].split()], start, at + 1
            start = -1
        elif not char.isspace() and start < 0:
            start = at
        at += 1


def nginx(argv: tuple[str, ...], around: Surroundings) -> Settings:
    """`daemon`, from the main context of nginx.conf (and what it includes there) and `-g`."""
    settings = Settings()

    def load(path: str, text: str, depth: int) -> None:
        for words, start, end in directives(text):
            if words[0] == "daemon" and len(words) == 2:
                settings.line("daemon", words[1], path, text, start, end)
            elif words[0] == "include" and len(words) == 2 and depth < 5:
                include(beside(path, words[1]), depth)

    def include(pattern: str, depth: int) -> None:
        for each in matching(around.names, pattern):
            inner = around.read(each)
            if inner is not None:
                load(each, inner, depth + 1)

    named = value_of(argv, ("-c",), getopt=getopts.NGINX)
    path = named[1] if named is not None else NGINX[0]
    text = read_named(settings, around, path, NGINX) if named is not None else None
    found = first_known(around, NGINX) if named is None else (path, text) if text is not None else None
    if found is not None:
        load(*found, 0)
    elif path == NGINX[0] and any(fnmatchcase(package, "nginx*") for package in around.packages):
        for pattern in _MAIN_OF_PACKAGES.get(around.sh, ()):
            include(pattern, 0)
    for at, value in values_of(argv, ("-g",), getopt=getopts.NGINX):
        for words, _, _ in directives(value + ";"):
            if words[0] == "daemon" and len(words) == 2:
                settings.word("daemon", words[1], argv, at)
    return settings


def haproxy(argv: tuple[str, ...], around: Surroundings) -> Settings:
    """`master-worker`, `daemon`, `hard-stop-after` of the global section; -W, -Ws."""
    settings = Settings()
    paths = [value for _, value in values_of(argv, ("-f",))]
    if "--" in argv:
        paths += argv[argv.index("--") + 1 :]
    for path in paths:
        inner = [f"{path.rstrip('/')}/{name}" for name in sorted(around.names(path)) if name.endswith(".cfg")]
        for each in inner or [path]:
            text = read_named(settings, around, each)
            section = ""
            for body, start, end in lines(text or "", "#"):
                words = body.split()
                if words[0] in ("global", "defaults", "frontend", "backend", "listen", "peers", "program", "resolvers"):
                    section = words[0]
                elif section == "global" and words[0] in ("master-worker", "daemon", "hard-stop-after"):
                    value = words[1] if words[0] == "hard-stop-after" and len(words) > 1 else "true"
                    settings.line(words[0], value, each, text or "", start, end)
    for at, word in enumerate(argv):
        if word in ("-W", "-Ws"):
            settings.word("master-worker", "true", argv, at)
    return settings


def _seconds(value: str) -> str:
    digits = value.rstrip("smhd ").strip()
    return str(int(digits)) if is_number(digits) else value


def php_fpm(argv: tuple[str, ...], around: Surroundings) -> Settings:
    """`daemonize` and `process_control_timeout` of [global].

    The official image says `daemonize = no` in php-fpm.d/zz-docker.conf, Debian and Alpine (which name the
    program with its version) do not: without a readable file only a name with a version has a known default.
    """
    settings = Settings()
    name = base_name(argv[0])
    version = name.removeprefix("php-fpm")

    def load(path: str, text: str, depth: int) -> None:
        for section, key, value, start, end in ini(text):
            if key == "include" and depth < 3:
                for each in matching(around.names, beside("/usr/local/", value)):
                    inner = around.read(each)
                    if inner is not None:
                        load(each, inner, depth + 1)
            elif section in ("", "global") and key in ("daemonize", "process_control_timeout"):
                settings.line(key, _seconds(value), path, text, start, end)

    named = value_of(argv, ("-y", "--fpm-config"), getopt=getopts.PHP_FPM)
    if named is not None:
        text = read_named(settings, around, named[1])
        if text is not None:
            load(named[1], text, 0)
    else:
        known = ["/etc/php5/fpm/php-fpm.conf"] if name == "php5-fpm" else []  # Debian 8
        known += [f"/etc/php/{version}/fpm/php-fpm.conf", f"/etc/php{version}/php-fpm.conf"] if version else []
        found = first_known(around, [*known, "/usr/local/etc/php-fpm.conf", "/etc/php-fpm.conf"])
        if found is not None:
            load(*found, 0)
        else:
            # what the packages' own php-fpm.conf includes: Debian, Alpine, RHEL, the official image
            own = [f"/etc/php/{version}/fpm/pool.d", f"/etc/php{version}/php-fpm.d"] if version else ["/etc/php-fpm.d"]
            for folder in (*own, "/usr/local/etc/php-fpm.d"):
                for each in matching(around.names, f"{folder}/*.conf"):
                    text = around.read(each)
                    if text is not None:
                        load(each, text, 1)
            if not version and "daemonize" not in settings.values:
                if "PHPIZE_DEPS" in around.env:  # the official image
                    settings.say("daemonize", "no", Said("zz-docker.conf of the image", variable="PHPIZE_DEPS"))
                else:
                    settings.unread.append(Unread("php-fpm.conf"))
    for words, value in ((("-D", "--daemonize"), "true"), (("-F", "--nodaemonize"), "false")):
        at = index_of(argv, words, getopt=getopts.PHP_FPM)
        if at is not None:
            settings.word("daemonize", value, argv, at)
    return settings


def squid(argv: tuple[str, ...], around: Surroundings) -> Settings:
    """`shutdown_lifetime` of squid.conf, in seconds: squid.conf(5), a number and a unit ("5 seconds", "1 minute")."""
    settings = Settings()
    named = value_of(argv, ("-f",), getopt=getopts.SQUID)
    path = named[1] if named is not None else "/etc/squid/squid.conf"
    text = read_named(settings, around, path) if named is not None else around.read(path)
    for body, start, end in lines(text or "", "#"):
        words = body.split()
        if len(words) > 1 and words[0] == "shutdown_lifetime" and is_number(words[1]):
            minutes = len(words) > 2 and words[2].startswith("minute")
            settings.line(words[0], str(int(words[1]) * (60 if minutes else 1)), path, text or "", start, end)
    return settings


# Whether dbus's own files say <fork/>, where nobody changed them: Debian's dbus 1.14.
_SYSTEM_BUS = "/usr/share/dbus-1/system.conf"
_OF_DBUS = {_SYSTEM_BUS: True, "/usr/share/dbus-1/session.conf": False}


def dbus(argv: tuple[str, ...], around: Surroundings) -> Settings:
    """`fork` of the file that the command line names, or of the system bus: dbus-daemon(1), <fork>."""
    settings = Settings()
    system = index_of(argv, ("--system",))
    named = value_of(argv, ("--config-file",))
    if named is None and system is None:
        return settings
    at, path = named or (system or 0, _SYSTEM_BUS)
    text = around.read(path) if path in _OF_DBUS else read_named(settings, around, path)
    if text is None:
        if _OF_DBUS.get(path):
            settings.word("fork", "true", argv, at)
        return settings
    bare = re.sub(r"<!--.*?-->", lambda comment: " " * len(comment[0]), text, flags=re.DOTALL)
    if (found := re.search(r"<fork\s*/?>", bare)) is not None:
        settings.line("fork", "true", path, text, found.start(), found.end())
    return settings


def apt_cacher_ng(argv: tuple[str, ...], around: Surroundings) -> Settings:
    """`ForeGround` of acng.conf and of the command line, which comes last; names in whatever letters (acfg.cc)."""
    settings = Settings()
    named = value_of(argv, ("-c",))
    path = f"{named[1] if named is not None else '/etc/apt-cacher-ng'}/acng.conf"
    text = around.read(path) or ""
    for body, start, end in lines(text, "#"):
        name, _, value = body.partition(":")
        if name.strip().lower() == "foreground":
            settings.line("foreground", value.strip(), path, text, start, end)
    for at, word in enumerate(argv):
        name, _, value = word.partition("=")
        if name.lower() == "foreground":
            settings.word("foreground", value, argv, at)
    return settings


def nuxt(_argv: tuple[str, ...], around: Surroundings) -> Settings:
    """The major version of Nuxt that package.json asks for, unless a hook of nuxt.config sets a handler.

    Nuxt 3 has another program behind the same words.
    """
    settings = Settings()
    text = around.read("package.json") or ""
    found = re.search(r'"nuxt"\s*:\s*"[\^~]?v?(\d+)\.[^"]*"', text)
    hooks = [around.read(f"nuxt.config.{ending}") or "" for ending in ("js", "ts", "mjs")]
    if found is not None and not any("SIGTERM" in each for each in hooks):
        settings.line("nuxt", found[1], "package.json", text, found.start(), found.end())
    return settings


def redis(argv: tuple[str, ...], around: Surroundings) -> Settings:
    """What says `daemonize`: redis.conf (the first word, unless it is an option) and of `--daemonize yes`."""
    settings = Settings()

    def load(path: str, text: str, depth: int) -> None:
        for body, start, end in lines(text, "#"):
            words = body.split()
            if len(words) == 2 and words[0].lower() == "daemonize":
                settings.line("daemonize", words[1], path, text, start, end)
            elif len(words) == 2 and words[0].lower() == "include" and depth < 5:
                inner = around.read(words[1])
                if inner is not None:
                    load(words[1], inner, depth + 1)

    if len(argv) > 1 and argv[1][:1] != "-":
        text = read_named(settings, around, argv[1])
        if text is not None:
            load(argv[1], text, 0)
    found = value_of(argv, ("--daemonize",))
    if found is not None:
        settings.word("daemonize", found[1], argv, found[0])
    return settings


def stunnel(argv: tuple[str, ...], around: Surroundings) -> Settings:
    """`foreground` of the global part of stunnel.conf."""
    settings = Settings()
    path = next((word for word in argv[1:] if word[:1] != "-"), None)
    text = read_named(settings, around, path) if path else around.read("/etc/stunnel/stunnel.conf")
    for section, key, value, start, end in ini(text or ""):
        if not section and key == "foreground":
            settings.line(key, value, path or "/etc/stunnel/stunnel.conf", text or "", start, end)
    return settings


def colon(key: str, option: tuple[str, ...], default: str) -> Callable[[tuple[str, ...], Surroundings], Settings]:
    """A reader for one switch `key: value` or `key=value` anywhere in a file (unbound, mongod, vsftpd)."""

    def read(argv: tuple[str, ...], around: Surroundings) -> Settings:
        settings = Settings()
        named = (
            value_of(argv, option)
            if option
            else next(((at, w) for at, w in enumerate(argv) if at and w[0:1] != "-"), None)
        )
        path = named[1] if named else default
        text = read_named(settings, around, path) if named else around.read(path)
        for body, start, end in lines(text or "", "#"):
            name, mark, value = body.replace("=", ":", 1).partition(":")
            if mark and name.strip().strip('"').lower() == key:
                settings.line(key, value.partition("#")[0].strip().strip('",'), path, text or "", start, end)
        return settings

    return read


unbound = colon("do-daemonize", ("-c",), "/etc/unbound/unbound.conf")
mongod = colon("fork", ("-f", "--config"), "/etc/mongod.conf")
vsftpd = colon("background", (), "/etc/vsftpd.conf")


TORRC = ("/etc/tor/torrc", "/usr/local/etc/tor/torrc")


def tor(argv: tuple[str, ...], around: Surroundings) -> Settings:
    """From torrc and the command line, which has the last word: `runasdaemon`, in letters of any case. Source: tor's manual page."""
    settings = Settings()

    def load(path: str, text: str, depth: int) -> None:
        for body, start, end in lines(text, "#"):
            words = body.partition("#")[0].split()
            if len(words) == 2 and words[0].lower() == "runasdaemon":
                settings.line("runasdaemon", words[1], path, text, start, end)
            elif len(words) == 2 and words[0].lower() == "%include" and depth < 5:
                for each in matching(around.names, beside(path, words[1])):
                    inner = around.read(each)
                    if inner is not None:
                        load(each, inner, depth + 1)

    defaults = value_of(argv, ("--defaults-torrc",))
    named = value_of(argv, ("-f", "--torrc-file"))
    if defaults is not None:
        load(defaults[1], read_named(settings, around, defaults[1], TORRC) or "", 0)
    if named is not None:
        load(named[1], read_named(settings, around, named[1], TORRC) or "", 0)
    else:
        load(*(first_known(around, TORRC) or ("", "")), 0)
    for at, word in enumerate(argv[1:-1], 1):
        if word.lstrip("-").lower() == "runasdaemon":
            settings.word("runasdaemon", argv[at + 1], argv, at)
    return settings


_LITERAL = re.compile(r"True|False|None|[\d_]+|'[^']*'|\"[^\"]*\"")  # of Python; what else stands there is computed


def gunicorn(argv: tuple[str, ...], around: Surroundings) -> Settings:
    """From gunicorn.conf.py (assignments; what is no literal is not known), GUNICORN_CMD_ARGS, options: `daemon`, `graceful_timeout`."""
    settings = Settings()
    named = value_of(argv, ("-c", "--config"))
    path = (named[1] if named else "./gunicorn.conf.py").removeprefix("file:")
    text = around.read(path)
    if text is None and named and not path.startswith("python:"):
        settings.unread.append(Unread(path))
    for body, start, end in lines(text or "", "#"):
        key, mark, value = body.partition("=")
        key = key.partition(":")[0].strip()  # daemon: bool = False
        if mark and key in ("daemon", "graceful_timeout") and (text or "")[start] not in " \t":
            settings.line(key, value.partition("#")[0].strip(), path, text or "", start, end)
            if _LITERAL.fullmatch(settings.values[key].value) is None:
                settings.leave_open(key, path)
    said = around.env.get("GUNICORN_CMD_ARGS", "")
    for words, at_word in ((said.split(), None), (list(argv), 0)):
        timeout = value_of(words, ("--graceful-timeout",), 0 if at_word is None else 1)
        for at, word in enumerate(words):
            if word in ("-D", "--daemon"):
                settings.say(
                    "daemon", "true", Said(word, at) if at_word == 0 else Said(word, variable="GUNICORN_CMD_ARGS")
                )
        if timeout is not None:
            place = Said(words[timeout[0]], timeout[0]) if at_word == 0 else Said(said, variable="GUNICORN_CMD_ARGS")
            settings.say("graceful_timeout", timeout[1], place)
    return settings


def celery(_: tuple[str, ...], around: Surroundings) -> Settings:
    """`REMAP_SIGTERM`. Source: celery 5.7.0 celery/platforms.py."""
    settings = Settings()
    value = around.env.get("REMAP_SIGTERM")
    if value:
        settings.say("remap", value, Said(f"REMAP_SIGTERM={value}", variable="REMAP_SIGTERM"))
    return settings


def java(_: tuple[str, ...], around: Surroundings) -> Settings:
    """`Xrs` in the variables the JVM reads (java(1), JDK_JAVA_OPTIONS; JVM TI, JAVA_TOOL_OPTIONS)."""
    settings = Settings()
    for name in ("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS"):
        if "-Xrs" in around.env.get(name, "").split():
            settings.say("xrs", "true", Said(f"{name}={around.env[name]}", variable=name))
    return settings
