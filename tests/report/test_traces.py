from __future__ import annotations

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

import samples
from stoplint.model.fact import Unknown
from stoplint.model.processes.world import IS_SET, Condition
from stoplint.model.stop.answer import Assumption, TracedProcess
from stoplint.report import View, trace_json, trace_mermaid, trace_text


def test_a_trace_looks_as_the_readme_shows_it():
    assert trace_text.render([samples.trace(samples.lost_run())], View()) == (
        """\
Dockerfile → lost
  stop signal SIGTERM (default), grace period 10 s (default)
  PID 1  sh start.sh    Dockerfile:4  ✗ drops SIGTERM: a shell without a trap
  └─     ./my_demo_svr  start.sh:3      never signalled; SIGKILL after 10 s
"""
    )


def test_what_is_unknown_is_said_with_its_reason():
    unknown = samples.trace(launch=Unknown("the base image x is not known"), stage="builder", is_target=False)
    assert trace_text.render([unknown], View()) == (
        "Dockerfile, stage builder → unknown\n  the base image x is not known\n"
    )


def test_several_runs_are_told_apart_by_their_conditions():
    other = samples.lost_run(
        default=False,
        conditions=(Condition("$DEBUG", IS_SET), Condition("$1", "is app")),
        verdict="graceful",
        reason="why",
    )
    text = trace_text.render([samples.trace(samples.lost_run(), other)], View())
    assert "  default run → lost\n    PID 1  sh start.sh" in text
    assert "  run if $DEBUG is set and $1 is app → graceful\n" in text
    assert "    so: why\n" in text


def tree(*links):
    processes = tuple(
        TracedProcess(child, parent, (f"p{child}",), None, "fork", "application") for child, parent in links
    )
    lines = trace_text.render([samples.trace(samples.lost_run(processes=processes))], View()).splitlines()[2:]
    return [line.rstrip() for line in lines]


def test_a_tree_has_a_line_a_process_below_who_started_it():
    assert tree((1, 0), (2, 1), (3, 2), (4, 1)) == [
        "  PID 1  p1",
        "  ├─     p2",
        "  │  └─     p3",
        "  └─     p4",
    ]


@given(st.lists(st.tuples(st.integers(1, 8), st.integers(0, 9)), unique_by=lambda link: link[0], max_size=8))
def test_every_process_is_shown_once_whatever_the_parents_are(links):
    links = [(1, 0), *(link for link in links if link[0] != 1)]
    shown = [line.split()[-1] for line in tree(*links)]
    reachable = {f"p{child}" for child, _ in links}
    assert len(shown) == len(set(shown))
    assert set(shown) <= reachable
    assert "p1" in shown


def test_marks_say_where_the_signal_goes_on_and_where_it_stops():
    def process(fate, argv=("x",), receives=("SIGTERM",)):
        return TracedProcess(1, 0, argv, None, "launch", "shell", receives=receives, does="does", fate=fate)

    def line(one):
        return trace_text.render([samples.trace(samples.lost_run(processes=(one,)))], View()).splitlines()[2]

    assert [line(process(fate)).split(maxsplit=3)[-1] for fate in ("finished", "exited", "stays", "cut", "killed")] == [
        "✓ does", "→ does", "✗ does", "✗ does", "✗ does",
    ]  # fmt: skip
    assert "✗" not in line(process("killed", receives=()))
    assert line(process("cut", ("sh", "-c", "a b", ""))).startswith("  PID 1  sh -c 'a b' ''  ")


def test_json_has_the_shape_that_is_promised():
    document = json.loads(trace_json.render([samples.trace(samples.lost_run())], View()))
    assert document["version"] == 1
    (image,) = document["images"]
    (run,) = image.pop("runs")
    assert image == {
        "dockerfile": "Dockerfile", "stage": "0", "is_target": True, "argv": ["sh", "start.sh"],
        "stop_signal": {"name": "SIGTERM", "said_by": "default"}, "grace": {"seconds": 10.0, "said_by": "default"},
        "verdict": "lost", "reason": "", "assumptions": [],
    }  # fmt: skip
    assert {"default", "conditions", "verdict", "reason", "assumptions", "no_finding", "processes"} <= run.keys()
    assert {"id", "parent", "argv", "path", "line", "receives", "does"} <= run["processes"][0].keys()
    assert (run["processes"][1]["path"], run["processes"][1]["line"]) == ("start.sh", 3)


def test_an_unknown_launch_is_null_in_json():
    document = json.loads(trace_json.render([samples.trace(launch=Unknown("why"))], View()))
    image = document["images"][0]
    assert (image["argv"], image["stop_signal"], image["grace"], image["reason"]) == ([], None, None, "why")


# ---------------------------------------------------------------- what is not known, or only assumed
APP = TracedProcess(1, 0, ("app",), None, "launch", "application", receives=("SIGTERM",), does="ends", fate="finished")


def handled(*names, signal="SIGTERM"):
    return tuple(Assumption("handles", name, signal, number) for number, name in enumerate(names, 1))


def headline(assumes):
    run = samples.lost_run(verdict="graceful", processes=(APP,), assumes=assumes)
    return trace_text.render([samples.trace(run, assumes=assumes)], View()).splitlines()


@pytest.mark.parametrize(
    ("assumes", "said"),
    [
        ((), "graceful"),
        (handled("app"), "graceful, if app handles SIGTERM"),
        (handled("app", "app"), "graceful, if app handles SIGTERM"),
        (handled("app", "job"), "graceful, if app and job handle SIGTERM"),
        (handled("app", "job", "log", "web"), "graceful, if app, job … and 2 more handle SIGTERM"),
        ((*handled("app"), *handled("job", signal="SIGINT")), "graceful, if app handles SIGTERM and job handles SIGINT"),
        ((Assumption("hands-over", "x/y"), *handled("app")), "graceful, if the ENTRYPOINT of x/y hands over and app handles SIGTERM"),
        ((Assumption("hands-over", ""),), "graceful, if the ENTRYPOINT of the base image hands over"),
        ((Assumption("stop-signal", "x/y", "SIGTERM"),), "graceful"),
        ((Assumption("stops", "app", process=2, command="app stop"),), "graceful, if `app stop` stops app"),
    ],
)  # fmt: skip
def test_a_headline_says_what_its_verdict_rests_on(assumes, said):
    assert headline(assumes)[0] == f"Dockerfile → {said}"


def test_a_process_that_is_only_taken_to_heed_its_signal_has_a_mark_of_its_own():
    assert headline(())[2].split()[-2:] == ["✓", "ends"]
    assert headline(handled("app"))[2].split()[-2:] == ["?", "ends"]
    chart = trace_mermaid.render([samples.trace(samples.lost_run(processes=(APP,), assumes=handled("app")))], View())
    assert '["app<br/>ends"]:::unsure' in chart


def test_a_stop_signal_that_a_base_image_may_set_says_so():
    lines = headline((Assumption("stop-signal", "x/y", "SIGTERM"),))
    assert lines[1] == "  stop signal SIGTERM (default, if x/y sets none), grace period 10 s (default)"


def test_the_condition_of_a_run_stands_beside_its_own_verdict():
    good = samples.lost_run(verdict="graceful", processes=(APP,), assumes=handled("app"))
    bad = samples.lost_run(default=False, assumes=handled("job"))
    text = trace_text.render([samples.trace(good, bad)], View())
    assert "  default run → graceful, if app handles SIGTERM\n" in text
    assert "→ lost\n" in text


def test_assumptions_are_data():
    assumes = (*handled("app"), Assumption("hands-over", "x/y"), Assumption("stop-signal", "", "SIGTERM"))
    document = json.loads(
        trace_json.render([samples.trace(samples.lost_run(assumes=assumes), assumes=assumes)], View())
    )
    (image,) = document["images"]
    assert image["assumptions"] == image["runs"][0]["assumptions"]
    assert [(each["kind"], each["program"], each["image"], each["signal"]) for each in image["assumptions"]] == [
        ("handles", "app", None, "SIGTERM"),
        ("hands-over", None, "x/y", None),
        ("stop-signal", None, None, "SIGTERM"),
    ]
    assert all(each["sentence"] for each in image["assumptions"])


def test_a_run_that_is_no_ground_for_a_finding_says_why():
    text = trace_text.render([samples.trace(samples.lost_run(passing="hands-over"))], View())
    assert "  no finding: the script goes on from here, and hands over by exec\n" in text
    document = json.loads(trace_json.render([samples.trace(samples.lost_run(passing="hands-over"))], View()))
    assert document["images"][0]["runs"][0]["no_finding"].startswith("the script goes on")


HOSTILE = st.text(st.characters(codec=None), max_size=30)


@given(HOSTILE, HOSTILE)
def test_nothing_from_a_file_reaches_the_terminal_or_leaves_its_label(argument, does):
    process = TracedProcess(
        1, 0, ("sh", argument), None, "launch", "shell", receives=("SIGTERM",), does=does, fate="stays"
    )
    traces = [
        samples.trace(samples.lost_run(processes=(process,), conditions=(Condition(argument, IS_SET),), reason=does))
    ]
    text = trace_text.render(traces, View())
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e\ud800-\udfff]", text)
    assert text.count("\n") == (4 if does else 3)
    chart = trace_mermaid.render(traces, View())
    for line in chart.splitlines():
        assert line.count('"') % 2 == 0
    labels = re.findall(r'"([^"]*)"', chart)
    assert not [label for label in labels if re.search(r"[<>](?!br/>|$)", label.replace("<br/>", ""))]
    json.loads(trace_json.render(traces, View()))


def test_mermaid_has_a_node_a_process_and_an_edge_a_start():
    chart = trace_mermaid.render([samples.trace(samples.lost_run())], View())
    assert chart.startswith("flowchart TD\n")
    assert 'i0r0p1["sh start.sh<br/>Dockerfile:4<br/>drops SIGTERM: a shell without a trap"]:::bad' in chart
    assert "i0r0p1 -.-> i0r0p7" in chart
