"""Base images of clouds and their tools: functions, command lines, runners of continuous integration."""

from __future__ import annotations

from stoplint.model.catalog.images import entrypoints as scripts
from stoplint.model.catalog.images import starts
from stoplint.model.catalog.rows import Base

_CIRCLECI = "CircleCI-Public/circleci-dockerfiles@0406753a"
# what each is built on; their own Dockerfiles end with USER circleci, CMD /bin/sh
_CIRCLE_IMAGES = (
    ("node", "node"), ("python", "python"), ("ruby", "ruby"), ("golang", "golang"), ("openjdk", "openjdk"), ("php", "php"),
    ("elixir", "elixir"), ("rust", "rust"), ("buildpack-deps", "buildpack-deps"), ("clojure", "clojure"), ("android", "debian"),
)  # fmt: skip
_LAMBDA_PATH = "/var/lang/bin:/usr/local/bin:/usr/bin/:/bin:/opt/bin"

ROWS: tuple[Base, ...] = (
    # AWS Lambda: outside of Lambda the emulator becomes PID 1; the handler's name is the CMD
    *(Base(f"amazon/aws-lambda-{runtime}", f"aws/aws-lambda-base-images@{commit}; lambda-entrypoint.sh as Amazon ships it "
           "(read in copies of it)", ("*",), "amazonlinux", ("/lambda-entrypoint.sh",), workdir="/var/task",
           env=(("PATH", _LAMBDA_PATH), ("LAMBDA_TASK_ROOT", "/var/task"), ("LAMBDA_RUNTIME_DIR", "/var/runtime")),
           env_names=("LANG", "TZ", "LD_LIBRARY_PATH"), scripts=(starts.LAMBDA,))
      for runtime, commit in (("python", "384f430:x86_64/Dockerfile.python3.12"), ("nodejs", "b8b153b:x86_64/Dockerfile.nodejs20.x"),
                              ("java", "4689a34:x86_64/Dockerfile.java11"), ("provided", "c94ce83:x86_64/Dockerfile.provided.al2"),
                              ("ruby", "268b2e1:x86_64/Dockerfile.ruby2.7"), ("go", "30eedba:Dockerfile.go1.x"),
                              ("dotnet", "cb9941a:x86_64/Dockerfile.dotnet6"))),
    # Azure Functions
    *(Base(f"mcr.microsoft.com/azure-functions/{name}", "Azure/azure-functions-docker@020dbf3:host/4 (the host since November 2023 below "
           "a script; the appservice images start another one)", tags, "debian", unknown=unknown, env=(("AzureWebJobsScriptRoot", "/home/site/wwwroot"),))
      for name in ("node", "python", "dotnet", "dotnet-isolated", "java", "powershell")
      for tags, unknown in ((("*appservice*", ">=3", "!*mariner*"), ("entrypoint", "cmd")), ((">=3", "!*mariner*"), ("cmd",)))),
    # command lines: they do their work and end
    *(Base("google/cloud-sdk", f"GoogleCloudPlatform/cloud-sdk-docker@{commit}", tags, parent, entrypoint, scripts=script, unknown=unknown,
           env_names=("CLOUD_SDK_VERSION", "PATH"))
      for commit, tags, parent, entrypoint, script, unknown in (
          ("3d637d0:stable/Dockerfile, stable/entrypoint.sh", ("*stable*",), "debian", ("/usr/local/bin/entrypoint.sh",),
           (scripts.run_arguments("/usr/local/bin/entrypoint.sh"),), ()),
          ("bc2b3d8:alpine/Dockerfile (sets neither; on python since 2026)", ("*alpine*",), "alpine", None, (), ("cmd",)),
          ("47328f7:Dockerfile, debian_slim/Dockerfile, emulators/Dockerfile (set neither)", ("*",), "debian", None, (), ("cmd",)))),
    Base("amazon/aws-cli", "aws/aws-cli@e0dba6b, @4a2f237:docker/Dockerfile", ("*",), "amazonlinux", ("/usr/local/bin/aws",), workdir="/aws"),
    Base("mcr.microsoft.com/azure-cli", "Azure/azure-cli@0018b0a:Dockerfile (on Alpine, later on Azure Linux)", ("*",),
         cmd=("/bin/sh", "-c", "bash"), unknown=("sh",), env=(("AZ_INSTALLER", "DOCKER"),)),
    *(Base("mcr.microsoft.com/powershell", "PowerShell/PowerShell-Docker@c074f941:release/*/docker/Dockerfile", tags, "tag|ubuntu", cmd=cmd,
           unknown=unknown)
      for tags, cmd, unknown in ((("*preview*",), None, ("cmd",)), (("*",), ("pwsh",), ()))),
    Base("hashicorp/terraform", "hashicorp/terraform@0fe906f:build.Dockerfile, @6824407:scripts/docker-release/Dockerfile-release",
         (">=0.10", "!full*"), "alpine", ("/bin/terraform",)),
    # SQL Server: what starts it changed; on Ubuntu unless the tag says otherwise
    Base("mcr.microsoft.com/mssql/server", "microsoft/mssql-docker@e18268b:linux/mssql-server-linux/Dockerfile (FROM ubuntu)", ("*",), "tag|ubuntu",
         unknown=("entrypoint", "cmd", "user")),
    # continuous integration
    *(Base(f"circleci/{name}", f"{_CIRCLECI}:{name}/images/*/browsers/Dockerfile", ("*browsers*",), parent, ("/docker-entrypoint.sh",), ("/bin/sh",),
           user="circleci", unknown=unknown,
           scripts=(("/docker-entrypoint.sh", '#!/bin/sh\nXvfb :99 -screen 0 1280x1024x24 &\nexec "$@"\n'),))
      for name, parent in _CIRCLE_IMAGES for unknown in (("stop_signal",) if name == "php" else (),)),
    Base("circleci/node", f"{_CIRCLECI}:node/images/*/Dockerfile (FROM node from before June 2019)", ("<8.16|9-10.15|11-11.14|12.0-12.3", "!*browsers*"),
         "tag|debian", cmd=("/bin/sh",), user="circleci"),
    *(Base(f"circleci/{name}", f"{_CIRCLECI}:{name}/images/*/Dockerfile", ("!*browsers*",), parent, cmd=("/bin/sh",), user="circleci",
           unknown=unknown)
      for name, parent in _CIRCLE_IMAGES for unknown in (("stop_signal",) if name == "php" else (),)),
    *(Base("gitlab/gitlab-runner", f"gitlabhq/gitlab-runner@{commit}", ("!*ubi*", *(f"!*v{old}*" for old in ("1.", "9", "10", "11", "12", "13")), *tags),
           parent, ("/usr/bin/dumb-init", "/entrypoint"), ("run", "--user=gitlab-runner", "--working-directory=/home/gitlab-runner"), "SIGQUIT",
           scripts=(scripts.become('gitlab-runner "$@"', "/entrypoint", "/bin/bash"),))
      for commit, tags, parent in (("03fe73f:dockerfiles/runner/alpine/Dockerfile", ("*alpine*",), "alpine"),
                                   ("0deeda5:dockerfiles/runner/ubuntu/Dockerfile, entrypoint", (), "ubuntu"))),
    *(Base("buildkite/agent", f"buildkite/agent@{commit}", tags, parent, ("buildkite-agent-entrypoint",), ("start",),
           scripts=(scripts.become(f'{tini} -- /usr/local/bin/buildkite-agent "$@"', "/usr/local/bin/buildkite-agent-entrypoint", "/usr/bin/env bash"),))
      for commit, tags, parent, tini in (("3323203:packaging/docker/ubuntu-24.04/Dockerfile, entrypoint.sh", ("*ubuntu*", ">=3"), "ubuntu", "/usr/bin/tini"),
                                         ("2e40f51:packaging/docker/alpine/Dockerfile, entrypoint.sh", (">=3", "!*sidecar*", "!*centos*"), "alpine",
                                          "/sbin/tini"))),
    Base("ghcr.io/actions/actions-runner", "actions/runner@172a1a0:images/Dockerfile (sets neither)", (">=2.322",), "ubuntu", user="runner",
         workdir="/home/runner", env=(("RUNNER_MANUALLY_TRAP_SIG", "1"),), env_names=("ImageOS", "ACTIONS_RUNNER_PRINT_LOG_TO_STDOUT")),
    *(Base(f"gcr.io/oss-fuzz-base/{name}", "google/oss-fuzz@7691710:infra/base-images/base-builder/Dockerfile, base-image/Dockerfile", ("*",), "ubuntu",
           cmd=cmd, workdir=workdir, unknown=unknown, env=(("OUT", "/out"), ("SRC", "/src"), ("WORK", "/work")), env_names=("PATH", "HWASAN_OPTIONS"))
      for name, cmd, workdir, unknown in (("base-builder*", ("compile",), "/src", ()), ("base-image", None, None, ()),
                                          ("base-clang", None, None, ()), ("base-runner*", None, None, ("cmd",)))),
    # SUSE's base container images
    *(Base(f"registry.suse.com/bci/bci-{name}", "SUSE/BCI-dockerfile-generator@bcb9ba847:src/bci_build/package/basecontainers.py", ("*",),
           cmd=cmd, sh="bash", unknown=unknown)
      for name, cmd, unknown in (("base*", None, ("cmd",)), ("minimal*", None, ("cmd",)), ("micro*", ("/bin/sh",), ()),
                                 ("init*", ("/usr/lib/systemd/systemd",), ("stop_signal",)))),
    Base("registry.suse.com/bci/bci-busybox*", "SUSE/BCI-dockerfile-generator@bcb9ba847:src/bci_build/package/basecontainers.py", ("*",),
         cmd=("/bin/sh",), sh="ash"),
    Base("registry.suse.com/bci/*", "SUSE/BCI-dockerfile-generator@bcb9ba847:src/bci_build/package/*.py (built on bci-base)", ("*",), sh="bash",
         unknown=("entrypoint", "cmd", "stop_signal", "env", "workdir", "user")),
    # NVIDIA's: /opt/nvidia/nvidia_entrypoint.sh becomes the command, where there is one
    Base("nvcr.io/nvidia/tritonserver", "triton-inference-server/server@e1db8a603:build.py, docker/cpu_only/nvidia_entrypoint.sh", ("*",), "ubuntu",
         ("/opt/nvidia/nvidia_entrypoint.sh",), scripts=(scripts.NVIDIA,), workdir="/opt/tritonserver"),
    Base("ollama/ollama", "ollama/ollama@d1bd15c:Dockerfile", ("!*rocm*",), "ubuntu", ("/bin/ollama",), ("serve",),
         env=(("OLLAMA_HOST", "0.0.0.0"),), env_names=("PATH", "LD_LIBRARY_PATH", "NVIDIA_DRIVER_CAPABILITIES")),  # noqa: S104 - what it listens on
    Base("vllm/vllm-openai", "vllm-project/vllm@01da449:Dockerfile, @0000977:docker/Dockerfile", ("0.4-0.8",), "ubuntu",
         ("python3", "-m", "vllm.entrypoints.openai.api_server"), workdir="/vllm-workspace"),
    Base("locustio/locust", "locustio/locust@c397d7c, @5ea0342:Dockerfile", (">=1.1",), "python", ("locust",), user="locust",
         workdir="/home/locust", env_names=("PYTHONUNBUFFERED",)),
    # Bref's: PHP on Lambda; the development images have a script of their own
    Base("bref/php-8*-dev", "brefphp/aws-lambda-layers@7f75220:php-83/Dockerfile", ("*",), "amazonlinux", unknown=("entrypoint", "cmd")),
    Base("bref/php-8*", "brefphp/aws-lambda-layers@2de471a:php-84/Dockerfile (FROM public.ecr.aws/lambda/provided, sets neither)", (">=2",),
         "amazon/aws-lambda-provided"),
)  # fmt: skip
