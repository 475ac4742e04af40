"""Wrappers that stay in front of the command: init programs, those that pass signals on, those that do not.

"tested" in a source: the wrapper as PID 1 of a PID namespace, its child a probe that logs signals.
"""

from __future__ import annotations

from stoplint.model.tables import When, Wrapper

SU = ("-c", "--command", "--session-command", "-s", "--shell", "-g", "--group", "-G", "--supp-group", "-w",
      "--whitelist-environment")  # fmt: skip
SUDO = ("-u", "--user", "-g", "--group", "-h", "--host", "-p", "--prompt", "-C", "--close-from", "-D", "--chdir", "-R", "--chroot",
        "-r", "--role", "-t", "--type", "-T", "--command-timeout", "-U", "--other-user", "-a", "-c")  # fmt: skip
TIMEOUT = ("-s", "--signal", "-k", "--kill-after")
FLOCK = ("-w", "--wait", "--timeout", "-E", "--conflict-exit-code")
STRACE = ("-e", "-o", "-p", "-s", "-u", "-E", "-a", "-b", "-I", "-O", "-P", "-S", "-X", "-U", "-D")
DOCKERIZE = ("-wait", "-timeout", "-template", "-stdout", "-stderr", "-delims", "-env", "-env-section", "-wait-http-header",
             "-wait-retry-interval", "-validate-cert", "-poll-interval")  # fmt: skip
CONSUL_TEMPLATE = ("-template", "-config", "-consul-addr", "-vault-addr", "-log-level", "-kill-signal", "-reload-signal",
                   "-exec-kill-signal", "-exec-kill-timeout", "-wait", "-pid-file")  # fmt: skip
ENVCONSUL = ("-prefix", "-secret", "-config", "-consul-addr", "-vault-addr", "-log-level", "-kill-signal", "-consul", "-vault-token",
             "-exec-kill-timeout", "-exec-kill-signal", "-wait", "-service-query")  # fmt: skip
EVERY = ("*",)

ROWS: tuple[Wrapper, ...] = (
    # init programs
    Wrapper(("tini", "tini-static", "docker-init", "tini-amd64", "tini-arm64", "tini-static-amd64", "tini-static-arm64"), "init",
            "tested: tini 0.19.0 (TERM INT QUIT HUP USR1 WINCH); krallin/tini README.md", forwards=EVERY, shape="tini",
            with_value=("-p", "-e"), other_group=True),
    Wrapper(("dumb-init",), "init", "tested: dumb-init 1.2.5; dumb-init(1)", forwards=EVERY, to="session", shape="dumb-init",
            with_value=("-r", "--rewrite"), other_group=True),
    Wrapper(("catatonit",), "init", "tested: catatonit 0.1.7 (the child starts with TSTP, TTIN, TTOU blocked)", forwards=EVERY),
    Wrapper(("/init",), "init", "just-containers/s6-overlay@9658b23:README.md#L168-L173,#L842-L860,#L903-L912", to="all",
            forwards=("TERM", "INT", "QUIT"), sends="TERM", kill_after=3.0,
            note="s6-overlay: at the end every process gets TERM, and KILL after S6_KILL_GRACETIME (3 s)"),
    Wrapper(("my_init",), "init", "phusion/baseimage-docker@03f4d0b:image/bin/my_init", to="all", forwards=("TERM", "INT"),
            sends="TERM", kill_after=5.0,
            note="KILL_ALL_PROCESSES_TIMEOUT, 5 s in the revision that was read"),
    # pass signals on
    Wrapper(("sudo",), "forward", "tested: sudo 1.9.13p3, also with use_pty (TERM), 1.9.5 and 1.9.16; sudo(8)", shape="sudo",
            forwards=("TERM", "INT", "QUIT", "HUP", "USR1", "USR2", "ALRM", "CONT", "TSTP", "WINCH"), assignments=True,
            with_value=SUDO, note="signals from the command's own process group are not relayed (sudo(8))"),
    Wrapper(("doas",), "exec", "doas(1), OpenDoas 6.8 (execvpe; with PAM's persist it stays)", with_value=("-u", "-C", "-a"),
            note="less certain: with PAM sessions OpenDoas forks"),
    Wrapper(("timeout",), "forward", "tested: coreutils 9.1 (TERM INT HUP QUIT ALRM; not USR1 USR2 WINCH)", positionals=1,
            forwards=("TERM", "INT", "HUP", "QUIT", "ALRM"), to="group", shape="timeout", with_value=TIMEOUT),
    Wrapper(("dockerize",), "forward-kill", "jwilder/dockerize@02ab079:exec.go", forwards=("TERM", "INT", "HUP"), kill_after=10.0,
            with_value=DOCKERIZE),
    Wrapper(("doppler run",), "forward", "DopplerHQ/cli@d441d94:pkg/cmd/run.go#L654,#L688, pkg/utils/util.go#L151-L175",
            forwards=EVERY, after="--", shell_option=("--command",),
            with_value=("-p", "--project", "-c", "--config", "-t", "--token"),
            note="when its output is a terminal it does not, unless --forward-signals is given"),
    Wrapper(("consul-template",), "forward", "hashicorp/consul-template@1deacb7:cli.go#L144-L207, config/exec.go#L14-L20, "
            "config/config.go#L34-L38, docs/modes.md#L140-L147",
            forwards=("TERM", "QUIT", "USR1", "USR2", "WINCH", "ABRT", "ALRM"),
            shell_option=("-exec", "--exec"), with_value=CONSUL_TEMPLATE,
            note="SIGINT is its own kill signal: it sends exec.kill_signal and waits 30 s"),
    Wrapper(("envconsul",), "forward", "hashicorp/envconsul@5e43222:config.go#L34-L35, README.md#L302-L316,#L550-L560",
            forwards=("TERM", "QUIT", "HUP", "USR1", "USR2", "WINCH", "ABRT", "ALRM"), with_value=ENVCONSUL,
            note="SIGINT is its own kill signal"),
    Wrapper(("parallel",), "forward", "tested: GNU parallel 20221122 (the job gets TERM and finishes)", forwards=("TERM",),
            shape="parallel", with_value=("-j", "--jobs", "-a", "--arg-file", "-P", "--results", "--joblog", "--retries", "-n")),
    # pass on, then cut
    Wrapper(("su",), "forward-kill", "tested: util-linux 2.38.1; util-linux login-utils/su-common.c (\"Session terminated, "
            "killing shell\")", forwards=("TERM",), kill_after=2.0, shape="su", with_value=SU, other_group=True,
            note="waits exactly 2 s after TERM, then SIGKILL"),
    Wrapper(("runuser",), "forward-kill", "tested: util-linux 2.38.1 (su's code; INT and QUIT are blocked)", forwards=("TERM",),
            swallows=("INT", "QUIT"), kill_after=2.0, shape="runuser", with_value=(*SU, "-u", "--user"), other_group=True),
    Wrapper(("script",), "forward-kill", "tested: util-linux 2.38.1; util-linux term-utils/script.c", forwards=("TERM",),
            kill_after=2.0, shell_option=("-c", "--command"), other_group=True, after="--",
            with_value=("-E", "-I", "-O", "-B", "-T", "-m", "-o", "-t")),
    Wrapper(("strace", "ltrace"), "block", "tested: strace 6.1 -o (ignores TERM)", with_value=STRACE,
            swallows=("TERM", "INT", "HUP", "QUIT"), when=When(flags=("-o", "-o*", "--output=", "-fo"))),
    Wrapper(("strace", "ltrace"), "forward-kill", "tested: strace 6.1 -f (TERM ends strace)", kill_after=0.0, with_value=STRACE),
    Wrapper(("watch",), "block", "tested: BusyBox 1.38", joined=True, with_value=("-n",), when=When(busybox=True)),
    Wrapper(("watch",), "forward-kill", "tested: procps, Debian 12 (leaves at once on TERM)", joined=True, kill_after=0.0,
            with_value=("-n", "--interval", "-q")),
    Wrapper(("go run",), "forward-kill", "tested: go1.19.8; go src/cmd/go/internal/base/signal_unix.go (signalsToIgnore)",
            kill_after=0.0, dies=("TERM", "HUP"), swallows=("INT", "QUIT"), builds="the program that go run builds"),
    Wrapper(("air",), "forward-kill", "air-verse/air@ced170e:main.go#L153, runner/util_linux.go#L26-L36, air_example.toml#L58-L60",
            forwards=("TERM", "INT", "HUP"), kill_after=0.0, builds="the program that air builds"),
    Wrapper(("watchmedo auto-restart",), "forward-kill", "tested: watchdog 7.1.0; watchdog/watchmedo.py#L702-L777, "
            "watchdog/tricks/__init__.py#L213-L240", forwards=("TERM", "INT", "HUP"), sends="INT", to="group", kill_after=10.0,
            with_value=("-d", "--directory", "-p", "--pattern", "--patterns", "-i", "--ignore-patterns", "--signal", "--kill-after",
                        "--debounce-interval", "--interval"), other_group=True),
    Wrapper(("watchmedo shell-command",), "block", "tested: watchdog 7.1.0", shell_option=("-c", "--command"),
            with_value=("-p", "--patterns", "-i", "--ignore-patterns", "--interval")),
    Wrapper(("honcho run",), "unknown", "honcho 2.0.0 honcho/command.py (command_run: Popen with a shell)", joined=True,
            with_value=("-e", "--env", "-d")),
    # do not
    Wrapper(("xargs",), "block", "tested: findutils 4.9.0, BusyBox 1.38",
            with_value=("-a", "--arg-file", "-d", "--delimiter", "-E", "-I", "-L", "-n", "--max-args", "-P", "--max-procs", "-s")),
    Wrapper(("flock",), "exec", "tested: util-linux 2.38.1 -F", positionals=1, with_value=FLOCK,
            when=When(flags=("-F", "--no-fork", "-nF", "-Fn", "-xF"))),
    Wrapper(("flock",), "block", "tested: util-linux 2.38.1 (also -o and -c)", positionals=1, with_value=FLOCK,
            shell_option=("-c", "--command")),
    Wrapper(("time",), "block", "tested: GNU time 1.9, BusyBox 1.38, bash's keyword", with_value=("-f", "--format", "-o", "--output")),
    Wrapper(("faketime",), "block", "tested: faketime 0.9.10 (LD_PRELOAD=libfaketime does not fork)", positionals=1),
    Wrapper(("dbus-run-session",), "block", "tested: dbus 1.14.10", with_value=("--config-file", "--dbus-daemon")),
    Wrapper(("xvfb-run",), "block", "tested: Debian 12 xvfb 21.1.7 (/bin/sh as PID 1 catches INT, USR1, CHLD only)",
            with_value=("-e", "--error-file", "-f", "--auth-file", "-n", "--server-num", "-p", "--xauth-protocol", "-s",
                        "--server-args", "-w", "--wait")),
    Wrapper(("unbuffer",), "block", "tested: expect 5.45"),
    Wrapper(("fakeroot",), "block", "tested: Debian 12 (a shell script)",
            with_value=("-l", "--lib", "--faked", "-i", "-s", "-b", "--fd-base")),
    Wrapper(("proot",), "block", "tested: Debian 12 (ignores TERM, INT, HUP)", swallows=("TERM", "INT", "HUP"),
            with_value=("-r", "-b", "-w", "-q", "-k", "-R", "-S")),
    Wrapper(("sg",), "block", "tested: Debian 12 shadow (does not relay)", positionals=1, shell_option=("-c",)),
    Wrapper(("catchsegv",), "unknown", "catchsegv(1), glibc before 2.35: a shell script; not in Debian 12 any more"),
    Wrapper(("op run",), "unknown", "https://developer.1password.com/docs/cli/reference/commands/run/ (says nothing of signals)",
            after="--"),
    Wrapper(("infisical run",), "unknown", "https://infisical.com/docs/cli/commands/run (says nothing of signals)", after="--",
            shell_option=("--command",), with_value=("--env", "--path", "--projectId", "--token", "--domain")),
    Wrapper(("vaultenv",), "exec", "channable/vaultenv app/Main.hs (executeFile)",
            with_value=("--secrets-file", "--host", "--port", "--token")),
    Wrapper(("summon",), "unknown", "https://github.com/cyberark/summon (says nothing of signals)",
            with_value=("-f", "-p", "-e", "-D", "--yaml", "--provider", "--environment")),
)  # fmt: skip
