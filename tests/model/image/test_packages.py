"""Which commands a RUN installs with packages of Python and Node."""

from __future__ import annotations

import pytest

from stoplint.model.image.run.packages import interpreted
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
