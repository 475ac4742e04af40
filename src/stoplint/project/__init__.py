"""Paths on disk to analyses, findings and fixes; and the public functions, which import what they need when called."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from stoplint.finding import Finding
    from stoplint.fixing import FixResult
    from stoplint.model.stop.answer import ImageTrace


def lint(*paths: str, isolated: bool = False, **options: object) -> tuple[Finding, ...]:
    """What is wrong with the Dockerfiles at or below the paths (default: here), and with their start scripts.

    `isolated` reads no configuration file; `options` are configuration keys with `_` for `-`
    (`select=["SL2"]`, `build_args={"A": "1"}`). Nothing that is read is ever run.

    Raises `stoplint.config.ConfigError` for options that mean nothing, and `OSError` when a path can't be looked at.
    """
    from stoplint.project.checking import Request, check  # noqa: PLC0415 - importing stoplint.text must not cost all of stoplint

    checked = check(paths or (".",), Request(overrides=_overrides(options), isolated=isolated))
    if checked.input_errors:
        raise OSError("; ".join(map(str, checked.input_errors)))
    if checked.internal_errors:
        raise RuntimeError("; ".join(map(str, checked.internal_errors)))
    return checked.findings


def fix(*paths: str, unsafe: bool = False, write: bool = True, isolated: bool = False, **options: object) -> FixResult:
    """Fixes what can be fixed in the Dockerfiles at or below the paths (default: here), and in their scripts.

    Each fix is proven before it is made: the model is run again, and the verdict must be better. `unsafe` makes
    those as well that change what somebody chose. What comes back says which findings were `made` good, which
    fixes were `refused` and why, which findings are `left`, and the `changes`: `changes.texts` holds the new texts
    by real path, `stoplint.fixing.difference.diff(changes)` a unified diff. With `write=False` no file is touched.

    Raises as `lint` does, and OSError when a file can't be written (the others are written all the same).
    """
    from stoplint.fixing.writing import written  # noqa: PLC0415 - `import stoplint` alone needs none of it
    from stoplint.project.checking import Request  # noqa: PLC0415 - `import stoplint` alone needs none of it
    from stoplint.project.fixes import fix as fixed_in_memory  # noqa: PLC0415 - `import stoplint` alone needs none of it

    fixed = fixed_in_memory(paths or (".",), Request(overrides=_overrides(options), isolated=isolated), unsafe=unsafe)
    failed = [f"{path}: {why}" for path, why in written(fixed.result.changes)] if write else []
    if failed or fixed.checked.input_errors:
        raise OSError("; ".join([*map(str, fixed.checked.input_errors), *failed]))
    if fixed.checked.internal_errors:
        raise RuntimeError("; ".join(map(str, fixed.checked.internal_errors)))
    return fixed.result


def trace(dockerfile: str = "Dockerfile", *, isolated: bool = False, **options: object) -> tuple[ImageTrace, ...]:
    """What happens when the images of a Dockerfile are stopped: the target first.

    `options` are those of `lint`, and `init`, `stop_signal`, `env` (a mapping), `sh` and `arguments`, which mean what
    they mean to `docker run`. Raises as `lint` does.
    """
    from stoplint.model.workload import Workload  # noqa: PLC0415 - `import stoplint` alone needs none of it
    from stoplint.project.checking import InputError, Request, look  # noqa: PLC0415 - `import stoplint` alone needs none of it

    arguments: Any = options.pop("arguments", None)
    run: dict[str, Any] = {name: options.pop(name) for name in ("init", "stop_signal", "sh") if name in options}
    environment: Any = options.pop("env", None)
    run_as = Workload(
        environment=dict(environment or {}), arguments=tuple(arguments) if arguments is not None else None, **run
    )
    looked = look(dockerfile, Request(overrides=_overrides(options), isolated=isolated, run=run_as))
    if isinstance(looked, InputError):
        raise OSError(str(looked))
    return looked.traces


def _overrides(options: dict[str, object]) -> tuple[tuple[str, object, str], ...]:
    return tuple((key.replace("_", "-"), value, "argument") for key, value in options.items())
