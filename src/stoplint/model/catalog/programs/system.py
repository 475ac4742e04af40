"""What serves the others of a system (cron, sshd, syslog, D-Bus, an X server): what they do with signals."""

from __future__ import annotations

from typing import Any

from stoplint.model.catalog import getopts
from stoplint.model.catalog.rows import Program, When, on


def _cronie(where: tuple[str, ...] = ()) -> tuple[Program, ...]:
    """The cron of RHEL, which Alpine has as a package: it takes the place of BusyBox's (aports, cronie: /usr/sbin/crond)."""
    stays = When(flags=("-n", "-f"), where=where)
    source = (
        "cronie-crond/cronie@5f9f16b:src/cron.c (-n, since 1.6.0 -f; set_cron_unwatched, sigaction of TERM, INT, QUIT)"
    )
    known: dict[str, Any] = {
        "names": ("crond",), "kind": "server", "companion": True, "signals": on(TERM="clean", HUP="reload"),
        "uncertain": True, "note": "less certain: not tested",
    }  # fmt: skip
    return (
        Program(when=stays, getopt=getopts.CRONIE, source=source, **known),
        Program(
            when=When(where=where) if where else None,
            source="crond(8), cronie (daemonizes unless -n)",
            daemonizes=True,
            **known,
        ),
    )


ROWS: tuple[Program, ...] = (
    *_cronie(("package:cronie",)),
    # cron of BusyBox and of RHEL have one name; -l, -L, -d and -S are no options of cronie's, -n is none of BusyBox's
    *(
        Program(
            names=("crond",),
            kind="server",
            companion=True,
            when=when,
            signals=(),
            source="tested: BusyBox 1.38 `crond -f` as PID 1 (catches nothing; without -f backgrounds)",
            daemonizes=True,
            foreground=("-f", "-d"),
            getopt=getopts.CROND,
        )
        for when in (When(busybox=True), When(flags=("-l", "-L", "-d", "-S")))
    ),
    *_cronie(),
    Program(
        names=("supercronic",),
        kind="server",
        signals=on(TERM="graceful", INT="graceful", QUIT="graceful", USR2="reload"),
        source="aptible/supercronic@01d31ac:main.go (signal.Notify of INT, TERM, QUIT, USR2; waits for the jobs that run)",
        tool_flags=("-test", "-version"),
    ),
    Program(
        names=("cron",),
        kind="server",
        companion=True,
        signals=on(HUP="ignored"),
        source="cron(8) (-f); tested: Debian 3.0pl1-162 `cron -f` as PID 1 (SigCgt HUP, CHLD only)",
        daemonizes=True,
        foreground=("-f",),
        getopt=getopts.CRON,
    ),
    Program(
        names=("sshd",),
        kind="server",
        companion=True,
        signals=on(TERM="clean", QUIT="clean", HUP="reload"),
        source="sshd(8) (-D, HUP); tested: 9.2p1",
        daemonizes=True,
        foreground=("-D", "-d", "-i"),
        getopt=getopts.SSHD,
        tool_flags=("-t", "-T", "-V", "-G"),
        note="sessions die with the container",
    ),
    Program(
        names=("rsyslogd",),
        kind="server",
        companion=True,
        signals=on(TERM="clean", INT="clean", QUIT="clean", HUP="reopen", USR1="ignored"),
        source="rsyslogd(8) line 159; tested: 8.2302.0",
        daemonizes=True,
        foreground=("-n", "-D"),
        getopt=getopts.RSYSLOGD,
        tool_flags=("-N*", "-v"),
    ),
    Program(
        names=("syslog-ng",),
        kind="server",
        companion=True,
        signals=on(TERM="clean", INT="clean", HUP="reload"),
        source="syslog-ng(8): -F, --foreground; SIGHUP; balabit/syslog-ng lib/mainloop.c (TERM and INT: exit)",
        daemonizes=True,
        foreground=("-F", "--foreground"),
        getopt=getopts.SYSLOG_NG,
        tool_flags=("-s", "--syntax-only", "-V", "--version"),
    ),
    Program(
        names=("dbus-daemon",),
        kind="server",
        companion=True,
        when=When(flags=("--nofork", "--session"), without=("--fork",)),
        signals=on(TERM="clean", HUP="reload"),
        source="dbus-daemon(1) 1.14, --nofork, --fork, SIGHUP; dbus bus/main.c, signal_handler (TERM, HUP)",
        transient=True,
    ),
    Program(
        names=("dbus-daemon",),
        kind="server",
        companion=True,
        signals=on(TERM="clean", HUP="reload"),
        transient=True,
        source="dbus-daemon(1) 1.14, --fork, <fork>; tested: dbus-daemon 1.14.10 --config-file with and without <fork/>",
        daemon_flags=("--fork",),
        daemon_settings=("fork",),
        reader="dbus",
    ),
    Program(
        names=("systemd-udevd", "udevd"),
        kind="server",
        companion=True,
        signals=on(TERM="clean", INT="clean", HUP="reload"),
        source="systemd-udevd(8) 252, -d, --daemon; systemd v252 src/udev/udevd.c, main_loop (SIGINT, SIGTERM, SIGHUP)",
        daemon_flags=("-d", "--daemon"),
        transient=True,
    ),
    Program(
        names=("atd",),
        kind="server",
        companion=True,
        signals=on(TERM="clean", INT="clean", HUP="ignored"),
        source="atd(8), at 3.2.5 (-f, -d stay in the foreground); atd.c, set_term of TERM and INT",
        daemonizes=True,
        foreground=("-f", "-d"),
        tool_flags=("-s",),  # it processes the queue once
    ),
    Program(
        names=("Xvfb", "Xorg"),
        kind="server",
        companion=True,
        signals=on(TERM="clean", INT="clean", HUP="restart"),
        source="Xserver(1), SIGNALS: HUP closes all clients and resets, TERM exits",
    ),
    Program(
        names=("x11vnc",),
        kind="server",
        companion=True,
        signals=on(TERM="clean", INT="clean", QUIT="clean", HUP="clean"),
        source="x11vnc(1), 0.9.13: -bg; LibVNC/x11vnc@82eb975:src/cleanup.c, initialize_signals (interrupted cleans up and exits)",
        daemon_flags=("-bg",),
    ),
)
