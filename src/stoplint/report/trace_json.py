"""Traces as JSON: `{"version": 1, "images": […]}`. Keys are only ever added within a version."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from stoplint.model.stop.answer import Launch
from stoplint.outcomes.assumptions import as_data
from stoplint.outcomes.silence import PASSING
from stoplint.report import signal_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from stoplint.model.stop.answer import ImageTrace, Run, TracedProcess
    from stoplint.report import View

VERSION = 1


def render(traces: Sequence[ImageTrace], view: View) -> str:
    """All images. What is not known is null; `argv` of an image is the launch's, empty when it is unknown."""
    document = {"version": VERSION, "images": [_image(trace, view) for trace in traces]}
    return json.dumps(document, indent=2).replace("##", "#\\u0023") + "\n"


def _image(trace: ImageTrace, view: View) -> dict[str, Any]:
    launch = trace.launch if isinstance(trace.launch, Launch) else None
    return {
        "dockerfile": view.shown(trace.image.dockerfile.path),
        "stage": trace.image.stage,
        "is_target": trace.image.is_target,
        "argv": [word.value for word in launch.argv] if launch else [],
        "stop_signal": {"name": signal_name(launch.stop_signal.value), "said_by": launch.stop_signal.said_by}
        if launch
        else None,
        "grace": {"seconds": launch.grace.value, "said_by": launch.grace.said_by} if launch else None,
        "verdict": trace.verdict,
        "reason": trace.reason,
        "assumptions": [as_data(each) for each in trace.assumes],
        "runs": [_run(run, view) for run in trace.runs],
    }


def _run(run: Run, view: View) -> dict[str, Any]:
    return {
        "default": run.default,
        "conditions": [str(each) for each in run.conditions],
        "verdict": run.verdict,
        "reason": run.reason,
        "assumptions": [as_data(each) for each in run.assumes],
        "no_finding": PASSING[run.passing] if run.passing else None,
        "processes": [_process(process, view) for process in run.processes],
    }


def _process(process: TracedProcess, view: View) -> dict[str, Any]:
    return {
        "id": process.id,
        "parent": process.parent,
        "argv": list(process.argv),
        "path": view.shown(process.span.path) if process.span else None,
        "line": process.span.line if process.span else None,
        "started": process.started,
        "role": process.role,
        "program": process.program,
        "receives": list(process.receives),
        "does": process.does,
        "fate": process.fate,
    }
