"""Base images of languages: Node.js, Python, Ruby, Go, Rust, and others."""

# ruff: noqa: S604  (a SHELL instruction is no subprocess)
from __future__ import annotations

from stoplint.model.catalog.images import entrypoints as scripts
from stoplint.model.catalog.images.systems import PATH
from stoplint.model.catalog.rows import Base

_NODE = "nodejs/docker-node@f27d936f"
_NODE_NAMES = ("NODE_VERSION", "YARN_VERSION")
_PYTHON_NAMES = ("GPG_KEY", "PYTHON_VERSION", "PYTHON_SHA256", "PYTHON_PIP_VERSION", "PYTHON_SETUPTOOLS_VERSION",
                 "PYTHON_GET_PIP_URL", "PYTHON_GET_PIP_SHA256")  # fmt: skip
_RUBY_NAMES = ("RUBY_VERSION", "RUBY_DOWNLOAD_URL", "RUBY_DOWNLOAD_SHA256", "RUBY_MAJOR")
_UVICORN = "tiangolo/uvicorn-gunicorn-docker@cb5abd5:docker-images/python3.11.dockerfile"

ROWS: tuple[Base, ...] = (
    # the entrypoint script came in June 2019 (docker-library/official-images: library/node, 8.16, 10.16, 11.15, 12.4)
    Base("node", "nodejs/docker-node@9023f588:9/onbuild/Dockerfile", tags=("*onbuild",), parent="tag|debian",
         unknown=("entrypoint",), cmd=("npm", "start"), workdir="/usr/src/app", env_names=_NODE_NAMES),
    Base("node", "docker-library/official-images@37079fb:library/node (history: no ENTRYPOINT before June 2019)",
         tags=("<8.16|9-10.15|11-11.14|12.0-12.3|argon*|boron*|chakracore*|wheezy*|jessie*",), parent="tag|debian",
         cmd=("node",), env_names=_NODE_NAMES),
    Base("node", f"{_NODE}:22/bookworm/Dockerfile#L75#L77", parent="tag|debian", entrypoint=("docker-entrypoint.sh",),
         cmd=("node",), scripts=(scripts.NODE,), env_names=_NODE_NAMES),
    Base("python", "docker-library/python@f1e613f4:2.7/stretch/Dockerfile", tags=("<3",), parent="tag|debian",
         cmd=("python2",), env=(("PATH", "/usr/local/bin:" + PATH), ("LANG", "C.UTF-8"), ("PYTHONIOENCODING", "UTF-8")),
         env_names=_PYTHON_NAMES),
    Base("python", "docker-library/python@4f070595:3.13/bookworm/Dockerfile#L117", parent="tag|debian",
         cmd=("python3",), env=(("PATH", "/usr/local/bin:" + PATH), ("LANG", "C.UTF-8")), env_names=_PYTHON_NAMES),
    Base("pypy", "docker-library/pypy@42257a4c:2.7/slim/Dockerfile", tags=("<3",), parent="tag|debian",
         cmd=("pypy",), env=(("PATH", "/opt/pypy/bin:" + PATH), ("LANG", "C.UTF-8")), env_names=("PYPY_VERSION",)),
    Base("pypy", "docker-library/pypy@42257a4c:3.6/Dockerfile", parent="tag|debian", cmd=("pypy3",),
         env=(("PATH", "/opt/pypy/bin:" + PATH), ("LANG", "C.UTF-8")), env_names=("PYPY_VERSION",)),
    Base("ruby", "docker-library/ruby@d55e25ae7:3.4/bookworm/Dockerfile#L110", parent="tag|debian", cmd=("irb",),
         env=(("LANG", "C.UTF-8"), ("GEM_HOME", "/usr/local/bundle"), ("BUNDLE_SILENCE_ROOT_WARNING", "1"),
              ("BUNDLE_APP_CONFIG", "/usr/local/bundle"), ("PATH", "/usr/local/bundle/bin:" + PATH)),
         env_names=_RUBY_NAMES),
    Base("jruby", "jruby/docker-jruby@19b2eb74:10.0/jre25/Dockerfile", parent="eclipse-temurin:jre", cmd=("irb",),
         unknown=("entrypoint", "sh")),
    Base("golang", "docker-library/golang@f4a36913:1.8-rc/onbuild/Dockerfile", tags=("*onbuild",), parent="tag|debian",
         cmd=("go-wrapper", "run"), workdir="/go/src/app"),
    Base("golang", "docker-library/golang@0844a73:1.24/bookworm/Dockerfile (sets neither)", parent="tag|debian",
         env=(("GOPATH", "/go"), ("PATH", "/go/bin:/usr/local/go/bin:" + PATH)), workdir="/go",
         env_names=("GOLANG_VERSION", "GOTOOLCHAIN")),
    Base("rust", "rust-lang/docker-rust@7668ee2:stable/bookworm/Dockerfile (sets neither)", parent="tag|debian",
         env=(("RUSTUP_HOME", "/usr/local/rustup"), ("CARGO_HOME", "/usr/local/cargo"),
              ("PATH", "/usr/local/cargo/bin:" + PATH)), env_names=("RUST_VERSION",)),
    Base("erlang", "erlang/docker-erlang-otp@1b03fdd8:19/onbuild/Dockerfile", tags=("*onbuild",), parent="tag|debian",
         cmd=("rebar3", "shell")),
    Base("erlang", "erlang/docker-erlang-otp@023b069:27/Dockerfile", parent="tag|debian", cmd=("erl",),
         env_names=("OTP_VERSION", "REBAR3_VERSION", "REBAR_VERSION")),
    Base("elixir", "erlef/docker-elixir@d3c21f12:1.18/otp-25-slim/Dockerfile", parent="tag|debian",
         cmd=("iex",), env=(("LANG", "C.UTF-8"),), env_names=("ELIXIR_VERSION", "OTP_VERSION", "REBAR3_VERSION")),
    Base("perl", "Perl/docker-perl@3dfeccf9:5.042.000-main-trixie/Dockerfile (CMD perlX.Y.Z -de0)", parent="tag|debian",
         cmd=("perl", "-de0"), workdir="/usr/src/app",
         note="docker-library/docs@c4a9ba4:perl/content.md#L45-L65: perl as PID 1 ignores INT and TERM unless handled"),
    Base("mono", "mono/docker@213addb:6.12.0.182/slim/Dockerfile (sets neither)", parent="debian", env_names=("MONO_VERSION",)),
    Base("haskell", "haskell/docker-haskell@4181ccd3:9.0/stretch/Dockerfile", parent="tag|debian", cmd=("ghci",)),
    Base("swift", "apple/swift-docker@9394b31e:5.5/ubuntu/16.04/slim/Dockerfile (sets neither)", parent="tag|ubuntu"),
    Base("julia", "docker-library/official-images@37079fb:library/julia (history: no ENTRYPOINT before 1.6.7, 1.8.2)",
         tags=("<1.6|1.6.0-1.6.6|1.7|1.8.0-1.8.1|1.6-*|*stretch|*alpine3.12|*alpine3.13|*alpine3.14",), parent="tag|debian", cmd=("julia",)),
    Base("julia", "docker-library/julia@aa7507fe:stable/trixie/Dockerfile", parent="tag|debian",
         entrypoint=("docker-entrypoint.sh",), cmd=("julia",), scripts=(scripts.options_to("julia"),),
         env=(("JULIA_PATH", "/usr/local/julia"), ("PATH", "/usr/local/julia/bin:" + PATH))),
    Base("bash", "tianon/docker-bash@465c38c7:4.4/Dockerfile", tags=("4.4.0-4.4.11",), parent="alpine", cmd=("bash",)),
    Base("bash", "tianon/docker-bash@b8c645d0:5.3-rc/Dockerfile", parent="alpine", entrypoint=("docker-entrypoint.sh",),
         cmd=("bash",), scripts=(scripts.options_to("bash", shebang="/usr/bin/env bash"),)),
    Base("denoland/deno", "denoland/deno_docker@b7864b7:distroless.dockerfile", tags=("*distroless*",),
         entrypoint=("/tini", "--", "/bin/deno"), cmd=("eval", "console.log('Welcome to Deno!')"), sh="none"),
    Base("denoland/deno", "denoland/deno_docker@b7864b7:bin.dockerfile", tags=("bin*",), sh="none"),
    Base("denoland/deno", "denoland/deno_docker@b7864b7:debian.dockerfile", parent="tag|debian",
         entrypoint=("/tini", "--", "docker-entrypoint.sh"), cmd=("eval", "console.log('Welcome to Deno!')"),
         scripts=(scripts.DENO,)),
    Base("oven/bun", "oven-sh/bun@00fc007:dockerhub/distroless/Dockerfile", tags=("*distroless*",),
         entrypoint=("/usr/local/bin/bun",), sh="none"),
    Base("oven/bun", "oven-sh/bun@0c532ea:dockerhub/debian/Dockerfile", parent="tag|debian",
         entrypoint=("/usr/local/bin/docker-entrypoint.sh",), cmd=("/usr/local/bin/bun",), workdir="/home/bun/app",
         scripts=(scripts.BUN,)),
    Base("ghcr.io/astral-sh/uv", "astral-sh/uv@26a9dd4:Dockerfile", tags=("!*python*", "!*alpine*", "!*slim*", "!*bookworm*",
         "!*trixie*", "!*debian*"), entrypoint=("/uv",), sh="none"),
    Base("ghcr.io/astral-sh/uv", "astral-sh/uv@26a9dd4:.github/workflows/build-docker.yml#L281 (ENTRYPOINT [], CMD /usr/local/bin/uv)",
         parent="tag|debian", entrypoint=(), cmd=("/usr/local/bin/uv",)),
    *(Base(name, f"ContinuumIO/docker-images@dc64b23:{name.partition('/')[2]}/debian/Dockerfile", parent="tag|debian",
           cmd=("/bin/bash",), env=(("LANG", "C.UTF-8"), ("LC_ALL", "C.UTF-8"), ("PATH", "/opt/conda/bin:" + PATH)))
      for name in ("continuumio/anaconda3", "continuumio/miniconda3")),
    *(Base(f"condaforge/{name}", "conda-forge/miniforge-images@01b5f66:ubuntu/Dockerfile", parent="ubuntu", entrypoint=("tini", "--"),
           cmd=("/bin/bash",), env=(("LANG", "C.UTF-8"), ("LC_ALL", "C.UTF-8"), ("CONDA_DIR", "/opt/conda"), ("PATH", "/opt/conda/bin:" + PATH)))
      for name in ("miniforge3", "mambaforge")),
    *(Base(f"rocker/{name}", f"rocker-org/rocker-versioned2@69cded5:dockerfiles/{name}_4.5.3.Dockerfile", tags=(">=4",), parent="ubuntu",
           cmd=cmd, services=services, env_names=("R_HOME", "R_VERSION", "TZ", "CRAN", "LANG", "PATH", "S6_VERSION", "DEFAULT_USER"))
      for name, cmd, services in (("r-ver", ("R",), ""), ("shiny", ("/init",), "Shiny Server"), ("rstudio", ("/init",), "RStudio Server"),
                                  ("tidyverse", ("/init",), "RStudio Server"), ("verse", ("/init",), "RStudio Server"),
                                  ("geospatial", ("/init",), "RStudio Server"), ("shiny-verse", ("/init",), "Shiny Server"))),
    Base("mambaorg/micromamba", "mamba-org/micromamba-docker@a815800:debian.Dockerfile", parent="tag|debian",
         entrypoint=("/usr/local/bin/_entrypoint.sh",), cmd=("/bin/bash",), shell=("/usr/local/bin/_dockerfile_shell.sh",),
         scripts=(scripts.run_arguments("/usr/local/bin/_entrypoint.sh", "/usr/bin/env bash"),), user="mambauser"),
    Base("tiangolo/uvicorn-gunicorn*", _UVICORN, parent="python", cmd=("/start.sh",),
         env=(("PYTHONPATH", "/app"),), workdir="/app", scripts=(scripts.GUNICORN_START,)),
    *(Base(name, "tiangolo/uwsgi-nginx-docker@afe929a:docker-images/python3.11.dockerfile", parent="python",
           entrypoint=("/entrypoint.sh",), cmd=("/start.sh",), workdir="/app",
           scripts=(scripts.run_arguments("/entrypoint.sh"), scripts.SUPERVISORD_START))
      for name in ("tiangolo/uwsgi-nginx", "tiangolo/uwsgi-nginx-flask")),
    # languages with a command of their own as CMD
    Base("gcc", "docker-library/gcc@00b26e71:13/Dockerfile, @00013aa5:4.9/Dockerfile (FROM buildpack-deps, sets neither)",
         parent="tag|debian", env_names=("GPG_KEYS", "GCC_MIRRORS", "GCC_VERSION")),
    Base("r-base", "rocker-org/rocker@353d611:r-base/4.6.0/Dockerfile", parent="debian", cmd=("R",),
         env=(("LC_ALL", "en_US.UTF-8"), ("LANG", "en_US.UTF-8")), env_names=("R_BASE_VERSION",)),
    Base("dart", "dart-lang/dart-docker@8ae3f4a:stable/trixie/Dockerfile (sets neither)", parent="tag|debian", workdir="/root",
         env=(("DART_SDK", "/usr/lib/dart"), ("PATH", "/usr/lib/dart/bin:/root/.pub-cache/bin:" + PATH))),
    Base("swipl", "SWI-Prolog/docker-swipl@3ced67f:10.1.10/trixie/Dockerfile", parent="tag|debian", cmd=("swipl",)),
    Base("haxe", "HaxeFoundation/docker-library-haxe@cbdd066:4.0/onbuild/Dockerfile", tags=("*onbuild",), parent="tag|debian",
         cmd=("haxe",), workdir="/usr/src/app"),
    Base("haxe", "HaxeFoundation/docker-library-haxe@2d4b15f:4.3/trixie/Dockerfile; @a6da5fc:4.3/alpine3.24/Dockerfile",
         parent="tag|debian", cmd=("haxe",), env_names=("HAXE_VERSION", "HAXE_STD_PATH", "NEKOPATH", "NEKO_VERSION")),
    *(Base("hylang", "hylang/docker-hylang@57b87d0:latest/*/Dockerfile", tags=tags, parent=parent, cmd=("hy",), env_names=("HY_VERSION",))
      for tags, parent in ((("*pypy*",), "pypy"), (("*alpine*",), "python:alpine"), (("*",), "python"))),
    Base("rakudo-star", "Raku/docker@153fcde:2025.01/bookworm/Dockerfile, 2025.01/alpine/Dockerfile", tags=(">=2020.5",),
         parent="tag|debian", cmd=("raku",)),
    *(Base("thrift", f"ahawkins/docker-thrift@{where}/Dockerfile", tags=tags, parent=parent, cmd=("thrift",))
      for where, tags, parent in (("00e197d:0.11", ("<0.12",), "debian"), ("d7e7387:0.12", ("*",), "ubuntu"))),
    # Rust with a tool more
    *(Base("lukemathwalker/cargo-chef", "LukeMathWalker/cargo-chef@cca116c:docker/Dockerfile (FROM rust, sets neither)", tags=tags, parent=parent)
      for tags, parent in ((("*alpine*",), "rust:alpine"), (("*",), "rust"))),
    Base("clux/muslrust", "clux/muslrust@202135b, @f0311bc:Dockerfile (sets neither)", parent="ubuntu", workdir="/volume"),
)  # fmt: skip
