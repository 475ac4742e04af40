"""Base images: operating systems, images without a shell, Windows."""

from __future__ import annotations

from stoplint.model.catalog.images import entrypoints as scripts
from stoplint.model.catalog.rows import Base

PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
_DEFAULT_PATH = (("PATH", PATH),)
_DISTROLESS = "GoogleContainerTools/distroless@cd080764"
_DOTNET = "dotnet/dotnet-docker@3ed00b6"
_UBI = "registry.access.redhat.com/ubi*"

_CONTAINER_ENTRYPOINT = (scripts.run_arguments("/usr/bin/container-entrypoint", "/bin/bash"),)
_OLD_ALPINE = "|".join(("2.*", *(f"3.{minor}{rest}" for minor in range(8) for rest in ("", ".*"))))

ROWS: tuple[Base, ...] = (
    Base("scratch", "Dockerfile reference, FROM: scratch is the empty image", sh="none"),
    # Debian and Ubuntu
    Base("debian", "debuerreotype/docker-debian-artifacts@0ac241a:bookworm/oci/blobs/image-config.json", cmd=("bash",),
         sh="dash", env=_DEFAULT_PATH),
    Base("ubuntu", "tianon/docker-brew-ubuntu-core@570d597:bionic/Dockerfile", cmd=("/bin/bash",), sh="dash",
         env=_DEFAULT_PATH),
    Base("buildpack-deps", "docker-library/buildpack-deps@8330ca1:debian/bookworm/Dockerfile (sets neither)",
         parent="tag|debian"),
    Base("bitnami/minideb", "bitnami/minideb@1cd8d33:import#L19", cmd=("/bin/bash",),
         sh="dash", env=_DEFAULT_PATH),
    # Alpine and its kin. Up to 3.7 it has BusyBox 1.27, whose `sh -c` does not replace itself.
    Base("alpine", "mirror/busybox@1e3e2cc:shell/ash.c (evalstring(minusc, EV_EXIT): in 1.28.0, not in 1.27.2); "
         "alpinelinux/docker-alpine@cfaba60:x86_64/Dockerfile", (_OLD_ALPINE,),
         cmd=("/bin/sh",), sh="ash", old_busybox=True, env=_DEFAULT_PATH, lacks=("bash",)),
    Base("alpine", "alpinelinux/docker-alpine@cfaba60:x86_64/Dockerfile", cmd=("/bin/sh",), sh="ash", env=_DEFAULT_PATH,
         lacks=("bash",)),
    Base("busybox", "mirror/busybox@1e3e2cc:shell/ash.c (see alpine)", ("1.0-1.27",), cmd=("sh",), sh="ash", old_busybox=True,
         env=_DEFAULT_PATH, lacks=("bash", "os-release")),
    Base("busybox", "docker-library/busybox@9c20878:latest-1/glibc/amd64/image-config.json", cmd=("sh",), sh="ash",
         env=_DEFAULT_PATH, lacks=("bash", "os-release")),
    Base("cgr.dev/chainguard/wolfi-base", "chainguard-images/images@cd7edd2:images/wolfi-base/config/main.tf",
         sh="ash", unknown=("entrypoint", "cmd")),
    # Red Hat and its kin: /bin/sh is bash
    Base("registry.access.redhat.com/ubi*init", "RHsyseng/container-rhel-examples@369971b:starter-systemd/Dockerfile.centos7 (same pattern)",
         cmd=("/sbin/init",), stop_signal="SIGRTMIN+3", sh="bash", env=_DEFAULT_PATH),
    Base("registry.access.redhat.com/ubi*micro*", "keycloak/keycloak@0463815:quarkus/container/Dockerfile "
         "(a #!/bin/sh ENTRYPOINT runs on ubi9-micro)", cmd=("/bin/sh",), sh="bash", env=_DEFAULT_PATH),
    *(Base(f"{_UBI}/{name}", "Red Hat Universal Base Image: bash is /bin/sh (bash package of RHEL)",
           cmd=("/bin/bash",), sh="bash", env=_DEFAULT_PATH) for name in ("ubi", "ubi-minimal")),
    *(Base(f"registry.access.redhat.com/ubi{version}{flavour}", "Red Hat Universal Base Image: bash is /bin/sh "
           "(bash package of RHEL)", cmd=("/bin/bash",), sh="bash", env=_DEFAULT_PATH)
      for version in ("7", "8", "9", "10") for flavour in ("", "-minimal")),
    *(Base(name, "sclorg/nginx-container@a36fc02:1.20/Dockerfile.rhel8#L87 (FROM s2i-core)", parent="quay.io/sclorg/s2i-core-c9s",
           stop_signal="SIGQUIT", unknown=("cmd", "env", "shell", "workdir", "user"))
      for name in ("ubi8/nginx*", "registry.access.redhat.com/ubi*/nginx-*")),
    *(Base(f"{place}/s2i-{flavour}*", f"sclorg/s2i-base-container@2db8a0e:core/Dockerfile.c9s#L27 ({flavour}); "
           "sclorg/container-common-scripts@4f4f138:shared-scripts/core/usr/bin/container-entrypoint",
           entrypoint=("container-entrypoint",), cmd=("base-usage",), sh="bash", scripts=_CONTAINER_ENTRYPOINT,
           env=(("STI_SCRIPTS_URL", "image:///usr/libexec/s2i"), ("STI_SCRIPTS_PATH", "/usr/libexec/s2i"),
                ("APP_ROOT", "/opt/app-root"), ("HOME", "/opt/app-root/src"),
                ("PATH", f"/opt/app-root/src/bin:/opt/app-root/bin:{_DEFAULT_PATH[0][1]}")),
           workdir="/opt/app-root/src", unknown=("user",))
      for place in ("quay.io/sclorg", "quay.io/fedora", "rhscl", "ubi*", "registry.access.redhat.com/*")
      for flavour in ("core", "base")),
    # languages: FROM s2i-base or s2i-core, CMD $STI_SCRIPTS_PATH/usage
    *(Base(f"{place}/{name}", f"sclorg/s2i-{name.partition('-')[0]}-container@{commit}/Dockerfile.rhel9", parent="quay.io/sclorg/s2i-core-c9s",
           user="1001", unknown=("cmd", "env"))
      for place in ("ubi*", "registry.access.redhat.com/ubi*")
      for commit, names in (("15f02ca:3.12", ("python-36", "python-38", "python-39", "python-311", "python-312")),
                            ("0ca67ac:18", ("nodejs-14", "nodejs-16", "nodejs-18", "nodejs-20", "nodejs-22")),
                            ("00f9da5:8.1", ("php-74", "php-80", "php-81", "php-82")),
                            ("2a0af58:3.1", ("ruby-27", "ruby-30", "ruby-31", "ruby-33")))
      for name in names),
    *(Base(name, "sclorg/httpd-container@5dd8f95:2.4/Dockerfile.rhel9, 2.4/root/usr/bin/run-httpd; FROM s2i-core",
           parent="quay.io/sclorg/s2i-core-c9s", cmd=("/usr/bin/run-httpd",), user="1001",
           scripts=(scripts.become("httpd -D FOREGROUND $@", "/usr/bin/run-httpd", "/bin/bash"),))
      for name in ("registry.redhat.io/rhel*/httpd-24", "registry.access.redhat.com/ubi*/httpd-24", "quay.io/sclorg/httpd-24-*")),
    Base("fedora", "fedora-cloud/docker-brew-fedora@626d3f3:aarch64/Dockerfile", cmd=("/bin/bash",), sh="bash",
         env=_DEFAULT_PATH),
    Base("centos", "CentOS/sig-cloud-instance-images@76f876b:docker/Dockerfile", cmd=("/bin/bash",), sh="bash",
         env=_DEFAULT_PATH),
    Base("rockylinux", "rocky-linux/sig-cloud-instance-images@e03f0a6:Dockerfile", cmd=("/bin/bash",),
         sh="bash", env=_DEFAULT_PATH),
    Base("almalinux", "AlmaLinux/container-images@69926cf:default/386/Dockerfile", cmd=("/bin/bash",), sh="bash",
         env=_DEFAULT_PATH),
    Base("amazonlinux", "amazonlinux/container-images@e021424:Dockerfile", cmd=("/bin/bash",), sh="bash",
         env=_DEFAULT_PATH),
    Base("oraclelinux", "oracle/container-images@aed455e:10-slim/Dockerfile", cmd=("/bin/bash",), sh="bash",
         env=_DEFAULT_PATH),
    # distroless: no shell; with :debug BusyBox at /busybox/sh, which is not /bin/sh either
    Base("gcr.io/distroless/nodejs*", f"{_DISTROLESS}:nodejs/nodejs.bzl#L62", entrypoint=("/nodejs/bin/node",), sh="none"),
    Base("gcr.io/distroless/java-base*", f"{_DISTROLESS}:java/java.bzl (no entrypoint for java-base)", sh="none"),
    Base("gcr.io/distroless/java*", f"{_DISTROLESS}:java/java.bzl#L140", entrypoint=("/usr/bin/java", "-jar"), sh="none"),
    Base("gcr.io/distroless/python3*", f"{_DISTROLESS}:python3/python.bzl#L67", entrypoint=("/usr/bin/python3",),
         sh="none", note="the path has the minor version: /usr/bin/python3.x"),
    *(Base(f"gcr.io/distroless/{name}*", f"{_DISTROLESS}: no entrypoint in base/, cc/, static/", sh="none")
      for name in ("static", "base", "cc")),
    # Windows: recognised, and left alone
    *(Base(name, "learn.microsoft.com, Container base images", windows=True, sh="none",
           unknown=("entrypoint", "cmd", "stop_signal", "shell", "env", "workdir", "user"))
      for name in ("mcr.microsoft.com/windows", "mcr.microsoft.com/windows/*", "mcr.microsoft.com/dotnet/framework/*",
                   "microsoft/windowsservercore", "microsoft/nanoserver", "microsoft/iis", "microsoft/aspnet",
                   "mcr.microsoft.com/windows-cssc/*", "microsoft/dotnet-framework")),
    # .NET: the system's own CMD, but the images without a shell start `dotnet`
    *(Base(f"mcr.microsoft.com/dotnet/{name}", f"{_DOTNET}:src/runtime/8.0/noble-chiseled/amd64/Dockerfile",
           tags=("*chiseled*|*distroless*", "<10"), entrypoint=("/usr/bin/dotnet",), cmd=("--info",), sh="none",
           user="1654")
      for name in ("runtime", "aspnet")),
    *(Base(f"mcr.microsoft.com/dotnet/{name}", f"{_DOTNET}:src/runtime/10.0/noble-chiseled/amd64/Dockerfile",
           tags=("*chiseled*|*distroless*",), entrypoint=("/usr/bin/dotnet",), cmd=("--info",), sh="none", user="1654")
      for name in ("runtime", "aspnet")),
    Base("mcr.microsoft.com/dotnet/runtime-deps", f"{_DOTNET}:src/runtime-deps/8.0/noble-chiseled/amd64/Dockerfile",
         tags=("*chiseled*|*distroless*",), sh="none", user="1654"),
    Base("mcr.microsoft.com/dotnet/monitor*", f"{_DOTNET}:src/monitor", sh="none", unknown=("entrypoint", "cmd", "user")),
    *(Base(f"mcr.microsoft.com/dotnet/{name}", f"{_DOTNET}:src/{name}/8.0/bookworm-slim/amd64/Dockerfile (sets neither)",
           tags=("<10",), parent="tag|debian") for name in ("runtime", "aspnet", "runtime-deps", "sdk")),
    *(Base(f"mcr.microsoft.com/dotnet/{name}", f"{_DOTNET}:src/{name}/10.0/noble/amd64/Dockerfile (sets neither)",
           parent="tag|ubuntu") for name in ("runtime", "aspnet", "runtime-deps", "sdk")),
    # .NET Core on Docker Hub, before 3.0
    *(Base(f"microsoft/{name}", f"{source} (sets neither)", tags=("!*onbuild*",), parent="tag|debian", workdir=workdir)
      for name, source, workdir in (("dotnet", "dotnet/dotnet-docker@9024c8e:2.1/runtime/stretch-slim/amd64/Dockerfile", None),
                                    ("aspnetcore", "aspnet/aspnet-docker@52945ac:1.0/jessie/runtime/Dockerfile", None),
                                    ("aspnetcore-build", "aspnet/aspnet-docker@52945ac:1.1/jessie/kitchensink/Dockerfile", "/"))),
    Base("openeuler/openeuler", "openeuler-mirror/openeuler-docker-images@080f189:Base/openeuler/Dockerfile", cmd=("bash",), sh="bash"),
    # Azure Linux, SUSE, Arch, Photon
    *(Base(name, "microsoft/azurelinux: bash is /bin/sh", sh="bash", cmd=("/bin/bash",), unknown=("entrypoint",))
      for name in ("mcr.microsoft.com/azurelinux/base/core", "mcr.microsoft.com/cbl-mariner/base/core")),
    *(Base(name, "openSUSE/docker-containers-build@0df142c:aarch64/Dockerfile", sh="bash", cmd=("/bin/bash",))
      for name in ("opensuse/leap", "opensuse/tumbleweed")),
    Base("archlinux", "archlinux/archlinux-docker: bash is /bin/sh", cmd=("/usr/bin/bash",), sh="bash"),
    Base("photon", "vmware/photon: bash is /bin/sh", cmd=("/bin/bash",), sh="bash"),
)  # fmt: skip
