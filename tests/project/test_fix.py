"""`stoplint.fix`, as a program calls it."""

from __future__ import annotations

import pytest

import stoplint
from stoplint.fixing.difference import diff

FILES = {
    "a/Dockerfile": 'FROM debian:12-slim\nCOPY start.sh /\nENTRYPOINT ["/start.sh"]\n',
    "a/start.sh": "#!/bin/sh\nset -e\napp\n",
}
FIXED = "#!/bin/sh\nset -e\nexec app\n"


def test_it_fixes_the_files_and_says_what_it_did(workspace):
    folder = workspace(FILES)
    result = stoplint.fix("a")
    assert [finding.code for finding in result.made] == ["SL201"]
    assert result.left == ()
    assert (folder / "a/start.sh").read_text() == FIXED
    assert stoplint.lint("a") == ()
    assert stoplint.fix("a").made == ()


def test_it_shows_what_it_would_write(workspace):
    folder = workspace(FILES)
    result = stoplint.fix("a", write=False)
    assert list(result.changes.texts.values()) == [FIXED]
    assert diff(result.changes).splitlines()[-2:] == ["-app", "+exec app"]
    assert (folder / "a/start.sh").read_text() == FILES["a/start.sh"]


def test_it_fixes_what_is_selected_only(workspace):
    workspace(FILES)
    assert stoplint.fix("a", select=["SL1"], write=False).made == ()


def test_what_is_not_there_is_an_error(workspace):
    workspace(FILES)
    with pytest.raises(OSError, match="b: there is no such file or folder"):
        stoplint.fix("a", "b", write=False)


SHARED = "FROM debian:12-slim\nRUN apt-get update && apt-get install -y nginx\nCOPY start.sh /\n"


@pytest.mark.parametrize("launch", ["exec nginx -g 'daemon off;'", "nginx -g 'daemon off;'"])
@pytest.mark.parametrize("asked", [("a",), ("a/Dockerfile",), ("a/Dockerfile", "a/Dockerfile.dev")])
def test_a_stop_signal_is_each_dockerfiles_own_although_they_share_the_script(workspace, launch, asked):
    heads = {"Dockerfile": SHARED, "Dockerfile.dev": f"{SHARED}ENV APP_ENV=dev\n"}
    files = {f"a/{name}": f'{head}CMD ["sh", "/start.sh"]\n' for name, head in heads.items()}
    folder = workspace({**files, "a/start.sh": f"#!/bin/sh\nset -e\n{launch}\n"})
    result = stoplint.fix(*asked)
    assert [each.why for each in result.refused] == []
    assert result.left == ()
    assert (folder / "a/start.sh").read_text() == "#!/bin/sh\nset -e\nexec nginx -g 'daemon off;'\n"
    for name, head in heads.items():
        wanted = "STOPSIGNAL SIGQUIT\n" * (f"a/{name}" in asked or asked == ("a",))
        assert (folder / "a" / name).read_text() == f'{head}{wanted}CMD ["sh", "/start.sh"]\n'
