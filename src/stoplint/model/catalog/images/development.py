"""Base images for development and its tools: dev containers, continuous integration, game servers' downloads, clouds' stand-ins."""

# ruff: noqa: S604  (a SHELL instruction is no subprocess)
from __future__ import annotations

from stoplint.model.catalog.images import entrypoints as scripts
from stoplint.model.catalog.rows import Base

_PIPEFAIL = ("/bin/bash", "-o", "pipefail", "-c")
_STEAM = "steamcmd/docker@2f7f622:dockerfiles"
_CIMG = "CircleCI-Public/cimg-base@1e69b08:24.04/Dockerfile"
_CIRCLE_SHELL = ("/bin/bash", "-exo", "pipefail", "-c")
# what each is built on; their own Dockerfiles set none of ENTRYPOINT, CMD, STOPSIGNAL and USER
_DEV_CONTAINERS = (
    ("base", "tag|debian"), ("cpp", "tag|debian"), ("java", "tag|debian"), ("java-8", "tag|debian"), ("anaconda", "debian"),
    ("miniconda", "debian"), ("python", "python"), ("ruby", "ruby"), ("jekyll", "ruby"), ("go", "golang"), ("rust", "rust"),
    ("javascript-node", "node"), ("typescript-node", "node"), ("php", "php:apache"), ("dotnet", "mcr.microsoft.com/dotnet/sdk"),
)  # fmt: skip

ROWS: tuple[Base, ...] = (
    # dev containers
    *(Base(f"{place}/{name}", source, ("!*alpine*",) if name not in {"base", "cpp"} else ("*",), parent)
      for place, source in (
          ("mcr.microsoft.com/devcontainers", "devcontainers/images@bed3eb26:src/*/.devcontainer/Dockerfile"),
          ("mcr.microsoft.com/vscode/devcontainers",
           "microsoft/vscode-dev-containers@06b27a9a:containers/*/.devcontainer/base.Dockerfile"))
      for name, parent in _DEV_CONTAINERS),
    Base("gitpod/workspace-*", "gitpod-io/workspace-images@244a381:base/Dockerfile, chunks/*/Dockerfile (none sets ENTRYPOINT or CMD)",
         ("*",), "ubuntu", user="gitpod", workdir="/home/gitpod", env_names=("HOME", "LANG", "PATH")),
    # continuous integration
    *(Base(f"cimg/{name}", f"{_CIMG}; CircleCI-Public/cimg-{name}:Dockerfile.template (sets neither)", ("!*browsers*",), "ubuntu",
           shell=_CIRCLE_SHELL, user="circleci", workdir="/home/circleci/project")
      for name in ("base", "ruby", "go", "node", "python")),
    Base("cimg/ruby", "CircleCI-Public/cimg-ruby@0d9f7c8:4.0/browsers/Dockerfile", ("*",), "ubuntu", ("/docker-entrypoint.sh",),
         ("/bin/sh",), shell=_CIRCLE_SHELL, user="circleci", workdir="/home/circleci/project",
         scripts=(("/docker-entrypoint.sh", '#!/bin/sh\nXvfb :99 -screen 0 1280x1024x24 &\nexec "$@"\n'),)),
    Base("buildbot/buildbot-worker", "buildbot/buildbot@61f2f41:worker/Dockerfile (Debian since 2709dce, September 2023)",
         ("master|latest|>=4",), "debian", cmd=("/usr/bin/dumb-init", "/buildbot_venv/bin/twistd", "--pidfile=", "-ny", "buildbot.tac"),
         user="buildbot", workdir="/buildbot"),
    *(Base(f"jenkins/{name}", f"jenkinsci/{source}", ("!*alpine*", "!*ubi*", "!*rhel*", "!*windows*", "!*nanoserver*"), "debian", entrypoint,
           user=user, workdir=workdir, scripts=script, env_names=("JAVA_HOME", "PATH", "AGENT_WORKDIR", "LANG", "TZ"))
      for name, source, entrypoint, user, workdir, script in (
          ("agent", "docker-agent@b066c0a:debian/Dockerfile", None, "jenkins", "/home/jenkins", ()),
          ("inbound-agent", "docker-agent@b066c0a:debian/Dockerfile, jenkins-agent", ("/usr/local/bin/jenkins-agent",), "jenkins",
           "/home/jenkins", (scripts.JENKINS_AGENT,)),
          ("ssh-agent", "docker-ssh-agent@9b06587:debian/Dockerfile, setup-sshd", ("setup-sshd",), None, "/home/jenkins",
           (scripts.SETUP_SSHD,)))),
    # clouds' stand-ins and clients
    Base("localstack/localstack", "localstack/localstack@8b9a79f:Dockerfile, bin/docker-entrypoint.sh (the supervisor since 2.0; from "
         "2026.3 on it is another image)", ("2-4",), "python:slim-trixie", ("docker-entrypoint.sh",), shell=("/bin/bash", "-c"), workdir="/opt/code/localstack",
         scripts=(scripts.become("localstack-supervisor", "/usr/local/bin/docker-entrypoint.sh", "/bin/bash"),)),
    *(Base(f"certbot/{name}", "certbot/certbot@f769e35:tools/docker/Dockerfile", ("*",), "python:alpine", ("certbot",),
           workdir="/opt/certbot") for name in ("certbot", "dns-*")),
    Base("garland/aws-cli-docker", "sekka1/aws-cli-docker@a8225d2:1.16.140/Dockerfile (sets neither)", ("1.16.140",), "alpine:3.6",
         workdir="/data"),
    # game servers: steamcmd is a tool that ends
    *(Base("cm2network/steamcmd", "CM2Walki/steamcmd@f4a6e7b:bookworm/Dockerfile (stages bookworm-root and bookworm)", tags,
           "debian", user=user, workdir="/home/steam/steamcmd",
           env=(("HOMEDIR", "/home/steam"), ("STEAMCMDDIR", "/home/steam/steamcmd"), ("USER", "steam")))
      for tags, user in ((("*root*",), None), (("*",), "steam"))),
    *(Base("steamcmd/steamcmd", f"{_STEAM}/{name}/Dockerfile", tags, parent, ("steamcmd",), ("+help", "+quit"), shell=shell,
           env=(("HOME", "/root"), ("USER", "root")), workdir="/root")
      for name, tags, parent, shell in (
          ("ubuntu-24", ("ubuntu*|latest",), "ubuntu", _PIPEFAIL), ("debian-13", ("debian*",), "debian", _PIPEFAIL),
          ("alpine-3", ("alpine*",), "alpine", None), ("rocky-9", ("rocky*",), "rockylinux", None),
          ("centos-9", ("centos*",), "centos", None))),
    # what is built on these: a library's own image, a Java service
    Base("ghcr.io/greenbone/gvm-libs", "greenbone/gvm-libs@da09c6f:.docker/prod.Dockerfile (sets neither)", ("*",), "debian"),
    Base("eventuateio/eventuate-examples-docker-images-spring-example-base-image",
         "eventuate-examples/eventuate-examples-docker-images@1b338ff:spring-example-base-image/Dockerfile", ("*",),
         "amazonlinux", cmd=("/bin/sh", "-c", 'java ${JAVA_OPTS:-"-Xmx64m"} -jar ${JAR:-"service.jar"}'),
         env_names=("JAVA_HOME", "LANG")),
    # robots: the script sources ROS's environment and becomes the command
    *(Base(name, "osrf/docker_images@368c7cde:ros/humble/ubuntu/jammy/ros-core/Dockerfile, ros_entrypoint.sh (desktop and the "
           "others inherit it)", ("*",), "tag|ubuntu", ("/ros_entrypoint.sh",), ("bash",),
           scripts=(scripts.run_arguments("/ros_entrypoint.sh", "/bin/bash"),), env_names=("LANG", "LC_ALL", "ROS_DISTRO"))
      for name in ("ros", "osrf/ros")),
    *(Base("gazebo", "osrf/docker_images@0feec48:gazebo/11/ubuntu/focal/gzserver11/Dockerfile, gzserver_entrypoint.sh", tags,
           "tag|ubuntu", ("/gzserver_entrypoint.sh",), cmd, unknown=unknown,
           scripts=(scripts.run_arguments("/gzserver_entrypoint.sh", "/bin/bash"),))
      for tags, cmd, unknown in ((("gzweb*",), None, ("cmd", "workdir")), (("*",), ("gzserver",), ()))),
)  # fmt: skip
