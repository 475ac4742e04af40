"""Base images that a Dockerfile of the same repository makes: what is looked at, what is told, and what is fixed."""

from __future__ import annotations

import json

import pytest

from stoplint.project import made_here
from stoplint.project.build_files import builds, says_builds
from stoplint.project.home_assistant import is_app

COMPOSE = "services:\n  base:\n    image: acme/base\n    build: base\n"
BASE = 'FROM debian:12-slim\nCOPY start.sh /\nENTRYPOINT ["/start.sh"]\n'
START = '#!/bin/sh\nmkdir -p /data\n"$@"\n'
APP = 'FROM acme/base\nCMD ["my-server"]\n'


@pytest.fixture
def listed(monkeypatch):
    """How often a repository's files were listed."""
    roots = []
    real = made_here.find_files

    def counted(root, *rest):
        roots.append(root)
        return real(root, *rest)

    monkeypatch.setattr(made_here, "find_files", counted)
    return roots


def verdict(stoplint, path):
    return json.loads(stoplint("trace", path, "--format", "json").out)["images"][0]["verdict"]


# ---------------------------------------------------------------- what is looked at
def test_nothing_is_listed_while_all_base_images_are_known(workspace, stoplint, listed):
    workspace({"compose.yaml": COMPOSE, "base/Dockerfile": BASE, "base/start.sh": START})
    stoplint("check", ".")
    assert not listed


def test_a_repository_is_listed_once_for_all_that_is_asked(workspace, stoplint, listed):
    files = {f"app{number}/Dockerfile": APP for number in range(4)}
    workspace({"compose.yaml": COMPOSE, "base/Dockerfile": BASE, "base/start.sh": START, **files})
    stoplint("check", ".")
    assert len(listed) == 1


def test_without_a_repository_nothing_is_listed(workspace, stoplint, listed):
    files = {"compose.yaml": COMPOSE, "base/Dockerfile": BASE, "base/start.sh": START, "app/Dockerfile": APP}
    (workspace(files) / ".git").rmdir()
    stoplint("check", ".")
    assert not listed


def test_a_crowd_of_files_says_nothing(workspace, stoplint, monkeypatch):
    monkeypatch.setattr(made_here, "MOST_ENTRIES", 3)
    workspace({"compose.yaml": COMPOSE, "base/Dockerfile": BASE, "base/start.sh": START, "app/Dockerfile": APP})
    assert verdict(stoplint, "app/Dockerfile") == "graceful"  # the usual assumption: that it hands over


@pytest.mark.parametrize(
    ("compose", "expected"),
    [
        (COMPOSE, "lost"),
        (COMPOSE.replace("build: base", "build: ../base"), "graceful"),  # not in the repository
        (COMPOSE.replace("build: base", "build: https://example.com/base.git"), "graceful"),
        (COMPOSE.replace("build: base", "build: $BASE"), "graceful"),
        (COMPOSE.replace("build: base", "build: missing"), "graceful"),
        (COMPOSE.replace("build: base", "build: {context: base, dockerfile: Dockerfile}"), "lost"),
        (COMPOSE.replace("acme/base", "docker.io/acme/base:dev"), "lost"),
        (COMPOSE.replace("acme/base", "acme/other"), "lost"),  # it is the namespace then, and the folder's name
        (COMPOSE.replace("acme/base", "${REGISTRY}/acme/base"), "lost"),
        (COMPOSE.replace("acme/base", "other/base"), "graceful"),
    ],
)
def test_what_compose_says_decides(workspace, stoplint, compose, expected):
    workspace({"compose.yaml": compose, "base/Dockerfile": BASE, "base/start.sh": START, "app/Dockerfile": APP})
    assert verdict(stoplint, "app/Dockerfile") == expected


def test_the_one_that_clones_it_owns_the_namespace(workspace, stoplint):
    config = '[remote "origin"]\n\turl = git@github.com:acme/images.git\n'
    files = {"base/Dockerfile": BASE, "base/start.sh": START, "app/Dockerfile": APP}
    workspace({".git/config": config, **files})
    assert verdict(stoplint, "app/Dockerfile") == "lost"


CONFIG = '[remote "origin"]\n\turl = https://github.com/Acme/Docker-Demo.git\n'


@pytest.mark.parametrize(
    ("path", "reference", "expected"),
    [
        ("Dockerfile", "acme/demo", "lost"),
        ("Dockerfile", "ghcr.io/acme/docker-demo:2.1", "lost"),
        ("Dockerfile", "other/demo", "graceful"),
        ("Dockerfile", "acme/other", "graceful"),
        ("docker/Dockerfile", "acme/demo", "lost"),
        ("docs/Dockerfile", "acme/demo", "graceful"),
        ("Dockerfile-alpine", "acme/demo:2.1-alpine", "lost"),
        ("Dockerfile-alpine", "acme/demo:2.1", "graceful"),
        ("base/images/7.2-fpm/Dockerfile", "acme/base:7.2-fpm", "lost"),
        ("base/7.2/fpm/Dockerfile", "acme/base:7.2-fpm", "lost"),
        ("base/7.2/fpm/Dockerfile", "acme/base:7.3-fpm", "graceful"),
    ],
)
def test_the_repositorys_own_image_and_a_tags_folder(workspace, stoplint, path, reference, expected):
    folder = path.rpartition("Dockerfile")[0]
    app = APP.replace("acme/base", reference)
    workspace({".git/config": CONFIG, path: BASE, f"{folder}start.sh": START, "app/Dockerfile": app})
    assert verdict(stoplint, "app/Dockerfile") == expected


def test_a_submodule_is_not_the_repository_itself(workspace, stoplint):
    config = f'{CONFIG}[submodule "lib"]\n\tactive = true\n\turl = https://github.com/other/demo.git\n'
    app = APP.replace("acme/base", "other/demo")
    workspace({".git/config": config, "Dockerfile": BASE, "start.sh": START, "app/Dockerfile": app})
    assert verdict(stoplint, "app/Dockerfile") != "lost"


@pytest.mark.parametrize(
    ("tag", "expected"), [("latest", "lost"), ("3.1", "lost"), ("3.1-slim", "graceful"), ("edge", "graceful")]
)
def test_a_version_beside_variants_is_the_plain_one(workspace, stoplint, tag, expected):
    slim = BASE.replace("start.sh", "slim.sh")
    files = {
        "Dockerfile": BASE,
        "start.sh": START,
        "Dockerfile.slim": slim,
        "slim.sh": START.replace('"$@"', 'exec "$@"'),
    }
    workspace({".git/config": CONFIG, **files, "app/Dockerfile": APP.replace("acme/base", f"acme/demo:{tag}")})
    assert verdict(stoplint, "app/Dockerfile") == expected


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("--build-arg V=1", "lost"),
        ("", "lost"),  # whichever version: only one Dockerfile makes it
    ],
)
def test_a_base_image_whose_tag_is_given_from_outside(workspace, stoplint, given, expected):
    app = APP.replace("FROM acme/base", "ARG V\nFROM acme/base:$V")
    make = f"all:\n\tdocker build -t acme/base:$(V) base\n\tdocker build {given} -t acme/app app\n"
    workspace({"Makefile": make, "base/Dockerfile": BASE, "base/start.sh": START, "app/Dockerfile": app})
    assert verdict(stoplint, "app/Dockerfile") == expected


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        ("Makefile", "all:\n\tdocker build --build-arg FROM_IMAGE=nginx:1.27 app\n", "graceful"),
        ("Makefile", "all:\n\tdocker build --build-arg FROM_IMAGE=$(X) app\n", "unknown"),
        ("a.sh", "docker build --build-arg FROM_IMAGE=nginx:1.27 app\ndocker build --build-arg FROM_IMAGE=nginx:1.28 app\n", "graceful"),
        ("a.sh", "docker build --build-arg FROM_IMAGE=nginx:1.27 app\ndocker build --build-arg FROM_IMAGE=httpd:2.4 app\n", "unknown"),
        ("compose.yaml", "services:\n  a:\n    build:\n      context: app\n      args:\n        FROM_IMAGE: nginx:1.27\n", "graceful"),
        ("compose.yaml", "services:\n  a:\n    build:\n      context: app\n      args:\n        - FROM_IMAGE=nginx:1.27\n", "graceful"),
        (".github/workflows/a.yml", "s:\n - uses: docker/build-push-action\n   with:\n    push: true\n    context: app\n    build-args: |\n      FROM_IMAGE=nginx:1.27\n", "graceful"),
        ("app/build.yaml", "build_from:\n  aarch64: nginx:1.26\n  amd64: nginx:1.27\n", "unknown"),
    ],
)  # fmt: skip
def test_what_a_build_gives_is_the_argument_that_a_from_needs(workspace, stoplint, path, text, expected):
    workspace({path: text, "app/Dockerfile": "ARG FROM_IMAGE\nFROM $FROM_IMAGE\n"})
    assert verdict(stoplint, "app/Dockerfile") == expected


@pytest.mark.parametrize("text", ["build_from:\n  aarch64: nginx:1.26\n  amd64: nginx:1.27\n",
                                  '{"build_from": {"aarch64": "nginx:1.26", "amd64": "nginx:1.27"}}'])  # fmt: skip
def test_home_assistants_file_beside_it_gives_the_base_image(workspace, stoplint, text):
    name = "build.json" if text.startswith("{") else "build.yaml"
    workspace({f"app/{name}": text, "app/Dockerfile": "ARG BUILD_FROM\nFROM $BUILD_FROM\n"})
    assert verdict(stoplint, "app/Dockerfile") == "graceful"


APP_OF_HOME_ASSISTANT = {
    "config.yaml": "name: A\nversion: 1.0\nslug: a\ndescription: b\narch:\n  - amd64\n",
    "config.json": '{\n  "name": "A",\n  "version": "1",\n  "slug": "a",\n  "description": "b"\n}',
}


@pytest.mark.parametrize(
    "text",
    ['{"name": "A", "version": "1", "slug": "a", "description": "b"}', "name: A\nversion: 1\nslug: a\ndescription: b"],
)
def test_a_configuration_is_an_apps_by_its_keys_wherever_lines_end(text):
    assert is_app(text)
    assert not is_app(text.replace("slug", "of slug"))


@pytest.mark.parametrize(
    ("name", "line", "expected"),
    [
        ("config.yaml", "ARG BUILD_FROM", "/init"),
        ("config.json", "ARG BUILD_FROM", "/init"),
        ("config.json", "ARG BUILD_FROM=debian:12", ""),
        ("other.json", "ARG BUILD_FROM", ""),
    ],
)
def test_an_app_of_home_assistant_is_built_on_its_base(workspace, stoplint, name, line, expected):
    text = APP_OF_HOME_ASSISTANT.get(name, "{}")
    run = "#!/bin/sh\nserver\n"
    workspace(
        {
            f"app/{name}": text,
            "app/run.sh": run,
            "app/Dockerfile": f'{line}\nFROM $BUILD_FROM\nCOPY run.sh /\nCMD ["/run.sh"]\n',
        }
    )
    assert (f"PID 1  {expected} " in stoplint("trace", "app/Dockerfile").out) is bool(expected)


# ---------------------------------------------------------------- what is told
def test_a_fault_in_the_bases_script_is_one_finding(workspace, stoplint):
    files = {f"app{number}/Dockerfile": APP for number in range(3)}
    base = BASE + 'CMD ["other-server"]\n'
    workspace({"compose.yaml": COMPOSE, "base/Dockerfile": base, "base/start.sh": START, **files})
    document = json.loads(stoplint("check", ".", "--output-format", "json").out)
    (finding,) = document["findings"]
    assert (finding["path"], finding["code"]) == ("base/start.sh", "SL201")
    # the base image has the fault itself: who else is built on it is not told
    assert {each["path"] for each in finding["related"]} == {"base/Dockerfile"}


def test_a_fault_that_only_shows_in_the_image_built_on_it_says_what_it_rests_on(workspace, stoplint):
    workspace({"compose.yaml": COMPOSE, "base/Dockerfile": BASE, "base/start.sh": START, "app/Dockerfile": APP})
    document = json.loads(stoplint("check", ".", "--output-format", "json").out)
    (finding,) = document["findings"]
    assert finding["path"] == "base/start.sh"
    assert finding["confidence"] == "medium"
    labels = {each["path"]: each["label"] for each in finding["related"]}
    assert labels["app/Dockerfile"] == "taken to be built from base/Dockerfile (compose.yaml:3)"


def test_what_the_configuration_states_is_not_taken_but_known(workspace, stoplint):
    stated = '[dockerfiles]\n"acme/base" = "base/Dockerfile"\n'
    workspace({"stoplint.toml": stated, "base/Dockerfile": BASE, "base/start.sh": START, "app/Dockerfile": APP})
    document = json.loads(stoplint("check", "app/Dockerfile", "--output-format", "json").out)
    (finding,) = document["findings"]
    assert (finding["path"], finding["confidence"]) == ("base/start.sh", "high")


def test_a_stated_dockerfile_that_is_not_there_is_the_reason(workspace, stoplint):
    workspace(
        {"stoplint.toml": '[dockerfiles]\n"acme/base" = "base/Dockerfile"\n', "app/Dockerfile": "FROM acme/base\n"}
    )
    document = json.loads(stoplint("trace", "app/Dockerfile", "--format", "json").out)
    reason = document["images"][0]["reason"]
    assert reason == "nothing is known about the base image acme/base: base/Dockerfile would make it, and can't be read"


def test_comments_in_the_bases_files_hold_and_are_not_judged_from_elsewhere(workspace, stoplint):
    start = START.replace('"$@"', '# stoplint: ignore[SL201] meant\n"$@"')
    other = 'FROM acme/base\nENTRYPOINT []\nCMD ["my-server"]\n'
    files = {"compose.yaml": COMPOSE, "base/Dockerfile": BASE, "base/start.sh": start}
    workspace({**files, "app/Dockerfile": APP, "other/Dockerfile": other})
    assert stoplint("check", "app/Dockerfile").code == 0
    assert stoplint("check", "other/Dockerfile").code == 0


# ---------------------------------------------------------------- what is fixed
@pytest.mark.parametrize(
    "paths", [(".",), ("app/Dockerfile",), ("base/Dockerfile", "app/Dockerfile", "more/Dockerfile")]
)
def test_a_bases_script_is_fixed_once(workspace, stoplint, paths):
    files = {"compose.yaml": COMPOSE, "base/Dockerfile": BASE, "base/start.sh": START}
    folder = workspace({**files, "app/Dockerfile": APP, "more/Dockerfile": APP})
    stoplint("check", *paths, "--fix")
    assert (folder / "base/start.sh").read_text() == START.replace('"$@"', 'exec "$@"')
    assert stoplint("check", ".").code == 0


def test_a_bases_dockerfile_is_fixed_through_itself_alone(workspace, stoplint):
    base = 'FROM debian:12-slim\nRUN apt-get install -y nginx\nCMD ["nginx", "-g", "daemon off;"]\n'
    app = "FROM acme/base\nENV A=b\n"
    folder = workspace({"compose.yaml": COMPOSE, "base/Dockerfile": base, "app/Dockerfile": app})
    stoplint("check", ".", "--fix")
    assert "STOPSIGNAL SIGQUIT" in (folder / "base/Dockerfile").read_text()
    assert (folder / "app/Dockerfile").read_text() == app
    assert stoplint("check", ".").code == 0


META = (
    "s:\n - uses: docker/metadata-action@v5\n   id: m\n   with:\n    images: |\n      a/b\n      name=r.io/${{ github.repository }}\n"
    " - uses: docker/build-push-action@v6\n"
)


# ---------------------------------------------------------------- what files say
@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        ("compose.yml", "services:\n a: {image: x}\n b:\n  image: y\n  build: &b ./b\n", []),
        ("docker-compose.dev.yml", "x:\n- build:\n    context: c\n    target: t\n  image: 'y:1'\n", [("y:1", "c", "", "t")]),
        ("compose.yml", "a:\n  image: y\n  build:\n    dockerfile_inline: |\n      FROM x\n", []),
        ("docker-bake.json", '{"target": {"a": {"tags": ["a/b"], "context": "c", "dockerfile": "d"}}}', [("a/b", "c", "d", "")]),
        ("docker-bake.hcl", 'target "_c" {\n context = "c"\n}\ntarget "a" {\n inherits = ["_c"]\n tags = ["x"]\n}\n', [("x", "c", "", "")]),
        ("Makefile", "N = a\nN = b\nx:\n\tdocker build -t $(N)/c d\n", [("?/c", "d", "", "")]),
        ("Makefile", "x:\n\tdocker run -t a b\n\tdocker build .\n", []),
        ("a.sh", 'docker buildx build --push --tag "a/b:$(date)" -fx/D . # c\n', [("a/b:?", ".", "x/D", "")]),
        ("a.sh", "echo docker build -t a .; podman build --target=t -t b --build-arg X=y c\n", [("a", ".", "", ""), ("b", "c", "", "t")]),
        ("a.sh", "docker build -t a - < x\n", []),
        ("package.json", '{"scripts": {"b": "docker build -t a/b -f d ."}}', [("a/b", ".", "d", "")]),
        (".gitlab-ci.yml", "variables:\n  I: r.io/g\nb:\n  script:\n    - docker build -t $I/b b\n", [("r.io/g/b", "b", "", "")]),
        (".github/workflows/a.yml", "s:\n - uses: docker/build-push-action\n   with:\n    push: true\n    tags: a/b:1, c\n    file: d\n", [("a/b:1", ".", "d", ""), ("c", ".", "d", "")]),
        (".github/workflows/a.yml", META + "   with:\n    push: true\n    tags: ${{ steps.m.outputs.tags }}\n    file: d\n", [("a/b:?", ".", "d", ""), ("r.io/?:?", ".", "d", "")]),
        (".github/workflows/a.yml", META + "   with:\n    push: true\n    tags: ${{ steps.n.outputs.tags }}\n    file: d\n", []),
        (".github/workflows/a.yml", "env:\n  I: a/b\ns:\n - uses: docker/build-push-action\n   with:\n    context: c\n    outputs: type=image,name=${{ env.I }},push=true\n", [("a/b:?", "c", "", "")]),
    ],
)  # fmt: skip
def test_what_a_file_builds(path, text, expected):
    found = [
        (image, each.context, each.dockerfile, each.target) for each in builds(path, text) for image in each.images
    ]
    assert found == expected


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("deploy/docker-compose.prod.yaml", True),
        ("values.yaml", False),
        (".github/workflows/x.yml", True),
        ("x/workflows/x.yml", False),
        ("Makefile", True),
        ("src/main.py", False),
        ("data.json", False),
    ],
)
def test_which_files_may_say_it(path, expected):
    assert says_builds(path) is expected
