"""SL305: a server that goes into the background takes the container with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoplint.checks import Problem
from stoplint.faults.wrong_signal import cases_at_launch

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stoplint.checks import Subject

_BEFORE = {"daemon=off": '-g "daemon off;"', "nodaemon": "-n, or nodaemon=true in its configuration"}


def check(subject: Subject) -> Iterator[Problem]:
    """The process that was started ends as soon as its daemon runs, and with PID 1 the container ends."""
    for case in cases_at_launch(subject.traces, "daemonizes"):
        setting = case.detail("setting")
        if _is_said_in_a_run(subject, setting):
            continue
        flag = _BEFORE.get(setting) or case.detail("flag") or setting.replace("=", " = ")
        help_ = f"keep it in the foreground: {flag}" if flag else case.detail("note") or "keep it in the foreground"
        yield Problem(
            case.span, f"{case.app} goes into the background, and the container ends with the process that was started",
            "ends as soon as its daemon runs", case.related, case.consequence, help_, case.verdict, case.severity,
            case.confidence,
        )  # fmt: skip


def _is_said_in_a_run(subject: Subject, setting: str) -> bool:
    """Whether a RUN step writes the setting into a configuration whose text is not known (echo >>, sed -i)."""
    name, _, value = setting.partition("=")
    if not name:
        return False
    texts = [each.value.text for each in subject.dockerfile.instructions if each.name == "RUN"]
    return any(name in text and value in text[text.find(name) :][:40] for text in texts)
