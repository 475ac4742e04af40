"""What keeps containers and their files (dockerd, kubelet, pause, consul-template): what they do with signals."""

from __future__ import annotations

from stoplint.model.catalog.rows import Program, When, on

ROWS: tuple[Program, ...] = (
    Program(
        names=("dockerd",),
        kind="server",
        signals=on(TERM="clean", INT="clean"),
        source="moby/moby cmd/dockerd/trap/trap.go (TERM and INT run the cleanup, the third one forces)",
        tool_flags=("--validate", "-v"),
        note="stops its containers first",
    ),
    Program(
        names=("kubelet",),
        kind="server",
        signals=on(TERM="clean", INT="clean"),
        source="kubernetes/apiserver pkg/server/signal.go (SetupSignalHandler: INT and TERM; the second one exits 1)",
    ),
    Program(
        names=("consul-template",),
        kind="server",
        when=When(without=("-exec=", "--exec=", "-once", "--once")),
        signals=on(INT="clean", TERM="ignored", QUIT="ignored", HUP="reload"),
        source="hashicorp/consul-template@1deacb7:cli.go#L198-L205, CHANGELOG.md#L946-L949",
        wants="SIGINT",
        note="without -exec SIGTERM is meant for a child that there is not; kill_signal changes it",
    ),
    Program(
        names=("pause",),
        kind="idle",
        signals=on(TERM="clean", INT="clean"),
        source="kubernetes/kubernetes@0b426b0:build/pause/linux/pause.c",
    ),
)
