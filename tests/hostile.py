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
BIG = 1_000_001
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
    "padding-behind-the-launch": script(b"#!/bin/sh\nexec ./app\n" + b"#" * BIG, unknown=True, why="is larger than 1 MB"),
    "padding-of-newlines": script(b"#!/bin/sh\n" + b"\n" * BIG + b"./app\n", unknown=True, why="is larger than 1 MB"),
    "sourced-is-padded": Hostile({**LINKED, "start.sh": "#!/bin/sh\n. /lib.sh\nexec ./app\n", "lib.sh": "#" * BIG}, unknown=True, why="is larger than 1 MB"),
    "dockerfile-is-padded": dockerfile(PLAIN + "#" * BIG, why="is larger than 1 MB"),
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

# ---------------------------------------------------------------- what takes long, or falls over
_IF, _FI = "if x; then ", " fi;"
GROWING = {
    "toml-of-brackets": configured("a = " + "[" * 100_000),
    "toml-of-tables": configured("a = " + "{b=" * 20_000),
    "toml-of-dots": configured("a." * 20_000 + "b = 1"),
    "toml-of-quoted-dots": configured('"a" . ' * 20_000 + "b = 1"),
    "toml-is-large": configured(f'select = ["{"x" * 400_000}"]'),
    "json-of-brackets": starting('["npm", "start"]', {"package.json": "[" * 100_000}),
    "json-of-a-dockerfile": dockerfile(f"FROM debian:12\nCMD {'[' * 50_000}\n"),
    "json-of-many-words": dockerfile(f'FROM debian:12\nCMD [{", ".join(chr(34) + "x" + chr(34) for _ in range(5_000))}]\n'),
    "bake-of-brackets": Hostile({"Dockerfile": "FROM acme/x\n", "docker-bake.json": "[" * 100_000}),
    "build-json-of-brackets": Hostile({"Dockerfile": "ARG BUILD_FROM\nFROM $BUILD_FROM\n", "build.json": '{"build_from":' + "[" * 100_000}),
    "compose-of-spaces": Hostile({"Dockerfile": "FROM acme/x\n", "compose.yaml": "".join(" " * n + "build:\n" for n in range(600))}),
    "npm-of-three": starting('["npm", "start"]', {"package.json": '{"scripts": {"start": "npm run a", "a": "npm run b && npm run b", "b": "npm run a; npm start"}}'}),
    "procfile-of-two": starting('["foreman", "start"]', {"Procfile": "a: foreman start\nb: foreman start -f /app/Procfile & foreman start\n"}),
    "supervisor-of-two": starting('["supervisord", "-n", "-c", "/app/a.conf"]', {"a.conf": "[program:a]\ncommand=supervisord -n -c /app/b.conf\n[program:b]\ncommand=supervisord -n -c /app/b.conf\n", "b.conf": "[program:a]\ncommand=supervisord -n -c /app/a.conf\n[program:b]\ncommand=supervisord -n -c /app/a.conf\n[include]\nfiles=*.conf\n"}),
    "execs-itself-with-more": script('#!/bin/sh\nexec "$0" "$@" x\n', unknown=True),
    "execs-itself-by-way-of-two": Hostile({**LINKED, "start.sh": '#!/bin/sh\nexec /b.sh "$1$1x"\n', "b.sh": '#!/bin/sh\nexec /start.sh "$1$1y"\n'}, unknown=True),
    "sources-itself": script('#!/bin/sh\n. "$0"\n./app\n', unknown=True),
    "sources-another-that-sources": Hostile({**LINKED, "start.sh": "#!/bin/sh\n. /b.sh\n./app\n", "b.sh": ". /start.sh\n. /start.sh\n"}, unknown=True),
    "functions-of-each-other": script("#!/bin/sh\na() { b x$1; b y$1; }\nb() { a x$1; a y$1; }\na\n./app\n"),
    "forks-itself": script("#!/bin/bash\n:(){ :|:& };:\n./app\n"),
    "starts-itself-behind": script('#!/bin/sh\n"$0" & "$0" &\nwait\n'),
    "eval-of-evals": script("#!/bin/sh\n" + "eval '" * 200 + "./app" + "'" * 200 + "\n"),
    "eval-of-itself": script("#!/bin/sh\nx='eval \"$x\"'\neval \"$x\"\n./app\n"),
    "eval-of-a-growing-text": script("#!/bin/bash\nf() { eval \"$1;$1\"; }\nx='x=\"$x $x\"; f \"$x\"'\nf \"$x\"\n./app\n"),
    "trap-of-itself": script("#!/bin/sh\ntrap 'kill $$; kill -TERM $$; trap \"kill $$\" TERM' TERM\ntrap 'kill $$' EXIT\nkill $$\n./app\n"),
    "sh-c-of-sh-c": script("#!/bin/sh\nX='sh -c \"$X\"'; export X\nsh -c \"$X\"\n"),
    "texts-that-double": script("#!/bin/sh\nx=aaaaaaaa\n" + "x=$x$x\n" * 60 + 'exec ./app "$x"\n'),
    "arguments-that-double": script('#!/bin/sh\nset -- a b\nwhile :; do set -- "$@" "$@"; done\n./app\n'),
    "arrays-that-double": script('#!/bin/bash\na=(a b)\nfor i in {1..60}; do a=("${a[@]}" "${a[@]}" "${#a[@]}"); done\n./app "${a[@]}"\n'),
    "braces-of-braces": script("#!/bin/bash\n./app " + "{a,b}" * 40 + " {1..99999999}{1..99999999}\n"),
    "braces-in-braces": script("#!/bin/bash\n./app " + "{a," * 2_000 + "}" * 2_000 + "\n"),
    "printf-of-widths": script("#!/bin/bash\nx=$(printf '%999999999d' 1)\nprintf -v y '%*s' 999999999 x\nprintf '%.*f' 99999999 1\n./app \"$x$y\"\n"),
    "regexp-of-stars": script(f"#!/bin/bash\nx={'a' * 3_000}\n[[ $x =~ ^(a*)*(a|aa)+(.*)(.*)(.*)(.*)b$ ]] && exit\n./app\n"),
    "regexp-of-repeats": script("#!/bin/bash\n[[ aaaa =~ ((a{1,99}){1,99}){1,99}b ]] && exit\n./app\n"),
    "glob-of-stars": script(f"#!/bin/sh\ncase {'a' * 3_000} in {'*a' * 300}*b) exit;; esac\n./app\n"),
    "sed-of-groups": script(f"#!/bin/sh\nx=$(echo {'a' * 2_000} | sed -E 's/(a*)*b/x/g; s/a/&&&&&&&&/g; s/a/&&&&&&&&/g; s/a/&&&&&&&&/g')\n./app $x\n"),
    "replaced-by-more": script("#!/bin/bash\nx=aaaaaaaaaaaaaaaa\n" + 'x=${x//a/$x}\nx="${x//?/$x}"\n' * 10 + './app "$x"\n'),
    "powers": script(f"#!/bin/bash\n: $((2**99999999)) $((1<<99999999)) $(({NINES})) $((1/0)) $((1%0))\n./app\n"),
    "sums-of-parentheses": script("#!/bin/sh\n: $((" + "(" * 5_000 + "1" + ")" * 5_000 + "))\n./app\n"),
    "sums-of-signs": script("#!/bin/sh\n: $((" + "- " * 5_000 + "1))\n: $((" + "1?" * 2_000 + "))\n./app\n"),
    "subshells-in-subshells": script("#!/bin/sh\n" + "(" * 5_000 + "./app" + ")" * 5_000 + "\n"),
    "conditions-in-conditions": script("#!/bin/sh\n" + _IF * 3_000 + "./app;" + _FI * 3_000 + "\n"),
    "substitutions-in-substitutions": script("#!/bin/sh\n./app " + "$(x " * 3_000 + ")" * 3_000 + "\n"),
    "backquotes": script("#!/bin/sh\n./app " + "`" * 3_001 + "\n"),
    "defaults-in-defaults": script("#!/bin/sh\n./app ${x:-" * 1_500 + "}" * 1_500 + "\n"),
    "quotes-in-quotes": script("#!/bin/sh\n./app " + '"$(x ' * 2_000 + ')"' * 2_000 + "\n"),
    "a-quote-without-end": script("#!/bin/sh\n./app '" + "x" * 300_000),
    "many-openings": script("#!/bin/sh\n" + "${ $( $(( [[ (( { case x in <<E " * 500),
    "many-here-documents": script("#!/bin/sh\n" + "cat <<E\nx\nE\n" * 300 + "./app\n"),
    "here-documents-without-end": script("#!/bin/sh\ncat " + " ".join(f"<<E{n}" for n in range(1_000)) + "\n./app\n"),
    "one-long-word": script("#!/bin/sh\n./app " + "x" * 150_000 + "\n"),
    "many-words": script("#!/bin/sh\n./app" + " x" * 2_500 + "\n"),
    "many-pipes": script("#!/bin/sh\n" + "x | " * 300 + "./app\n"),
    "many-ands": script("#!/bin/sh\n" + "x && " * 5_000 + "./app\n"),
    "many-functions": script("#!/bin/sh\n" + "".join(f"f{n}() {{ f{n + 1}; }}\n" for n in range(500)) + "f0\n./app\n"),
    "many-traps": script("#!/bin/sh\n" + "trap 'x; kill 1' TERM INT\n" * 500 + "./app\n"),
    "many-jobs": script("#!/bin/sh\n" + "./helper &\n" * 150 + "wait\n"),
    "counts-to-a-billion": script("#!/bin/bash\nfor ((i=0;i<1000000000;i++)); do x=$i; done\nfor i in $(seq 1000000000); do :; done\ni=0; while [ $i -lt 99999999 ]; do i=$((i+1)); done\n./app\n"),
    "digits-that-are-none": script("#!/bin/bash\nsleep ²\nexit_code=²\nkill -² $$\ntrap '' ²\nwait ²\nshift ²\nx=${1:²}${x[²]}$((²))\n[ ² -gt ³ ]\ntimeout ٣ ./app\n[ x ] && exit ²\n./app\n"),
    "numbers-of-5000-digits": script(f"#!/bin/bash\nsleep {NINES} &\nkill -{NINES} $$\ntrap '' {NINES}\nwait {NINES}\nshift {NINES}\nx=${{1:{NINES}}}${{x[{NINES}]}}\n[ {NINES} -gt 1 ]\ntimeout {NINES} ./app\n{NINES}>&1 ./b\nexit {NINES}\n"),
    "values-that-double": dockerfile("FROM debian:12\nENV a=xxxxxxxx\n" + "ENV a=$a$a\n" * 200 + "CMD ./app $a\n"),
    "arguments-that-double-in-a-file": dockerfile("ARG a=xxxxxxxx\n" + "ARG a=$a$a\n" * 200 + "FROM debian:$a\nCMD ./app $a\n"),
    "stages-of-each-other": dockerfile("".join(f"FROM s{(n + 1) % 50} AS s{n}\nCOPY --from=s{(n + 2) % 50} / /\n" for n in range(50)) + "CMD x\n"),
    "stages-in-a-row": dockerfile("FROM debian:12 AS s0\n" + "".join(f"FROM s{n} AS s{n + 1}\nCOPY --from=s{n} / /\n" for n in range(60)) + 'CMD ["x"]\n'),
    "a-stage-of-itself": dockerfile("FROM a AS a\nFROM a AS a\nFROM a\nCMD x\n"),
    "links-in-a-circle": dockerfile('FROM debian:12\nRUN ln -s /a /b && ln -s /b /a && ln -s . /c && cp -r / /d && cp -r /c /c/c\nCMD ["/a"]\n'),
    "many-links": dockerfile("FROM debian:12\n" + "".join(f"RUN ln -s /l{n + 1} /l{n}\n" for n in range(300)) + 'CMD ["/l0"]\n'),
    "globs-of-folders": Hostile({"Dockerfile": f'FROM debian:12\nCOPY {"**/" * 60}*a*a*a*b /\nENTRYPOINT ["/start.sh"]\n', "/".join("a" * 30) + "/start.sh": "#!/bin/sh\n./app\n", ".dockerignore": "**/" * 60 + "x\n!" + "**/*" * 60 + "\n"}),
    "ignored-by-many": Hostile({"Dockerfile": DOCKERFILE, "start.sh": "#!/bin/sh\n./app\n", ".dockerignore": "".join(f"*a*{n}*b*\n" for n in range(500)), ".gitignore": "".join(f"**/a*{n}*/**/b\n" for n in range(500))}),
    "continued-for-ever": dockerfile("FROM debian:12\nRUN x" + " \\\n" * 20_000 + "\nCMD x\n"),
    "onbuild-of-onbuild": dockerfile(f"FROM debian:12\n{'ONBUILD ' * 2_000}CMD x\n"),
    "a-here-document-without-end": dockerfile("FROM debian:12\n" + "RUN <<A <<B <<C\n" * 200 + "CMD x\n"),
    "empty-words": dockerfile('FROM debian:12\nSHELL []\nENTRYPOINT [""]\nCMD []\nWORKDIR\nUSER\nSTOPSIGNAL\nENV\nCOPY\nADD\nHEALTHCHECK\nONBUILD\nVOLUME []\nEXPOSE\nLABEL\nRUN\nRUN []\nSHELL [""]\nCMD\n'),
    "signals-that-are-none": dockerfile(f"FROM debian:12\nSTOPSIGNAL ²\nSTOPSIGNAL {NINES}\nSTOPSIGNAL RTMIN+{NINES}\nSTOPSIGNAL -1\nCMD ./app\n"),
    "many-runs-of-many": dockerfile("FROM debian:12\n" + ("RUN " + " && ".join(f"chmod +x /a{n}" for n in range(50)) + "\n") * 4 + "CMD x\n"),
    "users-without-end": dockerfile("FROM debian:12\n" + "".join(f"USER u{n}\nWORKDIR {'../' * 20}d{n}\n" for n in range(100)) + "CMD x\n"),
}  # fmt: skip

# ---------------------------------------------------------------- manifests
POD = "apiVersion: v1\nkind: Pod\nmetadata:\n  name: x\nspec:\n  containers:\n    - name: {0}\n      image: debian:12\n      command: {1}\n"


def compose(services: str, **files: str) -> Hostile:
    return Hostile({"compose.yaml": f"services:\n{services}", **files})


MANIFESTS = {
    "manifest-laughs": compose(
        "  a: &a {image: x, l: ["
        + "z," * 9
        + "]}\n"
        + "".join(f"  b{n}: &b{n} [{', '.join([f'*b{n - 1}' if n else '*a'] * 9)}]\n" for n in range(30))
        + "  web:\n    image: debian:12\n    command: *b29\n"
    ),
    "manifest-laughs-by-merging": compose(
        "  m0: &m0 {"
        + ", ".join(f"k{n}: 1" for n in range(50))
        + "}\n"
        + "".join(f"  m{n}: &m{n}\n    <<: [{', '.join([f'*m{n - 1}'] * 50)}]\n    j{n}: 1\n" for n in range(1, 60))
    ),
    "manifest-is-its-own-part": compose("  web: &web\n    image: debian:12\n    command: [*web]\n"),
    "manifest-is-brackets": Hostile({"compose.yaml": "[" * 100_000, "Dockerfile": PLAIN}),
    "manifest-is-deep": Hostile(
        {"compose.yaml": "services:\n" + "".join(" " * n + "a:\n" for n in range(1, 900)), "Dockerfile": PLAIN}
    ),
    "manifest-is-big": Hostile(
        {"compose.yaml": "services:\n  a:\n    image: x\n" + "# padding padding\n" * 600_000, "Dockerfile": PLAIN}
    ),
    "manifest-has-keys-twice": compose("  a:\n    image: x\n    image: y\n", Dockerfile=PLAIN),
    "manifest-has-other-keys": compose("  ? [a, b]\n  : {image: x}\n", Dockerfile=PLAIN),
    "manifest-has-tabs": compose("\ta:\n\t\timage: x\n", Dockerfile=PLAIN),
    "manifest-has-nul": Hostile({"compose.yaml": b"services:\n  a:\n    image: x\0y\n", "Dockerfile": PLAIN}),
    "manifest-has-tags": compose(
        "  a: !!python/object/apply:os.system ['touch /tmp/x']\n  b:\n    image: !!binary aGk=\n", Dockerfile=PLAIN
    ),
    "manifest-of-many-documents": Hostile(
        {"all.yaml": "---\n".join(POD.format(f"c{n}", '["app"]') for n in range(3_000)), "Dockerfile": PLAIN}
    ),
    "manifest-of-many-services": compose(
        "".join(f"  s{n}:\n    image: debian:12\n    command: sh -c 'app; x'\n" for n in range(60))
    ),
    "manifest-extends-itself": compose(
        "  a:\n    extends: b\n  b:\n    extends: {service: a, file: compose.yaml}\n    image: debian:12\n"
    ),
    "manifest-extends-outside": compose(
        "  a:\n    extends: {service: x, file: ../outside/compose.yaml}\n    image: debian:12\n  b:\n    extends: {service: x, file: /etc/passwd}\n    image: debian:12\n"
    ),
    "manifest-mounts-outside": compose(
        "  a:\n    image: debian:12\n    command: /x/start.sh\n    volumes: ['../outside:/x', './out:/y', '/etc:/z']\n  b:\n    image: debian:12\n    command: /y/start.sh\n    volumes: ['./out:/y']\n",
        **{"out/x": ""},
    ),
    "manifest-mounts-by-a-link": Hostile(
        {
            "compose.yaml": "services:\n  a:\n    image: debian:12\n    command: /y/start.sh\n    volumes: ['./out:/y']\n"
        },
        {"out": "../outside"},
        unknown=True,
    ),
    "manifest-reads-settings-outside": compose(
        "  a:\n    image: debian:12\n    env_file: [../outside/notes, /etc/passwd, '~/.netrc']\n    command: sh -c 'app $X; x'\n"
    ),
    "manifest-settings-are-a-fifo": Hostile(
        {"compose.yaml": "services:\n  a:\n    image: debian:12\n    env_file: e\n    command: app\n"},
        fifos=(".env", "e"),
    ),
    "manifest-links-out": Hostile({"Dockerfile": PLAIN}, {"compose.yaml": "../outside/compose.yaml"}),
    "manifest-fills-in-without-end": compose(
        "  a:\n    image: debian:12\n    command: app "
        + "${A:-" * 5_000
        + "x"
        + "}" * 5_000
        + "\n    working_dir: "
        + "${" * 40_000
        + "\n"
    ),
    "manifest-shows-its-variables": compose(
        "  a:\n    image: ${HOME}/${PATH}:${STOPLINT_SECRET}\n    command: ${HOME}\n"
    ),
    "manifest-colours": Hostile(
        {
            "compose.yaml": f'services:\n  "{NASTY.encode("unicode_escape").decode()}":\n    image: debian:12\n    command: sh -c "app; x"\n'
        }
    ),
    "manifest-durations": compose(
        "  a:\n    image: debian:12\n    command: app\n    stop_grace_period: "
        + "9" * 400
        + "s\n  b:\n    image: debian:12\n    command: app\n    stop_grace_period: 9999999999999999999999h\n"
    ),
    "manifest-numbers": Hostile(
        {
            "pod.yaml": POD.format("x", '["app"]') + f"  terminationGracePeriodSeconds: {NINES}\n",
            "other.yaml": POD.format("y", '["app"]') + "  terminationGracePeriodSeconds: 1e999\n",
        }
    ),
    "manifest-hooks-without-end": Hostile(
        {
            "pod.yaml": POD.format("x", '["app"]')
            + "      lifecycle: {preStop: {exec: {command: [sh, -c, '"
            + "while :; do (" * 60
            + "sleep 1"
            + ") done; " * 1
            + "']}}}\n"
        }
    ),
}

ALL = {**READING, **SILENCE, **ESCAPING, **GROWING, **MANIFESTS}
