"""Base images whose PID 1 is an init system, or a start script, of their own that stays."""

# ruff: noqa: S604  (a SHELL instruction is no subprocess)
from __future__ import annotations

from stoplint.model.catalog.images import entrypoints as scripts
from stoplint.model.catalog.rows import Base

_S6 = "just-containers/s6-overlay@9658b23:README.md#L231,#L260"
_KASM = "kasmtech/workspaces-core-images@8640e7f"
_S6_NOTE = "s6-overlay: a CMD is run as a child; on TERM /init runs its shutdown sequence"

ROWS: tuple[Base, ...] = (
    # s6-overlay; what /run.sh becomes depends on scripts of the images that are built on it: it is not said here
    Base("oznu/s6-alpine", f"{_S6}; oznu/docker-s6-alpine@8fc1275:Dockerfile", ("*",), "alpine", ("/init",), note=_S6_NOTE),
    Base("oznu/s6-node", f"{_S6}; oznu/docker-s6-alpine-node@0090ace:Dockerfile, README.md (FROM node)", ("*",), "tag|alpine", ("/init",),
         env_names=("NODE_VERSION", "YARN_VERSION", "ARCH", "S6_KEEP_ENV"), note=_S6_NOTE),
    *(Base(name, f"{_S6}; crazy-max/docker-alpine-s6@3d88753:Dockerfile", ("!*dist*",), "alpine", ("/init",), note=_S6_NOTE)
      for name in ("crazymax/alpine-s6", "ghcr.io/crazy-max/alpine-s6")),
    Base("behance/docker-base", "behance/docker-base@7836dbd:Dockerfile-ubuntu-22.04, container/root/run.sh "
         "(becomes /init when the scripts of /run.d have enabled services)", ("*",), "tag|ubuntu",
         cmd=("/bin/bash", "/run.sh")),
    *(Base(f"linuxserver/{name}", f"{_S6}; linuxserver/docker-{repository}:root/etc/s6-overlay/s6-rc.d", ("*",), parent, ("/init",),
           unknown=unknown, services=services, note=_S6_NOTE)
      for name, repository, parent, unknown, services in (
          ("baseimage-selkies", "baseimage-selkies@69f4fc9", "tag|debian", (), "an X server, a desktop, Selkies and nginx"),
          ("baseimage-kasmvnc", "baseimage-kasmvnc@0d37447", "tag|debian", (), "KasmVNC, a desktop and nginx"),
          ("webtop", "baseimage-selkies@69f4fc9 (webtop is FROM it)", None, ("sh", "env", "workdir", "user", "shell"),
           "an X server, a desktop, Selkies and nginx"))),
    # since v3 (baseimage-gui: v4) /init becomes cinit, before it was s6-overlay's; both keep the folders of /etc/services.d
    *(Base(f"jlesage/{name}", f"jlesage/docker-{name}@{commit}:Dockerfile; jlesage/docker-baseimage@d601d89:rootfs/init, "
           "src/cinit/cinit.c; v2.4.6:Dockerfile.alpine", ("*",), "tag|alpine", cmd=("/init",), services=services)
      for name, commit, services in (("baseimage", "d601d89", "that of /startapp.sh, a log monitor and logrotate, where the image has files for these"),
                                     ("baseimage-gui", "755e0ce", "that of /startapp.sh, an X server, a window manager and nginx"))),
    # runit
    Base("registry.gitlab.com/tozd/docker/base", "tozd/docker-base@162e3df: *.dockerfile (sets neither)", ("*",), "tag|ubuntu",
         env_names=("LC_ALL", "MUSL_LOCPATH")),
    Base("registry.gitlab.com/tozd/docker/runit", "tozd/docker-runit@6e04898: *.dockerfile, runsvdir-start", ("*",),
         "tag|ubuntu", ("/usr/local/sbin/runsvdir-start",),
         scripts=(scripts.become("runsvdir -P /etc/service", "/usr/local/sbin/runsvdir-start"),)),
    Base("registry.gitlab.com/tozd/docker/dinit", "tozd/docker-dinit@3f4d2b5: *.dockerfile", ("*",), "tag|ubuntu", ("/dinit",),
         env_names=("LC_ALL", "MUSL_LOCPATH")),
    # /container/tool/run and vnc_startup.sh are no scripts that can be said in a few words
    Base("osixia/light-baseimage", "osixia/docker-light-baseimage@3a6f083:image/Dockerfile", ("*",), "tag|debian",
         ("/container/tool/run",)),
    *(Base(f"kasmweb/core-{system}", f"{_KASM}:{file}, src/common/startup_scripts/kasm_default_profile.sh", ("*",), parent,
           ("/dockerstartup/kasm_default_profile.sh", "/dockerstartup/vnc_startup.sh", "/dockerstartup/kasm_startup.sh"),
           ("--wait",), user="1000", scripts=(scripts.run_arguments("/dockerstartup/kasm_default_profile.sh", "/usr/bin/env bash"),))
      for system, file, parent in (("ubuntu-*", "dockerfile-kasm-core", "ubuntu"), ("debian-*", "dockerfile-kasm-core", "debian"),
                                   ("alpine-*", "dockerfile-kasm-core-alpine", "alpine"),
                                   ("centos-*", "dockerfile-kasm-core-centos", "centos"),
                                   ("almalinux-*", "dockerfile-kasm-core-oracle", "almalinux"),
                                   ("oracle-*", "dockerfile-kasm-core-oracle", "oraclelinux"),
                                   ("fedora-*", "dockerfile-kasm-core-fedora", "fedora"),
                                   ("opensuse-*", "dockerfile-kasm-core-suse", "opensuse/leap"))),
    *(Base(f"ghcr.io/binhex/{name}", "binhex/arch-base@43426a2:Dockerfile, binhex/arch-int-vpn@4ab88a0:Dockerfile", ("latest",),
           entrypoint=("/usr/bin/dumb-init", "--"), shell=("/bin/sh", "-c"), sh="bash", unknown=("env",))
      for name in ("arch-base", "arch-int-vpn")),
)  # fmt: skip
