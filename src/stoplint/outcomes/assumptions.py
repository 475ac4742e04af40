"""What an answer rests on although nothing shows it, in the reports' words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from stoplint.model.stop.answer import Assumption

# Programs that a headline names; of more it says how many.
_MOST = 2


def condition(assumes: Sequence[Assumption]) -> str:
    """What a verdict holds for: `my-server handles SIGTERM`; "" if it rests on nothing that was not read.

    That a base image sets no stop signal is said beside the stop signal.
    """
    made = dict.fromkeys(f"{each.subject} is built from {each.path}" for each in assumes if each.kind == "built-from")
    files = dict.fromkeys(f"{each.subject} is {each.path}" for each in assumes if each.kind == "stands-for")
    bases = dict.fromkeys(f"{_entrypoint(each.subject)} hands over" for each in assumes if each.kind == "hands-over")
    programs = list(dict.fromkeys((each.subject, each.signal) for each in assumes if each.kind == "handles"))
    ends = dict.fromkeys(f"{each.subject} ends" for each in assumes if each.kind == "returns")
    stops = dict.fromkeys(f"`{each.command}` stops {each.subject}" for each in assumes if each.kind == "stops")
    return " and ".join([*made, *files, *bases, *ends, *stops, *([_handle(programs)] if programs else [])])


def _handle(programs: Sequence[tuple[str, str]]) -> str:
    named, rest = programs[:_MOST], len(programs) - _MOST
    signals = list(dict.fromkeys(signal for _, signal in named))
    if len(signals) > 1:
        said = " and ".join(f"{name} handles {signal}" for name, signal in named)
        return f"{said} … and {rest} more" if rest > 0 else said
    names = [name for name, _ in named]
    many = f"{', '.join(names)} … and {rest} more" if rest > 0 else " and ".join(names)
    return f"{many} {'handle' if len(programs) > 1 else 'handles'} {signals[0]}"


def sentence(assumed: Assumption) -> str:
    """One assumption as a whole sentence."""
    match assumed.kind:
        case "handles":
            return (
                f"nothing is known of {assumed.subject}: it is taken to shut down in an orderly way on {assumed.signal}"
            )
        case "returns":
            return f"{assumed.subject} was not read: it is taken to end before the script goes on"
        case "stops":
            return (
                f"nobody read `{assumed.command}`: it is taken to stop {assumed.subject} in an orderly way, and to come "
                "back when it has ended"
            )
        case "hands-over":
            return f"{_entrypoint(assumed.subject)} is not known: it is taken to run the command that it is given"
        case "built-from":
            return f"the base image {assumed.subject} is taken to be built from {assumed.path} ({assumed.evidence})"
        case "stands-for":
            return f"nobody knows what is at {assumed.subject}: it is taken to be {assumed.path} ({assumed.evidence})"
        case "stop-signal":
            return (
                f"nothing is known of {assumed.subject or 'the base image'}: it is taken to set no stop signal, so that "
                f"{assumed.signal} is sent"
            )


def _entrypoint(base: str) -> str:
    return f"the ENTRYPOINT of {base or 'the base image'}"


def as_data(assumed: Assumption) -> dict[str, Any]:
    """One assumption for programs: `program` or `image` says of what, the other is null."""
    of_program = assumed.kind in ("handles", "returns", "stops", "stands-for")
    return {
        "kind": assumed.kind,
        "program": assumed.subject if of_program else None,
        "image": None if of_program else assumed.subject or None,
        "signal": assumed.signal or None,
        "process": assumed.process or None,
        "sentence": sentence(assumed),
    }
