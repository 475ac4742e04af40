"""Servers of files and their downloads (FTP, NFS, BitTorrent, package caches): what they do with signals."""

from __future__ import annotations

from stoplint.model.catalog import getopts
from stoplint.model.catalog.rows import Program, on

ROWS: tuple[Program, ...] = (
    Program(
        names=("apt-cacher-ng",),
        kind="server",
        signals=on(TERM="clean", INT="clean", QUIT="clean", USR1="reopen", USR2="ignored"),
        source="shramov/apt-cacher-ng@21366b6:source/apt-cacher.cc (setup_sighandler, term_handler; a copy of 3.x)",
        daemonizes=True,
        foreground_settings=("foreground",),
        stays_by="foreground=1",
        stays_by_setting="foreground: 1",
        reader="apt-cacher-ng",
        tool_flags=("-h",),
        uncertain=True,
        note="less certain: not tested, and releases before libevent raise the signal again by its default action",
    ),
    Program(
        names=("transmission-daemon",),
        kind="server",
        signals=on(TERM="clean", INT="clean", HUP="reload"),
        source="transmission-daemon(1): -f, SIGHUP; transmission/transmission daemon/daemon-posix.cc (INT, TERM, HUP)",
        daemonizes=True,
        foreground=("-f", "--foreground"),
        tool_flags=("-d", "--dump-settings", "-V", "--version"),
    ),
    Program(
        names=("deluged",),
        kind="server",
        signals=on(TERM="clean", INT="clean"),
        source="deluged(1): -d, --do-not-daemonize; deluge-torrent/deluge@6ec1479:deluge/core/daemon.py (_shutdown before the "
        "reactor's end); twisted/twisted@086b111:src/twisted/internet/_signals.py (_WithSignalHandling: handlers of INT and TERM)",
        daemonizes=True,
        foreground=("-d", "--do-not-daemonize"),
    ),
    Program(
        names=("vsftpd",),
        kind="server",
        signals=on(HUP="reload"),
        source="tested: vsftpd 3.0.3 as PID 1 (SigCgt HUP, ALRM, CHLD)",
        daemon_flags=("-obackground=YES",),
        daemon_settings=("background",),
        reader="vsftpd",
    ),
    Program(
        names=("proftpd",),
        kind="server",
        signals=on(HUP="reload", TERM="clean"),
        source="proftpd(8) lines 33-55 (-n, HUP)",
        daemonizes=True,
        foreground=("-n", "--nodaemon", "-n*"),
        tool_flags=("-t", "--configtest", "-v", "-l", "-vv"),
        uncertain=True,
        note="less certain: TERM was not tested",
    ),
    # what is no inetd's child becomes a daemon
    *(
        Program(
            names=(name,),
            kind="server",
            companion=name == "nmbd",
            signals=on(TERM="clean", **more),  # type: ignore[arg-type]
            source=f"{name}(8); samba-team/samba@4614f04b062:{told}",
            daemonizes=True,
            foreground=("-F", "--foreground", "-i", "--interactive"),
            getopt=getopts.SAMBA,
            tool_flags=("-V", "--version", "-b", "--build-options"),
            uncertain=name == "samba",
            note="less certain: SIGTERM was not tested" if name == "samba" else "",
        )
        for name, told, more in (
            ("smbd", "source3/smbd/server.c#L2436-L2452; tested: 4.17.12 -F with its children", {"HUP": "reload"}),
            (
                "winbindd",
                "source3/winbindd/winbindd.c#L1617, winbindd_dual.c#L2027-L2113; tested: 4.17.12 -F, -nF",
                {"INT": "clean", "QUIT": "clean", "HUP": "reload"},
            ),
            (
                "nmbd",
                "source3/nmbd/nmbd.c#L113,#L176,#L941; tested: 4.17.12 -F (without an interface it waits, and TERM is the default)",
                {"HUP": "reload"},
            ),
            ("samba", "source4/samba/server.c#L653,#L822-L846", {"HUP": "ignored"}),
        )
    ),
    Program(
        names=("rpc.mountd",),
        kind="server",
        signals=on(TERM="clean", INT="clean", HUP="ignored"),
        source="jtlayton/nfs-utils@e4b62f87:utils/mountd/mountd.c (-F; killer: INT and TERM; sig_hup)",
        daemonizes=True,
        foreground=("-F", "--foreground"),
    ),
    Program(
        names=("rpc.statd",),
        kind="server",
        signals=on(TERM="clean", INT="clean", HUP="clean"),
        source="jtlayton/nfs-utils@e4b62f87:utils/statd/statd.c (-F; killer: HUP, INT and TERM)",
        daemonizes=True,
        foreground=("-F", "--foreground"),
        companion=True,
    ),
    Program(
        names=("rpc.idmapd",),
        kind="server",
        signals=on(TERM="clean", INT="clean", HUP="reopen"),
        source="jtlayton/nfs-utils@e4b62f87:utils/idmapd/idmapd.c (-f; sig_die: INT and TERM; svrreopen: HUP)",
        daemonizes=True,
        foreground=("-f",),
        companion=True,
    ),
    Program(
        names=("rpcbind",),
        kind="server",
        companion=True,
        signals=on(TERM="clean", INT="clean", QUIT="clean"),
        source="rpcbind(8), 1.2.6 (-f, -d stay in the foreground); src/rpcbind.c, terminate of TERM, INT and QUIT",
        daemonizes=True,
        foreground=("-f", "-d"),
    ),
    Program(
        names=("rpc.nfsd",),
        kind="tool",
        signals=(),
        source="jtlayton/nfs-utils@e4b62f87:utils/nfsd/nfsd.c: it starts the kernel's threads, and ends",
    ),
)
