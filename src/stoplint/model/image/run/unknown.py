"""Commands of a RUN that aren't known, and what is known of them even so: packages, and what /bin/sh becomes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stoplint.model.image.run.packages import MANAGERS, adds, changed

if TYPE_CHECKING:
    from stoplint.model.image.run.runner import Runner
    from stoplint.model.image.run.traced_text import Written


def unknown(run: Runner, name: str, rest: list[Written], stdin: Written | None) -> None:
    """A command of which nothing is known."""
    run.say(None)
    run.left.called(name, run.site)
    run.words.changed_by(name, rest)
    if name in MANAGERS:
        _install(run, name, rest)
    run.site.other(name, rest, _debconf(run, name, rest, stdin))


def _install(run: Runner, name: str, rest: list[Written]) -> None:
    layers = run.site.layers
    doubtful = run.site.doubtful > 0
    layers.packages = changed(layers.packages, name, rest, doubtful=doubtful)
    if not doubtful and adds(name, rest):
        layers.managers.setdefault(name, run.site.place)


def _debconf(run: Runner, name: str, rest: list[Written], stdin: Written | None) -> str | None:
    """What /bin/sh becomes by Debian's tools: `bash` after `dash/sh boolean false` was answered."""
    if name == "debconf-set-selections" and stdin is not None and "dash/sh" in stdin.text:
        run.site.layers.answers["dash/sh"] = "false" if "false" in stdin.text else "true"
    if name == "dpkg-reconfigure" and any(one.text == "dash" for one in rest):
        return {"false": "bash", "true": "dash"}.get(run.site.layers.answers.get("dash/sh", ""))
    if name == "update-alternatives" and len(rest) > 3 and rest[0].text == "--install" and rest[1].text == "/bin/sh":
        return rest[3].text
    return None
