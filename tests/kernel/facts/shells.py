"""Which shell replaces itself by its last command, and what one does with a signal that it has no trap for."""

from __future__ import annotations

from kernel.rows import Row


def stays(text: str, *execs: str, **more: object) -> Row:
    """A shell stays in front of the application (lost), but for those named, which become it (graceful)."""
    expected = {shell: "graceful" if shell in execs else "lost" for shell in ("dash", "bash", "ash", "sh")}
    first = {shell: "app" if shell in execs else {"ash": "sh", "dash": "sh"}.get(shell, shell) for shell in expected}
    return Row(text, expected, first=first, **more)  # type: ignore[arg-type]


def lost(text: str, form: str = "file") -> Row:
    return Row(text, "lost", form=form)


B, A = ("bash", "sh"), "ash"
IMPLICIT = [
    stays("app", *B, A),
    stays("app --flag value", *B, A),
    stays("app\n", *B),
    stays("app;", *B, A),
    stays("app # a comment", *B, A),
    stays("app $HOME", *B, A),
    stays("C=app; $C", *B, A),
    stays('"$0x" || app', *B, A),
    stays("app 2>&1", A),
    stays("app > /tmp/log", A),
    stays("app < /dev/null", A),
    stays("VAR=1 app", *B, A),
    stays("VAR=1; app", *B, A),
    stays("true && app", *B, A),
    stays("true; app", *B, A),
    stays("false || app", *B, A),
    stays("true\napp", *B, A),
    stays("cd / && app", *B, A),
    stays("set -e; app", *B, A),
    stays("export X=1; app", *B, A),
    stays("true && true && app", *B, A),
    stays("exec 2>&1; app", *B, A),
    stays("if true; then app; fi", A),
    stays("if false; then :; else app; fi", A),
    stays("case x in x) app;; esac", A),
    stays("{ app; }", A),
    stays("( app )", A),
    stays("true && { app; }", A),
    stays("command app", *B, A),
    stays("app | cat"),
    stays("true | app"),
    stays("app && true"),
    stays("app; true"),
    stays("app || true"),
    stays("true && app || true"),
    stays("! app"),
    stays("f() { app; }; f"),
    stays("eval app"),
    stays("for i in 1; do app; done"),
    stays("while true; do app; done"),
    stays("until app; do :; done"),
    stays("trap 'true' TERM; app"),
    stays("trap '' USR2; app", *B, A),
    Row("trap 'true' EXIT; app", {"dash": "lost", "ash": "lost", "bash": "killed", "sh": "killed"}),
    stays("app & wait"),
    stays("echo app > /f; . /f"),
    *[
        stays(text, "dash", *B, A)
        for text in (
            "exec app", "true; exec app", "exec app > /tmp/log 2>&1", "cd / && exec app || exit 1", "VAR=1 exec app",
            "f() { exec app; }; f", "{ exec app; }", "if true; then exec app; fi", "eval exec app",
            "for i in 1; do exec app; done", "echo exec app > /f; . /f", "exec env A=1 app",
        )
    ],
    stays("(exec app)", A),
    stays("exec app | cat"),
    Row("exec app > >(cat)", {"bash": "graceful", "ash": "graceful"}),
    Row("time app", {"bash": "lost"}),
    Row("app <(true)", {"bash": "graceful"}, first="app"),
]  # fmt: skip

SCRIPT = [
    *[
        lost(text)
        for text in (
            "app", "set -e\napp", "app > /tmp/log", "(app)", "{ app; }", "if true; then app; fi", "f() { app; }\nf", "true && app",
            'eval "app"', "VAR=1 app",
        )
    ],
    *[
        Row(text, "graceful", form="file", first="app")
        for text in ("exec app", "set -e\nexec app", "f() { exec app; }\nf", "if true; then exec app; fi", "exec app >/tmp/l")
    ],
    Row("sh /inner.sh", "lost", form="file", files={"inner.sh": "exec app\n"}),
    Row("exec sh /inner.sh", "graceful", form="file", files={"inner.sh": "exec app\n"}),
    Row("exec /inner.sh", "lost", form="file", files={"inner.sh": "#!/bin/sh\napp\n"}),
    Row("sh -c 'exec app'", "lost", form="file"),
    Row("exec sh -c app", {"dash": "lost", "bash": "graceful", "ash": "graceful"}, form="file"),
]  # fmt: skip

# What `$!` is: the application, or a shell in front of it
_FORWARD = "trap 'kill $pid; wait $pid' TERM; {} & pid=$!; wait $pid"
BACKGROUND = [
    Row(_FORWARD.format("(true; app)"), "graceful", form="file"),
    Row(_FORWARD.format("app"), "graceful", form="file"),
    Row(_FORWARD.format("cd / && app"), {"dash": "graceful", "ash": "graceful", "bash": "killed"}, form="file"),
    Row(_FORWARD.format("{ true; app; }"), {"dash": "graceful", "ash": "graceful", "bash": "killed"}, form="file"),
    Row("f() { app; }\n" + _FORWARD.format("f"), "killed", form="file"),
    Row("f() { exec app; }\n" + _FORWARD.format("f"), "graceful", form="file"),
    Row(_FORWARD.format("app > /tmp/log"), "graceful", form="file"),
    Row(_FORWARD.format("VAR=1 app"), "graceful", form="file"),
    Row(_FORWARD.format("app | cat"), "lost", form="file"),
]

UNTRAPPED = [
    *[Row("app", "lost", form="file", signal=signal) for signal in ("TERM", "HUP", "QUIT", "USR1", "USR2", "RTMIN+3")],
    # dash and ash have a handler for INT, and end at `wait`
    Row("app", "lost", form="file", signal="INT"),
    Row("app & wait", {"dash": "killed", "ash": "killed", "bash": "lost"}, form="file", signal="INT"),
    Row("app & wait", "lost", form="file"),
    # bash with a trap on EXIT has handlers for the signals that end it
    Row(
        "trap 'kill $pid; wait $pid' EXIT; app & pid=$!; wait $pid",
        {"dash": "lost", "ash": "lost", "bash": "graceful"},
        form="file",
    ),
    Row("trap 'true' EXIT; app", {"dash": "lost", "ash": "lost", "bash": "killed"}, form="file"),
    Row("app & tail -f /dev/null", "lost", form="file"),
    Row("app & sleep infinity", "lost", form="file"),
    Row("worker & exec app", "partial", form="file", stubs={"app": "app:0.3", "worker": "app"}),
    Row("app &", "exits-early", form="file"),
    Row("setsid app & wait", "lost", form="file"),
    Row("nohup app & wait", "lost", form="file"),
]
