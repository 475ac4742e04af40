"""Base images of applications: what runs as it is, and is given plug-ins, themes and settings."""

from __future__ import annotations

from stoplint.model.catalog.images import entrypoints as scripts
from stoplint.model.catalog.images import starts
from stoplint.model.catalog.images.systems import PATH
from stoplint.model.catalog.rows import Base

_S6 = "just-containers/s6-overlay@9658b23:README.md#L231,#L260"

ROWS: tuple[Base, ...] = (
    # on Node.js
    Base("n8nio/n8n", "n8n-io/n8n@003abfd:docker/images/n8n/Dockerfile; docker-entrypoint.sh of n8n@2.38.6 (read in copies)", (">=1", "!*debian*"),
         "alpine", ("tini", "--", "/docker-entrypoint.sh"), user="node", workdir="/home/node", scripts=(starts.N8N,),
         env_names=("NODE_ENV", "N8N_RELEASE_TYPE", "N8N_VERSION", "NODE_ICU_DATA", "SHELL")),
    Base("nodered/node-red", "node-red/node-red-docker@13992f0:.docker/Dockerfile.alpine, docker-custom/scripts/entrypoint.sh (3.0.1)", (">=3.0.1",),
         "tag|alpine", ("./entrypoint.sh",), user="node-red", workdir="/usr/src/node-red", scripts=(starts.NODE_RED,),
         env=(("FLOWS", "flows.json"),), env_names=("NODE_RED_VERSION", "NODE_PATH", "PATH", "NODE_VERSION")),
    *(Base("mongo-express", f"mongo-express/mongo-express-docker@{commit}:Dockerfile, docker-entrypoint.sh", tags, parent, entrypoint,
           ("mongo-express",), workdir=workdir, scripts=(starts.MONGO_EXPRESS,), unknown=unknown)
      for commit, tags, parent, entrypoint, workdir, unknown in (
          ("0752343", (">=1.0.0",), "node:alpine", ("/sbin/tini", "--", "/docker-entrypoint.sh"), None, ("workdir",)),
          ("f036799, @652952e", ("0.49-0.54",), None, ("tini", "--", "/docker-entrypoint.sh"), "/node_modules/mongo-express", ("sh", "env")))),
    Base("ghcr.io/puppeteer/puppeteer", "puppeteer/puppeteer@b5aab04, @062fa30:docker/Dockerfile (FROM node; google-chrome-stable as CMD at first)",
         ("*",), "node", workdir="/home/pptruser", unknown=("cmd", "user")),
    # on Python
    Base("plone", "plone/plone.docker@a3a9c7e:5.2/5.2.14/debian/Dockerfile, docker-entrypoint.sh", ("5.2",), "tag|debian", ("/docker-entrypoint.sh",),
         ("start",), workdir="/plone/instance", scripts=(starts.PLONE,)),
    Base("dpage/pgadmin4", "pgadmin-org/pgadmin4@bc58657:Dockerfile, pkg/docker/entrypoint.sh", (">=4.17|snapshot",), "alpine", ("/entrypoint.sh",),
         workdir="/pgadmin4", unknown=("user",), scripts=(scripts.become(
             "/venv/bin/gunicorn -w 1 --threads 25 -c gunicorn_config.py run_pgadmin:app", "/entrypoint.sh", "/usr/bin/env bash"),)),
    *(Base(f"ckan/ckan-{kind}", f"ckan/ckan-docker-base@216fc29:ckan-2.11/Dockerfile, @{commit} (FROM python:3.10-slim-bookworm)", (">=2.11",),
           "python", cmd=(script[0],), user="ckan", workdir="/srv/app", scripts=(script,),
           env=(("APP_DIR", "/srv/app"), ("SRC_DIR", "/srv/app/src"), ("CKAN_INI", "/srv/app/ckan.ini")),
           env_names=("CKAN_REF", "PIP_SRC", "CKAN_STORAGE_PATH", "GIT_URL", "CKAN_SITE_URL", "CKAN__PLUGINS", "UWSGI_HARAKIRI", "LC_ALL", "TZ"))
      for kind, commit, script in (("base", "a2455ec:ckan-2.11/setup/start_ckan.sh", starts.CKAN),
                                   ("dev", "216fc29:ckan-2.11/setup/start_ckan_development.sh", starts.CKAN_DEVELOPMENT))),
    # what reads and makes maps
    *(Base(name, f"OSGeo/gdal@{commit} (sets neither)", tags, parent)
      for name in ("ghcr.io/osgeo/gdal", "osgeo/gdal")
      for commit, tags, parent in (("003568b:docker/ubuntu-small/Dockerfile", ("*ubuntu*",), "ubuntu"),
                                   ("003568b:docker/alpine-small/Dockerfile", ("*alpine*",), "alpine"))),
    # Git's services
    *(Base("gitea/gitea", f"go-gitea/gitea@{commit}", tags, "alpine", entrypoint, cmd, scripts=(script,), user=user, workdir=workdir, unknown=unknown)
      for commit, tags, entrypoint, cmd, script, user, workdir, unknown in (
          ("023ef49:Dockerfile.rootless, @0177e0f:docker/rootless/usr/local/bin/docker-entrypoint.sh", ("*rootless*",),
           ("/usr/bin/dumb-init", "--", "/usr/local/bin/docker-entrypoint.sh"), (),
           scripts.or_else("/usr/local/bin/gitea -c ${GITEA_APP_INI} web", "/usr/local/bin/docker-entrypoint.sh"), "1000:1000", None, ("workdir",)),
          ("03173b3:Dockerfile, @2c52a89:docker/root/usr/bin/entrypoint", (">=1.10",), ("/usr/bin/entrypoint",), ("/bin/s6-svscan", "/etc/s6"),
           scripts.or_else("/bin/s6-svscan /etc/s6", "/usr/bin/entrypoint"), None, None, ()))),
    # what is talked over, and with
    Base("teamspeak", "TeamSpeak-Systems/teamspeak-linux-docker-images@e17fc2b:alpine/Dockerfile, alpine/entrypoint.sh", (">=3.1",), "alpine",
         ("entrypoint.sh",), ("ts3server",), workdir="/var/ts3server/", env=(("PATH", PATH + ":/opt/ts3server"),), unknown=("user",),
         scripts=(scripts.run_arguments("/opt/ts3server/entrypoint.sh"),)),
    Base("znc", "znc/znc-docker@079544b:slim/Dockerfile, entrypoint.sh, startup-sequence/99-launch.sh", (">=1.6.5",), "alpine", ("/entrypoint.sh",),
         scripts=(scripts.become('/sbin/tini -- /opt/znc/bin/znc --foreground --datadir /znc-data "$@"', "/entrypoint.sh"),)),
    *(Base("irssi", f"jessfraz/irssi@{commit}", tags, parent, cmd=("irssi",), user="user", workdir="/home/user", env=(("HOME", "/home/user"),))
      for commit, tags, parent in (("2349930:alpine/Dockerfile", ("*alpine*",), "alpine"), ("071b281:debian/Dockerfile", ("*",), "debian"))),
    Base("spiped", "TimWolla/docker-spiped@83f74d3:1.6/Dockerfile, docker-entrypoint.sh", (">=1.5.0",), "tag|debian", ("docker-entrypoint.sh",),
         ("spiped",), workdir="/spiped", scripts=(scripts.options_to("spiped -k /spiped/key -F"),)),
    Base("codercom/code-server", "coder/code-server@44fc463:ci/release-image/Dockerfile, entrypoint.sh (exec since 102478b, February 2022)", (">=4.1", "!*fedora*", "!*opensuse*"),
         "tag|debian", ("/usr/bin/entrypoint.sh", "--bind-addr", "0.0.0.0:8080", "."), user="1000", workdir="/home/coder",
         scripts=(scripts.become('dumb-init /usr/bin/code-server "$@"', "/usr/bin/entrypoint.sh"),)),
    *(Base(name, f"liquibase/docker@{commit}, docker-entrypoint.sh", tags, parent, ("/liquibase/docker-entrypoint.sh",), ("--help",), user="liquibase",
           workdir="/liquibase", scripts=(starts.LIQUIBASE,),
           env_names=("LIQUIBASE_HOME", "DOCKER_LIQUIBASE", "PATH", "JAVA_HOME"))
      for name in ("liquibase", "liquibase/liquibase")
      for commit, tags, parent in (("6ed1af4:Dockerfile.alpine", ("*alpine*", ">=4.22"), "alpine"), ("6ed1af4:Dockerfile", (">=4.22",), "ubuntu"))),
    # the stop signal is nginx's
    Base("swaggerapi/swagger-ui", "swagger-api/swagger-ui@01e380e:Dockerfile (inherits all)", (">=5",), "nginx:alpine",
         env_names=("API_KEY", "SWAGGER_JSON", "PORT", "PORT_IPV6", "BASE_URL", "SWAGGER_JSON_URL", "CORS", "EMBEDDING")),
    # s6-overlay
    Base("tiredofit/alpine", f"{_S6}; tiredofit/docker-alpine@06ce99a:Dockerfile", ("*",), "alpine", ("/init",), unknown=("shell",),
         services="cron, Zabbix's agent and what ships logs", note="s6-overlay: a CMD is run as a child; on TERM /init runs its shutdown sequence"),
    # Hadoop: the script waits for what is to be there first, and becomes the command
    Base("bde2020/hadoop-base", "big-data-europe/docker-hadoop@8414e2b:base/Dockerfile, base/entrypoint.sh", ("*",), "debian", ("/entrypoint.sh",),
         scripts=(scripts.become("$@", "/entrypoint.sh", "/bin/bash"),), env_names=("HADOOP_HOME", "HADOOP_CONF_DIR", "JAVA_HOME", "PATH")),
)  # fmt: skip
