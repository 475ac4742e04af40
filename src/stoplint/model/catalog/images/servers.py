"""Base images of web servers, proxies and applications that are started like one."""

# ruff: noqa: S104  (what images listen on)
from __future__ import annotations

from stoplint.model.catalog.images import entrypoints as scripts
from stoplint.model.catalog.images.systems import PATH
from stoplint.model.catalog.rows import Base

_HISTORY = "docker-library/official-images@37079fb:library"
_NGINX = "nginx/docker-nginx@0d7f438"
_NGINX_CMD = ("nginx", "-g", "daemon off;")
_NGINX_NAMES = ("NGINX_VERSION", "NJS_VERSION", "NJS_RELEASE", "PKG_RELEASE", "DYNPKG_RELEASE", "ACME_VERSION")
_NGINX_ENTRYPOINT = ("/docker-entrypoint.sh",)
_NGINX_SCRIPT = scripts.run_arguments("/docker-entrypoint.sh")
_HTTPD_ENV = (("HTTPD_PREFIX", "/usr/local/apache2"), ("PATH", "/usr/local/apache2/bin:" + PATH))
_HTTPD_NAMES = ("HTTPD_VERSION", "HTTPD_SHA256", "HTTPD_PATCHES")
_HAPROXY_CMD = ("haproxy", "-f", "/usr/local/etc/haproxy/haproxy.cfg")
_HAPROXY_SCRIPT = ("/usr/local/bin/docker-entrypoint.sh", scripts.HAPROXY_TEXT)
_HAPROXY_ROOT = ("/docker-entrypoint.sh", scripts.HAPROXY_TEXT)
_HAPROXY_NAMES = ("HAPROXY_VERSION", "HAPROXY_URL", "HAPROXY_SHA256", "HAPROXY_MD5", "HAPROXY_MAJOR")
_CADDY = ("caddy", "run", "--config", "/etc/caddy/Caddyfile", "--adapter", "caddyfile")
_OPENRESTY = "openresty/docker-openresty@00af807:alpine-apk/Dockerfile; @db09395: Dockerfile of each system"

ROWS: tuple[Base, ...] = (
    # nginx. The last image of each tag counts: library/nginx (history) of the official images says which commit of
    # nginx/docker-nginx it was built from. No STOPSIGNAL up to 1.11; SIGQUIT in 1.12.0 and 1.13.0; SIGTERM since
    # 16ec71e (30 May 2017); SIGQUIT again since 3fb70dd (24 November 2020), with which 1.18.0 was built again too.
    Base("nginx", f"{_HISTORY}/nginx (history); nginx/docker-nginx@0c761113:mainline/alpine/Dockerfile", ("<1.12",),
         "tag|debian", cmd=_NGINX_CMD, env_names=_NGINX_NAMES),
    Base("nginx", f"{_HISTORY}/nginx (history); nginx/docker-nginx@53da9a29:mainline/stretch/Dockerfile",
         ("1.12.0|1.13.0",), "tag|debian", cmd=_NGINX_CMD, stop_signal="SIGQUIT", env_names=_NGINX_NAMES),
    Base("nginx", f"{_HISTORY}/nginx (history); nginx/docker-nginx@594ce7a8:mainline/buster/Dockerfile",
         ("1.12-1.17",), "tag|debian", cmd=_NGINX_CMD, stop_signal="SIGTERM", env_names=_NGINX_NAMES),
    Base("nginx", f"{_HISTORY}/nginx (history); nginx/docker-nginx@deff8fbe:mainline/buster/Dockerfile",
         ("1.19.0-1.19.4",), "tag|debian", _NGINX_ENTRYPOINT, _NGINX_CMD, "SIGTERM", scripts=(_NGINX_SCRIPT,),
         env_names=_NGINX_NAMES),
    Base("nginx", f"{_NGINX}:stable/debian/Dockerfile#L143#L147#L149", ("*",), "tag|debian", _NGINX_ENTRYPOINT, _NGINX_CMD,
         "SIGQUIT", scripts=(_NGINX_SCRIPT,), env_names=_NGINX_NAMES,
         note="1.18 images pulled before December 2020 stop with SIGTERM"),
    Base("nginxinc/nginx-unprivileged", "nginxinc/docker-nginx-unprivileged@085232b:Dockerfile-alpine-slim.template",
         ("<1.12|1.12.1-1.17|1.19.0-1.19.4",), "tag|debian", cmd=_NGINX_CMD, unknown=("entrypoint", "stop_signal")),
    Base("nginxinc/nginx-unprivileged", "nginxinc/docker-nginx-unprivileged@085232b:Dockerfile-alpine-slim.template",
         ("*",), "tag|debian", _NGINX_ENTRYPOINT, _NGINX_CMD, "SIGQUIT", scripts=(_NGINX_SCRIPT,), user="101",
         env_names=_NGINX_NAMES),
    Base("openresty/openresty", _OPENRESTY, ("<1.15",), "tag|debian", unknown=("entrypoint", "cmd", "stop_signal")),
    Base("openresty/openresty", _OPENRESTY, ("*alpine*|*jammy*|*focal*|*bionic*|*noble*",), "tag|debian",
         cmd=("/usr/local/openresty/bin/openresty", "-g", "daemon off;"), stop_signal="SIGQUIT"),
    Base("openresty/openresty", _OPENRESTY, ("*",), "tag|debian", cmd=("/usr/bin/openresty", "-g", "daemon off;"),
         stop_signal="SIGQUIT"),
    Base("unit", "nginx/unit@01c6f14:pkg/docker/Dockerfile.minimal", ("*",), "tag|debian",
         ("/usr/local/bin/docker-entrypoint.sh",), ("unitd", "--no-daemon", "--control", "unix:/var/run/control.unit.sock"),
         "SIGTERM", scripts=(scripts.run_arguments(),)),
    Base("nginx/unit", "nginx/unit@01c6f14:pkg/docker/Dockerfile.minimal", ("*",), "tag|debian",
         cmd=("unitd", "--no-daemon", "--control", "unix:/var/run/control.unit.sock"), stop_signal="SIGTERM",
         unknown=("entrypoint",)),
    # httpd: STOPSIGNAL since 3ebff8d (20 August 2019), spelled SIGWINCH since 4faace9
    Base("httpd", f"{_HISTORY}/httpd (history); docker-library/httpd@f50f0424:2.4/alpine/Dockerfile",
         ("<2.4|2.4.0-2.4.39",), "tag|debian", cmd=("httpd-foreground",), env=_HTTPD_ENV, workdir="/usr/local/apache2",
         scripts=(scripts.HTTPD_FOREGROUND,), env_names=_HTTPD_NAMES),
    Base("httpd", "docker-library/httpd@9b63b37:2.4/Dockerfile#L229#L234", ("*",), "tag|debian", cmd=("httpd-foreground",),
         stop_signal="SIGWINCH", env=_HTTPD_ENV, workdir="/usr/local/apache2", scripts=(scripts.HTTPD_FOREGROUND,),
         env_names=_HTTPD_NAMES),
    # haproxy: STOPSIGNAL since 063fd36 (25 August 2018); the script moved in January 2021, the user came with 2.4
    Base("haproxy", f"{_HISTORY}/haproxy (history); docker-library/haproxy@7998146d:1.6/Dockerfile",
         ("1.4.25-1.4.26|1.5.0-1.5.15|1.6.0-1.6.3",), "tag|debian", cmd=_HAPROXY_CMD, env_names=_HAPROXY_NAMES),
    Base("haproxy", f"{_HISTORY}/haproxy (history); docker-library/haproxy@5c811fc5:1.8/alpine/Dockerfile",
         ("<1.5|1.5.16-1.5.18|1.6.0-1.6.13|1.7.0-1.7.10|1.8.0-1.8.12",), "tag|debian", ("/docker-entrypoint.sh",),
         _HAPROXY_CMD, scripts=(_HAPROXY_ROOT,), env_names=_HAPROXY_NAMES),
    Base("haproxy", f"{_HISTORY}/haproxy (history); docker-library/haproxy@19765b90:2.3/Dockerfile", ("<2.4",),
         "tag|debian", ("docker-entrypoint.sh",), _HAPROXY_CMD, "SIGUSR1", scripts=(_HAPROXY_SCRIPT, _HAPROXY_ROOT),
         env_names=_HAPROXY_NAMES, note="images built before January 2021 name the script /docker-entrypoint.sh"),
    Base("haproxy", "docker-library/haproxy@ec437dd:3.2/Dockerfile#L105#L108#L115", ("*",), "tag|debian",
         ("docker-entrypoint.sh",), _HAPROXY_CMD, "SIGUSR1", scripts=(_HAPROXY_SCRIPT,), user="haproxy",
         workdir="/var/lib/haproxy", env_names=_HAPROXY_NAMES,
         note="the script makes it `haproxy -W -db`; an own ENTRYPOINT takes the -W away"),
    Base("traefik", f"{_HISTORY}/traefik (history); traefik/traefik-library-image@4434758c:scratch/Dockerfile",
         ("<2|maroilles", "!*alpine*"), None, ("/traefik",), sh="none"),
    Base("traefik", "traefik/traefik-library-image@00f17bd:v3.6/alpine/Dockerfile", ("*",), "alpine", ("/entrypoint.sh",),
         ("traefik",), scripts=(scripts.TRAEFIK,)),
    *(Base("abiosoft/caddy", f"abiosoft/caddy-docker@{commit}:Dockerfile", tags, "alpine", entrypoint, cmd, workdir="/srv")
      for commit, tags, entrypoint, cmd in (
          ("d82b540", (">=0.10.13", "!*php*", "!*builder*"), ("/bin/parent", "caddy"),
           ("--conf", "/etc/Caddyfile", "--log", "stdout", "--agree=$ACME_AGREE")),
          ("0b4dfb0", ("0.10.0-0.10.11", "!*php*", "!*builder*"), ("/usr/bin/caddy",), ("--conf", "/etc/Caddyfile", "--log", "stdout")))),
    Base("caddy", "caddyserver/caddy-docker@0379cde:2.11/builder/Dockerfile", ("*builder*",), "golang:alpine",
         workdir="/usr/bin"),
    Base("caddy", "caddyserver/caddy-docker@0379cde:2.11/alpine/Dockerfile", ("*",), "alpine", cmd=_CADDY, workdir="/srv",
         env=(("XDG_CONFIG_HOME", "/config"), ("XDG_DATA_HOME", "/data")), env_names=("CADDY_VERSION",)),
    Base("varnish", f"{_HISTORY}/varnish (history)", ("6.0.3-6.0.5|6.2-6.3",), "debian", ("docker-varnish-entrypoint",),
         ("varnishd", "-F", "-f", "/etc/varnish/default.vcl"), scripts=(scripts.VARNISH,)),
    Base("varnish", "varnish/docker-varnish@07daf0b:fresh/debian/Dockerfile", ("*",), "tag|debian",
         ("/usr/local/bin/docker-varnish-entrypoint",), (), user="varnish", workdir="/etc/varnish",
         scripts=(scripts.VARNISH,), env_names=("VARNISH_SIZE",)),
    Base("envoyproxy/envoy", "envoyproxy/envoy@019f458:ci/Dockerfile-envoy", ("*distroless*",), "gcr.io/distroless/base",
         ("/usr/local/bin/envoy",), ("-c", "/etc/envoy/envoy.yaml")),
    Base("envoyproxy/envoy", "envoyproxy/envoy@019f458:ci/Dockerfile-envoy, ci/docker-entrypoint.sh", ("*",), "tag|ubuntu",
         ("/docker-entrypoint.sh",), ("envoy", "-c", "/etc/envoy/envoy.yaml"),
         scripts=(scripts.options_to("envoy", "/docker-entrypoint.sh"),)),
    # kong: nginx's signals, SIGTERM until 1.1
    Base("kong", f"{_HISTORY}/kong (history)", ("<0.11",), unknown=("cmd", "sh"), entrypoint=("/docker-entrypoint.sh",)),
    Base("kong", f"{_HISTORY}/kong (history)", ("<0.14",), entrypoint=("/docker-entrypoint.sh",), stop_signal="SIGTERM",
         cmd=("/usr/local/openresty/nginx/sbin/nginx", "-c", "/usr/local/kong/nginx.conf", "-p", "/usr/local/kong/"),
         unknown=("sh",), scripts=(scripts.KONG,)),
    Base("kong", f"{_HISTORY}/kong (history)", ("<1.2",), entrypoint=("/docker-entrypoint.sh",),
         cmd=("kong", "docker-start"), stop_signal="SIGTERM", unknown=("sh",), scripts=(scripts.KONG,)),
    Base("kong", "Kong/docker-kong@025391e:ubuntu/Dockerfile; Kong/docker-kong@d1ed165:docker-entrypoint.sh", ("*",),
         "tag|ubuntu", ("/docker-entrypoint.sh",), ("kong", "docker-start"), "SIGQUIT", user="kong",
         scripts=(scripts.KONG,), env_names=("KONG_VERSION",), unknown=("sh",)),
    Base("kong/kong*", "Kong/docker-kong@d1ed165:Dockerfile.deb", ("*",), "tag|ubuntu", ("/docker-entrypoint.sh",),
         ("kong", "docker-start"), "SIGQUIT", user="kong", scripts=(scripts.KONG,)),
    # applications
    Base("ghost", f"{_HISTORY}/ghost (history)", ("<1",), "tag|debian", unknown=("entrypoint",), cmd=("npm", "start"),
         workdir="/usr/src/ghost"),
    Base("ghost", "docker-library/ghost@7edb45d:6/bookworm/Dockerfile#L95#L98", ("*",), "tag|debian",
         ("docker-entrypoint.sh",), ("node", "current/index.js"), workdir="/var/lib/ghost",
         scripts=(scripts.run_arguments(shebang="/bin/bash"),), env=(("NODE_ENV", "production"),),
         env_names=("NODE_VERSION", "YARN_VERSION", "GHOST_VERSION", "GHOST_INSTALL", "GHOST_CONTENT", "GOSU_VERSION")),
    Base("redmine", f"{_HISTORY}/redmine (history)", ("*passenger*",), "debian", ("/docker-entrypoint.sh",),
         ("passenger", "start"), scripts=(scripts.ROOT_RUN_ARGUMENTS,), workdir="/usr/src/redmine"),
    Base("redmine", "docker-library/redmine@f772dee:6.1/trixie/Dockerfile#L157#L160", ("*",), "tag|debian",
         ("/docker-entrypoint.sh",), ("rails", "server", "-b", "0.0.0.0"), scripts=(scripts.ROOT_RUN_ARGUMENTS,),
         workdir="/usr/src/redmine", env=(("PATH", "/usr/local/bundle/bin:" + PATH), ("RAILS_ENV", "production"))),
    Base("rocket.chat", "RocketChat/Docker.Official.Image@1c3e8bb:8.5/Dockerfile", (">=1",), cmd=("node", "main.js"),
         workdir="/app/bundle", user="rocketchat", unknown=("entrypoint", "sh")),
    Base("odoo", "odoo/docker@f7f6765:17.0/Dockerfile, entrypoint.sh", ("<10",), "debian", ("/entrypoint.sh",),
         unknown=("cmd",)),
    Base("odoo", "odoo/docker@f7f6765:17.0/Dockerfile, entrypoint.sh", ("*",), "tag|ubuntu", ("/entrypoint.sh",), ("odoo",),
         user="odoo", scripts=(scripts.ODOO,)),
    Base("sameersbn/gitlab", "sameersbn/docker-gitlab@7982d9b:Dockerfile", ("*",), "ubuntu", ("/sbin/entrypoint.sh",),
         ("app:start",), workdir="/home/git/gitlab"),
    *(Base(f"gitlab/gitlab-{edition}", "gitlabhq/omnibus-gitlab@11471ef:docker/Dockerfile, docker/assets/wrapper", ("*",),
           "ubuntu", cmd=("/assets/wrapper",), unknown=("entrypoint",)) for edition in ("ce", "ee")),
)  # fmt: skip
