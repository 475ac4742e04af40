"""Launches: the part of a script that runs the application."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kernel.scripts.phrases import phrase
from kernel.scripts.stories import story
from kernel.scripts.traps import trap
from kernel.scripts.writer import APP, SECOND

if TYPE_CHECKING:
    from kernel.scripts.writer import Writer


def launch(writer: Writer, depth: int) -> str:
    """The part that runs the application, in some shape."""
    app = writer.app()
    pick = writer.rng.random()
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
        return jobs(writer)
    if pick < 0.62:
        return writer.pick(
            f"{app} | cat",
            f"exec {app} | tee /tmp/log",
            f"{app} 2>&1 | tee /tmp/log",
            f"echo x | {app}",
            f"{{ {app}; }} | cat",
            f"cat /dev/null | exec {app}",
        )
    if pick < 0.69:
        return writer.pick(
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
        return writer.pick(
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
        return writer.pick(f"main() {{ {app}; }}\nmain \"$@\"", f"main() {{ exec {app}; }}\nmain", f"run() {{ {app}; }}\nrun | cat", f"run() {{ {app}; }}\nrun &\nwait",
                         f"run() {{ exec {app}; }}\nrun &\npid=$!\nwait $pid", f"main() ( {app} )\nmain", f"main() {{ local x=1; {app}; return 3; }}\nmain", f"eval \"{app}\"" if '"' not in app else f"eval '{app}'" if "'" not in app else app,
                         f"eval exec {APP}")  # fmt: skip
    if pick < 0.87:
        return writer.pick(
            f"while true; do {app}; sleep 1; done", f"while :; do {app} & wait $!; done", f"until false; do {app}; done",
            f"for i in 1 2 3; do {app}; done", f"for i in a; do exec {app}; done", f"while {app}; do :; done",
            f"{app} &\nwhile true; do sleep 1; done", f"{app} &\nwhile kill -0 $! 2>/dev/null; do sleep 0.3; done", f"{app} &\npid=$!\nwhile kill -0 $pid; do wait $pid; done",
        )  # fmt: skip
    if pick < 0.91:
        return writer.pick(
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
        return child(writer)
    inner = launch(writer, 0)
    other = writer.pick(writer.app(), f"exec {APP}", "echo no", ":")
    return writer.pick(
        f"if true; then\n{inner}\nelse\n{other}\nfi", f"if [ \"$1\" = debug ]; then\n{other}\nelse\n{inner}\nfi", f"if false; then {other}; else\n{inner}\nfi",
        f"case \"$1\" in\ndebug) {other} ;;\n*)\n{inner}\n;;\nesac", f"case x in x)\n{inner}\nesac", f"if [ -n \"$DEBUG\" ]; then\n{other}\nelse\n{inner}\nfi",
        f"[ -z \"$DEBUG\" ] && {APP}", f"if [ -z \"$DEBUG\" ]\nthen\n{inner}\nfi",
    )  # fmt: skip


def jobs(writer: Writer) -> str:
    """A launch in the background, and what the shell does meanwhile."""
    app = writer.app()
    start = writer.pick(
        f"{app} &", f"{app} &", f"{app} &\npid=$!", f"{app} &\npid=$!", f"{app} &\npid=$!", f"{app} &\npid=$!\necho $pid > /tmp/pid", f"( cd /tmp; {app} ) &\npid=$!", f"{{ {app}; }} &\npid=$!",
        f"cd /tmp && {app} &\npid=$!", f"exec {APP} &\npid=$!", f"{app} | cat &\npid=$!", f"( exec {app} ) &\npid=$!", f"{app} &\npid=$!\n{writer.app(SECOND)} &", f"nohup {APP} >/dev/null 2>&1 &\npid=$!",
        f"{app} &\npid=$!\ndisown", f"set -m\n{app} &\npid=$!",
    )  # fmt: skip
    wait = writer.pick(
        "wait", "wait $pid", 'wait "$pid"', "wait $!", "wait\nwait", "wait $pid\nwait $pid", "wait -n", "wait $pid\necho done", "wait $pid || true\nwait $pid", "wait $pid\nexit $?",
        "tail -f /dev/null", "sleep infinity", "while true; do sleep 1; done", f"exec {SECOND}", SECOND, "", "wait $pid; wait $pid; exit $?", "tail -f /dev/null &\nwait", "sleep infinity & wait",
        "while kill -0 $pid 2>/dev/null; do sleep 0.5; done", "fg", "wait %1", "wait $pid\ntrap - TERM INT\nwait $pid", "sleep 30", "sleep 1000",
    )  # fmt: skip
    return f"{start}\n{wait}"


def child(writer: Writer) -> str:
    """A second script that ends in the application; gives the command that runs it."""
    writer.names += 1
    name = f"run{writer.names}.sh"
    kind = writer.pick("call", "call", "source")
    body = block(writer, 2)
    writer.extra.append((name, writer.pick("#!/bin/sh\n", "#!/bin/bash\n", "#!/usr/bin/env bash\n") + body))
    if kind == "source":
        return f". /app/{name}"
    return writer.pick(
        f"/app/{name}",
        f"sh /app/{name}",
        f"bash /app/{name}",
        f"exec /app/{name}",
        f"exec sh /app/{name}",
        f"/app/{name} &\nwait",
    )


def block(writer: Writer, depth: int) -> str:
    """A script without its first line."""
    lines = [writer.setup() for _ in range(writer.rng.choice([0, 0, 1, 1, 2, 3]))]
    newer = writer.rng.random()
    if newer < 0.55:
        return "\n".join([*lines, story(writer) if newer < 0.38 else phrase(writer)]) + "\n"
    trapped = writer.chance(0.45)
    if trapped:
        lines.append(trap(writer))
    start = launch(writer, depth) if not (trapped and writer.chance(0.6)) else jobs(writer)
    if trapped and writer.chance(0.12):
        # set after the start
        lines.insert(0, start.partition("\n")[0])
        start = start.partition("\n")[2] or "wait"
    lines.append(start)
    if writer.chance(0.15):
        lines.append(writer.pick("echo finished", "exit $?", "exit 0", "rm -f /tmp/run/x", "wait", "true", ":"))
    return "\n".join(lines) + "\n"
