"""Where the walk through a script gives up, and says so: what has no end, and what can't be read."""

from __future__ import annotations

import pytest

from kernel.agreement import model_of_row
from kernel.rows import Row
from stoplint.model.stop import steady_states

STUBS = {"server": "app", "setup": "tool"}


@pytest.mark.parametrize(
    ("script", "reason"),
    [
        pytest.param("f() { (f) & f; }\nf", "it starts processes without end", id="a function that forks itself"),
        pytest.param(
            "f() { f; }\nf", "start.sh:2: functions call each other without end", id="a function that calls itself"
        ),
        pytest.param(
            "f() { g; }\ng() { f; }\nf", "start.sh:2: functions call each other without end", id="two functions"
        ),
        pytest.param(". /start.sh", "start.sh:2: files include each other without end", id="a file that reads itself"),
        pytest.param("if true; then\nserver", "start.sh:2: an `if` without `fi`", id="an `if` without `fi`"),
    ],
)
@pytest.mark.parametrize("shell", ["dash", "bash", "ash"])
def test_a_script_without_end_is_unknown_and_says_why(script, reason, shell):
    found = model_of_row(Row(script, "unknown", form="file", stubs=STUBS), shell)
    assert (found.verdict, found.reason) == ("unknown", reason)


@pytest.mark.parametrize("shell", ["dash", "bash", "ash"])
def test_many_processes_are_no_processes_without_end(shell):
    words = " ".join(map(str, range(40)))
    found = model_of_row(Row(f"for n in {words}; do server $n & done\nwait", "lost", form="file", stubs=STUBS), shell)
    assert found.verdict == "lost"
    assert sum(process.role == "application" for process in found.runs[0].processes) == 40


@pytest.mark.parametrize(("depth", "verdict"), [(50, "graceful"), (70, "unknown")])
def test_functions_may_call_each_other_some_fifty_deep(depth, verdict):
    script = f'f() {{ [ "$1" = {"a" * depth} ] && exec server; f "a$1"; }}\nf\nserver'
    assert model_of_row(Row(script, verdict, form="file", stubs=STUBS), "dash").verdict == verdict


def test_what_ran_before_the_stop_is_there_at_its_end_however_much_is_started_meanwhile():
    script = "start() { server & }\nsetup --events | (while true; do read line; killall server; start; done)"
    found = model_of_row(Row(script, "unknown", form="file", stubs=STUBS | {"setup": "app"}), "bash")
    assert [each.fate for run in found.runs for each in run.processes if each.argv[0] == "server"]


def _states(questions: int, monkeypatch) -> int:
    """How many states are looked at for a script that asks so many questions, each of which decides about a variable and a file."""
    script = "".join(
        f'if ask {n}; then SET_{n}=yes; echo "$SET_{n}" > /run/{n}; . /run/its-{n}; else SET_{n}=no; fi\n'
        for n in range(questions)
    )
    seen: set[int] = set()
    add = steady_states._add

    def counted(graph, world, todo, origin):
        number = add(graph, world, todo, origin)
        seen.add(number)
        return number

    with monkeypatch.context() as patch:
        patch.setattr(steady_states, "_add", counted)
        found = model_of_row(
            Row(f"{script}exec server", "graceful", form="file", stubs=STUBS | {"ask": "tool"}), "bash"
        )
    assert found.verdict == "graceful"
    return len(seen)


def test_settings_that_may_be_there_or_not_are_not_as_many_states_as_combinations(monkeypatch):
    assert _states(24, monkeypatch) < 5 * _states(12, monkeypatch)


def test_what_is_set_to_the_same_at_several_places_stays_known():
    script = "if ask; then . /run/its; MODE=web; else . /run/no; MODE=web; fi\n"
    script += "".join(f"if ask {n}; then . /run/its-{n}; SET_{n}=yes; else SET_{n}=no; fi\n" for n in range(6))
    script += '[ "$MODE" = web ] && exec server\nserver\n'
    stubs = STUBS | {"ask": "tool"}
    assert model_of_row(Row(script, "graceful", form="file", stubs=stubs), "bash").verdict == "graceful"
