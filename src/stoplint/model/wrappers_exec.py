"""Wrappers that are gone when the command runs: they exec it, or run it in their own process.

"tested" in a source: the wrapper as PID 1 of a PID namespace, its child a probe that logs signals.
"""

from __future__ import annotations

from stoplint.model.tables import When, Wrapper

UTIL_LINUX = "tested: util-linux 2.38.1"
COREUTILS = "tested: coreutils 9.1"
SETPRIV = (
    "--ruid", "--euid", "--rgid", "--egid", "--reuid", "--regid", "--groups", "--inh-caps", "--ambient-caps",
    "--bounding-set", "--securebits", "--pdeathsig", "--selinux-label", "--apparmor-profile", "--landlock-access",
    "--landlock-rule", "--seccomp-filter", "--ptracer",
)  # fmt: skip
CHPST = ("-u", "-U", "-e", "-/", "-n", "-l", "-L", "-m", "-d", "-o", "-p", "-f", "-c", "-r", "-t", "-b", "-C", "-a", "-s")
NSENTER = ("-t", "--target", "-S", "--setuid", "-G", "--setgid")
UNSHARE = ("-R", "--root", "-w", "--wd", "-S", "--setuid", "-G", "--setgid", "--propagation", "--setgroups", "--kill-child",
           "--map-user", "--map-group", "--map-users", "--map-groups")  # fmt: skip
BUSYBOX = When(busybox=True)

ROWS: tuple[Wrapper, ...] = (
    Wrapper(("env",), "exec", f"{COREUTILS}, also -i and -S; BusyBox alike", shape="env",
            with_value=("-u", "--unset", "-C", "--chdir")),
    Wrapper(("gosu",), "exec", "tested: gosu 1.14", positionals=1),
    Wrapper(("su-exec",), "exec", "ncopa/su-exec@212b751:su-exec.c; hashicorp/consul@9bce861:.release/docker/"
            "docker-entrypoint.sh relies on it", positionals=1),
    Wrapper(("setuser",), "exec", "phusion/baseimage-docker image/bin/setuser (os.execvp)", positionals=1),
    Wrapper(("setpriv",), "exec", f"{UTIL_LINUX}, BusyBox 1.38; influxdata/influxdata-docker@d457cb9:telegraf/1.39/"
            "entrypoint.sh#L23", with_value=SETPRIV),
    Wrapper(("capsh",), "exec", "capsh(1), libcap 2.66: \"--\" runs the shell with what follows", after="--",
            prepend=("/bin/bash",)),
    Wrapper(("setuidgid",), "exec", "https://cr.yp.to/daemontools/setuidgid.html (execs; the s6 program of the same form is "
            "tested)", positionals=1),
    Wrapper(("s6-setuidgid", "s6-envuidgid"), "exec", "tested: s6 2.11.3.2", positionals=1),
    Wrapper(("s6-applyuidgid",), "exec", "tested: s6 2.11.3.2", with_value=("-u", "-g", "-G")),
    Wrapper(("s6-envdir",), "exec", "https://skarnet.org/software/s6/s6-envdir.html (chain loading)", positionals=1,
            with_value=("-L", "-c")),
    Wrapper(("envdir", "envuidgid", "setlock", "pgrphack"), "exec", "https://cr.yp.to/daemontools.html (each runs its child in "
            "place of itself)", positionals=1),
    Wrapper(("s6-softlimit", "softlimit"), "exec", "https://skarnet.org/software/s6/s6-softlimit.html (chain loading)",
            with_value=("-m", "-d", "-s", "-l", "-a", "-o", "-p", "-f", "-c", "-r", "-t")),
    Wrapper(("s6-notifyoncheck",), "exec", "https://skarnet.org/software/s6/s6-notifyoncheck.html (the check is the child)",
            with_value=("-3", "-s", "-T", "-t", "-w", "-n", "-c")),
    Wrapper(("with-contenv", "/usr/bin/with-contenv", "/command/with-contenv"), "exec",
            "https://github.com/just-containers/s6-overlay#container-environment (chain loading: s6-envdir)",
            with_value=("-M",)),
    Wrapper(("chpst",), "exec", "tested: runit 2.1.2", with_value=CHPST),
    Wrapper(("nice",), "exec", COREUTILS, with_value=("-n", "--adjustment")),
    Wrapper(("ionice",), "exec", f"{UTIL_LINUX}, BusyBox 1.38", with_value=("-c", "--class", "-n", "--classdata"),
            when=When(without=("-p", "--pid", "-P", "-u"))),
    Wrapper(("chrt",), "exec", UTIL_LINUX, positionals=1, when=When(without=("-p", "--pid")),
            with_value=("-T", "--sched-runtime", "-P", "--sched-period", "-D", "--sched-deadline")),
    Wrapper(("taskset",), "exec", f"{UTIL_LINUX}, BusyBox 1.38", positionals=1, when=When(without=("-p", "--pid", "-pc", "-cp"))),
    Wrapper(("prlimit",), "exec", UTIL_LINUX, when=When(without=("-p", "--pid", "--pid="))),
    Wrapper(("choom",), "exec", "tested: util-linux 2.38 (gone after exec)", with_value=("-n", "--adjust"),
            when=When(without=("-p", "--pid"))),
    Wrapper(("stdbuf",), "exec", COREUTILS, with_value=("-i", "-o", "-e", "--input", "--output", "--error")),
    Wrapper(("numactl",), "exec", "tested: Debian 12", when=When(without=("--show", "-s", "--hardware", "-H")),
            with_value=("-i", "-N", "-C", "-m", "-p", "-P", "--interleave", "--cpunodebind", "--physcpubind", "--membind",
                        "--preferred", "--cpubind", "-w")),
    Wrapper(("chroot",), "exec", f"{COREUTILS}", positionals=1),
    Wrapper(("setarch",), "exec", UTIL_LINUX, positionals=1),
    Wrapper(("linux32", "linux64", "x86_64", "i386"), "exec", UTIL_LINUX),
    Wrapper(("nsenter",), "exec", f"{UTIL_LINUX}, without -p", with_value=NSENTER, when=When(without=("-p", "--pid", "-a"))),
    Wrapper(("nsenter",), "block", f"nsenter(1), util-linux 2.38 (-p forks unless -F); {UTIL_LINUX} for the other form",
            with_value=NSENTER),
    Wrapper(("unshare",), "block", f"{UTIL_LINUX} --fork, BusyBox 1.38: blocks INT and TERM", with_value=UNSHARE,
            swallows=("INT", "TERM"), when=When(flags=("-f", "--fork", "-pf", "-fp", "-p", "--pid", "--kill-child*"))),
    Wrapper(("unshare",), "exec", f"{UTIL_LINUX} without --fork", with_value=UNSHARE),
    Wrapper(("nohup",), "exec", COREUTILS, ignores_in_child=("HUP",)),
    Wrapper(("eatmydata",), "exec", "tested: Debian 12"),
    Wrapper(("ssh-agent",), "exec", "tested: openssh 9.2 (the agent becomes the child)", with_value=("-a", "-t", "-E", "-P", "-O")),
    Wrapper(("valgrind",), "exec", "tested: valgrind 3.19 (runs the program in its own process)"),
    Wrapper(("start-stop-daemon",), "exec", "tested: dpkg and BusyBox 1.38, without --background; start-stop-daemon(8) for "
            "--background", shape="start-stop-daemon"),
    # BusyBox's timer is the child, the program stays
    Wrapper(("timeout",), "exec", "tested: BusyBox 1.38", shape="timeout", positionals=1, with_value=("-s", "-k", "-t"),
            when=BUSYBOX),
    Wrapper(("su",), "exec", "tested: BusyBox 1.38 (execs the user's shell)", shape="su", when=BUSYBOX,
            with_value=("-c", "-s")),
    Wrapper(("setsid",), "block", "tested: util-linux 2.38.1 -w", when=When(flags=("-w", "--wait", "-wc", "-cw")), other_group=True),
    Wrapper(("setsid",), "exit", "tested: util-linux 2.38.1 -f", when=When(flags=("-f", "--fork", "-cf", "-fc")), other_group=True),
    Wrapper(("setsid",), "exit", "tested: util-linux 2.38.1, BusyBox 1.38 (a group leader must fork); setsid(1)",
            member_kind="exec", other_group=True),
    Wrapper(("poetry run",), "exec", "tested: poetry 2.5.1; poetry/utils/env",
            with_value=("-C", "--directory", "-P", "--project")),
    Wrapper(("pipenv run",), "exec", "tested: pipenv 2026.10.3; pipenv/routines/shell.py#L230-L231",
            with_value=("--pypi-mirror", "--python")),
    Wrapper(("dotenv run",), "exec", "tested: python-dotenv 1.2.4; dotenv/cli.py#L243",
            with_value=("-f", "--file", "-q", "--quote", "-e", "--export")),
    Wrapper(("ddtrace-run",), "exec", "tested: ddtrace 4.16.0; ddtrace/commands/ddtrace_run.py#L142, "
            "ddtrace/internal/atexit.py#L69-L94"),
    Wrapper(("opentelemetry-instrument",), "exec", "tested: opentelemetry-instrumentation 0.66b1; "
            "opentelemetry/instrumentation/auto_instrumentation/__init__.py (execl)",
            with_value=("--traces_exporter", "--metrics_exporter", "--logs_exporter", "--service_name",
                        "--exporter_otlp_endpoint", "--id_generator")),
    Wrapper(("newrelic-admin run-program", "newrelic-admin run-python"), "exec",
            "tested: newrelic 14.1.0; newrelic/admin/run_program.py"),
    Wrapper(("bundle exec",), "exec", "tested: Debian 12 bundler (a binary is exec'd, a Ruby script loaded)",
            with_value=("--gemfile",)),
    Wrapper(("cargo run",), "exec", "tested: cargo 1.95.0", builds="the program that cargo run builds"),
    Wrapper(("mvn", "mvnw"), "exec", "maven 3.8.7 bin/mvn#L194 (exec java); exec:java runs in its own process",
            shape="goals", builds="what Maven's goal runs", when=When(flags=("exec:java", "jetty:run", "tomcat7:run"))),
    Wrapper(("mvn", "mvnw"), "unknown", "maven 3.8.7 bin/mvn#L194 (exec java): the plugin forks the application's JVM",
            shape="goals", builds="the JVM that Maven's plugin starts",
            when=When(flags=("spring-boot:run", "exec:exec", "quarkus:dev", "mn:run", "*:spring-boot-maven-plugin*"))),
    Wrapper(("gradle", "gradlew"), "unknown", "https://docs.gradle.org/current/userguide/gradle_daemon.html (the build runs in "
            "another JVM)", shape="goals", builds="the JVM that Gradle starts",
            when=When(flags=("bootRun", "run", ":run", ":bootRun", "quarkusDev", "appRun"))),
    Wrapper(("chamber exec",), "exec", "segmentio/chamber@6f02bdf:cmd/exec_unix.go", after="--"),
    Wrapper(("aws-vault exec",), "forward", "99designs/aws-vault@00afdb0:cli/exec.go (execCmd)", positionals=1, forwards=("*",),
            with_value=("-d", "--duration", "--region", "-t", "--mfa-token"),
            when=When(flags=("--ec2-server", "--ecs-server", "-s", "--server"))),
    Wrapper(("aws-vault exec",), "exec", "99designs/aws-vault@00afdb0:cli/exec.go (execEnvironment)", positionals=1,
            with_value=("-d", "--duration", "--region", "-t", "--mfa-token")),
    Wrapper(("wait-for-it.sh", "wait-for-it"), "exec", "vishnubob/wait-for-it@019f3bb:wait-for-it.sh", after="--",
            note="while it waits it is a shell that traps only INT: TERM is lost until the dependency answers"),
    Wrapper(("wait-for", "wait-for.sh"), "exec", "eficode/wait-for wait-for (exec \"$@\")", after="--",
            note="while it waits it is a shell without a trap"),
    Wrapper(("docker-php-entrypoint",), "exec", "docker-library/php@445bf41:docker-php-entrypoint (exec \"$@\")"),
    Wrapper(("sops exec-env",), "exec", "getsops/sops@08476d1:cmd/sops/subcommand/exec/exec.go (ExecSyscall)", shape="last",
            when=When(flags=("--same-process",))),
    Wrapper(("sops exec-env", "sops exec-file"), "forward-kill", "getsops/sops@08476d1:cmd/sops/subcommand/exec/exec.go "
            "(cmd.Run, no handler: the Go runtime ends it)", shape="last", kill_after=0.0, dies=("TERM", "INT", "HUP", "QUIT"),
            with_value=("--user", "--filename", "--input-type", "--output-type")),
)  # fmt: skip
