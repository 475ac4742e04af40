"""Name servers, proxies, tunnels and what measures others: what they do with signals."""

from __future__ import annotations

from typing import Any

from stoplint.model.catalog import getopts
from stoplint.model.catalog.rows import Program, When, on

# What nobody starts for its own sake where an application runs beside it.
_EXPORTERS = (
    "node_exporter nginx-prometheus-exporter nginx_exporter php-fpm_exporter php-fpm-exporter "
    "apache_exporter postgres_exporter mysqld_exporter redis_exporter memcached_exporter mongodb_exporter "
    "elasticsearch_exporter rabbitmq_exporter haproxy_exporter statsd_exporter blackbox_exporter process-exporter "
    "sql_exporter json_exporter snmp_exporter"
)

_SOCAT = "seemoo-lab/nexmon@ecdfde1:utilities/socat/socat.c (socat_signal: the handler of TERM, INT, QUIT, HUP exits); socat(1)"
_OF_PDNS = ("--version", "--help", "--help=*", "--config", "--config=*", "--list-modules")

_COTURN_ASKS: Any = {"daemon_flags": ("-o", "--daemon"), "tool_flags": ("-h", "--help", "--version")}
_COTURN_DEAF: Any = {
    "kind": "server",
    "signals": (),
    "source": "coturn/coturn#1106, coturn/coturn#945 (before: no handler of TERM); tested: 4.6.1 of Debian 12 as PID 1",
    "note": "since coturn 4.6.2 it handles TERM",
    **_COTURN_ASKS,
}

ROWS: tuple[Program, ...] = (
    Program(
        names=("named",),
        kind="server",
        signals=on(TERM="clean", INT="clean", HUP="reload"),
        source="named(8) lines 102-107 and SIGNALS; tested: 9.18.49",
        daemonizes=True,
        foreground=("-f", "-g"),
        getopt=getopts.NAMED,
        tool_flags=("-v", "-V"),
        note="waits with sigwait, so /proc/1/status shows no handler",
    ),
    Program(
        names=("storescp", "dcmqrscp"),
        kind="server",
        signals=(),
        source="DCMTK/dcmtk 3.6.4: dcmnet/apps/storescp.cc#L952 (SIGCHLD alone), @085525e:dcmqrdb/apps/dcmqrscp.cc (main: no handler)",
    ),
    # what Debian 12 packages (4.6.1-1)
    Program(
        names=("turnserver",), when=When(version="<4.6.2", busybox=False, where=("package:coturn",)), **_COTURN_DEAF
    ),
    Program(
        names=("turnserver",),
        kind="server",
        when=When(version=">=4.6.2"),
        signals=on(TERM="clean", INT="clean"),
        source="coturn/coturn#1106 (shutdown_handler of TERM and INT: what the admin command halt does)",
        **_COTURN_ASKS,
    ),
    Program(names=("turnserver",), **_COTURN_DEAF),
    Program(
        names=("unbound",),
        kind="server",
        signals=on(TERM="clean", INT="clean", QUIT="clean", HUP="reload"),
        source="unbound(8); tested: 1.17.1",
        daemonizes=True,
        foreground=("-d",),
        getopt=getopts.UNBOUND,
        foreground_settings=("do-daemonize=no",),
        stays_by_setting="do-daemonize: no",
        reader="unbound",
        tool_flags=("-V", "-h"),
    ),
    Program(
        names=("dnsmasq",),
        kind="server",
        when=When(flags=("-d", "--no-daemon")),
        getopt=getopts.DNSMASQ,
        signals=on(TERM="clean", INT="clean", HUP="reload", USR1="ignored", USR2="reopen"),
        source="dnsmasq(8) lines 119-130, 910-917; tested: 2.90",
    ),
    Program(
        names=("dnsmasq",),
        kind="server",
        signals=on(TERM="clean", INT="ignored", HUP="reload", USR1="ignored", USR2="reopen"),
        source="dnsmasq(8) lines 119-130, 910-917; tested: 2.90 -k",
        daemonizes=True,
        foreground=("-k", "--keep-in-foreground"),
        getopt=getopts.DNSMASQ,
        tool_flags=("--test", "-v", "--version"),
    ),
    Program(
        names=("slapd",),
        kind="server",
        signals=on(TERM="graceful", INT="graceful", HUP="graceful", USR2="graceful", USR1="ignored"),
        source="openldap/openldap@024e867:servers/slapd/main.c (-d: no_detach, whatever its level; slap_sig_shutdown; USR1 wakes); "
        "slapd(8): -d, even with a zero argument, -T is another tool's name",
        daemonizes=True,
        foreground=("-d", "-d*"),
        stays_by="-d 0",
        tool_flags=("-T", "-T*", "-t", "-VV"),
        getopt=getopts.SLAPD,
    ),
    Program(
        names=("xl2tpd",),
        kind="server",
        signals=on(TERM="clean", INT="clean", HUP="ignored", USR1="ignored"),
        source="xelerance/xl2tpd@03eee8b:xl2tpd.c (init: handlers of TERM, INT, USR1, HUP; death_handler)",
        daemonizes=True,
        foreground=("-D",),
        tool_flags=("-v", "--version"),
        note="where the kernel has no L2TP, only SIGINT tells the peers that their tunnels close",
    ),
    Program(
        names=("websockify",),
        kind="server",
        signals=on(TERM="fast", INT="fast"),
        source="websockify(1), 0.10.0: -D; websockify/websockifyserver.py of 0.10.0 (start_server: do_SIGINT and do_SIGTERM raise "
        "Terminate, which ends the children that serve the connections)",
        daemon_flags=("-D", "--daemon"),
        tool_flags=("-h", "--help"),
        transient=True,
    ),
    Program(
        names=("novnc_proxy",),
        kind="server",
        signals=on(TERM="fast", INT="fast", QUIT="fast"),
        source="novnc/noVNC@1640a5e2:utils/novnc_proxy#L75-L83 (cleanup: kill of websockify, without a wait)",
        tool_flags=("-h", "--help"),
        transient=True,
    ),
    Program(
        names=("socat",),
        kind="server",
        when=When(without=("EXEC:*", "exec:*", "SYSTEM:*", "system:*", "SHELL:*", "shell:*")),
        signals=on(TERM="fast", INT="fast", QUIT="fast", HUP="fast"),
        source=_SOCAT,
        tool_flags=("-V", "-h*", "-?*"),
        transient=True,
    ),
    # what it starts for each connection is the application
    Program(
        names=("socat",),
        kind="server",
        signals=on(TERM="fast", INT="fast", QUIT="fast", HUP="fast"),
        source=_SOCAT,
    ),
    Program(
        names=("tor",),
        kind="server",
        companion=True,
        signals=on(TERM="clean", INT="graceful", HUP="reload", USR1="ignored", USR2="ignored"),
        source="tor(1), SIGNALS: SIGTERM, SIGINT (relays wait for ShutdownWaitLength), SIGHUP, SIGUSR1, SIGUSR2; RunAsDaemon",
        reader="tor",
        foreground=("--RunAsDaemon 0", "--runasdaemon 0", "RunAsDaemon 0"),
        daemon_flags=("--RunAsDaemon 1", "--runasdaemon 1", "RunAsDaemon 1"),
        daemon_settings=("runasdaemon=1",),
        tool_flags=(
            "--verify-config",
            "--hash-password",
            "--version",
            "--help",
            "-h",
            "--list-fingerprint",
            "--keygen",
        ),
    ),
    Program(
        names=("znc",),
        kind="server",
        signals=on(TERM="clean", INT="clean", QUIT="clean", HUP="reload", USR1="ignored"),
        source="znc(1): -f, -D; znc/znc@fe8d43f:src/main.cpp (CSignalHandler::HandleSignals; up to 1.6 die, by sigaction); USR1 "
        "writes the configuration",
        daemonizes=True,
        foreground=("-f", "--foreground", "-D", "--debug"),
        tool_flags=("-v", "--version", "-c", "--makeconf", "-s", "--makepass", "-p", "--makepem"),
    ),
    Program(
        names=("ipsec start", "ipsec restart"),
        kind="server",
        signals=on(TERM="clean", INT="clean", QUIT="clean", HUP="reload", USR1="reload"),
        source="ipsec(8), strongSwan 5.9 (start: daemons in the background, --nofork; libreswan: ipsec setup start); "
        "strongswan/strongswan@048872f:src/ipsec/_ipsec.in (start: exec starter), @041e763:src/starter/starter.c (signal_handler)",
        daemonizes=True,
        foreground=("--nofork",),
    ),
    Program(
        names=("ipsec",),
        kind="tool",
        signals=(),
        when=When(
            first=(
                "stop",
                "status",
                "statusall",
                "reload",
                "update",
                "up",
                "down",
                "initnss",
                "import",
                "checknss",
                "checkconfig",
                "_stackmanager",
                "auto",
                "whack",
                "version",
                "verify",
            )
        ),
        source="ipsec(8), strongSwan 5.9 and libreswan 4",
    ),
    Program(
        names=("openvpn",),
        kind="server",
        signals=on(TERM="clean", INT="clean", HUP="reload", USR1="reload", USR2="ignored"),
        source="openvpn(8); tested: 2.6.14",
        daemon_flags=("--daemon",),
        tool_flags=("--genkey", "--version", "--show-ciphers"),
    ),
    Program(
        names=("pdns_server",),
        kind="server",
        when=When(settings=("guardian",)),
        reader="pdns",
        signals=on(TERM="abort", HUP="ignored", USR1="ignored", USR2="ignored"),
        source="PowerDNS/pdns@431cac1:pdns/auth-main.cc (guardian: signal(SIGTERM, takedown), which kills the instance with SIGKILL "
        "and ends; SIG_IGN for the others)",
        daemon_settings=("daemon",),
        tool_flags=_OF_PDNS,
    ),
    Program(
        names=("pdns_server",),
        kind="server",
        reader="pdns",
        signals=(),
        source="PowerDNS/pdns@006dac6:pdns/auth-main.cc (main: a handler for SIGTERM only #ifdef COVERAGE)",
        daemon_settings=("daemon",),
        tool_flags=_OF_PDNS,
    ),
    Program(
        names=("privoxy",),
        kind="server",
        signals=on(TERM="clean", INT="clean", HUP="reload"),
        source="privoxy(8), --no-daemon; tested: 3.0.34 as PID 1 (SigCgt HUP, INT, TERM; TERM: gone within 2 s)",
        daemonizes=True,
        foreground=("--no-daemon",),
        tool_flags=("--help", "--version", "--config-test"),
    ),
    Program(
        names=tuple(_EXPORTERS.split()),
        kind="server",
        companion=True,
        signals=on(TERM="clean", INT="clean", QUIT="abort"),
        source="https://prometheus.io/docs/instrumenting/exporters/ (what they are for); https://pkg.go.dev/os/signal, Default "
        "behavior; a handler that shuts down: nginx/nginx-prometheus-exporter@0d68290:exporter.go (NotifyContext), "
        "oliver006/redis_exporter@0096029:main.go, hipages/php-fpm_exporter@02f70da:cmd/server.go (signal.Notify)",
        uncertain=True,
        note="less certain: not tested; one without a handler ends at once, and a scrape with it",
    ),
    Program(
        names=("prometheus_exporter",),
        kind="server",
        companion=True,
        signals=on(TERM="clean", INT="clean", HUP="clean", QUIT="clean"),
        source="discourse/prometheus_exporter@0d5fda6:bin/prometheus_exporter (run: no trap, so that Ruby's handlers hold; these "
        "were tested: ruby 3.1.2)",
    ),
)
