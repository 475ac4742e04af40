"""What PowerDNS' authoritative server is told: its command line, pdns.conf, and the folder that this includes.

Source: PowerDNS/pdns@431cac1 pdns/auth-main.cc (main: laxFile, then "reparse so the commandline still wins"), pdns/arguments.cc
(include-dir: the *.conf files there, in the order of their names).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoplint.model.catalog.configs import Settings
from stoplint.model.catalog.configs.texts import first_known, lines, matching, read_named

if TYPE_CHECKING:
    from stoplint.model.catalog.configs import Surroundings

# The packages of Debian, of Alpine and Fedora, and ./configure without --sysconfdir
FOLDERS = ("/etc/powerdns", "/etc/pdns", "/usr/local/etc")
KEYS = ("guardian", "daemon")


def settings_of(argv: tuple[str, ...], around: Surroundings) -> Settings:
    """`guardian`, `daemon`."""
    settings = Settings()
    said: dict[str, tuple[str, int]] = {}
    for at, word in enumerate(argv[1:], 1):
        key, mark, value = word.removeprefix("--").partition("=")
        if word.startswith("--"):
            said[key] = (value if mark else "yes", at)

    def load(path: str, text: str, depth: int) -> None:
        for body, start, end in lines(text, "#"):
            key, mark, value = (part.strip() for part in body.partition("="))
            value = value.partition("#")[0].strip()
            if key in KEYS:
                settings.line(key, value if mark else "yes", path, text, start, end)
            elif key == "include-dir" and value and depth < 1:
                for each in matching(around.names, f"{value.rstrip('/')}/*.conf"):
                    inner = around.read(each)
                    if inner is not None:
                        load(each, inner, depth + 1)

    name = f"pdns-{said['config-name'][0]}.conf" if said.get("config-name", ("",))[0] else "pdns.conf"
    folder = said["config-dir"][0].rstrip("/") if "config-dir" in said else ""
    usual = tuple(f"{each}/{name}" for each in FOLDERS)
    if "no-config" not in said:
        found = first_known(around, usual)
        if folder:
            found = f"{folder}/{name}", read_named(settings, around, f"{folder}/{name}", usual) or ""
        load(*(found or ("", "")), 0)
    for key in KEYS:
        if key in said:
            settings.word(key, said[key][0], argv, said[key][1])
    return settings
