"""Hostile repositories: what a stranger could send in a pull request. `tests/test_hostile.py` says what must hold of each."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

SECRET = "s3cr3t-of-the-host"
DOCKERFILE = 'FROM debian:12\nCOPY . /\nENTRYPOINT ["/start.sh"]\n'
PLAIN = "FROM debian:12\nCMD my-server\n"
# What lies beside the repository.
OUTSIDE = {
    "Dockerfile": f"FROM debian:12\nCOPY . /\nCMD {SECRET}\n",
    "start.sh": f"#!/bin/sh\n./{SECRET} --token x\n",
    "notes": f"{SECRET} is the first line\n",
    "stoplint.toml": f"{SECRET} = 1\n",
    "package.json": f'{{"scripts": {{"start": "{SECRET}"}}}}',
    "Procfile": f"web: {SECRET}\n",
    "supervisord.conf": f"[program:x]\ncommand={SECRET}\n",
    "compose.yaml": f"services:\n  x:\n    image: {SECRET}\n",
    "sub/x.conf": f"[program:x]\ncommand={SECRET}\n",
}


@dataclass(frozen=True)
class Hostile:
    """One repository.

    `unknown`: nothing may be said to be graceful, and `why` stands in the reason or in what is said on standard error.
    """

    files: dict[str, str | bytes] = field(default_factory=dict)
    links: dict[str, str] = field(default_factory=dict)
    fifos: tuple[str, ...] = ()
    unknown: bool = False
    why: str = ""


def lay_out(hostile: Hostile, folder: Path) -> None:
    """Writes the repository, and what lies beside it."""
    fill(folder.parent / "outside", OUTSIDE)
    (folder / ".git").mkdir(parents=True)
    fill(folder, hostile.files)
    for name, target in hostile.links.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).symlink_to(target)
    for name in hostile.fifos:
        os.mkfifo(folder / name)


def fill(folder: Path, files: dict[str, str] | dict[str, str | bytes]) -> None:
    """Files made of a dict; those that begin with `#!` are executable."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        data = text if isinstance(text, bytes) else text.encode("utf-8", "surrogateescape")
        path.write_bytes(data)
        path.chmod(0o755 if data.startswith(b"#!") else 0o644)


def script(text: str | bytes, **more: object) -> Hostile:
    return Hostile({"Dockerfile": DOCKERFILE, "start.sh": text}, **more)  # type: ignore[arg-type]


def configured(text: str, **files: str) -> Hostile:
    return Hostile({"Dockerfile": DOCKERFILE, "start.sh": "#!/bin/sh\n./app\n", "stoplint.toml": text, **files})


def starting(command: str, files: dict[str, str | bytes] | None = None, **more: object) -> Hostile:
    """An image that starts a command in a folder that all is copied to."""
    dockerfile = f"FROM debian:12\nWORKDIR /app\nCOPY . /app\nRUN apt-get install -y npm supervisor ruby-foreman\nCMD {command}\n"
    return Hostile({"Dockerfile": dockerfile, **(files or {})}, **more)  # type: ignore[arg-type]


def dockerfile(text: str | bytes, **more: object) -> Hostile:
    return Hostile({"Dockerfile": text}, **more)  # type: ignore[arg-type]


LINKED = {"Dockerfile": DOCKERFILE}
BIG = 5_000_001
NINES = "9" * 5_000
NASTY = "\x1b]0;owned\x07\x1b[31m\u202e\u2066\x0b\ufffe\x7f\x9b1m ]]> ##vso[task.x] ##[error]x ::error::x"

# ---------------------------------------------------------------- what is read
READING = {
    "script-links-out": Hostile(LINKED, {"start.sh": "../outside/start.sh"}, unknown=True),
    "script-links-to-passwd": Hostile(LINKED, {"start.sh": "/etc/passwd"}, unknown=True),
    "script-is-a-fifo": Hostile(LINKED, fifos=("start.sh",), unknown=True),
    "script-is-dev-zero": Hostile(LINKED, {"start.sh": "/dev/zero"}, unknown=True),
    "script-is-the-environment": Hostile(LINKED, {"start.sh": "/proc/self/environ"}, unknown=True),
    "script-is-a-loop": Hostile(LINKED, {"start.sh": "start.sh"}, unknown=True),
    "script-is-a-folder": Hostile({**LINKED, "start.sh/x": ""}, unknown=True),
    "dockerfile-is-a-fifo": Hostile({"api/Dockerfile": PLAIN}, fifos=("Dockerfile",)),
    "dockerfile-is-dev-zero": Hostile(links={"Dockerfile": "/dev/zero"}),
    "dockerfile-is-the-environment": Hostile(links={"Dockerfile": "/proc/self/environ"}, why="is a link out of the repository"),
    "dockerfile-is-a-status": Hostile(links={"Dockerfile": "/proc/self/status"}, why="is a link out of the repository"),
    "dockerfile-is-a-loop": Hostile({"api/Dockerfile": PLAIN}, {"Dockerfile": "Dockerfile"}),
    "dockerfile-below-links-out": Hostile({"Dockerfile": PLAIN}, {"api/Dockerfile": "../../outside/Dockerfile"}, why="api/Dockerfile: is a link out of the repository"),
    "dockerfile-by-way-of-a-folder": Hostile({"Dockerfile": PLAIN}, {"out": "../outside", "api/Dockerfile": "../out/Dockerfile"}, why="is a link out of the repository"),
    "dockerfile-quotes-nothing": Hostile({"Dockerfile": f"{SECRET} x\n"}, why="is no Dockerfile: line 1 "),
    "folder-links-out": Hostile({"Dockerfile": 'FROM debian:12\nCOPY app /app\nENTRYPOINT ["/app/start.sh"]\n'}, {"app": "../outside"}, unknown=True),
    "copy-climbs-out": dockerfile('FROM debian:12\nCOPY ../outside/start.sh /\nENTRYPOINT ["/start.sh"]\n', unknown=True),
    "copy-climbs-far": dockerfile(f'FROM debian:12\nCOPY {"../" * 2_000}etc/passwd /start.sh\nENTRYPOINT ["/start.sh"]\n', unknown=True),
    "copy-of-everything": dockerfile('FROM debian:12\nCOPY / /x\nADD [".", "..", "/"]\nCMD ["/x/etc/passwd"]\n'),
    "sourced-links-out": Hostile({**LINKED, "start.sh": "#!/bin/sh\n. /lib.sh\n./app\n"}, {"lib.sh": "../outside/start.sh"}, unknown=True),
    "dockerignore-links-out": Hostile({**LINKED, "start.sh": "#!/bin/sh\n./app\n"}, {".dockerignore": "../outside/notes"}),
    "dockerignore-is-a-fifo": Hostile({**LINKED, "start.sh": "#!/bin/sh\n./app\n"}, fifos=(".dockerignore", "Dockerfile.dockerignore")),
    "gitignore-is-a-fifo": Hostile({"Dockerfile": PLAIN}, fifos=(".gitignore",)),
    "gitignore-is-dev-zero": Hostile({"Dockerfile": PLAIN}, {".gitignore": "/dev/zero"}),
    "package-links-out": starting('["npm", "start"]', links={"package.json": "../outside/package.json"}),
    "package-is-a-fifo": starting('["npm", "start"]', fifos=("package.json",)),
    "procfile-links-out": starting('["foreman", "start"]', links={"Procfile": "../outside/Procfile"}),
    "procfile-is-a-fifo": starting('["foreman", "start"]', fifos=("Procfile",)),
    "supervisor-links-out": starting('["supervisord", "-n", "-c", "/app/s.conf"]', links={"s.conf": "../outside/supervisord.conf"}),
    "supervisor-includes-outside": starting('["supervisord", "-n", "-c", "/app/s.conf"]', {"s.conf": "[supervisord]\n[include]\nfiles=../outside/*.conf ../../outside/sub/*.conf out/*.conf /etc/*\n"}, links={"out": "../outside"}),
    "compose-context-outside": Hostile({"api/Dockerfile": DOCKERFILE, "compose.yaml": "services:\n  a:\n    image: x\n    build:\n      context: ../outside\n      dockerfile: ../repository/api/Dockerfile\n"}),
    "compose-context-links-out": Hostile({"api/Dockerfile": DOCKERFILE, "compose.yaml": "services:\n  a:\n    image: x\n    build:\n      context: ctx\n      dockerfile: ../api/Dockerfile\n  b:\n    build:\n      context: ctx\n      dockerfile: api/Dockerfile\n"}, {"ctx": "../outside"}),
    "compose-dockerfile-outside": Hostile({"Dockerfile": "FROM acme/x\n", "compose.yaml": "services:\n  a:\n    image: acme/x\n    build:\n      context: .\n      dockerfile: ../outside/Dockerfile\n"}),
    "compose-dockerfile-links-out": Hostile({"Dockerfile": "FROM acme/x\n", "compose.yaml": "services:\n  a:\n    image: acme/x\n    build:\n      context: .\n      dockerfile: D\n"}, {"D": "../outside/Dockerfile"}),
    "compose-is-a-fifo": Hostile({"Dockerfile": "FROM acme/x\n"}, fifos=("compose.yaml", "Makefile", "docker-bake.hcl", "build.yaml")),
    "git-config-is-a-fifo": Hostile({"Dockerfile": "FROM acme/x\n"}, fifos=(".git/config", ".git/HEAD")),
    "configuration-links-out": Hostile({"Dockerfile": PLAIN}, {"stoplint.toml": "../outside/stoplint.toml"}, why="is a link out of the repository"),
    "configuration-is-a-loop": Hostile({"Dockerfile": PLAIN}, {"stoplint.toml": "stoplint.toml"}),
    "configuration-is-a-process": Hostile({"Dockerfile": PLAIN}, {"stoplint.toml": "/proc/self/environ"}, why="is a link out of the repository"),
    "pyproject-is-a-fifo": Hostile({"Dockerfile": PLAIN}, fifos=("pyproject.toml",)),
    "pyproject-is-dev-zero": Hostile({"Dockerfile": PLAIN}, {"pyproject.toml": "/dev/zero"}),
    "context-is-the-root": configured('context = "/"\n'),
    "context-is-etc": configured('context = "/etc"\n'),
    "context-links-out": Hostile({"Dockerfile": DOCKERFILE, "stoplint.toml": 'context = "out"\n'}, {"out": "../outside"}, why="is outside of the repository"),
    "context-climbs-by-a-link": Hostile({"Dockerfile": DOCKERFILE, "stoplint.toml": 'context = "a/../../outside"\n', "a/x": ""}, why="is outside of the repository"),
    "context-holds-nul": configured('context = "a\\u0000b"\n'),
    "dockerfiles-absolute": Hostile({"Dockerfile": "FROM x/y\n", "stoplint.toml": '[dockerfiles]\n"x/y" = "/etc/passwd"\n'}, why="is outside of the repository"),
    "dockerfiles-link-out": Hostile({"Dockerfile": "FROM x/y\n", "stoplint.toml": '[dockerfiles]\n"x/y" = "D"\n'}, {"D": "../outside/Dockerfile"}, why="is outside of the repository"),
    "dockerfiles-hold-nul": Hostile({"Dockerfile": "FROM x/y\n", "stoplint.toml": '[dockerfiles]\n"x/y" = "a\\u0000"\n'}),
}  # fmt: skip

# ---------------------------------------------------------------- what is silent
SILENCE = {
    "nul-behind-the-launch": script(b"#!/bin/sh\nexec ./app\n\0", unknown=True, why="is binary"),
    "utf-16": script("#!/bin/sh\nexec ./app\n".encode("utf-16"), unknown=True),
    "nul-in-the-dockerfile": dockerfile(b'FROM debian:12\nCMD ["nginx"]\0\n', why="is binary"),
    "padding-behind-the-launch": script(b"#!/bin/sh\nexec ./app\n" + b"#" * BIG, unknown=True, why="is larger than 5 MB"),
    "padding-of-newlines": script(b"#!/bin/sh\n" + b"\n" * BIG + b"./app\n", unknown=True, why="is larger than 5 MB"),
    "sourced-is-padded": Hostile({**LINKED, "start.sh": "#!/bin/sh\n. /lib.sh\nexec ./app\n", "lib.sh": "#" * BIG}, unknown=True, why="is larger than 5 MB"),
    "dockerfile-is-padded": dockerfile(PLAIN + "#" * BIG, why="is larger than 5 MB"),
}  # fmt: skip

# ---------------------------------------------------------------- what escapes
ESCAPING = {
    "names-with-escapes": Hostile({"a\x1b[31m\n::error::\u202e/Dockerfile": PLAIN, "\x1b]0;x\x07.Dockerfile": PLAIN, "::error::.Dockerfile": PLAIN, " ::warning::x.Dockerfile": PLAIN}),
    "script-named-with-escapes": Hostile({"Dockerfile": 'FROM debian:12\nCOPY . /\nENTRYPOINT ["/a\\u001b[31m\\u202e.sh"]\n', "a\x1b[31m\u202e.sh": "#!/bin/sh\n./app\n"}),
    "everywhere-in-a-dockerfile": dockerfile(f'FROM debian:12 AS a{NASTY}\nLABEL x="{NASTY}"\nENV X="{NASTY}"\nUSER {NASTY}\nSTOPSIGNAL {NASTY}\nCMD ./app {NASTY}\n'),
    "everywhere-in-a-script": script(f"#!/bin/sh\n# {NASTY}\n   ::error::x\n::error::y\nX='{NASTY}'\ntrap '{NASTY}' TERM\n./app \"$X\" '{NASTY}'\n# {NASTY}\n"),
    "bytes-that-are-no-text": script(b"#!/bin/sh\n# \xff\xfe\xed\xa0\x80 \xf0\x9f\n./app\xff '\xc3'\n"),
    "carriage-returns": script("#!/bin/sh\n# x\ry\r\r\n./app\n\r::error::z\n"),
    "configured-with-escapes": configured('"\\u001b[31m::error::" = 1\n'),
    "configured-names-with-escapes": configured('[images."x\\u001b[31m\\u202e\\uFFFE"]\nentrypoint = ["\\u001b[31m", "\\u000B"]\n[programs."app"]\nsignals = {"TERM" = "graceful"}\n'),
    "unknown-word-with-escapes": configured('fail-level = "\\u001b[31m"\n'),
    "image-with-escapes": dockerfile(f"FROM x/{NASTY.replace(' ', '')}:1\nCMD x\n"),
    "grace-period-is-infinite": configured("grace-period = inf\n"),
    "grace-period-is-no-number": configured("grace-period = nan\n"),
    "grace-period-overflows": configured("grace-period = 1e999\n"),
    "grace-period-is-long": configured(f"grace-period = {'9' * 400}\n"),
    "grace-period-is-too-long": configured(f"grace-period = {NINES}\n"),
    "timeouts-of-5000-digits": starting('["pm2-runtime", "x.js"]', {"x.js": "setInterval(x, 1)\n"}),
}  # fmt: skip

ALL = {**READING, **SILENCE, **ESCAPING}
