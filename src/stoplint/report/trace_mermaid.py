"""Traces as a Mermaid flowchart (for Markdown): one subgraph a run, an edge for who started whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoplint.outcomes.assumptions import condition
from stoplint.report import visible

if TYPE_CHECKING:
    from collections.abc import Sequence

    from stoplint.model.stop.answer import ImageTrace, Run, TracedProcess
    from stoplint.report import View

_CLASSES = """\
    classDef good stroke:#2a2,stroke-width:2px
    classDef unsure stroke:#c90,stroke-width:2px
    classDef bad stroke:#d22,stroke-width:2px
"""


def render(traces: Sequence[ImageTrace], view: View) -> str:
    """One flowchart for all images."""
    body = "".join(
        _run(trace, run, f"i{image}r{number}", view)
        for image, trace in enumerate(traces)
        for number, run in enumerate(trace.runs)
    )
    alone = "".join(
        f'    i{image}["{_text(f"{view.shown(trace.image.dockerfile.path)}: {trace.verdict}")}<br/>{_text(trace.reason)}"]\n'
        for image, trace in enumerate(traces)
        if not trace.runs
    )
    return f"flowchart TD\n{body}{alone}{_CLASSES}"


def _run(trace: ImageTrace, run: Run, key: str, view: View) -> str:
    conditions = "default run" if run.default else "if " + " and ".join(map(str, run.conditions))
    rests_on = condition(trace.assumes if run.default else run.assumes if run.verdict == "graceful" else ())
    verdict = f"{run.verdict}, if {rests_on}" if rests_on else run.verdict
    title = _text(f"{view.shown(trace.image.dockerfile.path)}, {conditions}: {verdict}")
    lines = [f'    subgraph {key}["{title}"]']
    known = {process.id for process in run.processes}
    lines += [
        f'        {key}p{process.id}["{_label(process, view)}"]{_class(run, process)}' for process in run.processes
    ]
    for process in run.processes:
        parent = process.parent if process.parent in known and process.parent != process.id else 1
        if process.id != 1 and parent in known:
            said = f'|"{_text(", ".join(process.receives))}"|' if process.receives else ""
            lines.append(f"        {key}p{parent} {'-->' if process.receives else '-.->'}{said} {key}p{process.id}")
    return "\n".join([*lines, "    end"]) + "\n"


def _label(process: TracedProcess, view: View) -> str:
    parts = [" ".join(process.argv)]
    parts += [f"{view.shown(process.span.path)}:{process.span.line}"] if process.span else []
    parts += [process.does] if process.does else []
    return "<br/>".join(map(_text, parts))


def _class(run: Run, process: TracedProcess) -> str:
    if process.fate == "finished":
        return ":::unsure" if any(each.process == process.id for each in run.assumes) else ":::good"
    lost = process.fate in {"cut", "killed"} or (process.receives and process.fate != "exited")
    return ":::bad" if lost else ""


def _text(text: str) -> str:
    """Inside a quoted label only entities are safe; `#` starts one."""
    text = visible(text).replace("#", "#35;").replace('"', "#quot;").replace("<", "#lt;").replace(">", "#gt;")
    return text.replace("`", "#96;").replace("&", "#amp;")
