"""Which commands a text of shell may start: a coarse reading, for knowing where a stub is wanted."""

from __future__ import annotations

import re

# Names that no file stands for
BUILTINS = frozenset(
    [
        ".",
        ":",
        "[",
        "[[",
        "!",
        "{",
        "}",
        "(",
        ")",
        "alias",
        "bg",
        "bind",
        "break",
        "builtin",
        "case",
        "cd",
        "command",
        "compgen",
        "complete",
        "continue",
        "coproc",
        "declare",
        "dirs",
        "disown",
        "do",
        "done",
        "echo",
        "elif",
        "else",
        "enable",
        "esac",
        "eval",
        "exec",
        "exit",
        "export",
        "false",
        "fc",
        "fg",
        "fi",
        "for",
        "function",
        "getopts",
        "hash",
        "help",
        "if",
        "in",
        "jobs",
        "kill",
        "let",
        "local",
        "logout",
        "mapfile",
        "popd",
        "printf",
        "pushd",
        "pwd",
        "read",
        "readarray",
        "readonly",
        "return",
        "select",
        "set",
        "shift",
        "shopt",
        "source",
        "suspend",
        "test",
        "then",
        "time",
        "times",
        "trap",
        "true",
        "type",
        "typeset",
        "ulimit",
        "umask",
        "unalias",
        "unset",
        "until",
        "wait",
        "while",
        "chdir",
    ]
)
# These words are followed by a command
OPENERS = frozenset(
    ["!", "{", "(", "then", "do", "else", "elif", "if", "while", "until", "exec", "command", "eval", "nohup", "time"]
)
# Commands that in a start script do something and end, and are not there for the container's life
ERRANDS = frozenset(
    [
        "apk",
        "apt",
        "apt-get",
        "aws",
        "composer",
        "createdb",
        "curl",
        "envsubst",
        "flyway",
        "gem",
        "getent",
        "git",
        "htpasswd",
        "jq",
        "keytool",
        "mc",
        "mysql",
        "mysqladmin",
        "nc",
        "ncat",
        "netcat",
        "nslookup",
        "openssl",
        "pg_isready",
        "ping",
        "pip",
        "pip3",
        "psql",
        "redis-cli",
        "sqlite3",
        "ssh-keygen",
        "sysctl",
        "tar",
        "touch",
        "unzip",
        "update-ca-certificates",
        "wget",
        "xz",
        "yq",
        "zip",
        "initdb",
        "mysql_install_db",
        "node-gyp",
        "bundle",
        "locale-gen",
        "chpasswd",
        "adduser",
        "addgroup",
        "useradd",
        "groupadd",
        "usermod",
        "groupmod",
        "deluser",
        "dos2unix",
        "dumb",
        "ls",
        "install-php-extensions",
        "wait-for-it",
        "wait-for",
        "dockerize",
        "crudini",
        "gomplate",
        "confd",
        "consul-template-once",
        "setcap",
        "getcap",
        "ln",
        "iptables",
        "ip",
    ]
)
_SIMPLE = re.compile(r"^[A-Za-z0-9_./+-]*[A-Za-z0-9_+-]$")
_ASSIGNMENT = re.compile(r"^[A-Za-z_][A-Za-z0-9_]*\+?=")
_TOKEN = re.compile(
    r"""'[^']*'|"(?:\\.|[^"\\])*"|\\.|\#[^\n]*|&&|\|\||;;|[;&|(){}\n]|[^\s;&|(){}'"\\]+|\s+""", re.DOTALL
)
# Wrappers: the command is somewhere among the words that follow
WRAPPERS = frozenset(
    ["sudo", "su", "gosu", "su-exec", "setpriv", "tini", "dumb-init", "timeout", "nohup", "nice", "ionice", "env", "stdbuf", "setsid", "chpst", "runuser", "xargs", "catatonit", "docker-init", "s6-setuidgid", "flock", "taskset", "chroot", "start-stop-daemon", "tini-static", "sg", "script", "exec", "sh", "bash", "dash", "ash", "busybox", "command", "time", "unshare"]
)  # fmt: skip


def commands(text: str) -> list[str]:
    """Words that stand where a command does, in order, once each."""
    found: dict[str, None] = {}
    fresh, wrapped, word = True, False, ""

    def end_word() -> None:
        nonlocal fresh, wrapped, word
        plain = word.strip("'\"")
        if plain and (fresh or wrapped):
            if " " in plain and wrapped:
                found.update(dict.fromkeys(commands(plain)))
            elif _ASSIGNMENT.match(plain):
                pass
            elif _SIMPLE.match(plain) and not plain.startswith("-"):
                if plain not in BUILTINS and not plain[0].isdigit():
                    found[plain] = None
                name = plain.rsplit("/", 1)[-1]
                fresh = plain in OPENERS
                wrapped = wrapped or name in WRAPPERS
            elif not wrapped:
                fresh = False
        word = ""

    for match in _TOKEN.finditer(text.replace("\\\n", " ")):
        token = match[0]
        if token.isspace() and "\n" not in token:
            end_word()
        elif token in {";", "&", "|", "&&", "||", ";;", "(", ")", "{", "}"} or (
            "\n" in token and token[0] not in "'\""
        ):
            end_word()
            fresh, wrapped = True, False
        elif token.startswith("#") and not word:
            continue
        else:
            word += token
            if token[0] in "'\"" and (
                "trap" in text[max(0, match.start() - 8) : match.start()]
                or "-c" in text[max(0, match.start() - 4) : match.start()]
            ):
                found.update(dict.fromkeys(commands(token[1:-1])))
    end_word()
    return list(found)
