"""SL307: a configuration that takes the stop signal its meaning."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from stoplint.faults.places import is_same
from stoplint.faults.wrong_signal import wrong_signals
from stoplint.finding import Related

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stoplint.checks import Problem, Subject
    from stoplint.model.stop.reaction import Reaction
    from stoplint.syntax.dockerfile_nodes import Dockerfile
    from stoplint.text import Span

_SIGNAL = re.compile(r"\b(?:SIG)?(HUP|INT|QUIT|TERM|USR1|USR2|WINCH)\b")


def check(subject: Subject) -> Iterator[Problem]:
    """Consul with leave_on_terminate off, uwsgi without die-on-term, a wrong stopsignal in supervisord.conf."""
    for fault in wrong_signals(subject.traces, "config"):
        reaction = fault.cause.reaction
        if reaction.supervised:
            message = f"{reaction.by} stops {fault.app} with {fault.got}: it {reaction.does}"
            advice = f"{fault.app} knows no signal to stop it"
            if fault.wanted:
                other = f"keep it as a service whose signal can be set, or send it {fault.wanted} from what runs at the stop"
                advice = f"{fault.advice}: {reaction.set_by or other}"
        else:
            message = f"with `{reaction.config}`, on {fault.got} {fault.app} {reaction.does}"
            advice = fault.advice if fault.wanted else "change the setting"
        note = reaction.note if _is_about(reaction) else ""
        if reaction.change:
            advice = f"{reaction.change}: then {fault.app} shuts down in an orderly way on {fault.got}"
            note = "" if reaction.change.strip("ad ") in note else note
        if note:
            advice += f" ({note})"
        place = reaction.set_in
        if place is None or reaction.supervised:
            written = "; this RUN writes its configuration" if _is_in_run(subject.dockerfile, fault.span) else ""
            yield subject.problem(fault, message, f"gets {fault.got}{written}", advice)
            continue
        start = fault.widened(fault.span) if fault.span is not None else place
        label = f"on {fault.got} {fault.app} {reaction.does}"
        related, gets = [], f"{fault.app} gets {fault.got}"
        for each in fault.related_to(place):
            related += [each] if not is_same(each.span, start) else []
            gets += f"; {each.label}" if is_same(each.span, start) else ""
        related.insert(0, Related(start, gets))
        yield subject.problem(fault, message, label, advice, span=place, related=tuple(related))


def _is_about(reaction: Reaction) -> bool:
    """Whether the catalog's note tells of a signal that is spoken of here, or of none."""
    named = set(_SIGNAL.findall(reaction.note))
    return not named or bool(named & {reaction.got, reaction.wants})


def _is_in_run(dockerfile: Dockerfile, place: Span | None) -> bool:
    """Whether a place is what a RUN writes, or the RUN itself where a script that it starts does."""
    at = place.located if place is not None else None
    return at is not None and any(
        each.name == "RUN" and each.span.source is at.source and each.span.start <= at.start < each.span.end
        for each in dockerfile.instructions
    )
