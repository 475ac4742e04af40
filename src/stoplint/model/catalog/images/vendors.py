"""Base images of publishers that build many in one way: Bitnami, LinuxServer, Chainguard, Google, NVIDIA."""

from __future__ import annotations

from stoplint.model.catalog.images import entrypoints as scripts
from stoplint.model.catalog.rows import Base

_SHELL = ("/bin/bash", "-o", "errexit", "-o", "nounset", "-o", "pipefail", "-c")
_CHAINGUARD = "chainguard-images/images@cd7edd2:images/*/config (no shell without -dev)"
_ALL_BUT_SH = ("entrypoint", "cmd", "stop_signal", "env", "workdir", "user")
_HARDENED = (
    "docker-hardened-images/catalog@0bba639:image/python/debian-13/3.13.yaml, 3.13-dev.yaml (cmd; no stop signal, "
    "no shell without -dev)"
)
_S6 = "just-containers/s6-overlay@9658b23:README.md#L231,#L260"
_COMMUNITY = "hassio-addons/addon-base@0088bc7, addon-debian-base@00e4448: base/Dockerfile"


def _of_home_assistant(name: str, parent: str, source: str) -> Base:
    bash = "/bin/ash" if parent == "alpine" else "/bin/bash"
    note = "s6-overlay: a CMD is run as a child; on TERM /init runs its shutdown sequence"
    return Base(name, f"{_S6}; {source}", ("*",), parent, ("/init",), shell=(bash, "-o", "pipefail", "-c"), note=note)  # noqa: S604 - no call


def _bitnami(name: str, run: str, source: str, note: str = "") -> Base:
    """A Bitnami server: an entrypoint that ends in exec "$@", and a run.sh that becomes the server."""
    folder = f"/opt/bitnami/scripts/{name}"
    return Base(
        f"bitnami/{name}",
        source,
        ("*",),
        "bitnami/minideb",
        (f"{folder}/entrypoint.sh",),
        (f"{folder}/run.sh",),
        shell=_SHELL,
        user="1001",
        scripts=(
            scripts.run_arguments(f"{folder}/entrypoint.sh", "/bin/bash"),
            scripts.become(run, f"{folder}/run.sh", "/bin/bash"),
        ),
        note=note or "SHELL is inherited: a child's shell-form CMD is run by bash, not by dash",
    )


ROWS: tuple[Base, ...] = (
    _bitnami("nginx", "/opt/bitnami/nginx/sbin/nginx -c /opt/bitnami/nginx/conf/nginx.conf -g 'daemon off;'",
             "bitnami/containers@043f89c:bitnami/nginx/1.27/debian-12/Dockerfile",
             "no STOPSIGNAL: nginx's fast shutdown, unlike the official image"),
    _bitnami("apache", "/opt/bitnami/apache/bin/httpd -f /opt/bitnami/apache/conf/httpd.conf -D FOREGROUND",
             "bitnami/containers@02e0da4:bitnami/apache/2.4/debian-12/Dockerfile",
             "no STOPSIGNAL, where the official httpd has SIGWINCH"),
    _bitnami("postgresql", "/opt/bitnami/postgresql/bin/postgres -D /bitnami/postgresql/data",
             "bitnami/containers@0191828:bitnami/postgresql/16/debian-12/Dockerfile"),
    Base("bitnami/*", "bitnami/containers: bitnami/*/*/debian-12/Dockerfile (FROM bitnami/minideb, SHELL bash)", ("*",),
         None, shell=_SHELL, sh="dash", unknown=("entrypoint", "cmd", "stop_signal", "env", "workdir", "user")),
    # s6-overlay as PID 1
    Base("linuxserver/baseimage-alpine-nginx", f"{_S6}; linuxserver/docker-baseimage-alpine-nginx@8237452:"
         "root/etc/s6-overlay/s6-rc.d/svc-nginx/run, svc-php-fpm/run, no down-signal (@52cda5a, @0b31b00: root/etc/services.d; "
         "daemon off stands in root/defaults/nginx/nginx.conf.sample)", ("*",), "linuxserver/baseimage-alpine",
         scripts=(scripts.become("/usr/sbin/nginx -g 'daemon off;'", "/etc/services.d/nginx/run"),
                  scripts.become("/usr/sbin/php-fpm -F", "/etc/services.d/php-fpm/run")),
         note="s6-overlay: on TERM /init runs its shutdown sequence"),
    *(Base(name, f"{_S6}; linuxserver/docker-baseimage-alpine@3d5a8b0:Dockerfile", ("*",), parent, ("/init",),
           unknown=unknown, services=services,
           note="s6-overlay: a CMD is run as a child; on TERM /init runs its shutdown sequence")
      for name, parent, unknown, services in (
          ("linuxserver/baseimage-alpine*", "alpine", (), ""), ("linuxserver/baseimage-ubuntu*", "ubuntu", (), ""),
          ("linuxserver/baseimage-debian*", "debian", (), ""),
          ("linuxserver/baseimage-*", None, ("sh", "env", "workdir", "user", "shell"), ""),
          ("linuxserver/*", None, ("sh", "env", "workdir", "user", "shell"), "that of its application"))),
    # Home Assistant's base images and those of its community's add-ons, for one architecture each or for all
    *(_of_home_assistant(f"{name}{kind}", parent, source)
      for name, source in (*((name, _COMMUNITY) for name in ("ghcr.io/hassio-addons/", "hassioaddons/")),
                           *((f"{name}{of}", "home-assistant/docker-base@0e5d2a9:alpine/Dockerfile")
                             for name in ("ghcr.io/home-assistant/", "homeassistant/") for of in ("", "*-")))
      for kind, parent in (("debian-base*", "debian"), ("ubuntu-base*", "ubuntu"), ("base-debian*", "debian"),
                           ("base-ubuntu*", "ubuntu"), ("base*", "alpine"))),
    *(Base("ghcr.io/sdr-enthusiasts/docker-baseimage", f"{_S6}; sdr-enthusiasts/docker-baseimage@e991d48:Dockerfile.{of}", tags,  # noqa: S604 - no call
           "debian", ("/init",), shell=("/bin/bash", *options, "-o", "pipefail", "-c"),
           note="s6-overlay: a CMD is run as a child; on TERM /init runs its shutdown sequence")
      for tags, options, of in ((("mlatclient*|wreadsb*",), ("-x",), "{mlatclient,wreadsb}"), (("*",), (), "base"))),
    # supervisord
    *(Base(name, f"m1k1o/neko@baf21c1d:runtime/{file}, supervisord.conf", ("*",), parent,
           cmd=("/usr/bin/supervisord", "-c", "/etc/neko/supervisord.conf"), scripts=(scripts.NEKO,),
           env=(("USER", "neko"), ("DISPLAY", ":99.0")))
      for name, parent, file in (("ghcr.io/m1k1o/neko/base", "debian", "Dockerfile"),
                                 ("ghcr.io/m1k1o/neko/intel-base", "debian", "Dockerfile.intel"),
                                 ("ghcr.io/m1k1o/neko/nvidia-base", "nvidia/cuda:12.5.1-runtime-ubuntu24.04", "Dockerfile.nvidia"))),
    Base("owncloud/base", "owncloud-docker/base@30a86dc:v24.04/Dockerfile.multiarch, overlay/usr/bin; owncloud-docker/php@2a6b950, "
         "owncloud-docker/ubuntu@5c60d35: Dockerfile.multiarch (no STOPSIGNAL)", ("20.04|22.04|24.04|latest",), "ubuntu",
         ("/usr/bin/entrypoint",), ("/usr/bin/owncloud", "server"), workdir="/var/www/owncloud", scripts=scripts.OWNCLOUD),
    Base("uselagoon/*", "uselagoon/lagoon-images@e2a9611: images/*/Dockerfile (built on alpine)", ("*",), "alpine",
         unknown=("entrypoint", "cmd", "stop_signal", "user")),
    # Chainguard: no shell, unless the tag says -dev (BusyBox)
    *(Base(name, _CHAINGUARD, ("*dev*",), sh="ash", unknown=_ALL_BUT_SH) for name in ("cgr.dev/*", "chainguard/*")),
    *(Base(f"{name}/{image}", _CHAINGUARD, ("*",), sh="none", unknown=_ALL_BUT_SH) for name in ("cgr.dev/chainguard", "chainguard")
      for image in ("static", "glibc-dynamic", "cc-dynamic", "python", "node", "jre", "jdk", "dotnet-runtime", "aspnet-runtime", "ruby", "nginx")),
    # Docker Hardened Images on Debian: those without -dev have no shell, those with it bash, and /bin/sh is not named
    Base("dhi.io/python", _HARDENED, ("!*alpine*", "*dev*"), cmd=("python3",), env_names=("PYTHON_VERSION", "SSL_CERT_FILE")),
    Base("dhi.io/python", _HARDENED, ("!*alpine*",), sh="none", cmd=("python3",), user="nonroot",
         env_names=("PYTHON_VERSION", "SSL_CERT_FILE")),
    # webdevops: supervisord; what is built on php:*-fpm inherits SIGQUIT
    *(Base(f"webdevops/{name}", "webdevops/Dockerfile@3ba1c2c:docker/base/alpine/Dockerfile, conf/bin/entrypoint.sh", ("*",),
           "tag|ubuntu", ("/entrypoint",), ("supervisord",), scripts=(scripts.WEBDEVOPS,))
      for name in ("base", "base-app", "nginx", "apache")),
    *(Base(f"webdevops/{name}", "webdevops/Dockerfile@3ba1c2c:docker/php/8.5/Dockerfile, conf/bin/entrypoint.sh", tags, parent,
           ("/entrypoint",), ("supervisord",), scripts=(scripts.WEBDEVOPS,))
      for name in ("php", "php-dev", "php-nginx", "php-nginx-dev", "php-apache", "php-apache-dev")
      for tags, parent in ((("*alpine*",), "php:fpm-alpine"), ((">=7.1",), "php:fpm"))),
    # NVIDIA's CUDA images are Ubuntu, UBI or Rocky Linux with an ENTRYPOINT that becomes the command
    Base("nvidia/cuda", "gitlab.com/nvidia/container-images/cuda: dist/*/base/Dockerfile (sets neither)", ("*-base-*",),
         "tag|ubuntu"),
    Base("nvidia/cuda", "gitlab.com/nvidia/container-images/cuda: dist/*/runtime/Dockerfile, nvidia_entrypoint.sh "
         "(read in copies of the 11.8 and 12.1 images' Dockerfiles)", (">=11.8", "*-runtime-*|*-devel-*"), "tag|ubuntu",
         ("/opt/nvidia/nvidia_entrypoint.sh",), scripts=(scripts.NVIDIA,)),
    Base("nvidia/cuda", "gitlab.com/nvidia/container-images/cuda: older images", ("*",), "tag|ubuntu",
         unknown=("entrypoint", "cmd")),
    *(Base(name, source, ("*",), "ubuntu", unknown=("entrypoint", "cmd"))
      for name, source in (("tensorflow/tensorflow", "tensorflow/tensorflow: tools/dockerfiles (FROM ubuntu or nvidia/cuda)"),
                           ("pytorch/pytorch", "pytorch/pytorch: Dockerfile (FROM ubuntu or nvidia/cuda)"))),
    *(Base(f"gcr.io/google-appengine/{name}", "GoogleCloudPlatform/python-runtime@d4b451a: Dockerfiles (FROM ubuntu)", ("*",),
           "ubuntu", unknown=("entrypoint", "cmd")) for name in ("python", "base", "debian*", "nodejs")),
)  # fmt: skip
