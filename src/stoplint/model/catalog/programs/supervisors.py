"""Init systems and process managers: what they do with signals themselves.

How they pass a signal on to what they manage is said by `processes.supervisor_stop`, and by the wrappers' rows for those
that are given a command.
"""

from __future__ import annotations

from stoplint.model.catalog import getopts
from stoplint.model.catalog.rows import Program, When, on

PM2 = "pm2 7.0.4 lib/binaries/Runtime4Docker.js#L76-L80, constants.js#L105, lib/God/Methods.js#L158-L207; tested: 7.0.4"
_NODE_FOREMAN = ("-j", "--procfile", "-e", "--env", "-p", "--port", "-x", "--proxy", "-f", "--forward", "-i", "--intercept",
                 "-t", "--trim", "--ssl-key", "--ssl-cert")  # fmt: skip

SYSTEMD = (
    *on(TERM="reload", INT="reload", HUP="reload"),
    ("RTMIN+3", "graceful"),
    ("RTMIN+4", "graceful"),
    ("RTMIN+5", "graceful"),
)
# Red Hat's base images ship it (hub.docker.com/_/centos, "Systemd integration"); Ubuntu's did until 16.04
SYSTEMD_THERE = (
    "package:systemd*", "package:init", "package:libpam-systemd", "folder:/lib/systemd/system", "folder:/etc/systemd/system",
    "folder:/usr/lib/systemd/system", "image:*systemd*", "image:*-init*", "image:*centos*", "image:*rocky*", "image:*alma*",
    "image:*ubi[789]*", "image:*rhel*", "image:*oraclelinux*", "image:*fedora*", "image:ubuntu:16*", "image:ubuntu:xenial*",
    "image:kindest/*",
)  # fmt: skip

ROWS: tuple[Program, ...] = (
    Program(
        names=("supervisord",),
        kind="supervisor",
        signals=on(TERM="graceful", INT="graceful", QUIT="graceful", HUP="restart", USR2="reopen"),
        source="supervisord(1) 4.2.5, SIGNALS; supervisor/options.py, setsignals; tested: 4.2.5",
        daemonizes=True,
        foreground_settings=("nodaemon",),
        stays_by="-n",
        stays_by_setting="nodaemon=true",
        reader="supervisord",
        tool_flags=("-v", "--version", "-h"),
        getopt=getopts.SUPERVISORD,
        grace=10,
        note="stopwaitsecs (10 s) for each program, one priority after the other",
        service_signal="stopsignal={signal}",
    ),
    Program(
        names=("s6-svscan",),
        kind="supervisor",
        signals=on(
            TERM="graceful",
            INT="graceful",
            QUIT="graceful",
            HUP="reload",
            ALRM="reload",
            ABRT="fast",
            USR1="ignored",
            USR2="ignored",
            PWR="ignored",
            WINCH="ignored",
        ),
        source="skarnet/s6@d73e657:doc/s6-svscan.html, Signals; tested: s6 2.11.3.2",
        note="what it does on all but ALRM and ABRT may depend on .s6-svscan",
    ),
    Program(
        names=("s6-supervise",),
        kind="supervisor",
        signals=on(TERM="graceful", INT="abort", QUIT="abort", HUP="ignored"),
        source="skarnet/s6@d73e657:doc/s6-supervise.html, Signals; tested: s6 2.11.3.2",
        note="INT goes to the service too, which is not waited for; after HUP it ends when the service ends by itself",
        service_signal="SIG{signal} in a file down-signal beside its run",
    ),
    Program(
        names=("/init", "/package/admin/s6-overlay/init"),
        kind="supervisor",
        signals=on(
            TERM="graceful",
            INT="graceful",
            USR1="graceful",
            USR2="graceful",
            PWR="graceful",
            QUIT="ignored",
            WINCH="ignored",
            HUP="reload",
            ALRM="reload",
            ABRT="fast",
        ),
        source="just-containers/s6-overlay@9658b23:README.md#L168-L173,#L842-L860,#L903-L912, conf/versions; "
        "skarnet/s6-linux-init@2c4b041:src/init/s6-linux-init-maker.c#L519-L545 (scripts for signals; empty: QUIT, WINCH)",
        note="s6-overlay 3; S6_SERVICES_GRACETIME and S6_KILL_GRACETIME are 3 s each",
    ),
    Program(
        names=("runsvdir", "runsvdir-start", "runit"),
        kind="supervisor",
        signals=on(TERM="abort", HUP="fast", ALRM="ignored"),
        sources=("runit",),  # couchbasedeps/runit tells its services
        source="runsvdir(8) 2.1.2 lines 80-88; tested: 2.1.2 (TERM: exit after 0.05 s, the service got no signal)",
        note="TERM ends it at once without stopping its services; HUP tells each runsv and does not wait",
    ),
    Program(
        names=("runsv",),
        kind="supervisor",
        signals=on(TERM="graceful"),
        source="runsv(8) 2.1.2 lines 211-229, control/; tested: 2.1.2 (control/t runs in place of TERM)",
        service_signal="a script control/t beside its run that sends SIG{signal}",
    ),
    Program(
        names=("/dinit",),
        kind="supervisor",
        signals=on(TERM="graceful", INT="graceful"),
        source="tozd/dinit@013766e:internal/dinit/dinit.go (handleStopSignals; doWait: SIGTERM, or the file terminate), README.md",
    ),
    Program(
        names=("my_init",),
        kind="supervisor",
        signals=on(TERM="graceful", INT="graceful"),
        source="phusion/baseimage-docker@2403c58:image/bin/my_init#L17-L18, README.md#L229-L244",
        grace=30,
        note="KILL_PROCESS_TIMEOUT and KILL_ALL_PROCESSES_TIMEOUT, 30 s each step; before 0.11.1 it was 5 s",
    ),
    Program(
        names=("init", "busybox init"),
        kind="supervisor",
        when=When(busybox=True),
        signals=on(TERM="graceful", USR1="graceful", USR2="graceful", QUIT="reload", INT="reload"),
        source="tested: BusyBox 1.38 (TERM ends the namespace after 2.3 s)",
        note="QUIT and INT were not tested",
    ),
    Program(
        names=("systemd", "/lib/systemd/systemd", "/usr/lib/systemd/systemd"),
        kind="supervisor",
        signals=SYSTEMD,
        source="systemd(1), Debian 252, SIGNALS (SIGRTMIN+3 at line 541); kubernetes-sigs/kind@00dfd72:images/base/Dockerfile",
        wants="SIGRTMIN+3",
        note="SIGTERM makes systemd re-execute itself",
    ),
    # /sbin/init is what a package of the init system makes it; images of Debian, Ubuntu and Alpine hold no systemd
    Program(
        names=("/sbin/init", "/usr/sbin/init"),
        kind="supervisor",
        when=When(where=SYSTEMD_THERE),
        signals=SYSTEMD,
        source="systemd(1), Debian 252, SIGNALS (SIGRTMIN+3 at line 541); kubernetes-sigs/kind@00dfd72:images/base/Dockerfile",
        wants="SIGRTMIN+3",
        note="SIGTERM makes systemd re-execute itself",
    ),
    Program(
        names=("pm2-runtime", "pm2-docker"),
        kind="supervisor",
        signals=on(TERM="graceful", INT="graceful"),
        source=PM2,
        grace=1.6,
        note="applications get SIGINT (PM2_KILL_SIGNAL), and SIGKILL after kill_timeout (1.6 s)",
    ),
    Program(
        names=("pm2 start", "pm2 restart", "pm2 resurrect", "pm2 reload"),
        kind="supervisor",
        signals=on(TERM="graceful", INT="graceful"),
        source="tested: pm2 7.0.4 (`pm2 start app.js` as PID 1 exits 0 after launching its daemon)",
        daemonizes=True,
        foreground=("--no-daemon", "--attach"),
        note="pm2-runtime stays in the foreground",
    ),
    Program(
        names=("pm2 logs", "pm2 log", "pm2 monit"),
        kind="idle",
        signals=on(INT="fast"),
        source=f"{PM2}; tested: node 20.20.2 (no default action in PID 1)",
    ),
    Program(names=("pm2",), kind="tool", signals=(), source="https://pm2.keymetrics.io/docs/usage/quick-start/"),
    Program(
        names=("forever start",),
        kind="supervisor",
        signals=(),
        source="tested: forever (`forever start` backgrounds)",
        daemonizes=True,
    ),
    Program(
        names=("forever",),
        kind="supervisor",
        signals=(),
        source="tested: `forever app.js` as PID 1 (TERM has no effect, the application is not signalled)",
    ),
    Program(
        names=("foreman start",),
        kind="supervisor",
        signals=on(TERM="graceful", INT="graceful", HUP="graceful", USR1="forward", USR2="forward"),
        with_value=(
            "-f",
            "--procfile",
            "-e",
            "--env",
            "-m",
            "--formation",
            "-p",
            "--port",
            "-t",
            "--timeout",
            "-d",
            "--root",
        ),
        source="ddollar/foreman@f65ddba:lib/foreman/engine.rb#L13,#L99-L138; tested: foreman 0.87.2 (exit after 1.2 s)",
        grace=5,
        grace_from=("-t", "--timeout"),
    ),
    Program(
        names=("forego start",),
        kind="supervisor",
        signals=on(TERM="graceful", INT="graceful", HUP="graceful", ALRM="graceful", QUIT="abort"),
        with_value=("-f", "-e", "-p", "-c", "-t"),
        source="nginx-proxy/forego@0c8c5dd:start.go (signal.Notify of ALRM, HUP, INT, TERM; -t, 3 s); "
        "https://pkg.go.dev/os/signal, Default behavior (QUIT ends a Go program with a stack dump)",
        others="default",
        grace=3,
        grace_from=("-t",),
    ),
    Program(
        names=("nf start",),
        kind="supervisor",
        signals=on(INT="graceful"),
        with_value=_NODE_FOREMAN,
        source="strongloop/node-foreman@782cf09:nf.js#L19-L22,#L49-L66; tested: foreman (node) 3.0.1 (still running 4 s "
        "after TERM, its child not signalled)",
    ),
    Program(
        names=("honcho start",),
        kind="supervisor",
        signals=on(TERM="graceful", INT="graceful"),
        with_value=("-f", "--procfile", "-e", "--env", "-d", "--app-root", "-c", "--concurrency", "-p", "--port"),
        source="honcho 2.0.0 honcho/manager.py#L12-L22,#L96-L167; tested: 2.0.0",
        grace=5,
    ),
    Program(
        names=("circusd",),
        kind="supervisor",
        signals=on(TERM="graceful", INT="graceful", QUIT="graceful", HUP="reload"),
        source="circus 0.19.0 circus/config.py#L33-L36, circus/sighandler.py#L12-L50",
        daemon_flags=("--daemon",),
        tool_flags=("--version",),
        grace=30,
    ),
)
