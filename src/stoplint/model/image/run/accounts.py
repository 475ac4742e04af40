"""The login shells of the accounts that a RUN makes: useradd(8), adduser(8) of Debian and of BusyBox, usermod(8), chsh(1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoplint.model.catalog.argv import operands, value_of
from stoplint.model.image.rootfs import BY_ADDUSER

if TYPE_CHECKING:
    from collections.abc import Sequence

    from stoplint.model.image.run.traced_text import Written

# All their options of one letter; those that adduser of BusyBox has besides are no others of useradd's.
_LETTERS = "b:c:d:e:f:g:G:k:K:p:R:P:s:u:Z:h:mMrNlUoDSHnqa"
_LONG = (
    "base-dir", "comment", "home-dir", "home", "expiredate", "inactive", "gid", "groups", "skel", "key", "password", "root",
    "prefix", "shell", "uid", "selinux-user", "ingroup", "gecos", "firstuid", "lastuid", "firstgid", "lastgid", "conf",
)  # fmt: skip
_WITH_VALUE = (*(f"-{letter}" for letter in "bcdefgGkKpRPsuZh"), *(f"--{name}" for name in _LONG))


def login_shell(name: str, rest: Sequence[Written]) -> tuple[str, str] | None:
    """The account that one of these commands names, and its shell: "" where that is not known; None where it tells of none.

    Without a word about it useradd takes /bin/sh on Debian (/etc/default/useradd) and bash where /bin/sh is bash as well.
    """
    argv = (name, *(one.text for one in rest))
    named = [at for at in operands(argv, 1, _WITH_VALUE) if argv[at]]
    if not named:
        return None
    # `useradd … USER` and `adduser … USER [GROUP]`
    user = rest[named[0] - 1]
    said = value_of(argv, ("-s", "--shell"), getopt=_LETTERS)
    if not user.known or (said is None and name in ("usermod", "chsh")):
        return None
    if said is not None:
        return user.text, said[1] if rest[said[0] - 1].known else ""
    if name == "adduser":
        if len(named) > 1:
            return None  # a member more of a group
        return user.text, "" if "--system" in argv else BY_ADDUSER
    return user.text, "/bin/sh"
