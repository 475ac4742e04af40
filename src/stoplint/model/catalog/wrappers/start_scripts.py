"""Start scripts that images fetch, of which nobody keeps a copy beside the Dockerfile: they become what they are there for."""

from __future__ import annotations

from stoplint.model.catalog.rows import Wrapper

ROWS: tuple[Wrapper, ...] = (
    Wrapper(
        ("ssh-env-config.sh",),
        "exec",
        "buildkite/docker-ssh-env-config@072e143:ssh-env-config.sh (its last line execs its arguments)",
    ),
    Wrapper(
        ("run-java.sh",),
        "exec",
        'fabric8io-images/run-java-sh@50d11c1:fish-pepper/run-java-sh/fp-files/run-java.sh (run: `exec … java … "$@"`)',
        builds="the JVM that run-java.sh becomes",
    ),
)
