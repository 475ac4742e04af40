from __future__ import annotations

import pytest

from stoplint import config
from stoplint.config import ConfigError, Options
from stoplint.rule import Rule

RULES = [
    Rule("SL101", "shell-form-cmd", "error", "", "", False, ""),
    Rule("SL201", "non-exec-launch", "error", "", "", False, ""),
    Rule("SL202", "missing-trap", "error", "", "", False, ""),
]


@pytest.fixture
def options(workspace):
    """`options({files}, folder)`: what holds in a folder."""

    def read(files, folder=".", *overrides, isolated=False):
        workspace(files)
        return config.options_for(folder, overrides, isolated=isolated)

    return read


def test_the_nearest_file_holds(options):
    files = {
        "pyproject.toml": '[tool.stoplint]\nignore = ["SL101"]\n',
        "a/b/Dockerfile": "",
        "a/stoplint.toml": 'ignore = ["SL201"]\n',
    }
    assert options(files, "a/b").ignore == ("SL201",)
    assert config.options_for(".").ignore == ("SL101",)


def test_of_two_files_in_one_folder_our_own_holds(options):
    files = {"pyproject.toml": '[tool.stoplint]\nignore = ["SL101"]\n', "stoplint.toml": 'ignore = ["SL201"]\n'}
    assert options(files).ignore == ("SL201",)


def test_a_pyproject_without_our_table_is_passed_over(options):
    files = {
        "pyproject.toml": '[tool.stoplint]\nignore = ["SL101"]\n',
        "a/pyproject.toml": '[project]\nname = "stoplint-x"\n',
    }
    assert options(files, "a").ignore == ("SL101",)


def test_nothing_above_the_repository_is_read(options, tmp_path):
    (tmp_path / "inner" / ".git").mkdir(parents=True)
    assert options({"stoplint.toml": "grace-period = 3\n"}, "inner") == Options()


def test_an_override_wins_and_isolated_reads_nothing(options):
    files = {"stoplint.toml": "grace-period = 3\nfail-level = 'info'\n"}
    made = options(files, ".", ("grace-period", 5, "--config"))
    assert (made.grace_period, made.fail_level) == (5.0, "info")
    assert (made.said_by["grace_period"], made.said_by["fail_level"][-13:]) == ("--config", "stoplint.toml")
    assert config.options_for(".", isolated=True) == Options()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("slect = []", "unknown key 'slect'; did you mean 'select'?"),
        ("select = 3", "select: must be a list of strings"),
        ("grace-period = 'long'", "must be a number of seconds"),
        ("grace-period = -1", "must be a number of seconds"),
        ("fail-level = 'eror'", "did you mean 'error'?"),
        ("per-file-ignores = []", "per-file-ignores: must be a table"),
        ("target = 1", "target: must be a string"),
        ("fail-on-unknown = 1", "fail-on-unknown: must be true or false"),
        ("[images.x]\nentrypiont = []", "unknown key 'entrypiont'; did you mean 'entrypoint'?"),
        ("[shells]\nx = 'fish'", "'fish' is none of dash, ash, bash"),
        ("select = [", "is no TOML"),
        ("[build-args]\nA = 1", "build-args.A: must be a string"),
    ],
)  # fmt: skip
def test_what_means_nothing_is_an_error_with_its_place(options, text, said):
    with pytest.raises(ConfigError) as error:
        options({"stoplint.toml": text})
    assert "stoplint.toml" in str(error.value)
    assert said in str(error.value)


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("fail-level=info", ("fail-level", "info")),
        ("fail-level='info'", ("fail-level", "info")),
        ("select=['SL1', 'SL2']", ("select", ["SL1", "SL2"])),
        ("grace-period=3", ("grace-period", 3)),
        ("build-args={A='x=y'}", ("build-args", {"A": "x=y"})),
        ("context=a b", ("context", "a b")),
    ],
)
def test_an_override_is_toml_or_a_plain_string(text, made):
    assert config.override(text) == (*made, "--config")


@pytest.mark.parametrize("text", ["", "select", "=x"])
def test_an_override_without_key_or_value_is_an_error(text):
    with pytest.raises(ConfigError, match="KEY=VALUE"):
        config.override(text)


@pytest.mark.parametrize(
    ("given", "codes"),
    [
        ({}, {"SL101", "SL201", "SL202"}),
        ({"select": ("SL2",)}, {"SL201", "SL202"}),
        ({"select": ("sl2",), "ignore": ("missing-trap",)}, {"SL201"}),
        ({"select": ("non-exec-launch",), "extend_select": ("SL101",)}, {"SL101", "SL201"}),
        ({"ignore": ("ALL",)}, set()),
    ],
)
def test_rules_are_selected_by_code_beginning_or_name(given, codes):
    assert {rule.code for rule in config.selected(Options(**given), RULES)} == codes


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"select": ("SL2O1",)}, "did you mean 'SL201'?"),
        ({"ignore": ("missing-trp",)}, "did you mean 'missing-trap'?"),
        ({"select": ("",)}, "no rule is called ''"),
        ({"per_file_ignores": (("x", ("SL9",)),)}, "per-file-ignores.x: no rule is called 'SL9'"),
    ],
)
def test_a_code_that_no_rule_has_is_an_error(given, said):
    with pytest.raises(ConfigError) as error:
        config.selected(Options(**given), RULES)
    assert said in str(error.value)


@pytest.mark.parametrize(
    ("glob", "path", "ignored"),
    [
        ("tests/", "tests/Dockerfile", True),
        ("tests/", "src/Dockerfile", False),
        ("*.sh", "a/b/start.sh", True),
        ("/start.sh", "a/start.sh", False),
        ("start.sh", "../start.sh", False),
    ],
)
def test_globs_are_those_of_gitignore_from_the_files_folder(workspace, glob, path, ignored):
    root = workspace({})
    options = Options(per_file_ignores=((glob, ("SL2",)),), root=str(root))
    assert config.is_ignored_in(options, RULES[1], path) is ignored
    assert config.is_ignored_in(options, RULES[0], path) is False


def test_every_key_is_an_option_and_every_option_a_key():
    from dataclasses import fields

    options = {field.name.replace("_", "-") for field in fields(Options)} - {"root", "said-by"}
    assert options == set(config.KEYS)


def test_what_is_shown_can_be_read_again(options):
    files = {
        "stoplint.toml": 'select = ["SL2"]\ngrace-period = 2.5\n[build-args]\nA = "q\\"x"\n'
        '[images."x/y"]\nentrypoint = ["a"]\nstop-signal = "QUIT"\n[wrappers.x]\nforwards = ["INT"]\nwith-value = ["-u"]\n'
        '[programs.a]\nstop-signal = "INT"\nsignals = {INT = "fast"}\n'
        '[per-file-ignores]\n"*.sh" = ["SL2"]\n'
    }
    made = options(files)
    shown = "".join(f"{key} = {value}\n" for key, value, _ in config.described(made) if value != "not set")
    again = options({"stoplint.toml": shown})
    assert {
        key: getattr(again, key)
        for key in ("select", "grace_period", "build_args", "images", "programs", "wrappers", "per_file_ignores")
    } == {
        key: getattr(made, key)
        for key in ("select", "grace_period", "build_args", "images", "programs", "wrappers", "per_file_ignores")
    }


def test_config_shows_what_holds_and_who_said_it(workspace, stoplint):
    workspace({"a/stoplint.toml": "grace-period = 3\n", "a/Dockerfile": ""})
    result = stoplint("config", "a/Dockerfile", "--config", "target=app")
    rows = dict(line.split(" = ", 1) for line in result.out.splitlines())
    rows = {key.strip(): value for key, value in rows.items()}
    assert rows["grace-period"].startswith("3  # ")
    assert rows["grace-period"].endswith("a/stoplint.toml")
    assert rows["target"] == '"app"  # --config'
    assert rows["select"] == '["ALL"]  # default'


# ---------------------------------------------------------------- the schema
@pytest.mark.parametrize(
    ("table", "right"),
    [
        ({}, True),
        ({"select": ["SL2"], "fail-level": "info", "grace-period": 2.5, "build-args": {"A": "1"}}, True),
        ({"select": "SL1, SL2"}, True),
        ({"images": {"x": {"entrypoint": ["a"], "env": {"A": "1"}, "stop-signal": "SIGINT"}}}, True),
        ({"shells": {"x": "dash"}, "dockerfiles": {"x": "y"}, "per-file-ignores": {"*.sh": ["SL2"]}}, True),
        ({"slect": []}, False),
        ({"select": [3]}, False),
        ({"fail-level": "fatal"}, False),
        ({"fail-on-unknown": True}, True),
        ({"fail-on-unknown": "yes"}, False),
        ({"grace-period": -1}, False),
        ({"grace-period": "3"}, False),
        ({"images": {"x": {"entrypiont": []}}}, False),
        ({"shells": {"x": "fish"}}, False),
        ({"build-args": {"A": 1}}, False),
        ({"target": 1}, False),
    ],
)
def test_the_schema_and_the_reader_agree(stoplint, table, right):
    import json

    import jsonschema

    schema = json.loads(stoplint("config", "--schema").out)
    jsonschema.Draft7Validator.check_schema(schema)
    assert jsonschema.Draft7Validator(schema).is_valid(table) is right
    options = Options()
    try:
        for key, value in table.items():
            options = config._with(options, key, value, "stoplint.toml")
    except ConfigError:
        assert not right
    else:
        assert right


# ---------------------------------------------------------------- facts
@pytest.mark.parametrize(
    ("toml", "verdict"),
    [
        ("", "unknown"),
        ('[images."acme/base"]\nentrypoint = ["/usr/bin/app"]\n', "graceful"),
        ('[images."acme/base"]\ncmd = ["/usr/bin/app"]\nentrypoint = []\n', "graceful"),
        ('[images."acme/base"]\nentrypoint = ["/bin/sh", "-c", "app"]\n[shells]\n"acme/base" = "dash"\n', "lost"),
        ('[images."acme/base"]\nentrypoint = ["/bin/sh", "-c", "app"]\n[shells]\n"acme/base" = "bash"\n', "graceful"),
        ('[dockerfiles]\n"acme/base" = "base/Dockerfile"\n', "lost"),
    ],
)
def test_a_stated_fact_about_an_image_decides(workspace, stoplint, toml, verdict):
    import json

    workspace(
        {
            "stoplint.toml": toml,
            "Dockerfile": "FROM acme/base\nRUN true\n",
            "base/Dockerfile": "FROM debian:12-slim\nCMD /usr/bin/app --serve\n",
        }
    )
    document = json.loads(stoplint("trace", "Dockerfile", "--format", "json").out)
    assert document["images"][0]["verdict"] == verdict


def test_images_that_are_made_of_each_other_come_to_an_end(workspace, stoplint):
    workspace(
        {
            "stoplint.toml": '[dockerfiles]\n"a" = "a/Dockerfile"\n"b" = "b/Dockerfile"\n',
            "a/Dockerfile": "FROM b\n",
            "b/Dockerfile": "FROM a\n",
        }
    )
    assert stoplint("trace", "a/Dockerfile").code == 0


def test_the_stated_grace_period_is_told_with_its_file(workspace, stoplint):
    workspace({"stoplint.toml": "grace-period = 25\n", "Dockerfile": 'FROM debian:12\nCMD ["/usr/bin/app"]\n'})
    assert "grace period 25 s (stoplint.toml)" in stoplint("trace").out


# ---------------------------------------------------------------- build arguments
@pytest.mark.parametrize(
    ("overrides", "made"),
    [
        ([({"B": "2"}, "--build-arg")], {"A": "file", "B": "2"}),
        ([({"A": "1"}, "--build-arg")], {"A": "1"}),
        ([({"B": "2"}, "--build-arg"), ({"C": "3"}, "--build-arg")], {"A": "file", "B": "2", "C": "3"}),
        ([({"B": "2"}, "--config"), ({"C": "3"}, "--config")], {"A": "file", "B": "2", "C": "3"}),
        ([({"B": "2"}, "--config"), ({"B": "3"}, "--build-arg")], {"A": "file", "B": "3"}),
        ([({"B": "2"}, "argument")], {"A": "file", "B": "2"}),
        ([({}, "--build-arg")], {"A": "file"}),
    ],
)
def test_each_build_argument_is_kept_and_the_last_of_a_name_holds(options, overrides, made):
    said = [("build-args", value, said_by) for value, said_by in overrides]
    assert dict(options({"stoplint.toml": "[build-args]\nA = 'file'\n"}, ".", *said).build_args) == made


def test_build_arguments_of_the_command_line_all_reach_the_dockerfile(workspace, stoplint):
    workspace({"Dockerfile": "ARG BASE=x\nARG TAG\nFROM $BASE:$TAG\nARG APP\nENV APP=$APP\nCMD exec $APP\n"})
    asked = ("trace", "--build-arg", "BASE=debian", "--build-arg", "TAG=12-slim", "--build-arg", "APP=/srv/app")
    assert "PID 1  /srv/app" in stoplint(*asked).out
    dotted = (
        "trace",
        "--config",
        "build-args.BASE='debian'",
        "--config",
        "build-args.TAG='12'",
        "--config",
        "build-args.APP='/srv/app'",
    )
    assert "PID 1  /srv/app" in stoplint(*dotted).out


# ---------------------------------------------------------------- values
@pytest.mark.parametrize(
    ("text", "key", "made"),
    [
        ("select = 'SL1, SL2,'", "select", ("SL1", "SL2")),
        ("exclude = ['a,b', 'c']", "exclude", ("a,b", "c")),
        ("grace-period = 0", "grace_period", 0.0),
        ("grace-period = 2.5", "grace_period", 2.5),
        ("target = 'app'", "target", "app"),
        ("fail-level = 'info'", "fail_level", "info"),
        ("fail-on-unknown = true", "fail_on_unknown", True),
        ("[programs.x]\nsignals = {sigterm = 'fast', 3 = 'graceful'}\nothers = 'ignored'", "programs", {"x": {"signals": {"TERM": "fast", "QUIT": "graceful"}, "others": "ignored"}}),
        ("[programs.x]\nstop-signal = 'SIGINT'\nkind = 'tool'", "programs", {"x": {"stop_signal": "INT", "kind": "tool"}}),
        ("[wrappers.x]\nkind = 'init'\nforwards = '*'\nto = 'group'\nwith-value = '-u'\npositionals = 0\nafter = '--'", "wrappers", {"x": {"kind": "init", "forwards": ("*",), "to": "group", "with_value": ("-u",), "positionals": 0, "after": "--"}}),
        ("[wrappers.x]\nforwards = ['SIGINT', '15']", "wrappers", {"x": {"forwards": ("INT", "TERM")}}),
        ("[images.x]\nenv = {A = '1'}\nuser = 'u'\nstop-signal = '9'", "images", {"x": {"env": {"A": "1"}, "user": "u", "stop_signal": "9"}}),
        ("[shells]\nx = 'ash'", "shells", {"x": "ash"}),
        ("[dockerfiles]\nx = 'a/Dockerfile'", "dockerfiles", {"x": "a/Dockerfile"}),
        ("[per-file-ignores]\n'*.sh' = 'SL1,SL2'", "per_file_ignores", (("*.sh", ("SL1", "SL2")),)),
    ],
)  # fmt: skip
def test_a_value_is_read_as_its_kind(options, text, key, made):
    assert getattr(options({"stoplint.toml": text + "\n"}), key) == made


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("grace-period = true", "grace-period: must be a number of seconds"),
        ("grace-period = -0.5", "grace-period: must be a number of seconds"),
        ("select = [1]", "select: must be a list of strings"),
        ("exclude = {}", "exclude: must be a list of strings"),
        ("images = 1", "images: must be a table"),
        ("[images]\nx = 1", "images.x: must be a table"),
        ("[images.x]\nenv = []", "images.x.env: must be a table"),
        ("[images.x.env]\nA = 1", "images.x.env.A: must be a string"),
        ("[programs.x]\nsignals = {SIGTRM = 'fast'}", "programs.x.signals: 'SIGTRM' is no signal; did you mean"),
        ("[programs.x]\nsignals = {TERM = 'fst'}", "programs.x.signals: 'fst' is none of graceful, fast, abort, reload, reopen, ignored, default; did you mean 'fast'?"),
        ("[programs.x]\nstop-signal = 'qqqqqq'", "programs.x.stop-signal: 'qqqqqq' is no signal"),
        ("[programs.x]\nkind = 'x'", "programs.x.kind: 'x' is none of server, tool, idle"),
        ("[wrappers.x]\npositionals = true", "wrappers.x.positionals: must be a number of words"),
        ("[wrappers.x]\npositionals = -1", "wrappers.x.positionals: must be a number of words"),
        ("[wrappers.x]\npositionals = 1.5", "wrappers.x.positionals: must be a number of words"),
        ("[wrappers.x]\nto = 'everyone'", "wrappers.x.to: 'everyone' is none of child, group, session, all"),
        ("[wrappers.x]\nforwards = 'NOPE'", "wrappers.x.forwards: 'NOPE' is no signal"),
        ("[dockerfiles]\nx = 1", "dockerfiles.x: must be a string"),
        ("[per-file-ignores]\nx = 1", "per-file-ignores.x: must be a list of strings"),
    ],
)  # fmt: skip
def test_a_value_of_another_kind_is_an_error_with_its_place(options, text, said):
    with pytest.raises(ConfigError) as error:
        options({"stoplint.toml": text + "\n"})
    assert f"stoplint.toml: {said}" in str(error.value)


def test_a_context_is_relative_to_what_names_it(options, tmp_path, monkeypatch):
    made = options({"a/stoplint.toml": "context = '../b'\n", "a/c/Dockerfile": ""}, "a/c")
    assert made.context == str(tmp_path / "b")
    monkeypatch.chdir(tmp_path / "a")
    assert config.options_for("c", [("context", "d", "--context")]).context == str(tmp_path / "a" / "d")


def test_a_folder_in_place_of_a_file_is_passed_over_and_what_can_not_be_read_is_an_error(options, tmp_path):
    files = {"pyproject.toml": "[tool.stoplint]\ngrace-period = 3\n", "a/Dockerfile": ""}
    (tmp_path / "a" / "stoplint.toml").mkdir(parents=True)
    assert options(files, "a").grace_period == 3
    with pytest.raises(ConfigError, match=r"tool\.stoplint must be a table"):
        options({"pyproject.toml": "[tool]\nstoplint = 3\n"})


@pytest.mark.parametrize(("glob", "path", "excluded"), [("vendor/", "vendor/a/Dockerfile", True), ("*.old", "a/Dockerfile.old", True), ("a/b", "c/a/b", False), ("x", "../x", False)])  # fmt: skip
def test_what_is_excluded_is_named_from_the_configurations_folder(workspace, glob, path, excluded):
    root = workspace({})
    assert config.is_excluded(Options(exclude=("other", glob), root=str(root)), path) is excluded
    assert config.is_excluded(Options(exclude=("other", glob)), path) is excluded
    assert not config.is_excluded(Options(root=str(root)), path)
