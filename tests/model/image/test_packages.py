"""Which commands a RUN installs with packages of Python and Node."""

from __future__ import annotations

import pytest

from stoplint.model.image.run.packages import console_scripts, interpreted
from stoplint.model.image.run.traced_text import Written


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("pip install devpi-server==4.2.1 Flask", {"devpi-server": "python", "Flask": "python"}),
        ("pip3.11 install --no-cache-dir server[web]>=2", {"server": "python"}),
        ("python3 -m pip install server", {"server": "python"}),
        ("pipx install server", {"server": "python"}),
        ("uv pip install --system server", {"server": "python"}),
        ("pip install . ./server https://example.org/server.zip", {}),
        ("pip install /srv/dist/my_server-*.whl", {"my_server": "python"}),
        ("pip uninstall server", {}),
        ("python3 -m venv install server", {}),
        ("npm install -g server@2 @scope/other@1.0", {"server": "node", "other": "node"}),
        ("npm i --global server", {"server": "node"}),
        ("npm install server", {}),
        ("yarn global add server", {"server": "node"}),
        ("yarn add -g server", {}),
    ],
)
def test_commands_of_packages(line: str, found: dict[str, str]) -> None:
    name, *rest = line.split()
    assert dict(interpreted(name, [Written(word, tuple(range(len(word) + 1))) for word in rest])) == found


@pytest.mark.parametrize(
    ("file", "text", "names"),
    [
        ("pyproject.toml", '[project]\nname = "x"\n[project.scripts]\nserver = "a.b:main"\n"other-one" = "a:b"\n[tool.x]\nno = "a:b"\n', ["server", "other-one"]),
        ("pyproject.toml", '[tool.poetry.scripts]\nserver = "a.b:main"\n', ["server"]),
        ("pyproject.toml", '[project]\nname = "server"\n', []),
        ("setup.cfg", "[metadata]\nname = x\n[options.entry_points]\nconsole_scripts =\n    server = a.b._main:_app\n    other = a:b\n\n[tool:pytest]\naddopts =\n    --cov x\n", ["server", "other"]),
        ("setup.cfg", "[options.entry_points]\nconsole_scripts = server = a:b\n", ["server"]),
        ("setup.py", "setup(entry_points={'console_scripts': ['server=a.b:main',\n 'other = a:b']})", ["server", "other"]),
        ("setup.py", "setup(name='server')", []),
    ],
)  # fmt: skip
def test_commands_of_projects(file: str, text: str, names: list[str]) -> None:
    assert list(console_scripts(file, text)) == names
