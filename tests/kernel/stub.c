/* A stand-in for an application: logs its start, its signals and its end, drains for a moment, exits.
 *
 * How it behaves is written behind the program's own last byte (so that it travels with the file through cp, mv
 * and ln): `key=value;key=value`, four bytes of length (little endian), and "STOPLINT". Keys:
 *   kind=app|tool|helper   what the log calls it; a tool ends at once
 *   graceful=15,2,3        signals on which it drains and then exits
 *   fast=15                signals on which it exits at once, in its own handler
 *   ignore=1               signals it takes note of and otherwise ignores
 *   inherit=1              a signal that was ignored when the program was started stays ignored
 *   daemon=1               forks twice, the first process exits with `status`
 *   status=0  drain=600  life=0 (milliseconds; 0: for ever)
 *   ends=word,word         with one of these words among its arguments it is a tool
 *   env=NAME,NAME          environment entries that the start line shows
 *
 * A signal that is in no list has its default action, or is noted if it was ignored when the program was started. The log is one line a write(2) with O_APPEND:
 *   nanoseconds TAB pid TAB event TAB fields...
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define LOG "/.stoplint/log"
enum { DEFAULT, GRACEFUL, FAST, IGNORE };

extern char **environ;
static char config[4096];
static char does[65];
static int log_fd = -1, status, drain = 600;
static volatile sig_atomic_t stopping;

static unsigned long long now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000000000ULL + t.tv_nsec;
}

/* async-signal-safe: appends the number and a tab */
static char *number(char *at, unsigned long long value, char after) {
    char digits[24];
    int n = 0;
    do digits[n++] = '0' + value % 10; while (value /= 10);
    while (n) *at++ = digits[--n];
    *at++ = after;
    return at;
}

static char *word(char *at, const char *text, char after) {
    while (*text) *at++ = *text++;
    *at++ = after;
    return at;
}

static void say(const char *event, int one, int two, const char *last) {
    char line[256], *at = line;
    at = number(at, now(), '\t');
    at = number(at, getpid(), '\t');
    at = word(at, event, '\t');
    at = number(at, one, '\t');
    at = number(at, two, '\t');
    at = word(at, last, '\n');
    if (log_fd >= 0 && write(log_fd, line, at - line) < 0) { /* nothing can be done about it */ }
}

static void on_signal(int signum, siginfo_t *info, void *context) {
    static const char *const names[] = {"default", "graceful", "fast", "ignore"};
    int saved = errno;
    (void)context;
    say("signal", signum, info ? info->si_pid : 0, names[(int)does[signum]]);
    if (does[signum] == FAST) { say("cut", signum, 0, ""); _exit(128 + signum); }
    if (does[signum] == GRACEFUL) stopping = 1;
    errno = saved;
}

static const char *setting(const char *key) {
    static char value[1024];
    size_t n = strlen(key);
    for (const char *at = config; at && *at; at = strchr(at, ';') ? strchr(at, ';') + 1 : NULL)
        if (!strncmp(at, key, n) && at[n] == '=') {
            size_t size = strcspn(at + n + 1, ";");
            if (size >= sizeof value) size = sizeof value - 1;
            memcpy(value, at + n + 1, size);
            value[size] = 0;
            return value;
        }
    return "";
}

static void read_config(void) {
    unsigned char end[12];
    struct stat st;
    int fd = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
    if (fd < 0 || fstat(fd, &st) || pread(fd, end, 12, st.st_size - 12) != 12 || memcmp(end + 4, "STOPLINT", 8)) return;
    uint32_t size = end[0] | end[1] << 8 | end[2] << 16 | (uint32_t)end[3] << 24;
    if (size < sizeof config && pread(fd, config, size, st.st_size - 12 - size) == (ssize_t)size) config[size] = 0;
    close(fd);
}

static void list(const char *key, int what) {
    char value[1024];
    snprintf(value, sizeof value, "%s", setting(key));
    for (char *rest = value, *one; (one = strsep(&rest, ","));) {
        int n = atoi(one);
        if (n > 0 && n < 65) does[n] = what;
    }
}

static uint64_t hash(uint64_t sum, const char *text) {
    while (*text) sum = (sum ^ (unsigned char)*text++) * 1099511628211ULL;
    return (sum ^ '\n') * 1099511628211ULL;
}

static int by_text(const void *a, const void *b) { return strcmp(*(char *const *)a, *(char *const *)b); }

/* The sum of the environment, in any order, without what a shell changes by passing it on. */
static uint64_t environment(void) {
    static const char *const passing[] = {"_=", "SHLVL=", "PWD=", "OLDPWD="};
    char *entries[4096];
    int n = 0;
    for (char **entry = environ; *entry && n < 4096; entry++) {
        int skip = 0;
        for (int i = 0; i < 4; i++) skip |= !strncmp(*entry, passing[i], strlen(passing[i]));
        if (!skip) entries[n++] = *entry;
    }
    qsort(entries, n, sizeof *entries, by_text);
    uint64_t sum = 14695981039346656037ULL;
    for (int i = 0; i < n; i++) sum = hash(sum, entries[i]);
    return sum;
}

static char *escaped(char *at, char *end, const char *text) {
    for (; *text && at + 4 < end; text++)
        if ((unsigned char)*text < 32 || *text == '\\') at += sprintf(at, "\\x%02x", (unsigned char)*text);
        else *at++ = *text;
    return at;
}

static void say_start(const char *kind, char **argv) {
    static char line[65536];
    char cwd[4096], value[1024];
    char *at = line, *end = line + sizeof line - 64;
    uint64_t ignored = 0;
    for (int n = 1; n < 65; n++) {
        struct sigaction old;
        if (n != SIGKILL && n != SIGSTOP && !sigaction(n, NULL, &old) && old.sa_handler == SIG_IGN) ignored |= 1ULL << n;
    }
    if (!getcwd(cwd, sizeof cwd)) strcpy(cwd, "?");
    at += sprintf(at, "%llu\t%d\tstart\t%s\t%d\t%d\t%llx\t%016llx\t", now(), getpid(), kind, getppid(), geteuid(),
                  (unsigned long long)ignored, (unsigned long long)environment());
    at = escaped(at, end, cwd);
    *at++ = '\t';
    snprintf(value, sizeof value, "%s", setting("env"));
    for (char *rest = value, *name; (name = strsep(&rest, ","));)
        if (*name && getenv(name)) {
            at = escaped(at, end, name);
            *at++ = '=';
            at = escaped(at, end, getenv(name));
            at = word(at, "\\x1f", 0) - 1;
        }
    for (char **arg = argv; *arg; arg++) {
        *at++ = '\t';
        at = escaped(at, end, *arg);
    }
    *at++ = '\n';
    if (log_fd >= 0 && write(log_fd, line, at - line) < 0) { /* nothing can be done about it */ }
}

static int ends(char **argv) {
    char words[1024];
    if (!strcmp(setting("kind"), "tool")) return 1;
    for (char **arg = argv + 1; argv[0] && *arg; arg++) {
        snprintf(words, sizeof words, "%s", setting("ends"));
        for (char *rest = words, *one; (one = strsep(&rest, ","));)
            if (*one && !strcmp(one, *arg)) return 1;
    }
    return 0;
}

int main(int argc, char **argv) {
    (void)argc;
    read_config();
    log_fd = open(LOG, O_WRONLY | O_APPEND | O_CLOEXEC);
    if (log_fd >= 0 && log_fd < 3) log_fd = fcntl(log_fd, F_DUPFD_CLOEXEC, 100);
    if (*setting("status")) status = atoi(setting("status"));
    if (*setting("drain")) drain = atoi(setting("drain"));
    if (ends(argv)) { say_start("tool", argv); say("finish", status, 0, ""); return status; }

    list("graceful", GRACEFUL);
    list("fast", FAST);
    list("ignore", IGNORE);
    if (*setting("daemon") == '1') {
        say_start("starter", argv);
        if (fork()) _exit(status);
        setsid();
        if (fork()) _exit(0);
    }
    int inherit = *setting("inherit") == '1';
    sigset_t all, none, old;
    sigfillset(&all);
    sigemptyset(&none);
    sigprocmask(SIG_BLOCK, &all, &old);
    char kind[32];
    snprintf(kind, sizeof kind, "%s", *setting("kind") ? setting("kind") : "app");
    say_start(kind, argv);
    for (int n = 1; n < 65; n++) {
        struct sigaction act = {.sa_sigaction = on_signal, .sa_flags = SA_SIGINFO}, before;
        if (sigaction(n, NULL, &before)) continue;
        if (before.sa_handler == SIG_IGN && (inherit || !does[n])) does[n] = IGNORE;
        if (!does[n]) continue;
        sigfillset(&act.sa_mask);
        sigaction(n, &act, NULL);
    }
    int life = atoi(setting("life"));
    if (life) {
        struct timespec t = {life / 1000, life % 1000 * 1000000L};
        sigprocmask(SIG_SETMASK, &none, NULL);
        while (!stopping && nanosleep(&t, &t) && errno == EINTR) {}
        if (!stopping) { say("finish", status, 0, ""); _exit(status); }
    } else {
        while (!stopping) sigsuspend(&none);
        sigprocmask(SIG_SETMASK, &none, NULL);
    }
    struct timespec t = {drain / 1000, drain % 1000 * 1000000L};
    while (nanosleep(&t, &t) && errno == EINTR) {}
    say("finish", status, 0, "");
    _exit(status);
}
