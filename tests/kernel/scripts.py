"""Start scripts at random: composed from the constructs that the model knows, with a Dockerfile around.

`context(rng)` draws everything from a `random.Random`, so that a seed or hypothesis can stand behind it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from random import Random

APP, SECOND = "server", "worker"


@dataclass(frozen=True)
class Generated:
    """A build context, what /bin/sh is in it, and a name for messages."""

    files: tuple[tuple[str, str], ...]
    sh: str
    seed: int = 0

    def describe(self) -> str:
        return "\n".join(f"--- {name} (sh is {self.sh})\n{text}" for name, text in self.files)


class _Writer:
    def __init__(self, rng: Random) -> None:
        self.rng = rng
        self.extra: list[tuple[str, str]] = []
        self.dialect = "sh"
        self.names = 0

    def pick(self, *options: str) -> str:
        return self.rng.choice(options)

    def chance(self, share: float) -> bool:
        return self.rng.random() < share

    # ------------------------------------------------------------ commands
    def app(self, name: str = APP) -> str:
        """The application, plainly or behind a wrapper that is gone after exec or stays."""
        plain = self.pick(name, f"/usr/local/bin/{name}", f"{name} --port 80", f'{name} "$@"', f"{name} $OPTS")
        wrapped = self.pick(
            plain, plain, plain, plain, plain, plain, f"A=1 {plain}", f"env A=1 {plain}", f"nice -n 5 {plain}", f"nohup {plain}",
            f"gosu root {plain}", f"setpriv --no-new-privs {plain}", f"timeout 100 {plain}", f"sudo -u root {plain}",
            f"su root -c '{name}'", f"su root -c 'exec {name}'", f"sh -c '{name}'", f"sh -c 'exec {name}'", f"bash -c '{name}'",
            f"bash -c 'true; {name}'", f"sh -c '{name}; true'", f"command {plain}", f"tini -- {plain}", f"dumb-init {plain}",
            f"sh -c '{name} --x 2>&1'", f"env -i /usr/local/bin/{name}", f"stdbuf -oL {plain}", f"xargs {name}",
        )  # fmt: skip
        return wrapped + self.pick("", "", "", "", " >/tmp/log", " 2>&1", " </dev/null", " >>/tmp/log 2>&1")

    def child(self) -> str:
        """A second script that ends in the application; gives the command that runs it."""
        self.names += 1
        name = f"run{self.names}.sh"
        kind = self.pick("call", "call", "source")
        body = self.block(2, shebang=False)
        self.extra.append((name, self.pick("#!/bin/sh\n", "#!/bin/bash\n", "#!/usr/bin/env bash\n") + body))
        if kind == "source":
            return f". /app/{name}"
        return self.pick(
            f"/app/{name}",
            f"sh /app/{name}",
            f"bash /app/{name}",
            f"exec /app/{name}",
            f"exec sh /app/{name}",
            f"/app/{name} &\nwait",
        )

    def setup(self) -> str:
        """Something that happens before the launch and ends."""
        return self.pick(
            "echo starting", "mkdir -p /tmp/run", "export MODE=production", "cd /tmp", "set -e", "set -x", "X=$(date)", "X=1",
            ': "${NAME:=web}"', '[ -n "$DEBUG" ] && echo debug', "if [ -z \"$MODE\" ]; then MODE=dev; fi", "umask 022",
            "true", "sleep 0.1", "chmod 755 /tmp", "echo hi | cat", "printf '%s\\n' ok", "for i in 1 2; do echo $i; done",
            "case \"$MODE\" in prod) X=2 ;; *) X=3 ;; esac", "X=`echo y`", "set -u", "exec 2>&1",
            "log() { echo \"$@\"; }", "readonly Z=1", "until true; do sleep 1; done", "(echo sub)", "{ echo group; }", "set +e",
        )  # fmt: skip

    # ------------------------------------------------------------ traps
    def trap(self) -> str:
        names = self.pick(
            "TERM",
            "TERM",
            "TERM",
            "TERM INT",
            "SIGTERM",
            "15",
            "INT TERM",
            "INT",
            "EXIT",
            "TERM EXIT",
            "HUP INT QUIT TERM",
            "SIGINT SIGTERM",
            "term",
            "QUIT",
        )
        signal = self.pick("-TERM ", "-TERM ", "", "-15 ", "-s TERM ", "-SIGTERM ", "-INT ", "-QUIT ")
        target = self.pick(
            '"$pid"',
            "$pid",
            "$pid",
            "$!",
            "0",
            "$(jobs -p)",
            "-1",
            "-- -$$",
            "%1",
            f"$(pidof {APP})",
            "$(cat /tmp/pid)",
        )
        kill = self.pick(f"kill {signal}{target}", f"kill {signal}{target}", f"kill {signal}{target}", f"pkill {signal}{APP}", f"pkill {APP}",
                         f"kill {signal}{target} 2>/dev/null")  # fmt: skip
        after = self.pick("", "", "; wait $pid", "; wait", "; wait $pid", '; wait "$pid"; exit $?', "; exit 0", "; exit", "; sleep 1", "; sleep 1; exit 0",
                          "; while kill -0 $pid 2>/dev/null; do sleep 0.2; done", "; wait; exit 143", "; echo bye", " || true; wait $pid || true")  # fmt: skip
        before = self.pick("", "", "", "echo stopping; ", "trap - TERM; ", "trap '' TERM; ", "trap - TERM INT EXIT; ")
        if target in ("0", "-- -$$") and not before.startswith("trap"):
            # the handler would run into itself until the shell crashes, and it is chance what happens first
            before = "trap '' TERM INT QUIT HUP; "
        body = self.pick(
            before + kill + after,
            before + kill + after,
            before + kill + after,
            "exit 0",
            "exit",
            ":",
            "echo got it",
            "",
            "wait",
        )
        form = self.rng.random()
        if form < 0.5:
            return f"trap '{body}' {names}"
        if form < 0.65:
            return f'trap "{body.replace(chr(34), chr(92) + chr(34))}" {names}'
        if form < 0.95 and body:
            function = self.pick("cleanup", "_term", "on_stop")
            return f"{function}() {{ {body or ':'}; }}\ntrap {function} {names}"
        return self.pick(f"trap - {names}", f"trap '' {names}", f"trap -- '{body}' {names}")

    # ------------------------------------------------------------ launches
    def launch(self, depth: int) -> str:
        """The part that runs the application, in some shape."""
        app = self.app()
        pick = self.rng.random()
        if pick < 0.14:
            return app
        if pick < 0.28:
            return (
                f"exec {app}"
                if not app.startswith(("A=1", "command"))
                else app.replace("A=1 ", "A=1 exec ", 1)
                if app.startswith("A=1")
                else app
            )
        if pick < 0.55:
            return self.jobs()
        if pick < 0.62:
            return self.pick(
                f"{app} | cat",
                f"exec {app} | tee /tmp/log",
                f"{app} 2>&1 | tee /tmp/log",
                f"echo x | {app}",
                f"{{ {app}; }} | cat",
                f"cat /dev/null | exec {app}",
            )
        if pick < 0.69:
            return self.pick(
                f"( {app} )",
                f"( exec {app} )",
                f"{{ {app}; }}",
                f"( cd /tmp; {app} )",
                f"( cd /tmp && exec {app} )",
                f"{{ exec {app}; }}",
                f"( {app}; true )",
                f"( {app} & )\nwait",
                f"( trap '' TERM; {app} )",
            )
        if pick < 0.75:
            return self.pick(
                f"true && {app}",
                f"true && exec {app}",
                f"cd /tmp && {app}",
                f"{app} || exit 1",
                f"{app} && echo done",
                f"false || exec {app}",
                f"! {app}",
                f"exec {app} || exit 1",
                f"{app} || {app}",
            )
        if pick < 0.81:
            return self.pick(f"main() {{ {app}; }}\nmain \"$@\"", f"main() {{ exec {app}; }}\nmain", f"run() {{ {app}; }}\nrun | cat", f"run() {{ {app}; }}\nrun &\nwait",
                             f"run() {{ exec {app}; }}\nrun &\npid=$!\nwait $pid", f"main() ( {app} )\nmain", f"main() {{ local x=1; {app}; return 3; }}\nmain", f"eval \"{app}\"" if '"' not in app else f"eval '{app}'" if "'" not in app else app,
                             f"eval exec {APP}")  # fmt: skip
        if pick < 0.87:
            return self.pick(
                f"while true; do {app}; sleep 1; done", f"while :; do {app} & wait $!; done", f"until false; do {app}; done",
                f"for i in 1 2 3; do {app}; done", f"for i in a; do exec {app}; done", f"while {app}; do :; done",
                f"{app} &\nwhile true; do sleep 1; done", f"{app} &\nwhile kill -0 $! 2>/dev/null; do sleep 0.3; done", f"{app} &\npid=$!\nwhile kill -0 $pid; do wait $pid; done",
            )  # fmt: skip
        if pick < 0.91:
            return self.pick(
                f"x=$({app})",
                f"echo `{APP}`",
                f"x=$(exec {app})",
                f"exec > >(tee /tmp/log)\nexec {app}",
                f"exec > >(tee /tmp/log)\n{app}",
                f"{app} > >(cat)",
                f"{APP} <<END\nhi\nEND",
                f"exec {APP} <<'END'\nhi\nEND",
            )
        if pick < 0.95 and depth > 0:
            return self.child()
        inner = self.launch(0)
        other = self.pick(self.app(), f"exec {APP}", "echo no", ":")
        return self.pick(
            f"if true; then\n{inner}\nelse\n{other}\nfi", f"if [ \"$1\" = debug ]; then\n{other}\nelse\n{inner}\nfi", f"if false; then {other}; else\n{inner}\nfi",
            f"case \"$1\" in\ndebug) {other} ;;\n*)\n{inner}\n;;\nesac", f"case x in x)\n{inner}\nesac", f"if [ -n \"$DEBUG\" ]; then\n{other}\nelse\n{inner}\nfi",
            f"[ -z \"$DEBUG\" ] && {APP}", f"if [ -z \"$DEBUG\" ]\nthen\n{inner}\nfi",
        )  # fmt: skip

    def jobs(self) -> str:
        """A launch in the background, and what the shell does meanwhile."""
        app = self.app()
        start = self.pick(
            f"{app} &", f"{app} &", f"{app} &\npid=$!", f"{app} &\npid=$!", f"{app} &\npid=$!", f"{app} &\npid=$!\necho $pid > /tmp/pid", f"( cd /tmp; {app} ) &\npid=$!", f"{{ {app}; }} &\npid=$!",
            f"cd /tmp && {app} &\npid=$!", f"exec {APP} &\npid=$!", f"{app} | cat &\npid=$!", f"( exec {app} ) &\npid=$!", f"{app} &\npid=$!\n{self.app(SECOND)} &", f"nohup {APP} >/dev/null 2>&1 &\npid=$!",
            f"{app} &\npid=$!\ndisown", f"set -m\n{app} &\npid=$!",
        )  # fmt: skip
        wait = self.pick(
            "wait", "wait $pid", 'wait "$pid"', "wait $!", "wait\nwait", "wait $pid\nwait $pid", "wait -n", "wait $pid\necho done", "wait $pid || true\nwait $pid", "wait $pid\nexit $?",
            "tail -f /dev/null", "sleep infinity", "while true; do sleep 1; done", f"exec {SECOND}", SECOND, "", "wait $pid; wait $pid; exit $?", "tail -f /dev/null &\nwait", "sleep infinity & wait",
            "while kill -0 $pid 2>/dev/null; do sleep 0.5; done", "fg", "wait %1", "wait $pid\ntrap - TERM INT\nwait $pid", "sleep 30", "sleep 1000",
        )  # fmt: skip
        return f"{start}\n{wait}"

    def block(self, depth: int, *, shebang: bool = True) -> str:
        lines = [self.setup() for _ in range(self.rng.choice([0, 0, 1, 1, 2, 3]))]
        trapped = self.chance(0.45)
        if trapped:
            lines.append(self.trap())
        launch = self.launch(depth) if not (trapped and self.chance(0.6)) else self.jobs()
        if trapped and self.chance(0.12):
            # set after the start
            lines.insert(0, launch.partition("\n")[0])
            launch = launch.partition("\n")[2] or "wait"
        lines.append(launch)
        if self.chance(0.15):
            lines.append(self.pick("echo finished", "exit $?", "exit 0", "rm -f /tmp/run/x", "wait", "true", ":"))
        return "\n".join(lines) + "\n"


def context(rng: Random, seed: int = 0) -> Generated:
    """One build context."""
    writer = _Writer(rng)
    sh = rng.choice(["dash", "dash", "ash", "bash"])
    form = rng.random()
    init = rng.choice(["", "", "", "", "", '"tini", "--", ', '"tini", "-g", "--", ', '"dumb-init", '])
    stop = rng.choice(["", "", "", "", "", "STOPSIGNAL SIGINT\n", "STOPSIGNAL SIGQUIT\n", "STOPSIGNAL SIGUSR1\n"])
    if form < 0.68:
        head = rng.choice(
            [
                "#!/bin/sh\n",
                "#!/bin/sh\n",
                "#!/bin/bash\n",
                "#!/usr/bin/env bash\n",
                "#!/bin/sh -e\n",
                "#!/bin/bash -e\n",
            ]
        )
        text = head + writer.block(1)
        launch = rng.choice([f'ENTRYPOINT [{init}"/app/start.sh"]\n', f'ENTRYPOINT [{init}"/app/start.sh"]\n', f'ENTRYPOINT [{init}"sh", "/app/start.sh"]\n',
                             f'CMD [{init}"/app/start.sh"]\n', "CMD /app/start.sh\n", "CMD exec /app/start.sh\n", f'CMD [{init}"bash", "/app/start.sh"]\n'])  # fmt: skip
        files = [("start.sh", text)]
    elif form < 0.8:
        files = [("start.sh", rng.choice(["#!/bin/sh\n", "#!/bin/bash\n"]) + "\n".join(writer.setup() for _ in range(rng.choice([0, 1, 2]))) + "\n" + rng.choice(
            ['exec "$@"\n', 'exec "$@"\n', "exec $@\n", '"$@"\n', '"$@" &\nwait\n', 'if [ "$1" = server ]; then exec "$@"; fi\n"$@"\n', 'set -- gosu root "$@"\nexec "$@"\n',
             'exec env A=1 "$@"\n', 'trap "kill \\$pid" TERM\n"$@" &\npid=$!\nwait $pid\nwait $pid\n', 'case "$1" in server) exec "$@" ;; esac\nexec sh -c "$*"\n',
             'exec su root -c "$*"\n', 'if [ $# -eq 0 ]; then exec sleep infinity; fi\nexec "$@"\n']))]  # fmt: skip
        cmd = rng.choice(
            [
                'CMD ["server"]\n',
                'CMD ["server", "--x"]\n',
                "CMD server\n",
                "CMD exec server\n",
                "CMD server --x > /tmp/log\n",
                "CMD cd /tmp && server\n",
                'CMD ["sh", "-c", "server"]\n',
                "CMD true; exec server\n",
            ]
        )
        launch = f'ENTRYPOINT [{init}"/app/start.sh"]\n{cmd}'
    else:
        text = rng.choice([writer.app(), writer.app(), f"exec {APP}", f"{writer.setup()}; {APP}", f"cd /tmp && {APP}", f"cd /tmp && exec {APP}", f"{APP} & wait", f"{APP}; echo done", f"( {APP} )", f"{APP} || true", f"{{ {APP}; }}", f"{APP} | cat",
                           f"trap 'kill $pid; wait $pid' TERM; {APP} & pid=$!; wait $pid", f"if true; then {APP}; fi", f"{APP} && true", f"true; {APP}", f"set -e; {APP} 2>&1", f"echo a & {APP}"])  # fmt: skip
        if "\n" in text or '"' in text or "\\" in text:
            text = APP
        launch = rng.choice(
            [
                f"CMD {text}\n",
                f"ENTRYPOINT {text}\n",
                f'CMD [{init}"sh", "-c", "{text}"]\n',
                f'ENTRYPOINT [{init}"bash", "-c", "{text}"]\n',
                f'SHELL ["/bin/bash", "-c"]\nCMD {text}\n',
                f'CMD [{init}"/bin/sh", "-ec", "{text}"]\n',
            ]
        )
        files = []
    files += writer.extra
    dockerfile = f"FROM scratch\nWORKDIR /app\nCOPY . /app/\n{stop}{launch}"
    return Generated((("Dockerfile", dockerfile), *files), sh, seed)
