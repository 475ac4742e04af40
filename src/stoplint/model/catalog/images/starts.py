"""What the start scripts of products do, in our own words like those of `entrypoints`: each is of one image, or of one family."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from stoplint.model.catalog.images.entrypoints import Script

_LOCAL = "/usr/local/bin/docker-entrypoint.sh"
_ROOT = "/docker-entrypoint.sh"


def standalone(home: str) -> Script:
    """WildFly's start script: in the background it passes signals on, in the foreground it stays in front.

    wildfly/wildfly-core@07840b9c: core-feature-pack/common/src/main/resources/content/bin/standalone.sh.
    """
    return (
        f"{home}/bin/standalone.sh",
        """#!/bin/sh
if [ "x$LAUNCH_JBOSS_IN_BACKGROUND" = x ]; then
  java -jar "$JBOSS_HOME/jboss-modules.jar" org.jboss.as.standalone "$@"
  exit $?
fi
java -jar "$JBOSS_HOME/jboss-modules.jar" org.jboss.as.standalone "$@" &
JBOSS_PID=$!
trap "kill -HUP $JBOSS_PID" HUP
trap "kill -QUIT $JBOSS_PID" QUIT
trap "kill -PIPE $JBOSS_PID" PIPE
trap "kill -TERM $JBOSS_PID" INT TERM
WAIT_STATUS=128
while [ "$WAIT_STATUS" -ge 128 ]; do
  wait $JBOSS_PID 2>/dev/null
  WAIT_STATUS=$?
done
wait $JBOSS_PID 2>/dev/null
exit 0
""",
    )


# the interpreter is dumb-init, as of Consul's
REDIS_STACK = (
    "/entrypoint.sh",
    "#!/usr/bin/dumb-init /bin/sh\n/opt/redis-stack/bin/redis-server --dir /data --daemonize no ${REDIS_ARGS}\n",
)
OPENSEARCH_PATH = "/usr/share/opensearch/opensearch-docker-entrypoint.sh"
# without exec until May 2024: opensearch-project/opensearch-build@a17589a4f
OPENSEARCH_IN_FRONT = (
    OPENSEARCH_PATH,
    """#!/bin/bash
set -e
if [ $# -eq 0 ] || [ "${1#-}" != "$1" ]; then
  set -- opensearch "$@"
fi
if [ "$1" = opensearch ]; then
  "$@"
else
  exec "$@"
fi
""",
)
LAMBDA = (
    "/lambda-entrypoint.sh",
    """#!/bin/sh
if [ $# -ne 1 ]; then
  exit 142
fi
export _HANDLER="$1"
if [ -z "$AWS_LAMBDA_RUNTIME_API" ]; then
  exec /usr/local/bin/aws-lambda-rie /var/runtime/bootstrap
else
  exec /var/runtime/bootstrap
fi
""",
)
NODE_RED = (
    "/usr/src/node-red/entrypoint.sh",
    """#!/bin/bash
trap stop SIGINT SIGTERM
function stop() {
  kill $CHILD_PID
  wait $CHILD_PID
}
/usr/local/bin/node $NODE_OPTIONS node_modules/node-red/red.js --userDir /data $FLOWS "${@}" &
CHILD_PID="$!"
wait "${CHILD_PID}"
""",
)
# the wait for MongoDB in front of it is over by then
MONGO_EXPRESS = (_ROOT, '#!/bin/bash\nset -e\nif [ "$1" != mongo-express ]; then\n  exec "$@"\nfi\nexec node app\n')
# what is a command of the system the real one asks `type`
LIQUIBASE = (
    "/liquibase/docker-entrypoint.sh",
    """#!/bin/bash
set -e
case "$1" in
bash | sh | /bin/* | /usr/bin/* | *.sh) exec "$@" ;;
liquibase) shift ;;
esac
exec /liquibase/liquibase "$@"
""",
)
N8N = (_ROOT, '#!/bin/sh\nif [ "$#" -gt 0 ]; then\n  exec n8n "$@"\nelse\n  exec n8n\nfi\n')
PLONE = (
    _ROOT,
    """#!/bin/bash
set -e
case "$1" in
zeo*) exec bin/$1 fg ;;
'' | console | start | restart) exec bin/instance console ;;
adduser | debug | fg | foreground | help | kill | logreopen | logtail | reopen_transcript | run | show | status | stop | wait)
  exec bin/instance "$@"
  ;;
esac
exec "$@"
""",
)
TRAFEX = (
    "/etc/supervisor/conf.d/supervisord.conf",
    """[supervisord]
nodaemon=true
logfile=/dev/null

[program:php-fpm]
command=php-fpm -F
autorestart=false

[program:nginx]
command=nginx -g 'daemon off;'
autorestart=false
""",
)
XWIKI = (
    _LOCAL,
    """#!/bin/bash
set -e
if [ "${1#-}" != "$1" ]; then
  set -- xwiki "$@"
fi
if [ "$1" = xwiki ]; then
  shift
  set -- catalina.sh run "$@"
fi
exec "$@"
""",
)
CONVERTIGO = (
    _ROOT,
    """#!/bin/sh
if [ "$1" = convertigo ]; then
  exec $CATALINA_HOME/bin/catalina.sh run
fi
exec "$@"
""",
)
WIREMOCK = (
    _ROOT,
    """#!/bin/bash
set -e
if [ "$#" -eq 0 ] || [ "${1#-}" != "$1" ]; then
  set -- java $JAVA_OPTS -cp '/var/wiremock/lib/*:/var/wiremock/extensions/*' wiremock.Run "$@"
fi
exec "$@" $WIREMOCK_OPTIONS
""",
)
NIFI = (
    "/opt/nifi/scripts/start.sh",
    """#!/bin/sh -e
"${NIFI_HOME}/bin/nifi.sh" run &
nifi_pid="$!"
trap './bin/nifi.sh stop; exit 0' TERM HUP INT
wait ${nifi_pid}
""",
)
RICHARVEY = (
    "/etc/supervisord.conf",
    """[supervisord]
user=root

[program:php-fpm]
command=/usr/local/sbin/php-fpm --force-stderr --nodaemonize --fpm-config /usr/local/etc/php-fpm.d/www.conf
stopsignal=QUIT

[program:nginx]
command=/usr/sbin/nginx -g "daemon off; error_log /dev/stderr info;"
stopsignal=QUIT

[include]
files=/etc/supervisor/conf.d/*.conf
""",
)
PAYARA = (
    "/opt/payara/scripts/entrypoint.sh",
    """#!/bin/bash
trap '${PAYARA_DIR}/bin/asadmin stop-domain & pid=$!; wait $pid' SIGTERM
${SCRIPT_DIR}/startInForeground.sh $PAYARA_ARGS &
payara_pid=$!
wait $payara_pid
""",
)
# the hooks are those of images that are built on it
_CKAN_HOOKS = """#!/bin/bash
if [[ -d /docker-entrypoint.d ]]; then
  for f in /docker-entrypoint.d/*; do
    case "$f" in
      *.sh) . "$f" ;;
      *.py) python3 "$f" ;;
    esac
  done
fi
"""
CKAN = (
    "/srv/app/start_ckan.sh",
    f"{_CKAN_HOOKS}uwsgi --socket /tmp/uwsgi.sock --wsgi-file /srv/app/wsgi.py --http [::]:5000 --master --vacuum\n",
)
CKAN_DEVELOPMENT = (
    "/srv/app/start_ckan_development.sh",
    f"{_CKAN_HOOKS}while true; do\n  /usr/local/bin/ckan -c $CKAN_INI run -H 0.0.0.0\n  sleep 2\ndone\n",
)
