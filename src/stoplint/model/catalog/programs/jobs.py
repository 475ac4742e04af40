"""What a container may be started for, and ends by itself: builds, test runs, provisioning, backups.

Whoever stops such a container gives the job up: it is begun anew.
"""

from __future__ import annotations

from stoplint.model.catalog import goals
from stoplint.model.catalog.rows import Program, When


def _words(first: str, further: str) -> tuple[str, ...]:
    return tuple(f"{each} {word}" for each in first.split() for word in further.split())


_WATCHES = ("--watch", "--watch=true", "--watchAll", "--watchAll=true", "--watch-all")

ROWS: tuple[Program, ...] = (
    Program(
        names=(
            "prove",
            "rspec",
            "cucumber",
            "minitest",
            "behat",
            "codecept",
            "pest",
            "bats",
            "ctest",
            "nosetests",
            "pytest",
            "py.test",
            "phpunit",
            "jest",
            "vitest run",
            "go test",
            "cargo test",
            "robot",
            "pabot",
            "newman",
            "playwright test",
            "cypress run",
            "tox",
            "nox",
            "ctest3",
            "molecule",
            "dotnet test",
            *_words("bazel bazelisk", "test coverage"),
            *_words("npm yarn pnpm", "test"),
            *(f"{each} run test" for each in ("npm", "yarn", "pnpm", "bun")),
        ),
        kind="tool",
        when=When(without=_WATCHES),
        signals=(),
        batch=True,
        source="a test run ends with its tests: prove(1), bats(1), ctest(1), nosetests(1), https://docs.pytest.org, "
        "https://robotframework.org, https://pabot.org, https://rspec.info, https://cucumber.io/docs, "
        "https://docs.seattlerb.org/minitest, https://docs.behat.org, https://codeception.com/docs, https://pestphp.com/docs, "
        "https://www.npmjs.com/package/newman, https://playwright.dev/docs/test-cli, "
        "https://docs.cypress.io (cypress run), https://docs.phpunit.de, https://jestjs.io, https://vitest.dev/guide/cli, "
        "https://tox.wiki, https://nox.thea.codes, https://docs.ansible.com/projects/molecule, "
        "https://learn.microsoft.com/en-us/dotnet/core/tools/dotnet-test, https://bazel.build/docs/user-manual (bazel test), "
        "https://docs.npmjs.com/cli/v11/commands/npm-test, https://pkg.go.dev/cmd/go, https://doc.rust-lang.org/cargo/commands/cargo-test.html",
    ),
    Program(
        names=("mocha",),
        kind="tool",
        when=When(without=("-w", *_WATCHES)),
        signals=(),
        batch=True,
        source="https://mochajs.org/#command-line-usage",
    ),
    Program(
        names=("make", "gmake"),
        kind="tool",
        signals=(),
        when=When(without=goals.MAKE),
        source="https://www.gnu.org/software/make/manual/make.html (ends with its goals)",
    ),
    Program(
        names=("cmake", "cmake3", "cpack", "cpack3", "ninja", "ninja-build", "samu", "meson", "scons", "autoreconf"),
        kind="tool",
        signals=(),
        batch=True,
        source="https://cmake.org/cmake/help/latest/manual/cpack.1.html, cmake(1) (--build), ninja(1), meson(1), scons(1), autoreconf(1)",
    ),
    Program(
        names=(
            "rpmbuild",
            "rpmdev-setuptree",
            "dpkg-buildpackage",
            "debuild",
            "debsign",
            "gbp",
            "mk-build-deps",
            "makepkg",
            "abuild",
            "fpm",
            "nfpm",
        ),
        kind="tool",
        signals=(),
        source="rpmbuild(8), dpkg-buildpackage(1), debuild(1), gbp(1), mk-build-deps(1), makepkg(8), abuild(1), "
        "https://fpm.readthedocs.io, https://nfpm.goreleaser.com: build packages",
    ),
    Program(
        names=_words("bazel bazelisk", "build clean fetch info query cquery aquery shutdown sync version vendor mod"),
        kind="tool",
        signals=(),
        source="https://bazel.build/docs/user-manual (bazel run is not meant)",
    ),
    Program(
        names=("mvn", "mvnw"),
        kind="tool",
        signals=(),
        when=When(
            flags=(
                "clean",
                "validate",
                "compile",
                "test-compile",
                "test",
                "package",
                "integration-test",
                "verify",
                "install",
                "deploy",
                "site",
                "dependency:*",
            ),
            without=(*goals.MAVEN_INSIDE, *goals.MAVEN_BESIDE),
        ),
        source="https://maven.apache.org/guides/introduction/introduction-to-the-lifecycle.html (ends with its last phase)",
    ),
    Program(
        names=("gradle", "gradlew"),
        kind="tool",
        signals=(),
        when=When(
            flags=(
                "build",
                "assemble",
                "check",
                "test",
                "clean",
                "jar",
                "war",
                "bootJar",
                "bootWar",
                "shadowJar",
                "installDist",
                "distTar",
                "distZip",
                "publish",
                "javadoc",
                "dependencies",
                "tasks",
            ),
            without=(*goals.GRADLE, "-t", "--continuous"),
        ),
        source="https://docs.gradle.org/current/userguide/java_plugin.html#sec:java_tasks (ends with its tasks)",
    ),
    Program(
        names=(
            *_words("npm yarn pnpm", "lint"),
            *_words("yarn pnpm", "clean"),
            *(
                f"{each} run {word}"
                for each in ("npm", "yarn", "pnpm", "bun")
                for word in ("clean", "lint", "typecheck")
            ),
        ),
        kind="tool",
        signals=(),
        when=When(without=_WATCHES),
        source="https://docs.npmjs.com/cli/v11/commands/npm-run: scripts that are called so build, check or tidy up, and end",
    ),
    Program(
        names=("packer", "pulumi up", "pulumi preview", "tofu", "terragrunt", "ansible", "ansible-galaxy"),
        kind="tool",
        signals=(),
        source="https://developer.hashicorp.com/packer/docs/commands, https://www.pulumi.com/docs/iac/cli/commands, "
        "https://opentofu.org/docs/cli, https://docs.ansible.com/ansible/latest/cli",
    ),
    Program(
        names=("cdk",),
        kind="tool",
        when=When(without=("watch", "--watch", "--watch=true")),
        signals=(),
        source="https://docs.aws.amazon.com/cdk/v2/guide/ref-cli-cmd.html (cdk watch goes on until it is stopped)",
    ),
    Program(
        names=_words(
            "restic",
            "backup cache cat check copy diff dump find forget init key list ls migrate prune rebuild-index recover repair "
            "restore rewrite snapshots stats tag unlock",
        ),
        kind="tool",
        signals=(),
        with_value=(
            "-r",
            "--repo",
            "-p",
            "--password-file",
            "--cache-dir",
            "--cacert",
            "-o",
            "--option",
            "--limit-upload",
        ),
        source="https://restic.readthedocs.io/en/stable/manual_rest.html (restic mount is not meant)",
    ),
    Program(
        names=(
            *_words("borg", "check compact create delete extract info init list prune rename"),
            "borgmatic",
            "duplicity",
            *_words(
                "rclone",
                "about cat check copy copyto delete ls lsd lsf lsjson lsl mkdir move moveto purge rmdir rmdirs size sync",
            ),
        ),
        kind="tool",
        signals=(),
        source="https://borgbackup.readthedocs.io/en/stable/usage/general.html, https://torsion.org/borgmatic, duplicity(1), "
        "https://rclone.org/commands (rclone serve, mount and rcd are not meant)",
    ),
    Program(
        names=(
            "ldapsearch",
            "ldapadd",
            "ldapmodify",
            "ldapdelete",
            "ldapwhoami",
            "ldappasswd",
            "ldapcompare",
            "ldapmodrdn",
            "slapadd",
            "slapcat",
            "slaptest",
            "slappasswd",
            "slapindex",
            "slapacl",
        ),
        kind="tool",
        signals=(),
        source="their manual pages in Debian 12 (slapd 2.5, sections 1 and 8): clients, and what works on the files of a stopped slapd",
    ),
    Program(
        names=("smbclient", "rpcclient", "smbcacls", "smbget", "smbpasswd", "pdbedit", "testparm", "samba-tool"),
        kind="tool",
        signals=(),
        source="their manual pages in Debian 12 (samba 4.17, sections 1 and 8): clients and control programs",
    ),
    Program(
        names=("jattach", "jcmd", "jstack", "jmap", "jinfo", "jps"),
        kind="tool",
        signals=(),
        source="https://github.com/jattach/jattach, https://docs.oracle.com/en/java/javase/21/docs/specs/man/jcmd.html: ask a "
        "running JVM for something, and end",
    ),
)
