"""What the README and CONTRIBUTING show is what happens."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")


def blocks(language, text=README):
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


def test_the_first_screen_is_a_real_run(tmp_path, monkeypatch, stoplint, update):
    shutil.copytree(ROOT / "fixtures" / "go-service-sh-start", tmp_path / "example")
    monkeypatch.chdir(tmp_path / "example")
    assert Path("Dockerfile").read_text(encoding="utf-8") == blocks("dockerfile")[0]
    shown = re.split(r"^\$ stoplint (\w+)\n", blocks("console")[0], flags=re.MULTILINE)[1:]
    runs = dict(zip(shown[::2], shown[1::2], strict=True))
    assert set(runs) == {"check", "trace"}
    if update:
        for command, output in runs.items():
            new = README.replace(output.strip(), stoplint(command).out.strip())
            (ROOT / "README.md").write_text(new, encoding="utf-8")
            globals()["README"] = new
        return
    for command, output in runs.items():
        assert stoplint(command).out.strip() == output.strip()


def test_every_command_that_is_shown_has_these_options(stoplint):
    for text in blocks("console"):
        for command, rest in re.findall(r"^\$ stoplint (\w+)(.*)", text, re.MULTILINE):
            known = stoplint(command, "--help").out
            for option in re.findall(r"(?<= )--?\w[\w-]*", rest.split(" -- ")[0].split("#")[0]):
                assert re.search(rf"(?<![\w-]){option}(?![\w-])", known), (command, option)


def test_the_configuration_that_is_shown_is_understood(workspace, stoplint):
    workspace({"stoplint.toml": blocks("toml")[0].replace("SL101", "SL201")})
    result = stoplint("config")
    assert result.code == 0, result.err
    assert "grace-period     = 30  #" in result.out


def test_the_python_that_is_shown_runs(tmp_path, monkeypatch, capsys):
    shutil.copytree(ROOT / "fixtures" / "go-service-sh-start", tmp_path / "services" / "api")
    monkeypatch.chdir(tmp_path)
    exec(compile(blocks("python")[0], "README.md", "exec"), {})  # noqa: S102 - our own README
    out = capsys.readouterr().out
    assert out.startswith("services/api/start.sh SL201 ")
    assert out.endswith("could be fixed: services/api/start.sh\n")


@pytest.mark.parametrize("text", [README, CONTRIBUTING], ids=["README", "CONTRIBUTING"])
def test_paths_that_are_named_exist(text):
    named = re.findall(r"`((?:src|tests|rules|fixtures|benchmarks)/[\w./*-]*)`|\]\(([\w./-]+)\)", text)
    for path in (one or other for one, other in named):
        if "NAME" not in path:
            assert list(ROOT.glob(path.rstrip("/"))), path


def test_every_verdict_is_explained():
    from stoplint.model.stop.answer import VERDICTS

    assert set(re.findall(r"\| `([\w-]+)` \|$", README, re.MULTILINE)) == set(VERDICTS)
