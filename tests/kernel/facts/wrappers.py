"""Init programs, wrappers and supervisors: what they pass on, to whom, and whether they wait."""

from __future__ import annotations

import json

from kernel.rows import Row

DEBIAN = ("dash",)


def words(
    *argv: str, expected: object, shells: tuple[str, ...] = DEBIAN, tool: str | None = None, **more: object
) -> Row:
    """An exec-form launch; by default the wrapper is Debian's, in an image whose /bin/sh is dash."""
    by_shell = expected if isinstance(expected, dict) else dict.fromkeys(shells, expected)
    return Row(json.dumps(argv), by_shell, form="exec", tools=(tool or argv[0],), **more)  # type: ignore[arg-type]


BOTH = ("dash", "ash")
TRAPPED = "trap 'kill $pid; wait $pid' TERM; app & pid=$!; wait $pid"
INIT = [
    words("tini", "--", "app", expected="graceful"),
    words("tini", "--", "sh", "-c", "app", expected={"dash": "killed", "ash": "graceful"}),
    words("tini", "--", "sh", "-c", "app; true", expected="killed", shells=BOTH),
    words("tini", "-g", "--", "sh", "-c", "app; true", expected="killed", shells=BOTH),
    words("tini", "--", "sh", "-c", "exec app", expected="graceful", shells=BOTH),
    words("tini", "--", "sh", "-c", TRAPPED, expected="graceful", shells=BOTH),
    words("tini", "--", "app", expected="abrupt", stubs={"app": "nohandler"}),
    words("tini", "--", "app", expected="abrupt", signal="RTMIN+3", stubs={"app": "only-term"}),
    words("tini", "--", "app", expected="graceful", signal="RTMIN+3"),
    words("tini", "--", "app", expected="graceful", signal="INT"),
    words("tini", "--", "app", expected="exits-early", stubs={"app": "daemon"}),
    words("tini", "--", "app", expected="ignored", stubs={"app": "ignores"}),
    words("tini", "--", "sleep", "infinity", expected="graceful"),
    words("dumb-init", "app", expected="graceful"),
    words("dumb-init", "--", "sh", "-c", "app; true", expected="killed", shells=BOTH),
    words("dumb-init", "--single-child", "sh", "-c", "app; true", expected="killed", shells=BOTH),
    words("dumb-init", "--rewrite", "15:3", "app", expected="graceful", stubs={"app": "only-quit"}),
    words("dumb-init", "app", expected="abrupt", stubs={"app": "only-quit"}),
    words("dumb-init", "app", expected="graceful", signal="QUIT"),
]

EXECS = [
    words(*argv, expected="graceful", first="app")
    for argv in (
        ("env", "A=1", "app"), ("nice", "app"), ("nice", "-n", "5", "app"), ("ionice", "app"), ("nohup", "app"),
        ("stdbuf", "-oL", "app"), ("setpriv", "--reuid=someone", "--clear-groups", "app"), ("chroot", "/", "app"),
        ("setarch", "-R", "app"), ("taskset", "1", "app"), ("choom", "-n", "5", "--", "app"), ("chpst", "-u", "someone", "app"),
        ("s6-setuidgid", "someone", "app"), ("gosu", "someone", "app"), ("gosu", "root", "app"),
        ("start-stop-daemon", "--start", "--exec", "/usr/bin/app"),
    )
] + [
    words("gosu", "someone", "app", expected="ignored", stubs={"app": "nohandler"}),
    words("nohup", "app", expected="graceful", signal="HUP"),
    words("nohup", "app", expected="ignored", signal="HUP", stubs={"app": "keeps-ignored"}, model={"dash": "graceful"}),
    words("timeout", "1h", "app", expected="graceful", shells=("ash",), first="app", tool="busybox"),
    words("nice", "app", expected="graceful", shells=("ash",), first="app", tool="busybox"),
    words("env", "app", expected="graceful", shells=("ash",), first="app", tool="busybox"),
    words("nohup", "app", expected="graceful", shells=("ash",), first="app", tool="busybox"),
    words("su", "someone", "-c", "exec app", expected="graceful", shells=("ash",), first="app", tool="busybox"),
    words("su", "someone", "-c", "app", expected="graceful", shells=("ash",), first="app", tool="busybox"),
    words("su", "someone", "-c", "app; true", expected="lost", shells=("ash",), tool="busybox"),
    words("flock", "--no-fork", "/tmp/lock", "app", expected="graceful", first="app"),
]  # fmt: skip

STAYS = [
    words("su", "someone", "-c", "exec app", expected="graceful"),
    words("su", "someone", "-c", "app", expected="killed"),
    words("su", "someone", "-c", "exec app", expected="killed", stubs={"app": "slow"}),
    words("runuser", "-u", "someone", "app", expected="graceful"),
    words("runuser", "-u", "someone", "--", "sh", "-c", "app; true", expected="killed"),
    words("runuser", "-u", "someone", "app", expected="killed", stubs={"app": "slow"}),
    words("runuser", "-u", "someone", "app", expected="lost", signal="INT"),
    words("runuser", "-u", "someone", "app", expected="lost", signal="QUIT"),
    *[words("sudo", "-u", "someone", "app", expected="graceful", signal=signal) for signal in ("TERM", "INT", "QUIT")],
    words("sudo", "app", expected="graceful"),
    words("sudo", "app", expected="abrupt", stubs={"app": "nohandler"}),
    words("sudo", "-u", "someone", "sh", "-c", "app; true", expected="killed"),
    words("sg", "root", "-c", "app", expected="lost"),
    *[words("timeout", "1h", "app", expected="graceful", signal=signal) for signal in ("TERM", "INT", "QUIT")],
    words("timeout", "1h", "sh", "-c", "app; true", expected="killed"),
    words("timeout", "--foreground", "1h", "app", expected="graceful"),
    words("setsid", "app", expected="exits-early", shells=BOTH),
    words("setsid", "--wait", "app", expected="lost"),
    words("tini", "--", "setsid", "app", expected="exits-early"),
    words("flock", "/tmp/lock", "app", expected="lost"),
    words("xargs", "-a", "/dev/null", "app", expected="lost"),
    words("find", "/etc/hostname", "-exec", "app", ";", expected="lost"),
    words("sh", "-c", "echo | xargs app", expected="lost", tool="xargs"),
    # The shell dies of TERM, the terminal closes: SIGHUP
    words("script", "-c", "app", "/tmp/typescript", expected="graceful"),
    words("script", "-c", "app", "/tmp/typescript", expected="abrupt", stubs={"app": "only-term"}),
    words("script", "-c", "exec app", "/tmp/typescript", expected="killed", stubs={"app": "slow"}),
    words("script", "-c", "exec app", "/tmp/typescript", expected="graceful"),
    words("start-stop-daemon", "--start", "--background", "--exec", "/usr/bin/app", expected="exits-early"),
    words("busybox", "time", "app", expected="lost", shells=("ash",)),
]

_CONF = "[supervisord]\nnodaemon=true\nuser=root\n[program:app]\ncommand={}\n"
# What supervisors do on each signal, as PID 1 and as the child of one: without a handler the first drops it, the second ends.
_ON_SIGNALS = [
    ("supervisord -c /s.conf", [
        ("graceful", "TERM INT QUIT", "TERM"), ("hangs", "HUP", "HUP"), ("lost", "USR1 USR2 WINCH", "USR2 WINCH"),
        ("killed", "", "USR1"),
    ]),
    ("s6-svscan /services", [
        ("graceful", "TERM INT QUIT", "TERM"), ("lost", "HUP USR1 USR2 WINCH ALRM", "HUP USR1 USR2 WINCH"), ("killed", "ABRT", ""),
    ]),
    ("s6-supervise /services/app", [
        ("graceful", "TERM", "TERM"), ("killed", "INT QUIT", "INT QUIT USR1 USR2"), ("lost", "HUP USR1 USR2 WINCH", "HUP WINCH"),
    ]),
    ("runsvdir /services", [
        ("killed", "TERM HUP", "TERM HUP INT QUIT USR1 USR2"), ("lost", "INT QUIT USR1 USR2 WINCH ALRM", "WINCH ALRM"),
    ]),
    ("runsv /services/app", [
        ("graceful", "TERM", "TERM"), ("lost", "INT QUIT HUP USR1 USR2 WINCH", "WINCH"), ("killed", "", "INT QUIT HUP USR1 USR2"),
    ]),
]  # fmt: skip


def _told(argv: str, signal: str, verdict: str, init: tuple[str, ...]) -> Row:
    launch = json.dumps([*init, *argv.split()])
    return Row(
        f"COPY run /services/app/run\nENTRYPOINT {launch}", {"dash": verdict}, form="dockerfile", signal=signal,
        files={"run": "#!/bin/sh\nexec app\n", "s.conf": _CONF.format("/usr/bin/app")},
        tools=(argv.split(maxsplit=1)[0], *init[:1]), name=f"{' '.join(init)} {argv}".strip(),
    )  # fmt: skip


SUPERVISOR = [
    words("supervisord", "-c", "/s.conf", expected="killed", files={"s.conf": _CONF.format("bash -c 'true; app; true'")}),
    # supervisord waits for bash only; what drains for less than a second may still be quick enough
    words(
        "supervisord", "-c", "/s.conf", expected="killed", stubs={"app": "slow"},
        files={"s.conf": _CONF.format("bash -c 'true; app; true'") + "stopasgroup=true\n"},
    ),
    *[
        _told(argv, signal, verdict, init)
        for argv, said in _ON_SIGNALS
        for verdict, signals, behind_tini in said
        for init, names in (((), signals), (("tini", "--"), behind_tini))
        for signal in names.split()
    ],
]  # fmt: skip
