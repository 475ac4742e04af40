"""What serves the others of a system (cron, sshd, syslog, D-Bus, an X server): what they do with signals."""

from __future__ import annotations

from stoplint.model.catalog import getopts
from stoplint.model.catalog.rows import Program, When, on

ROWS: tuple[Program, ...] = (
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
    Program(
        names=("crond",),
        kind="server",
        companion=True,
        when=When(flags=("-n", "-f")),
        getopt=getopts.CRONIE,
        signals=on(TERM="clean", HUP="reload"),
        source="cronie-crond/cronie@5f9f16b:src/cron.c (-n, since 1.6.0 -f; set_cron_unwatched, sigaction of TERM, INT, QUIT)",
        uncertain=True,
        note="less certain: not tested",
    ),
    Program(
        names=("crond",),
        kind="server",
        companion=True,
        signals=on(TERM="clean", HUP="reload"),
        source="crond(8), cronie (daemonizes unless -n)",
        daemonizes=True,
        uncertain=True,
        note="less certain: not tested",
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
)
