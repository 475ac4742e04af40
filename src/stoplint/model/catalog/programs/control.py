"""Control commands that start a daemon and return: `service X start`, `emqx start`."""

from __future__ import annotations

from stoplint.model.catalog.programs.data import POSTGRES
from stoplint.model.catalog.rows import Program, When, on

_HADOOP = "a Java process is left in the background: start it by hdfs, yarn, hbase or java itself"

ROWS: tuple[Program, ...] = (
    Program(
        names=(
            "sonar.sh start",
            "prosodyctl start",
            "ejabberdctl start",
            "emqx start",
            "neo4j start",
            "activemq start",
            "nexus start",
            "vpnserver start",
        ),
        kind="server",
        signals=(),
        others="graceful",
        source="SonarSource/sonarqube@07b207e:sonar-application/src/main/assembly/bin/linux-x86-64/sonar.sh (start); "
        "bjc/prosody@080d797:util/prosodyctl.lua (start: prosody -D); "
        "https://docs.ejabberd.im/admin/guide/managing/; https://docs.emqx.com/en/emqx/v5/admin/cli.html; "
        "https://neo4j.com/docs/operations-manual/5/configuration/neo4j-admin/; "
        "https://activemq.apache.org/components/classic/documentation/unix-shell-script; "
        "https://help.sonatype.com/en/run-as-a-service.html; SoftEtherVPN vpnserver(8)",
        daemonizes=True,
        note="console, foreground, run or execsvc in place of start stays in the foreground",
        controls=True,
    ),
    Program(
        names=(
            "hadoop-daemon.sh start",
            "yarn-daemon.sh start",
            "mr-jobhistory-daemon.sh start",
            "hbase-daemon.sh start",
            "start-dfs.sh",
            "start-yarn.sh",
            "start-hbase.sh",
        ),
        kind="server",
        signals=(),
        others="graceful",
        with_value=("--config", "--hosts", "--script"),
        source="apache/hadoop hadoop-daemon.sh@0e04044 (nohup nice … &), yarn-daemon.sh@20bff89, mr-jobhistory-daemon.sh@0a74610 (exec "
        "yarn, mapred --daemon start), start-dfs.sh@015abcd, start-yarn.sh@0951726 (yarn --daemon start); apache/hbase "
        "hbase-daemon.sh@017bb0f (start: nohup … &), start-hbase.sh@06b67a6; the JVM's handler is what a signal finds there, "
        "tested: see jvm.py",
        daemonizes=True,
        note=_HADOOP,
        controls=True,
        left="what {} starts",
    ),
    Program(
        names=("hdfs", "yarn", "mapred"),
        kind="server",
        when=When(flags=("--daemon start",)),
        signals=(),
        others="graceful",
        source="apache/hadoop@bc7f898:hadoop-common-project/hadoop-common/src/main/bin/hadoop-functions.sh (hadoop_daemon_handler: "
        "hadoop_start_daemon_wrapper … &; without --daemon it execs java)",
        daemonizes=True,
        note=_HADOOP,
        controls=True,
        left="what {} starts",
    ),
    Program(
        names=("dolphinscheduler-daemon.sh start",),
        kind="server",
        signals=(),
        source="apache/dolphinscheduler@7f2d4a9021:script/dolphinscheduler-daemon.sh (nohup bin/start.sh &, a bash that runs java; "
        "before it java itself)",
        daemonizes=True,
        uncertain=True,
        note="a Java process is left in the background, since 2.0.2 behind a bash: start java itself",
        controls=True,
        left="what {} starts",
    ),
    Program(
        names=("pg_ctlcluster",),
        kind="server",
        when=When(flags=("start", "restart"), without=("--foreground",)),
        signals=(),
        source="pg_ctlcluster(1), postgresql-common 248: start, restart; --foreground runs the server in the foreground",
        daemonizes=True,
    ),
    Program(
        names=("pg_ctlcluster",),
        kind="server",
        when=When(flags=("--foreground",)),
        signals=on(TERM="waits", INT="clean", QUIT="abort", HUP="reload"),
        source=f"{POSTGRES}; pg_ctlcluster(1): --foreground, exec of postgres",
        wants="SIGINT",
    ),
    Program(
        names=("pg_ctlcluster",), kind="tool", signals=(), source="pg_ctlcluster(1): stop, reload, status, promote"
    ),
    Program(
        names=("prosodyctl",),
        kind="tool",
        signals=(),
        source="prosodyctl(8): adduser, register, check, cert, reload, stop, status, …",
    ),
    Program(
        names=("service", "rc-service", "invoke-rc.d"),
        kind="server",
        when=When(flags=("start", "restart")),
        signals=(),
        others="graceful",
        source="tested: Debian 12 apache2ctl start and init scripts (return after daemonizing); service(8)",
        daemonizes=True,
        note="the init script returns, the daemon is left behind",
        named_by=1,
    ),
    Program(
        names=("service", "rc-service", "invoke-rc.d", "rc-update", "update-rc.d", "chkconfig"),
        kind="tool",
        signals=(),
        source="service(8)",
        named_by=1,
    ),
    Program(names=("systemctl",), kind="tool", signals=(), source="systemctl(1)", named_by=2),
)
