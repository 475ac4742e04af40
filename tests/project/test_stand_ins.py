"""Start scripts of which nobody knows what the image has at their place, where the repository has such a file."""

from __future__ import annotations

import json

import pytest

LOST = "#!/bin/sh\nmy-server\n"
MISSING = 'FROM debian:12\nCOPY target/start.sh /start.sh\nENTRYPOINT ["/start.sh"]\n'
BUILT = 'FROM debian:12\nRUN make install\nENTRYPOINT ["/opt/app/start.sh"]\n'


@pytest.fixture
def traced(workspace, stoplint):
    """The trace of `docker/Dockerfile` in a repository with these files."""

    def answer(dockerfile, files):
        workspace({".git/HEAD": "", "docker/Dockerfile": dockerfile, **files})
        return json.loads(stoplint("trace", "docker/Dockerfile", "--format", "json").out)["images"][0]

    return answer


@pytest.mark.parametrize(
    ("dockerfile", "files", "path", "why"),
    [
        (MISSING, ["docker/start.sh", "start.sh"], "docker/start.sh", "it lies beside the Dockerfile"),
        (MISSING, ["src/main/start.sh"], "src/main/start.sh", "the only file of that name in the repository"),
        (BUILT, ["launcher/start.sh"], "launcher/start.sh", "the only file of that name in the repository"),
        (
            BUILT, ["app/start.sh", "other/start.sh"], "app/start.sh",
            "of the files of that name in the repository the only one whose folders are called so",
        ),
        (
            'FROM debian:12\nARG DIR\nCOPY $DIR/start.sh /start.sh\nENTRYPOINT ["/start.sh"]\n', ["start.sh"], "start.sh",
            "the only file of that name in the repository",
        ),
    ],
)  # fmt: skip
def test_the_repositorys_one_file_of_that_name_is_taken_and_said(traced, dockerfile, files, path, why):
    image = traced(dockerfile, dict.fromkeys(files, LOST))
    assert image["verdict"] == "lost"
    (assumed,) = image["assumptions"]
    assert (assumed["kind"], assumed["image"]) == ("stands-for", None)
    assert assumed["sentence"] == f"nobody knows what is at {assumed['program']}: it is taken to be {path} ({why})"


@pytest.mark.parametrize(
    ("dockerfile", "files"),
    [
        (MISSING, {"a/start.sh": LOST, "b/start.sh": LOST}),  # several
        (MISSING.replace(".sh", ""), {"a/start": "no script, but a note"}),
        (MISSING.replace("COPY", "COPY --from=acme/app"), {"start.sh": LOST}),
        (BUILT.replace("make install", "git clone https://github.com/acme/other /opt/app"), {"start.sh": LOST}),
        (BUILT.replace("make", "wget https://acme.example/start.sh && make"), {"start.sh": LOST}),
        (BUILT.replace("debian:12", "acme/base"), {"start.sh": LOST}),
        (BUILT.replace("RUN", "COPY start.sh /srv/\nRUN"), {"start.sh": LOST}),
        (BUILT.replace("make", "apt-get").replace("/opt/app", "/usr/share/app"), {"start.sh": LOST}),
    ],
)
def test_another_file_is_not_taken(traced, dockerfile, files):
    image = traced(dockerfile, files)
    assert (image["verdict"], image["assumptions"]) == ("unknown", [])


def test_a_finding_in_it_says_what_it_rests_on(traced, stoplint):
    traced(MISSING, {"src/start.sh": LOST})
    (finding,) = json.loads(stoplint("check", "docker/Dockerfile", "--output-format", "json").out)["findings"]
    assert (finding["path"], finding["code"], finding["confidence"]) == ("src/start.sh", "SL201", "medium")
    assert "/start.sh is taken to be src/start.sh (the only file of that name in the repository)" in {
        each["label"] for each in finding["related"]
    }


def test_the_verdict_names_what_it_rests_on(traced, stoplint):
    traced(MISSING, {"src/start.sh": LOST})
    out = stoplint("trace", "docker/Dockerfile").out
    assert out.startswith("docker/Dockerfile → lost, if /start.sh is src/start.sh\n")


def test_quotes_around_a_source_do_not_hide_the_context(traced):
    image = traced('FROM debian:12\nCOPY "etc/start.sh" /\nCMD ["/start.sh"]\n', {"etc/start.sh": LOST})
    assert (image["verdict"], image["assumptions"]) == ("lost", [])
