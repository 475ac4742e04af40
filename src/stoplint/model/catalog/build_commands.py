"""Commands of a RUN that leave the texts of an image's files as they are, and those that edit them: `model.image.run` does the rest.

Sources: POSIX.1-2017 XCU, and the manual pages of the programs, as Debian 12 has them.
"""

from __future__ import annotations

from stoplint.model.catalog import builtins

# Words in front of a command that the shell (or BusyBox) knows, with options that take no value.
SHELL_PREFIXES = frozenset({"command", "exec", "builtin", "time", "busybox"})
# Words that stand in front of the command that does the work, on the same files; how each reads its line is in `wrappers`.
PREFIXES = SHELL_PREFIXES | {
    "sudo", "doas", "gosu", "su-exec", "env", "nice", "ionice", "nohup", "eatmydata", "timeout", "stdbuf", "setsid",
}  # fmt: skip

# What changes no file and says nothing that is of interest: builtins that leave only variables and options behind (popd
# leaves another folder behind), and programs.
_QUIET_BUILTINS = frozenset({"exit", "set", "trap", "wait"})
_QUIET_PROGRAMS = frozenset({
    "sleep", "chown", "chgrp", "ls", "stat", "which", "sync", "whoami", "id", "date", "uname", "env",
})  # fmt: skip
# Those of them that write nothing to their output.
MUTE = frozenset({":", "true", "set", "test", "["})

# A test decides whether what follows is done at all.
TESTS = frozenset(
    {"[", "test", "grep", "egrep", "which", "type", "command", "id", "getent", "false", "hash", "cmp", "diff"}
)

# What reads the files it is given, installs something elsewhere, or runs them: none of them has another text afterwards.
_READING = frozenset({
    "bash", "sh", "dash", "ash", "python", "python3", "python2", "pip", "pip3", "pipx", "uv", "poetry", "node", "npm",
    "npx", "yarn", "pnpm", "bun", "php", "composer", "ruby", "gem", "bundle", "java", "mvn", "gradle", "make", "cmake",
    "gcc", "g++", "go", "cargo", "rustc", "dotnet", "apt-get", "apt", "apk", "yum", "dnf", "microdnf", "zypper",
    "pacman", "dpkg", "rpm", "gpg", "tar", "unzip", "gunzip", "curl", "wget", "git",
    "su", "gosu", "su-exec", "ldconfig", "ldd", "readlink", "realpath", "dirname",
    "basename", "head", "tail", "wc", "grep", "egrep", "fgrep", "awk", "cut", "sort", "uniq", "md5sum", "sha1sum",
    "sha256sum", "sha512sum", "cmp", "diff", "file", "shellcheck", ".", "source", "crontab", "service", "systemctl",
    "openssl", "update-ca-certificates", "visudo", "setcap", "chattr", "setfacl", "less", "more", "xxd", "od", "jq",
    "yq", "update-rc.d", "a2enmod", "a2ensite", "conda", "mamba", "rsync", "scp", "zip", "du", "df", "eval", "kill",
})  # fmt: skip


def is_quiet(name: str) -> bool:
    """Whether the command changes no file, and says nothing that is of interest."""
    return name in _QUIET_BUILTINS or name in _QUIET_PROGRAMS or (builtins.ends(name) and name != "popd")


def only_reads(name: str) -> bool:
    """Whether the files that the command is given stay as they are; others may come."""
    return name in _READING


def edits_texts(name: str) -> bool:
    """Whether the command changes what stands in the text files that it is given: `perl -pi -e`, `patch`."""
    return name in ("perl", "patch", "ed", "ex", "vim")
