"""Web servers, proxies and PHP: what they do with signals."""

from __future__ import annotations

from typing import Any

from stoplint.model.catalog import getopts
from stoplint.model.catalog.rows import Program, When, on

NGINX_TOOL = ("-t", "-T", "-v", "-V", "-s stop", "-s quit", "-s reload", "-s reopen", "-h", "-?")
HTTPD_TOOL = (
    "-t",
    "-v",
    "-V",
    "-l",
    "-L",
    "-S",
    "-M",
    "configtest",
    "-k stop",
    "-k graceful",
    "-k graceful-stop",
    "-k restart",
    "stop",
    "graceful",
    "graceful-stop",
    "restart",
    "status",
    "fullstatus",
)
HAPROXY = "haproxy management.txt (Debian haproxy 2.6.12) lines 564-570; tested: haproxy 2.6.12"
CADDY_TOOLS = (
    "caddy validate",
    "caddy fmt",
    "caddy adapt",
    "caddy version",
    "caddy hash-password",
    "caddy trust",
    "caddy stop",
    "caddy reload",
    "caddy list-modules",
    "caddy build-info",
    "caddy upgrade",
)

APACHE: dict[str, Any] = {
    "kind": "server",
    "signals": on(TERM="fast", INT="fast", WINCH="graceful", USR1="reload", HUP="reload"),
    "source": "apache/httpd@03a6ce3:docs/manual/stopping.xml; docker-library/httpd@9b63b37:2.4/Dockerfile#L229; "
    "tested: apache2 2.4.68, mpm_event and prefork; tests/kernel/test_second_signal.py",
    "daemonizes": True,
    "foreground": ("-DFOREGROUND", "-D FOREGROUND", "-X", "-DNO_DETACH", "-D NO_DETACH"),
    "tool_flags": HTTPD_TOOL,
    "getopt": getopts.HTTPD,
    "wants": "SIGWINCH",
    "note": "GracefulShutdownTimeout bounds SIGWINCH",
    "outlasts": 9.0,  # apache/httpd@c0882d0:server/mpm_unix.c, ap_reclaim_child_processes
}

APACHECTL: Any = {
    "kind": "server",
    "signals": (),
    "source": "docker-library/php@445bf41:apache2-foreground#L5-L6; tested: Debian 12 `apache2ctl -D FOREGROUND` "
    "(/bin/sh stays PID 1), `apache2ctl start`",
    "daemonizes": True,
    "foreground": ("-DFOREGROUND", "-D FOREGROUND", "-X"),
    "tool_flags": HTTPD_TOOL,
    "getopt": getopts.HTTPD,
    "note": "a shell script that does not exec: call httpd or apache2 itself, or apache2-foreground",
    "fronts": "Apache's server",
}
_ITSELF = "start the server itself, not the script that stays in front of it: "
_OF_DEBIAN = (
    '`. /etc/apache2/envvars` (not under `set -u`), `mkdir -p "$APACHE_RUN_DIR"` and then `exec apache2 -D FOREGROUND`'
)

ROWS: tuple[Program, ...] = (
    Program(
        names=("nginx", "openresty", "nginx-debug"),
        kind="server",
        signals=on(
            TERM="fast", INT="fast", QUIT="graceful", HUP="reload", USR1="reopen", USR2="reload", WINCH="workers-only"
        ),
        source="nginx(8), Debian nginx 1.22.1, SIGNALS; https://nginx.org/en/docs/control.html; "
        "https://github.com/nginxinc/docker-nginx/issues/377; tested: nginx 1.22.1",
        daemonizes=True,
        foreground_settings=("daemon=off",),
        stays_by='-g "daemon off;"',
        stays_by_setting="daemon off;",
        reader="nginx",
        tool_flags=NGINX_TOOL,
        getopt=getopts.NGINX,
        wants="SIGQUIT",
        note="worker_shutdown_timeout bounds SIGQUIT; without it there is no limit",
    ),
    Program(
        names=("unitd",),
        kind="server",
        signals=on(TERM="fast", INT="fast", QUIT="graceful"),
        source="nginx/unit@01c6f14:pkg/docker/Dockerfile.minimal (--no-daemon, STOPSIGNAL SIGTERM)",
        daemonizes=True,
        foreground=("--no-daemon",),
        tool_flags=("--version", "--help"),
        uncertain=True,
        note="less certain: no source was read for the meaning of each signal; the image's own STOPSIGNAL is SIGTERM",
    ),
    # httpd of BusyBox has -p, which Apache's has not
    Program(
        names=("httpd",),
        kind="server",
        when=When(busybox=True, flags=("-p", "-h")),
        signals=on(HUP="reload"),
        source="tested: BusyBox 1.38 `httpd -f` (SigCgt HUP, ALRM; TERM ignored as PID 1)",
        daemonizes=True,
        foreground=("-f",),
        getopt=getopts.HTTPD_OF_BUSYBOX,
    ),
    Program(
        names=("httpd",),
        kind="server",
        when=When(busybox=True, flags=("-f",), without=("-DFOREGROUND", "-D FOREGROUND", "-k*")),
        getopt=getopts.HTTPD_OF_BUSYBOX,
        signals=on(HUP="reload"),
        source="tested: BusyBox 1.38 `httpd -f` (SigCgt HUP, ALRM; TERM ignored as PID 1)",
    ),
    Program(names=("httpd",), **APACHE),
    # Debian's apache2.conf needs what that file sets ("AH00111: Config variable ${APACHE_RUN_DIR} is not defined" without), and the
    # folder, which its apache2ctl and init script make and no package ("DefaultRuntimeDir must be a valid directory"); the file
    # asks for $APACHE_CONFDIR, set or not. Tested: apache2 2.4 of Debian 12, with an empty /run and under `set -u`
    Program(
        names=("apache2",),
        first_runs='. /etc/apache2/envvars; mkdir -p "$APACHE_RUN_DIR"',
        first_lacks_variables=True,
        **APACHE,
    ),
    Program(
        names=("httpd-foreground", "apache2-foreground"),
        kind="server",
        signals=on(TERM="fast", INT="fast", WINCH="graceful", USR1="reload", HUP="reload"),
        source="docker-library/httpd@9b63b37:2.4/httpd-foreground#L7 and docker-library/php@445bf41:apache2-foreground#L40 "
        "(both exec); apache/httpd@03a6ce3:docs/manual/stopping.xml",
        wants="SIGWINCH",
    ),
    # apache2ctl is Debian's own, and so is what its envvars file sets
    Program(names=("apache2ctl",), instead=f"{_ITSELF}{_OF_DEBIAN}", **APACHECTL),
    Program(
        names=("apachectl",),
        when=When(where=("image:debian*", "image:ubuntu*", "image:php:*apache*")),
        instead=f"{_ITSELF}{_OF_DEBIAN}",
        **APACHECTL,
    ),
    Program(
        names=("apachectl",),
        when=When(
            where=(
                "image:alpine*",
                "image:*centos*",
                "image:*rocky*",
                "image:*alma*",
                "image:*fedora*",
                "image:*ubi[789]*",
                "image:httpd*",
            )
        ),
        instead=f"{_ITSELF}`exec httpd -D FOREGROUND`",
        **APACHECTL,
    ),
    Program(
        names=("apachectl",),
        instead=f"{_ITSELF}{_OF_DEBIAN} (Debian, Ubuntu), or `exec httpd -D FOREGROUND`",
        **APACHECTL,
    ),
    Program(
        names=("lighttpd",),
        kind="server",
        signals=on(TERM="fast", INT="graceful", HUP="reopen", USR1="reload"),
        source="lighttpd(8); tested: lighttpd 1.4.69",
        daemonizes=True,
        foreground=("-D", "-i"),
        tool_flags=("-t", "-tt", "-v", "-V", "-p"),
        getopt=getopts.LIGHTTPD,
        wants="SIGINT",
    ),
    Program(
        names=("haproxy",),
        kind="server",
        when=When(settings=("master-worker",)),
        signals=on(TERM="fast", INT="fast", USR1="graceful", USR2="reload", HUP="reload", QUIT="ignored"),
        source=f"{HAPROXY}; docker-library/haproxy@ec437dd:docker-entrypoint.sh#L9-L17",
        foreground=("-db", "-d"),
        daemon_flags=("-D",),
        daemon_settings=("daemon",),
        reader="haproxy",
        tool_flags=("-c", "-v", "-vv"),
        wants="SIGUSR1",
        note="hard-stop-after bounds SIGUSR1; without it there is no limit",
    ),
    Program(
        names=("haproxy",),
        kind="server",
        signals=on(USR1="graceful", HUP="ignored", QUIT="ignored", USR2="ignored"),
        source=f"{HAPROXY} (SigCgt has neither TERM nor INT)",
        foreground=("-db", "-d"),
        daemon_flags=("-D",),
        daemon_settings=("daemon",),
        reader="haproxy",
        tool_flags=("-c", "-v", "-vv"),
        wants="SIGUSR1",
        note="without -W the hard stop on SIGTERM is the kernel's default action, which PID 1 does not have",
    ),
    Program(
        names=("envoy",),
        kind="server",
        signals=on(TERM="fast", INT="fast", USR1="reopen", HUP="ignored"),
        source="https://www.envoyproxy.io/docs/envoy/latest/intro/arch_overview/operations/draining; "
        "https://github.com/heptio/gimbal/issues/144",
        tool_flags=("--mode validate", "--version"),
        note="listeners close at once; drain with POST /drain_listeners?graceful before the stop (preStop)",
    ),
    Program(
        names=("traefik",),
        kind="server",
        signals=on(TERM="graceful", INT="graceful", USR1="reopen"),
        source="traefik/traefik@fd5a576:cmd/traefik/traefik.go#L93, pkg/config/static/static_config.go#L43-L45,#L227-L233",
        tool_flags=("version", "healthcheck"),
        grace=10,
        note="graceTimeOut of each entrypoint (10 s) is as long as Docker's own limit",
    ),
    Program(
        names=("caddy start",),
        kind="server",
        signals=(),
        source="caddyserver/website@1a6bbd7:src/docs/markdown/command-line.md#L706-L719",
        daemonizes=True,
        note="caddy run stays in the foreground",
    ),
    Program(
        names=CADDY_TOOLS,
        kind="tool",
        signals=(),
        source="caddyserver/website@1a6bbd7:src/docs/markdown/command-line.md",
    ),
    Program(
        names=("caddy",),
        kind="server",
        when=When(version=">=2"),
        signals=on(TERM="graceful", INT="graceful", QUIT="fast", USR1="reload", USR2="ignored", HUP="ignored"),
        source="caddyserver/website@1a6bbd7:src/docs/markdown/command-line.md#L706-L719, "
        "src/docs/markdown/caddyfile/options.md#L407-L429",
        note="grace_period bounds the stop",
    ),
    Program(
        names=("caddy",),
        kind="server",
        when=When(version="<2"),
        signals=on(TERM="fast", QUIT="graceful", INT="graceful", HUP="workers-only", USR1="reload", USR2="reload"),
        source="caddyserver/caddy@0802871:sigtrap_posix.go; https://github.com/caddyserver/caddy/issues/1993",
        wants="SIGQUIT",
    ),
    Program(
        names=("varnishd",),
        kind="server",
        signals=on(TERM="fast", INT="fast", HUP="ignored"),
        source="varnishd(1) (-F); tested: varnish 7.1.1",
        daemonizes=True,
        foreground=("-F",),
        daemon_flags=(),
        tool_flags=("-C", "-V", "-?"),
    ),
    Program(
        names=("squid",),
        kind="server",
        signals=on(TERM="graceful", INT="fast", HUP="reload", USR1="reopen"),
        source="squid.conf(5) in Debian squid 5.7, TAG shutdown_lifetime; tested: squid 5.7 -N and --foreground",
        daemonizes=True,
        foreground=("-N", "--foreground"),  # not -d1N: -d takes what stands behind it (getopts.SQUID)
        getopt=getopts.SQUID,
        tool_flags=("-z", "-v", "-k parse", "-k check", "-k shutdown", "-k reconfigure", "-k rotate", "-k kill"),
        wants="SIGINT",
        grace=30,
        grace_from=("shutdown_lifetime",),
        unhurried=True,
        reader="squid",
        note="SIGTERM waits shutdown_lifetime (30 s) even when idle: 31 s measured",
    ),
    Program(
        names=("stunnel", "stunnel4"),
        kind="server",
        signals=on(TERM="fast", INT="fast", QUIT="fast", HUP="reload", USR1="reopen"),
        source="stunnel(8); tested: stunnel 5.68",
        daemonizes=True,
        foreground_settings=("foreground",),
        stays_by_setting="foreground = yes",
        reader="stunnel",
        tool_flags=("-version", "-sockets", "-help"),
    ),
    Program(
        names=("cloudflared",),
        kind="server",
        signals=on(TERM="graceful", INT="graceful"),
        source="cloudflare/cloudflared@55bf904:cmd/cloudflared/tunnel/signal.go",
        tool_flags=("version", "update", "login"),
        grace=30,
        grace_from=("--grace-period",),
        note="as a Go program it does its default action on a second signal even as PID 1",
    ),
    Program(
        names=("nutcracker",),
        kind="server",
        signals=on(INT="fast", HUP="ignored", USR1="ignored"),
        source="nutcracker(8) (-d); tested: nutcracker 0.5.0 (SigCgt has INT, not TERM)",
        daemon_flags=("-d", "--daemonize"),
        tool_flags=("-t", "--test-conf", "-V"),
        wants="SIGINT",
    ),
    Program(
        names=("php-fpm*", "php5-fpm"),
        kind="server",
        when=When(settings=("process_control_timeout!=0",)),
        signals=on(TERM="fast", INT="fast", QUIT="graceful", USR1="reopen", USR2="reload", HUP="reload"),
        source="php-fpm8.2(8), Signals; docker-library/php@445bf41:Dockerfile-linux.template; tested: php-fpm 8.2.32, "
        "process_control_timeout = 10",
        daemonizes=True,
        daemon_settings=("daemonize",),
        foreground_settings=("daemonize=false", "daemonize=no", "daemonize=0", "daemonize=off"),
        stays_by="-F",
        stays_by_setting="daemonize = no",
        reader="php-fpm",
        tool_flags=("-t", "-tt", "--test", "-v", "-i", "-m"),
        getopt=getopts.PHP_FPM,
        wants="SIGQUIT",
        grace_from=("process_control_timeout",),
    ),
    Program(
        names=("php-fpm*", "php5-fpm"),
        kind="server",
        signals=on(TERM="fast", INT="fast", QUIT="fast", USR1="reopen", USR2="reload", HUP="reload"),
        source="php-fpm8.2(8), Signals; docker-library/php@445bf41:Dockerfile-linux.template; Debian php8.2-fpm "
        "/etc/php/8.2/fpm/php-fpm.conf#L78-L82; tested: php-fpm 8.2.32, process_control_timeout 0",
        daemonizes=True,
        daemon_settings=("daemonize",),
        foreground_settings=("daemonize=false", "daemonize=no", "daemonize=0", "daemonize=off"),
        stays_by="-F",
        stays_by_setting="daemonize = no",
        reader="php-fpm",
        tool_flags=("-t", "-tt", "--test", "-v", "-i", "-m"),
        getopt=getopts.PHP_FPM,
        wants="SIGQUIT",
        note="SIGQUIT is graceful only with process_control_timeout > 0 in [global] (default 0)",
    ),
    Program(
        names=("nuxt start",),
        kind="server",
        when=When(settings=("nuxt=2",)),
        signals=(),
        source="nuxt/nuxt@00e2bff:packages/cli/src/commands/start.js (sets no handler); https://github.com/nuxt/nuxt/issues/9219",
        reader="nuxt",
        note="Nuxt 2 sets no handler: a hook in nuxt.config.js may do so",
    ),
    Program(
        names=("artisan serve",),
        kind="server",
        signals=(),
        source="laravel/framework src/Illuminate/Foundation/Console/ServeCommand.php (starts `php -S` as a child, traps "
        "TERM, INT, HUP, USR1, USR2 and QUIT where pcntl is loaded, which php's images do not); tested: php 8.2.32 without a handler",
        uncertain=True,
        note="with PHP's pcntl extension artisan serve handles the signal itself",
    ),
    Program(
        names=("php", "php7*", "php8*"),
        kind="server",
        when=When(flags=("-S", "-S*")),
        signals=on(INT="graceful"),
        source="TimWolla/docker-adminer@2d08125:5/Dockerfile; tested: php 8.2.32 (SigCgt has only INT)",
        wants="SIGINT",
    ),
)
