"""What the start scripts of known images do, as far as it decides who gets the stop signal.

Each text is ours: the real script's decisions about the command that runs in the end, without what is over by
then (set-up, logs) and without privilege drops that exec (gosu, su-exec, setpriv). The rows that use a script name
the file that it was checked against.
"""

from __future__ import annotations

_LOCAL = "/usr/local/bin/docker-entrypoint.sh"
_ROOT = "/docker-entrypoint.sh"

Script = tuple[str, str]


def run_arguments(path: str = _LOCAL, shebang: str = "/bin/sh") -> Script:
    """A script that becomes the command that it is given."""
    return path, f'#!{shebang}\nset -e\nexec "$@"\n'


def options_to(program: str, path: str = _LOCAL, shebang: str = "/bin/sh") -> Script:
    """A script that puts `program` in front when its first argument is an option, and becomes the command."""
    return path, f'#!{shebang}\nset -e\nif [ "${{1#-}}" != "$1" ]; then\n  set -- {program} "$@"\nfi\nexec "$@"\n'


def default_to(program: str, path: str = _LOCAL, shebang: str = "/bin/sh") -> Script:
    """The same, also when there is no argument at all."""
    return path, (
        f'#!{shebang}\nset -e\nif [ "$#" -eq 0 ] || [ "${{1#-}}" != "$1" ]; then\n  set -- {program} "$@"\nfi\nexec "$@"\n'
    )


def become(command: str, path: str, shebang: str = "/bin/sh") -> Script:
    """A script that becomes one fixed command."""
    return path, f"#!{shebang}\nset -e\nexec {command}\n"


def or_else(command: str, path: str, shebang: str = "/bin/sh") -> Script:
    """A script that becomes the command that it is given, or a program of its own where there is none."""
    return path, f'#!{shebang}\nif [ $# -gt 0 ]; then\n  exec "$@"\nfi\nexec {command}\n'


ROOT_RUN_ARGUMENTS = run_arguments(_ROOT, "/bin/bash")

# "-x", "app.js" and what is no command at all go to node; the real one asks `command -v` and the executable bit
NODE = (
    _LOCAL,
    '#!/bin/sh\nset -e\ncase "$1" in\n\'\' | -* | *.js | *.cjs | *.mjs) set -- node "$@" ;;\nesac\nexec "$@"\n',
)
REDIS = (
    _LOCAL,
    '#!/bin/sh\nset -e\ncase "$1" in\n-* | *.conf) set -- redis-server "$@" ;;\nesac\nexec "$@"\n',
)
VALKEY = (
    _LOCAL,
    '#!/bin/sh\nset -e\ncase "$1" in\n-* | *.conf) set -- valkey-server "$@" ;;\nesac\nexec "$@"\n',
)
HAPROXY_TEXT = """#!/bin/sh
set -e
if [ "${1#-}" != "$1" ]; then
  set -- haproxy "$@"
fi
if [ "$1" = haproxy ]; then
  shift
  set -- haproxy -W -db "$@"
fi
exec "$@"
"""
HTTPD_FOREGROUND = become('httpd -DFOREGROUND "$@"', "/usr/local/bin/httpd-foreground")
APACHE2_FOREGROUND = become('apache2 -DFOREGROUND "$@"', "/usr/local/bin/apache2-foreground", "/bin/bash")
CASSANDRA = default_to("cassandra -f", shebang="/usr/bin/env bash")
# `env_var=dumb-init` as interpreter: PID 1 is dumb-init, with the shell below it that becomes the program
CONSUL = (
    _LOCAL,
    """#!/usr/bin/dumb-init /bin/sh
set -e
case "$1" in
-*) set -- consul "$@" ;;
agent)
  shift
  set -- consul agent -data-dir=/consul/data -config-dir=/consul/config "$@"
  ;;
version | members | join | leave | reload | monitor | keygen | validate | kv | info) set -- consul "$@" ;;
esac
exec "$@"
""",
)
VAULT = (
    _LOCAL,
    """#!/usr/bin/dumb-init /bin/sh
set -e
case "$1" in
-*) set -- vault "$@" ;;
server)
  shift
  set -- vault server -config=/vault/config "$@"
  ;;
version | status | agent | proxy | operator | read | write) set -- vault "$@" ;;
esac
exec "$@"
""",
)
DOCKERD = (
    "/usr/local/bin/dockerd-entrypoint.sh",
    """#!/bin/sh
set -e
if [ "$#" -eq 0 ] || [ "${1#-}" != "$1" ]; then
  set -- docker-init -- dockerd --host=unix:///var/run/docker.sock "$@"
fi
if [ "$1" != docker-init ] && [ "$1" != dockerd ]; then
  set -- docker-entrypoint.sh "$@"
fi
exec "$@"
""",
)
DOCKER_CLI = (
    _LOCAL,
    """#!/bin/sh
set -e
case "$1" in
-* | ps | run | build | compose | version | info | pull | push | exec | logs) set -- docker "$@" ;;
esac
exec "$@"
""",
)
VARNISH = default_to("varnishd -F", "/usr/local/bin/docker-varnish-entrypoint")
KONG = (
    _ROOT,
    """#!/usr/bin/env bash
set -e
if [ "$1" = kong ] && [ "$2" = docker-start ]; then
  exec /usr/local/openresty/nginx/sbin/nginx -p /usr/local/kong -c nginx.conf -g 'daemon off;'
fi
exec "$@"
""",
)
TRAEFIK = (
    "/entrypoint.sh",
    """#!/bin/sh
set -e
case "$1" in
-* | version | healthcheck | help) set -- traefik "$@" ;;
esac
exec "$@"
""",
)
REGISTRY = (
    "/entrypoint.sh",
    """#!/bin/sh
set -e
case "$1" in
*.yaml | *.yml) set -- registry serve "$@" ;;
serve | garbage-collect | help | -*) set -- registry "$@" ;;
esac
exec "$@"
""",
)
MINIO = (
    "/usr/bin/docker-entrypoint.sh",
    """#!/bin/sh
if [ "$1" != minio ] && [ -n "$1" ]; then
  set -- minio "$@"
fi
exec "$@"
""",
)
ODOO = (
    "/entrypoint.sh",
    """#!/bin/bash
set -e
case "$1" in
-- | odoo)
  shift
  exec odoo "$@"
  ;;
-*) exec odoo "$@" ;;
esac
exec "$@"
""",
)
CLICKHOUSE = (
    "/entrypoint.sh",
    """#!/bin/bash
set -e
if [ "$#" -eq 0 ] || [ "${1#--}" != "$1" ]; then
  export CLICKHOUSE_WATCHDOG_ENABLE="${CLICKHOUSE_WATCHDOG_ENABLE:-0}"
  exec clickhouse-server --config-file=/etc/clickhouse-server/config.xml "$@"
fi
exec "$@"
""",
)
JENKINS = (
    "/usr/local/bin/jenkins.sh",
    """#! /bin/bash -e
if [ "$#" -eq 0 ] || [ "${1#--}" != "$1" ]; then
  exec java -jar /usr/share/jenkins/jenkins.war "$@"
fi
exec "$@"
""",
)
NEO4J_TEXT = """#!/bin/bash -eu
if [ "$1" = neo4j ]; then
  exec /opt/java/openjdk/bin/java -cp /var/lib/neo4j/lib org.neo4j.server.CommunityEntryPoint
fi
exec "$@"
"""
# a lone word that is no option is a command
JENKINS_AGENT = (
    "/usr/local/bin/jenkins-agent",
    """#!/usr/bin/env bash
if [ $# -eq 1 ] && [ "${1#-}" = "$1" ]; then
  exec "$@"
fi
exec java -jar /usr/share/jenkins/agent.jar "$@"
""",
)
SETUP_SSHD = (
    "/usr/local/bin/setup-sshd",
    """#!/usr/bin/env bash
set -e
case "$*" in
'' | '/usr/sbin/sshd -D -p 22') exec /usr/sbin/sshd -D -e ;;
esac
case "$1" in
ssh-*)
  shift
  exec /usr/sbin/sshd -D -e "$@"
  ;;
esac
exec "$@"
""",
)
SONARQUBE = (
    "/opt/sonarqube/docker/entrypoint.sh",
    """#!/bin/bash
set -e
if [ "$#" -eq 0 ] || [ "${1#-}" != "$1" ]; then
  set -- /opt/java/openjdk/bin/java -jar lib/sonarqube.jar -Dsonar.log.console=true "$@"
fi
exec "$@"
""",
)
DENO = (
    _LOCAL,
    """#!/bin/sh
set -e
case "$1" in
-*) exec deno "$@" ;;
add | bench | bundle | cache | compile | completions | coverage | doc | eval | fmt | help | init) exec deno "$@" ;;
info | install | jupyter | lint | lsp | publish | remove | repl | run | serve | task | test) exec deno "$@" ;;
types | uninstall | upgrade | vendor) exec deno "$@" ;;
esac
exec "$@"
""",
)
BUN = (
    _LOCAL,
    '#!/bin/sh\nset -e\ncase "$1" in\n\'\' | -* | *.js | *.ts | *.tsx | *.mjs) set -- /usr/local/bin/bun "$@" ;;\nesac\nexec "$@"\n',
)
COMPOSER = (
    _ROOT,
    """#!/bin/sh
case "$1" in
-* | install | update | require | create-project | run-script | exec | dump-autoload) set -- composer "$@" ;;
esac
if [ "$1" = composer ]; then
  set -- /sbin/tini -- "$@"
fi
exec "$@"
""",
)
SPARK = (
    "/opt/entrypoint.sh",
    """#!/bin/bash
case "$1" in
driver) exec /usr/bin/tini -s -- /opt/spark/bin/spark-submit --deploy-mode client "$@" ;;
executor) exec /usr/bin/tini -s -- /opt/java/openjdk/bin/java org.apache.spark.scheduler.cluster.k8s.KubernetesExecutorBackend ;;
esac
exec "$@"
""",
)
GUNICORN_START = become('gunicorn -k uvicorn.workers.UvicornWorker -c /gunicorn_conf.py "main:app"', "/start.sh")
SUPERVISORD_START = become("/usr/bin/supervisord", "/start.sh")
SELENIUM = (
    "/opt/bin/entry_point.sh",
    """#!/usr/bin/env bash
/usr/bin/supervisord --configuration /etc/supervisord.conf &
SUPERVISOR_PID=$!
shutdown() {
  kill -s SIGTERM "$SUPERVISOR_PID"
  wait "$SUPERVISOR_PID"
}
trap shutdown SIGTERM SIGINT
wait "$SUPERVISOR_PID"
""",
)
AIRFLOW = (
    "/entrypoint",
    """#!/usr/bin/env bash
case "$1" in
bash)
  shift
  exec /bin/bash "$@"
  ;;
python)
  shift
  exec python "$@"
  ;;
airflow) shift ;;
esac
exec airflow "$@"
""",
)
ELASTICSEARCH = (
    _LOCAL,
    """#!/bin/bash
if [ "$1" != eswrapper ]; then
  exec "$@"
fi
exec /usr/share/elasticsearch/bin/elasticsearch
""",
)
LOGSTASH = (
    "/usr/local/bin/docker-entrypoint",
    """#!/bin/bash -e
if [ -z "$1" ] || [ "${1#-}" != "$1" ]; then
  exec logstash "$@"
fi
exec "$@"
""",
)
NVIDIA = (
    "/opt/nvidia/nvidia_entrypoint.sh",
    """#!/bin/bash
if [ "$#" -eq 0 ]; then
  exec /bin/bash
else
  exec "$@"
fi
""",
)
WEBDEVOPS = (
    "/entrypoint",
    """#!/usr/bin/env bash
case "$1" in
supervisord) exec supervisord -c /opt/docker/etc/supervisor.conf --logfile /dev/null --pidfile /dev/null --user root ;;
esac
exec "$@"
""",
)
# the set-up folders are sourced first, and end
OWNCLOUD = (
    run_arguments("/usr/bin/entrypoint", "/usr/bin/env bash"),
    (
        "/usr/bin/owncloud",
        """#!/usr/bin/env bash
set -eo pipefail
case "$1" in
install | migrate | installed) exit 0 ;;
occ) shift; exec occ "$@" ;;
*) exec "$@" ;;
esac
""",
    ),
    become("apachectl -f /etc/apache2/apache2.conf -DFOREGROUND", "/usr/bin/server", "/usr/bin/env bash"),
)
# no script: what supervisord keeps beside the programs of what is built on it
NEKO = (
    "/etc/neko/supervisord.conf",
    """[supervisord]
nodaemon=true
user=root

[include]
files=/etc/neko/supervisord/*.conf

[program:x-server]
command=/usr/bin/X :99.0 -config /etc/neko/xorg.conf -noreset -nolisten tcp
user=neko

[program:pulseaudio]
command=/usr/bin/pulseaudio --disallow-module-loading --disallow-exit --exit-idle-time=-1
user=neko

[program:neko]
command=/usr/bin/neko serve --server.static "/var/www"
stopsignal=INT
stopwaitsecs=3
user=neko
""",
)
