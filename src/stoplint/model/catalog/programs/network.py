"""Name servers, proxies and what measures others: what they do with signals."""

from __future__ import annotations

from stoplint.model.catalog.rows import Program, When, on

# What nobody starts for its own sake where an application runs beside it.
_EXPORTERS = (
    "prometheus_exporter node_exporter nginx-prometheus-exporter nginx_exporter php-fpm_exporter php-fpm-exporter "
    "apache_exporter postgres_exporter mysqld_exporter redis_exporter memcached_exporter mongodb_exporter "
    "elasticsearch_exporter rabbitmq_exporter haproxy_exporter statsd_exporter blackbox_exporter process-exporter "
    "sql_exporter json_exporter snmp_exporter"
)

ROWS: tuple[Program, ...] = (
    Program(
        names=("pdns_server",),
        kind="server",
        when=When(without=("--guardian", "--guardian=yes")),
        signals=(),
        source="PowerDNS/pdns@006dac6:pdns/auth-main.cc (main: a handler for SIGTERM only #ifdef COVERAGE)",
        daemon_flags=("--daemon", "--daemon=yes"),
        tool_flags=("--version", "--help", "--help=*", "--config", "--config=*", "--list-modules"),
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
        signals=(),
        others="graceful",
        source="https://prometheus.io/docs/instrumenting/exporters/ (what they are for); discourse/prometheus_exporter README.md",
        uncertain=True,
        note="less certain: not tested",
    ),
)
