"""What Compose and Kubernetes change of a stop, as the kernel has it: init, a pod's PID namespace, hooks, grace periods.

Seconds are a tenth of those that a cluster has, and less; the model, which is asked the same, has ten for each of them.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest

from kernel import Case, Outcome, Stub, calmly, missing, stop, stop_many
from kernel.agreement import ABSENT, base, program
from kernel.runtime import Hook, Runtime, compose, kubernetes
from kernel.stub import named
from listing import Listing
from stoplint.model.fact import Fact
from stoplint.model.image.image import Argument
from stoplint.model.image.stages import images
from stoplint.model.stop.trace import trace
from stoplint.model.workload import Workload
from stoplint.model.workload import service as model
from stoplint.syntax.dockerfile import read
from stoplint.text import Source

if TYPE_CHECKING:
    from collections.abc import Mapping

    from stoplint.model.stop.answer import ImageTrace

DOCKER, INIT, POD, SHARED = compose(), compose(init=True), kubernetes(), kubernetes(shares_pid=True)
TRAPPED = "trap 'kill $pid; wait $pid' TERM; app & pid=$!; wait $pid"


def sh(text: str) -> Hook:
    return Hook(("sh", "-c", text))


def pod(hook: Hook) -> Runtime:
    return kubernetes(hook)


def exec_form(*argv: str) -> str:
    return json.dumps(argv)


@dataclass(frozen=True)
class Scenario:
    """`command` is what stands behind CMD: shell form, which dash runs, or exec form. `stub` is how `app` behaves.

    `model` is what the model says instead, with a comment that says why.
    """

    fact: str
    runtime: Runtime
    command: str
    expected: str
    stub: str | Stub = "app:0.3"
    grace: float = 1.5
    signal: str | None = None
    files: Mapping[str, str] = field(default_factory=dict)
    tools: tuple[str, ...] = ()
    model: str = ""

    @property
    def needs(self) -> tuple[str, ...]:
        return (*self.tools, *(("tini",) if self.runtime.init else ()))

    def case(self) -> Case:
        copies = "".join(f"COPY {name} /{name}\n" for name in self.files)
        return Case(
            {**self.files, "Dockerfile": f"FROM base\n{copies}CMD {self.command}\n"},
            stubs={"app": self.stub},
            missing=lambda _: (),
            modes=dict.fromkeys(self.files, 0o755),
            runtime=self.runtime,
            grace=self.grace,
            signal=self.signal,
        )


APP = exec_form("app")
TINI = exec_form("tini", "--", "app")
# nginx's like: SIGQUIT drains, SIGTERM ends it at once
FAST = Stub(graceful=(3,), fast=(15,), drain=0.6)

TABLE = [
    # `init: true`. docker-init (tini 0.19 without options) is PID 1, and hands the signal to the command alone, which is
    # no PID 1 then: what has no handler dies. When the command has ended, docker-init ends, and the kernel kills the rest.
    Scenario("a shell drops the signal as PID 1", DOCKER, "app; true", "lost"),
    Scenario("below init a shell dies of it, and takes the application along", INIT, "app; true", "killed"),
    Scenario("dash stays there for a single command, too", INIT, "app", "killed"),
    Scenario("a background job goes with the shell that waits", INIT, "app & wait", "killed"),
    Scenario("exec", INIT, "exec app", "graceful"),
    Scenario("exec form", INIT, APP, "graceful"),
    Scenario("a trap that forwards", INIT, TRAPPED, "graceful"),
    Scenario("without a handler as PID 1", DOCKER, APP, "ignored", "nohandler"),
    Scenario("below init the default action ends it", INIT, APP, "abrupt", "nohandler"),
    Scenario("below init one that ignores it goes on", INIT, APP, "ignored", "ignores"),
    Scenario("two init programs", INIT, TINI, "graceful"),
    Scenario("dumb-init below init", INIT, exec_form("dumb-init", "app"), "graceful", tools=("dumb-init",)),
    Scenario("a keep-alive as PID 1", DOCKER, exec_form("sleep", "infinity"), "ignored"),
    Scenario("a keep-alive below init", INIT, exec_form("sleep", "infinity"), "graceful"),
    # execve(2) refuses a script without `#!`, with which Docker starts; docker-init's execvp(3) gives it to /bin/sh
    Scenario("a script without #!", DOCKER, exec_form("/s"), "fails-to-start", files={"s": "exec app\n"}),
    Scenario("a script without #! below init", INIT, exec_form("/s"), "graceful", files={"s": "exec app\n"}),
    Scenario("a program that is missing below init", INIT, exec_form("absent"), "fails-to-start"),
    # stop_signal, lifecycle.stopSignal
    Scenario("another stop signal", DOCKER, APP, "graceful", "only-quit", signal="QUIT"),
    Scenario("another one without a handler", DOCKER, APP, "ignored", "only-term", signal="QUIT"),
    Scenario("another one without a handler below init", INIT, APP, "abrupt", "only-term", signal="QUIT"),
    Scenario("another one in a pod's namespace", SHARED, APP, "abrupt", "only-term", signal="QUIT"),
    # shareProcessNamespace. The container's first process gets the signal, and is no PID 1: default actions apply. When it
    # has ended, nothing of the container stays.
    Scenario("a shell in a pod's namespace dies of it", SHARED, "app; true", "killed"),
    Scenario("a trap that forwards in a pod's namespace", SHARED, TRAPPED, "graceful"),
    Scenario("exec form in a pod's namespace", SHARED, APP, "graceful"),
    Scenario("in a pod's namespace the default action ends it", SHARED, APP, "abrupt", "nohandler"),
    Scenario("in a pod's namespace one that ignores it goes on", SHARED, APP, "ignored", "ignores"),
    Scenario("a keep-alive in a pod's namespace", SHARED, exec_form("sleep", "infinity"), "graceful"),
    Scenario("tini in a pod's namespace forwards", SHARED, TINI, "graceful", tools=("tini",)),
    # (of which the model knows nothing: nobody starts a container by this one)
    Scenario("an init that must be PID 1", SHARED, exec_form("busybox", "init"), "fails-to-start", tools=("busybox",), model="graceful"),
    # PID 1 is the pod's `pause`, which ends on SIGTERM and SIGINT: the kernel kills all that is in its namespace
    Scenario("a hook's `kill 1` there ends the pod", kubernetes(sh("kill 1; sleep 1"), shares_pid=True), APP, "killed"),
    Scenario("a script's `kill 1` there, too", SHARED, "trap 'kill 1; wait' TERM; app & wait", "killed"),
    Scenario("`kill -QUIT 1` there reaches nobody", kubernetes(sh("kill -QUIT 1; sleep 0.5"), shares_pid=True), APP, "abrupt", FAST),
    # preStop. The signal follows at once, whatever the hook has begun
    Scenario("a drain that SIGTERM cuts", pod(sh("kill -QUIT 1")), APP, "abrupt", FAST),
    Scenario("a drain that the hook waits for", pod(sh("kill -QUIT 1; sleep 1.2")), APP, "graceful", FAST, 2.5),
    Scenario("a drain that the hook waits for too briefly", pod(sh("kill -QUIT 1; sleep 0.1")), APP, "abrupt", FAST),
    Scenario("a hook that waits behind pkill", pod(sh("pkill -QUIT -x app; sleep 1.2")), APP, "graceful", FAST, 2.5),
    Scenario("a hook's pattern finds its own shell, too", pod(sh("pkill -QUIT -f app; sleep 1.2")), APP, "abrupt", FAST, 2.5),
    Scenario("a hook that waits until PID 1 is gone", pod(sh("kill -QUIT 1; while kill -0 1; do sleep 0.1; done")), APP, "graceful", FAST, 2.5),
    Scenario("the same, with the status of a substitution", pod(sh("kill -QUIT 1; while $(kill -0 1 2>/dev/null); do sleep 0.1; done")), APP, "graceful", FAST, 2.5),
    Scenario("a drain that ends long before the hook would", pod(sh("pkill -QUIT -x app && sleep 30")), APP, "graceful", FAST, 2.0),
    Scenario("PID 1 drops a hook's signal, too", pod(sh("kill 1; sleep 0.3")), "app; true", "lost"),
    Scenario("PID 1 drops a hook's signal, which has a default action", pod(sh("kill -QUIT 1")), APP, "graceful", "only-term"),
    Scenario("a hook that signals the application, below a shell", pod(sh("pkill -x app")), "app; true", "graceful"),
    Scenario("a hook that kills the application, below a shell", pod(sh("pkill -KILL -x app; sleep 0.3")), "app; true", "killed"),
    # ... and its time is the grace period's
    Scenario("a pause before the signal", pod(Hook(seconds=0.3)), APP, "graceful"),
    Scenario("a pause, and time for the drain", pod(Hook(("sleep", "0.3"))), APP, "graceful", "app:0.4", 2.0),
    Scenario("a pause that leaves too little for the drain", pod(Hook(("sleep", "0.8"))), APP, "killed", "app:1.0", 1.2),
    Scenario("a pause longer than the grace period", pod(Hook(("sleep", "30"))), APP, "killed", "app:1.0", 0.5),
    Scenario("... is cut, and what drains in no time ends", pod(Hook(("sleep", "30"))), APP, "graceful", Stub(drain=0), 0.5),
    Scenario("a sleep longer than the grace period", pod(Hook(seconds=30)), APP, "killed", "app:1.0", 0.5),
    Scenario("a hook that fails", pod(sh("exit 1")), APP, "graceful"),
    Scenario("a hook whose command is missing", pod(Hook(("/usr/local/bin/absent",))), APP, "graceful"),
    # No grace period: Docker sends SIGKILL after SIGTERM (a moment lies between them: two calls); a kubelet waits its two seconds
    Scenario("no time at all", DOCKER, APP, "killed", "app:1.0", 0.1),
    Scenario("no time at all in a pod, but what takes none", POD, APP, "graceful", Stub(drain=0), 0.0),
    Scenario("no time at all in a pod", POD, APP, "killed", "app:1.0", 0.0),
    # pre_stop. Its time is its own, and nothing is sent when it fails
    Scenario("a pause of Compose's is no part of the grace period", compose(sh("sleep 1.2")), APP, "graceful", "app:0.3", 1.0),
    Scenario("a drain of Compose's that SIGTERM cuts", compose(sh("kill -QUIT 1")), APP, "abrupt", FAST),
    Scenario("a drain that Compose waits for", compose(sh("kill -QUIT 1; sleep 1.2")), APP, "graceful", FAST),
    Scenario("hooks of Compose's, one after the other", compose(sh("touch /one"), sh("test -e /one")), APP, "graceful"),
    Scenario("init hands on what a hook sends it", compose(sh("kill -QUIT 1; sleep 1.2"), init=True), APP, "graceful", FAST),
    # (for the model there is no stop then: the container goes on until somebody else ends it)
    Scenario("a hook of Compose's that fails", compose(sh("exit 1")), APP, "lost", model="unknown"),
    Scenario("a hook of Compose's whose last command fails", compose(sh("true; false")), APP, "lost", model="unknown"),
    Scenario("a hook whose kill dash refuses", compose(sh("kill -SIGTERM 1")), APP, "lost", model="unknown"),
    Scenario("one that fails in its middle", compose(sh("(exit 1); false && exit 1; true")), APP, "graceful"),
    Scenario("one of two that fails", compose(sh("exit 1"), sh("kill 1; sleep 1")), APP, "lost", model="unknown"),
    Scenario("a hook of Compose's whose command is missing", compose(Hook(("absent",))), APP, "lost", model="unknown"),
    Scenario("a line as one word", compose(Hook(("sleep 1",))), APP, "lost", model="unknown"),
]  # fmt: skip


@pytest.fixture(scope="module")
def outcomes(request) -> dict[int, Outcome]:
    """What became of all that this run selects, started side by side."""
    calls = [getattr(item, "callspec", None) for item in request.session.items]
    wanted = [call.params["scenario"] for call in calls if call and "scenario" in call.params]
    wanted = [one for one in wanted if not missing(*one.needs)]
    return dict(zip(map(id, wanted), stop_many(one.case() for one in wanted), strict=True))


@pytest.mark.parametrize(
    "scenario", [pytest.param(one, id=one.fact, marks=pytest.mark.kernel(*one.needs)) for one in TABLE]
)
def test_the_kernel_does_what_the_table_says(outcomes, scenario):
    outcome = outcomes[id(scenario)]
    if outcome.verdict != scenario.expected:
        (outcome,) = calmly([scenario.case()])
    assert outcome.verdict == scenario.expected, outcome.describe()


def _words(argv: tuple[str, ...]) -> tuple[Argument, ...]:
    """The words of a hook, with the model's seconds."""
    text = re.sub(r"\bsleep( |\n)([0-9.]+)", lambda found: f"sleep{found[1]}{float(found[2]) * 10:g}", "\n".join(argv))
    return tuple(Argument(word, Source("app.yaml", word)) for word in text.split("\n"))


def _said(scenario: Scenario) -> ImageTrace:
    """The model's answer."""
    case, runtime, place = scenario.case(), scenario.runtime, Source("app.yaml", "x").whole
    context = Listing(
        {name: text.replace("FROM base", "FROM tests") for name, text in case.context.items()}, tuple(scenario.files)
    )
    yes = Fact(value=True, said_by="the tests", span=place)
    service = model.Service(
        "kubernetes" if runtime.in_grace else "compose", "app", place,
        init=yes if runtime.init else None, shares_pid=yes if runtime.shares_pid else None,
        hooks=tuple(
            model.Hook("exec" if hook.argv else "sleep", place, _words(hook.argv), hook.seconds * 10, runtime.in_grace)
            for hook in runtime.hooks
        ),
    )  # fmt: skip
    stub = named(scenario.stub)
    workload = Workload(
        sh="dash", grace=Fact(scenario.grace * 10, "the tests"), stop_signal=scenario.signal, service=service,
        drains={"app": stub.drain * 10}, programs=(program("app", stub),),
    )  # fmt: skip
    (image,) = images(read(context.read("Dockerfile")), context, lambda _: base("dash", ABSENT))
    return trace(image, workload)


@pytest.mark.parametrize("scenario", [pytest.param(one, id=one.fact) for one in TABLE])
def test_the_model_says_what_the_table_says(scenario):
    said = _said(scenario)
    assert said.verdict == (scenario.model or scenario.expected), said.reason


@pytest.mark.kernel
def test_a_hook_is_nobodys_child_and_runs_as_the_container_does():
    text = "FROM x\nENV A='x y'\nUSER www-data\nWORKDIR /srv/x\nCMD [\"app\"]"
    outcome = stop({"Dockerfile": text}, runtime=pod(sh('echo "$A" $(id -u) $PWD $PPID')))
    assert outcome.output.strip() == "x y 33 /srv/x 0"
    assert outcome.before[0].status == 0


@pytest.mark.kernel
@pytest.mark.parametrize(("runtime", "first"), [(POD, 1), (SHARED, 2)])
def test_the_containers_first_process_stands_at_the_top_of_its_tree(runtime, first):
    outcome = stop({"Dockerfile": "FROM x\nCMD app; true"}, runtime=runtime, stubs={"app": "app:0.1"})
    assert (outcome.tree[0].pid, outcome.tree[0].parent, outcome.tree[0].comm) == (first, 0, "sh")


@pytest.mark.kernel
def test_an_orphan_in_a_pods_namespace_is_its_pause_programs_child():
    outcome = stop({"Dockerfile": "FROM x\nCMD (app &); exec app"}, runtime=SHARED, stubs={"app": "app:0.2"})
    assert sorted(one.parent for one in outcome.tree) == [0, 1]
    assert not outcome.facts.stayed


@pytest.mark.kernel
def test_a_failed_hook_of_compose_leaves_the_container_as_it_was():
    outcome = stop({"Dockerfile": 'FROM x\nCMD ["app"]'}, runtime=compose(sh("exit 3")), stubs={"app": "app:0.1"})
    assert not outcome.sent
    assert outcome.before[0].status == 3 << 8
    assert not [event for event in outcome.events if event.kind == "signal"]


@pytest.mark.kernel
def test_a_hook_that_takes_too_long_is_left_to_itself():
    outcome = stop(
        {"Dockerfile": 'FROM x\nCMD ["app"]'}, runtime=pod(Hook(("sleep", "30"))), stubs={"app": "app:0"}, grace=0.5
    )
    assert not outcome.before[0].done
    assert outcome.verdict == "graceful"
    assert outcome.seconds >= 0.5
