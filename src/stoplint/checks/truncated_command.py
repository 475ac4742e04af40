"""SL508: a command in a Compose file that goes on behind `&&`, `;`, `|` or `>`, and no shell reads it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoplint.checks import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stoplint.checks import Subject


def check(subject: Subject) -> Iterator[Problem]:
    """Compose takes a text apart into words, and stops at the first sign that only a shell knows."""
    for trace in subject.traces:
        service = trace.workload.service
        if service is None or service.dropped is None:
            continue
        rest = " ".join(service.dropped.text.split())
        shown = rest if len(rest) <= 60 else f"{rest[:59]}…"
        yield Problem(
            service.dropped,
            f"no shell reads the command of {service.name}: Compose drops `{shown}`",
            "dropped without a word",
            consequence="what is dropped never runs, and is not there to be stopped",
            help="give a shell the whole text, and let it become the last command: "
            'command: ["/bin/sh", "-c", "first && exec last"]',
            verdict=trace.verdict,
        )
