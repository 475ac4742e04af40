"""The short options of programs, as getopt(3) is given them: letters, with a colon behind those that take a value.

Only of programs that let them stand together (`nginx -qt`, `supervisord -nc FILE`).
"""

from __future__ import annotations

CRON = "lfnNx:L:"  # cron(8), Debian
CROND = "fbSl:d:L:c:"  # crond of BusyBox; tested: 1.35.0 -fl 8, -Sf, -fl2 (stay), -lf (no number: it ends)
CRONIE = "hnfpsiPx:m:cV"  # cronie-crond/cronie@5f9f16b:src/cron.c, parse_args (-f since 1.6.0)
# imp/dnsmasq src/option.c, OPTSTRING
DNSMASQ = "951yZDNLERKzowefnbvhdkqr:m:p:c:l:s:i:t:u:g:a:x:S:C:A:T:H:Q:I:B:F:G:O:M:X:V:U:j:P:J:W:Y:2:4:6:7:8:0:3:"
HTTPD = "C:c:D:d:E:e:f:vVlLtTSMh?Xk:"  # apache/httpd include/http_main.h, AP_SERVER_BASEARGS; -k of the MPMs
HTTPD_OF_BUSYBOX = "ifvp:u:r:m:h:c:d:e:"  # `busybox httpd --help`, 1.35.0
INOTIFYWAIT = "mrhcdsPqt:fo:e:IF"  # inotify-tools src/inotifywait.c, parse_opts; tested: 3.22.6 -qme, -rme
LIGHTTPD = "f:m:i:hvVD1pt"  # lighttpd/lighttpd1.4 src/server.c
# memcached/memcached 1.6 memcached.c, shortopts; tested: 1.6.18 -Ad, -Ld
MEMCACHED = "a:AZp:s:U:m:Mc:khiVrvdl:u:P:f:n:t:D:LR:Cb:B:I:SFXWY:e:o:N:"
NAMED = "46A:c:C:d:D:E:fFgL:M:m:n:N:p:sS:t:T:U:u:vVx:X:"  # named(8)
NC = "46bCDdFhI:i:klM:m:NnO:P:p:q:rSs:T:tUuV:vW:w:X:x:Zz"  # nc(1), Debian's netcat-openbsd
NGINX = "?hvVtTqp:e:c:g:s:"  # nginx/nginx src/core/nginx.c, ngx_get_options: letters are read until one takes a value
PHP_FPM = "c:d:ehimnp:tg:RDFOvy:"  # php-fpm8.2(8); tested: 8.2.32 -RF, -nt
RSYSLOGD = "46AC:dDe:f:hi:M:nN:o:qQS:T:u:vwx"  # rsyslogd(8)
SAMBA = "?bd:s:l:p:P:O:R:W:nH:M:DiFSV"  # --help of smbd, nmbd, winbindd and samba 4.17.12
SLAPD = "46c:d:f:F:h:n:o:s:tT:VS:l:r:u:g:"  # openldap/openldap servers/slapd/main.c
SQUID = "CDFNRSVYXa:d:f:hk:m:n:sl:u:vz?"  # squid(8); squid-cache/squid src/main.cc, mainHandleCommandLineOption
SSHD = "46C:DdE:eb:c:f:Gg:h:ik:o:p:qRrtTu:V"  # sshd(8)
SUPERVISORD = "h?c:vnu:m:d:l:y:z:e:j:i:q:a:kts"  # supervisor/options.py of 4.2.5, what Options and ServerOptions add
SYSLOG_NG = (
    "FedvtshiSyu:g:C:f:p:c:R:L:V"  # syslog-ng/syslog-ng@b55e8d0b8: syslog-ng/main.c, lib/gprocess.c, lib/messages.c
)
TAIL = "c:n:fFqs:vzm0123456789"  # tail(1), coreutils 9.1 (-3f is POSIX's old form); tested: -qFn 3, -fn3, -3f
UNBOUND = "c:dhpvw:V"  # unbound(8)
