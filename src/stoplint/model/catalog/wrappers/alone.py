"""Wrappers that refuse to run without a command: `exec gosu app "$@"` in an image without CMD.

tests/model/worlds/wrappers-alone.txt asks those that Debian has. Others open a shell then (su, chroot) or say something (env).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoplint.model.catalog.wrappers import find
from stoplint.paths import base_name

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

# The exit status. gosu 1.14; util-linux 2.38.1; coreutils 9.1; tini 0.19.0; dumb-init 1.2.5; sudo 1.9.13; chpst(8) and
# s6-setuidgid, 100; docker-init is tini. Those of nice and su-exec, which are content, stand with `env` in `short_lived.is_tool`.
_STATUS = {
    "gosu": 1, "setpriv": 1, "setsid": 1, "nohup": 125, "timeout": 125, "stdbuf": 125,
    "tini": 1, "tini-static": 1, "docker-init": 1, "dumb-init": 1, "sudo": 1, "chpst": 100, "s6-setuidgid": 100,
}  # fmt: skip
_OF_BUSYBOX = {"nohup": 127, "timeout": 1}  # tested: 1.35.0
# With one of these it needs no command: it answers, or opens a shell.
_ANSWERS = frozenset(
    (  # noqa: SIM905 -- a list to read
        "-h --help -V --version -v -l --list -k -K -s --shell -i --login -e --edit --validate -d --dump"
    ).split()
)


def status_alone(argv: Sequence[str], *, env: Mapping[str, str], busybox: bool = False) -> int | None:
    """The status with which a wrapper ends that is given no command; None if it has one, or may do without."""
    name = base_name(argv[0])
    if name not in _STATUS or any(word in _ANSWERS or (word[:1] != "-" and "=" in word) for word in argv[1:]):
        return None
    # a wrapper finds any word that is one too many
    if find(argv, env=env, busybox=busybox) is not None:
        return None
    return _OF_BUSYBOX.get(name, _STATUS[name]) if busybox else _STATUS[name]
