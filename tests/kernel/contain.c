/* Starts one container, stops it as a runtime does, and tells what happened.
 *
 * Reads a recipe on standard input, writes a report on standard output; both are records: a letter, the number of
 * fields (one byte), and each field as four bytes of length (little endian) and its bytes. See recipe.py and report.py.
 *
 *   this program ─ controller (PID 1 of an outer PID namespace; own mounts, network, IPC, host name)
 *                    ├─ builder (PID 1 of a namespace of its own, in the root folder): files, RUN steps
 *                    ├─ the container's PID 1 (likewise); in a pod's shared namespace: its first process, while PID 1 is
 *                    │  a stand-in for Kubernetes' `pause`
 *                    └─ what runs before the stop signal, in the container's namespace: its parent is outside
 *
 * Each one dies with the one that started it (PR_SET_PDEATHSIG), and a namespace dies with its PID 1: nothing
 * survives, whoever is killed. All files are in a tmpfs that only this mount namespace sees. The one process that is
 * ever signalled is the container's first, by the controller, which is its parent and sits in the parent namespace;
 * but for SIGKILL to its own children at the end.
 */
#define _GNU_SOURCE
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/capability.h>
#include <linux/futex.h>
#include <net/if.h>
#include <sched.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/acct.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

typedef struct { char letter; int n; char *field[255]; uint32_t size[255]; } Record;

#define MOST 512            /* processes that are looked at */
static Record *recipe;
static int steps;
static char top[4096], root[4200];
static int signum = 15, grace_ms = 3000, window_ms = 150, patience_ms = 2500, upper_ms = 5000, early = 1;
static int shared, in_grace = 1, floor_ms;
static volatile pid_t guarded;

/* ---------------------------------------------------------------- report */

static void put(const void *bytes, size_t size) {
    for (const char *at = bytes; size;) {
        ssize_t n = write(3, at, size);
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) _exit(70);
        at += n;
        size -= n;
    }
}

static void record(char letter, int n) {
    char head[2] = {letter, (char)n};
    put(head, 2);
}

static void field(const char *bytes, uint32_t size) {
    unsigned char head[4] = {size, size >> 8, size >> 16, size >> 24};
    put(head, 4);
    put(bytes, size);
}

static void number(long long value) {
    char text[32];
    field(text, sprintf(text, "%lld", value));
}

static void fail(const char *format, ...) {
    char text[8192];
    int saved = errno;
    va_list args;
    va_start(args, format);
    int n = vsnprintf(text, sizeof text - 200, format, args);
    va_end(args);
    n += snprintf(text + n, 200, ": %s", strerror(saved));
    record('M', 1);
    field(text, n);
    _exit(71);
}

static void file_record(char letter, const char *path, uint32_t most) {
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    struct stat st;
    char *bytes = NULL;
    ssize_t n = 0;
    if (fd >= 0 && !fstat(fd, &st) && st.st_size > 0) {
        uint32_t size = st.st_size < most ? st.st_size : most;
        bytes = malloc(size);
        n = bytes ? pread(fd, bytes, size, 0) : 0;
    }
    record(letter, 1);
    field(bytes ? bytes : "", n > 0 ? n : 0);
    free(bytes);
    if (fd >= 0) close(fd);
}

/* ---------------------------------------------------------------- recipe */

static void read_recipe(void) {
    size_t size = 0, room = 1 << 20;
    char *bytes = malloc(room);
    for (ssize_t n; bytes && (n = read(0, bytes + size, room - size)) != 0;) {
        if (n < 0) fail("reading the recipe");
        size += n;
        if (size == room) bytes = realloc(bytes, room *= 2);
    }
    int space = 0;
    for (size_t at = 0; at + 2 <= size;) {
        if (steps == space) recipe = realloc(recipe, (space = space * 2 + 64) * sizeof *recipe);
        if (!recipe || !bytes) fail("memory");
        Record *one = &recipe[steps++];
        one->letter = bytes[at++];
        one->n = (unsigned char)bytes[at++];
        for (int i = 0; i < one->n; i++) {
            const unsigned char *head = (unsigned char *)bytes + at;
            one->size[i] = head[0] | head[1] << 8 | head[2] << 16 | (uint32_t)head[3] << 24;
            at += 4;
            one->field[i] = malloc(one->size[i] + 1);
            if (!one->field[i]) fail("memory");
            memcpy(one->field[i], bytes + at, one->size[i]);
            one->field[i][one->size[i]] = 0;
            at += one->size[i];
        }
    }
    free(bytes);
}

/* ---------------------------------------------------------------- time */

static long long now_ns(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000000000LL + t.tv_nsec;
}

static long long now_ms(void) { return now_ns() / 1000000; }

/* Sleeps, but not on when a child ended. */
static void nap(int ms) {
    struct timespec t = {ms / 1000, ms % 1000 * 1000000L};
    sigset_t child;
    sigemptyset(&child);
    sigaddset(&child, SIGCHLD);
    sigtimedwait(&child, NULL, &t);
}

/* ---------------------------------------------------------------- root folder */

static void make(const char *path, mode_t mode) {
    if (mkdir(path, mode) && errno != EEXIST) fail("mkdir %s", path);
}

static void over(const char *lower, const char *target, const char *name) {
    char options[16384], upper[4500], work[4500];
    snprintf(upper, sizeof upper, "%s/%s.upper", top, name);
    snprintf(work, sizeof work, "%s/%s.work", top, name);
    make(upper, 0755);
    make(work, 0755);
    snprintf(options, sizeof options, "lowerdir=%s,upperdir=%s,workdir=%s", lower, upper, work);
    if (mount("overlay", target, "overlay", 0, options)) fail("overlay on %s (%s)", target, options);
}

static void make_root(void) {
    char path[8400];
    int extra = 0;
    if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL)) fail("private mounts");
    if (mount("tmpfs", top, "tmpfs", 0, "mode=0755,size=512m")) fail("tmpfs on %s", top);
    snprintf(root, sizeof root, "%s/root", top);
    make(root, 0755);
    for (Record *one = recipe; one < recipe + steps; one++) {
        char name[32];
        if (one->letter == 'O') over(one->field[0], root, "root");
        if (one->letter != 'L') continue;
        snprintf(path, sizeof path, "%s%s", root, one->field[1]);
        snprintf(name, sizeof name, "lib%d", extra++);
        over(one->field[0], path, name);
    }
    snprintf(path, sizeof path, "%s/dev/pts", root);
    mount("devpts", path, "devpts", 0, "newinstance,ptmxmode=0666,mode=0620");
    snprintf(path, sizeof path, "%s/acct", top);
    close(open(path, O_WRONLY | O_CREAT, 0600));
    snprintf(path, sizeof path, "%s/output", top);
    close(open(path, O_WRONLY | O_CREAT, 0666));
    chmod(path, 0666);
}

static void lo_up(void) {
    struct ifreq ifr = {0};
    int fd = socket(AF_INET, SOCK_DGRAM, 0);
    strcpy(ifr.ifr_name, "lo");
    ifr.ifr_flags = IFF_UP | IFF_RUNNING;
    if (fd >= 0) { ioctl(fd, SIOCSIFFLAGS, &ifr); close(fd); }
}

/* ---------------------------------------------------------------- inside */

/* What Docker leaves to a container's root; nothing that reaches outside of it. */
static void drop_capabilities(void) {
    static const int keep[] = {CAP_CHOWN, CAP_DAC_OVERRIDE, CAP_FSETID, CAP_FOWNER, CAP_MKNOD, CAP_NET_RAW, CAP_SETGID,
        CAP_SETUID, CAP_SETFCAP, CAP_SETPCAP, CAP_NET_BIND_SERVICE, CAP_SYS_CHROOT, CAP_KILL, CAP_AUDIT_WRITE};
    uint64_t mask = 0;
    for (unsigned i = 0; i < sizeof keep / sizeof *keep; i++) mask |= 1ULL << keep[i];
    for (int cap = 0; cap < 64; cap++) if (!(mask >> cap & 1)) prctl(PR_CAPBSET_DROP, cap, 0, 0, 0);
    struct __user_cap_header_struct head = {_LINUX_CAPABILITY_VERSION_3, 0};
    struct __user_cap_data_struct data[2] = {{mask, mask, 0}, {mask >> 32, mask >> 32, 0}};
    if (syscall(SYS_capset, &head, data)) fail("capset");
}

/* The kernel's knobs are the machine's, not the container's. */
static void mount_proc(void) {
    char path[8400];
    snprintf(path, sizeof path, "%s/proc", root);
    if (mount("proc", path, "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL)) fail("proc");
    static const char *const fixed[] = {"sys", "sysrq-trigger", "irq", "bus"};
    for (int i = 0; i < 4; i++) {
        snprintf(path, sizeof path, "%s/proc/%s", root, fixed[i]);
        if (!mount(path, path, NULL, MS_BIND | MS_REC, NULL))
            mount(NULL, path, NULL, MS_BIND | MS_REMOUNT | MS_RDONLY | MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL);
    }
}

static void enter_root(void) {
    if (chroot(root) || chdir("/")) fail("chroot");
}

static void make_parents(char *path) {
    for (char *slash = strchr(path + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
        *slash = 0;
        if (mkdir(path, 0755) && errno != EEXIST) fail("mkdir %s", path);
        *slash = '/';
    }
}

static void write_file(const char *path, const char *bytes, uint32_t size, mode_t mode) {
    struct stat st;
    if (!lstat(path, &st) && !S_ISDIR(st.st_mode)) unlink(path);
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (fd < 0) fail("writing %s", path);
    for (uint32_t at = 0; at < size;) {
        ssize_t n = write(fd, bytes + at, size - at);
        if (n < 0) fail("writing %s", path);
        at += n;
    }
    fchmod(fd, mode);
    close(fd);
}

static void default_signals(void) {
    sigset_t none;
    sigemptyset(&none);
    for (int n = 1; n < 65; n++) signal(n, SIG_DFL);
    sigprocmask(SIG_SETMASK, &none, NULL);
}

static void output_to(const char *path, int in) {
    int fd = open(path, O_WRONLY | O_APPEND | O_CREAT, 0666), null = open("/dev/null", O_RDONLY);
    if (fd < 0 || null < 0) fail("output to %s", path);
    if (in) dup2(null, 0);
    dup2(fd, 1);
    dup2(fd, 2);
    if (null > 3) close(null);
    if (fd > 3) close(fd);
}

/* Docker's rule: `name` or `uid`, `:group` or `:gid`; a user without a group has that of /etc/passwd. */
static int find_id(const char *file, const char *name, long *id, long *group, char *home, size_t room) {
    char line[4096];
    FILE *f = fopen(file, "re");
    int found = 0;
    while (f && !found && fgets(line, sizeof line, f)) {
        char *rest = line, *part[7];
        for (int i = 0; i < 7; i++) part[i] = rest ? strsep(&rest, ":\n") : "";
        if (strcmp(part[0], name) && (strcmp(part[2], name) || !isdigit((unsigned char)name[0]))) continue;
        *id = atol(part[2]);
        if (group) *group = atol(part[3]);
        if (home) snprintf(home, room, "%s", part[5]);
        found = 1;
    }
    if (f) fclose(f);
    if (!found && isdigit((unsigned char)name[0])) { *id = atol(name); return 1; }
    return found;
}

static int become(const char *user, char *home, size_t room) {
    char name[256];
    long uid = 0, gid = 0, own = 0;
    snprintf(name, sizeof name, "%s", *user ? user : "0");
    char *group = strchr(name, ':');
    if (group) *group++ = 0;
    snprintf(home, room, "/");
    if (!find_id("/etc/passwd", *name ? name : "0", &uid, &own, home, room)) return 0;
    gid = own;
    if (group && *group && !find_id("/etc/group", group, &gid, NULL, NULL, 0)) return 0;
    gid_t groups[1] = {gid};
    if (setgroups(1, groups) || setresgid(gid, gid, gid) || setresuid(uid, uid, uid)) fail("becoming %s", name);
    return 1;
}

static char *variable(char **env, const char *name) {
    size_t n = strlen(name);
    char *value = NULL;
    for (; *env; env++) if (!strncmp(*env, name, n) && (*env)[n] == '=') value = *env + n + 1;
    return value;
}

/* As Go's exec.LookPath and execve do: no shell for a file without `#!` (execvp would start one). */
static void run(char **argv, char **env) {
    if (strchr(argv[0], '/')) { execve(argv[0], argv, env); return; }
    char *paths = variable(env, "PATH"), path[8192];
    int why = ENOENT;
    for (char *at = paths ? paths : ""; *at;) {
        size_t n = strcspn(at, ":");
        struct stat st;
        snprintf(path, sizeof path, "%.*s/%s", (int)n, at, argv[0]);
        if (!stat(path, &st) && S_ISREG(st.st_mode)) {
            if (st.st_mode & 0111) { execve(path, argv, env); return; }
            why = EACCES;
        }
        at += n + (at[n] == ':');
    }
    errno = why;
}

/* Files and RUN steps, in the order of the Dockerfile. */
static int build(void *unused) {
    char *env[1024];
    int n = 0, number_of = 0;
    (void)unused;
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    mount_proc();
    enter_root();
    setsid();
    umask(022);
    for (Record *one = recipe; one < recipe + steps; one++) {
        mode_t mode = one->n > 1 ? strtol(one->field[1], NULL, 8) : 0;
        switch (one->letter) {
        case 'D':
            make_parents(one->field[0]);
            mkdir(one->field[0], mode);
            break;
        case 'F':
            make_parents(one->field[0]);
            write_file(one->field[0], one->field[2], one->size[2], mode);
            break;
        case 'N': { /* only where nothing is yet */
            struct stat st;
            if (!stat(one->field[0], &st) || errno != ENOENT) break;
            make_parents(one->field[0]);
            write_file(one->field[0], one->field[2], one->size[2], mode);
            break;
        }
        case 'S':
            make_parents(one->field[0]);
            unlink(one->field[0]);
            if (symlink(one->field[1], one->field[0])) fail("symlink %s", one->field[0]);
            break;
        case 'X': /* put an end to a file (a tool that the image lacks) */
            unlink(one->field[0]);
            break;
        case 'V': /* the environment of the RUN steps that follow */
            for (n = 0; n < one->n && n < 1023; n++) env[n] = one->field[n];
            env[n] = NULL;
            break;
        case 'R': { /* directory, user, milliseconds, argv */
            char out[64], home[4096];
            snprintf(out, sizeof out, "/.stoplint/run.%d", number_of++);
            pid_t pid = fork();
            if (!pid) {
                default_signals();
                output_to(out, 1);
                if (!become(one->field[1], home, sizeof home) || chdir(one->field[0])) _exit(126);
                env[n] = NULL;
                one->field[one->n] = NULL;
                close(3);
                run(one->field + 3, env);
                _exit(127);
            }
            int status = 0;
            for (long long end = now_ms() + atoi(one->field[2]); waitpid(pid, &status, WNOHANG) == 0; nap(20))
                if (now_ms() > end) kill(pid, SIGKILL);
            record('R', 2);
            number(status);
            int fd = open(out, O_RDONLY | O_CLOEXEC);
            char text[4096];
            ssize_t size = fd >= 0 ? read(fd, text, sizeof text) : 0;
            field(text, size > 0 ? size : 0);
            if (fd >= 0) close(fd);
            unlink(out);
            break;
        }
        default: break;
        }
    }
    close(open("/.stoplint/log", O_WRONLY | O_CREAT | O_TRUNC, 0666));
    chmod("/.stoplint/log", 0666);
    return 0;
}

static int exec_error[2];

/* As the container's user, in its folder, with its variables: `argv`, or why that can't be executed. */
static int execute(char **argv) {
    char *env[2048], path[4300], home[4096];
    const char *user = "", *directory = "/";
    char home_entry[4200];
    int envc = 0;
    for (Record *one = recipe; one < recipe + steps; one++) {
        if (one->letter == 'E' && envc < 2040) env[envc++] = one->field[0];
        if (one->letter == 'U') user = one->field[0];
        if (one->letter == 'W') directory = one->field[0];
    }
    env[envc] = NULL;
    snprintf(path, sizeof path, "%s/output", top);
    output_to(path, 1);
    enter_root();
    setsid();
    umask(022);
    mkdir(directory, 0755);
    if (chdir(directory)) fail("chdir %s", directory);
    drop_capabilities();
    int known = become(user, home, sizeof home);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    prctl(PR_SET_DUMPABLE, 1);
    if (!variable(env, "HOME")) {
        snprintf(home_entry, sizeof home_entry, "HOME=%s", home);
        env[envc++] = home_entry;
        env[envc] = NULL;
    }
    struct rlimit core = {0, 0};
    setrlimit(RLIMIT_CORE, &core);
    default_signals();
    close(3);
    errno = ESRCH; /* no such user, as the runtime says */
    if (known) run(argv, env);
    return errno;
}

static int start(void *unused) {
    char *argv[1024], path[4300];
    int argc = 0;
    (void)unused;
    for (Record *one = recipe; one < recipe + steps; one++)
        if (one->letter == 'A' && argc < 1023) argv[argc++] = one->field[0];
    argv[argc] = NULL;
    mount_proc();
    snprintf(path, sizeof path, "%s/acct", top);
    if (acct(path)) fail("acct");
    int why = execute(argv);
    if (write(exec_error[1], &why, sizeof why)) {}
    _exit(127);
}

/* PID 1 of a pod whose containers share its namespace: reaps, and ends on SIGINT and SIGTERM.
 * (https://github.com/kubernetes/kubernetes/blob/0b426b0b50c2f43a0d59a6bac5f70c5424b9e25a/build/pause/linux/pause.c) */
static void down(int unused) { (void)unused; _exit(0); }

static void reap(int unused) { (void)unused; while (waitpid(-1, NULL, WNOHANG) > 0) {} }

static int pod(void *unused) {
    (void)unused;
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    prctl(PR_SET_NAME, "pause");
    close(3);
    close(exec_error[0]);
    close(exec_error[1]);
    default_signals();
    signal(SIGINT, down);
    signal(SIGTERM, down);
    signal(SIGCHLD, reap);
    while (pause()) {}
    return 0;
}

/* ---------------------------------------------------------------- looking on */

typedef struct { int pid, ppid, timed, runs, alarmed; char state; char comm[20]; unsigned long long woken; } Seen;
typedef struct { int n; Seen at[MOST]; } Tree;

static int slurp(int proc, int pid, const char *name, char *text, int room) {
    char path[64];
    snprintf(path, sizeof path, "%d/%s", pid, name);
    int fd = openat(proc, path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) return -1;
    int n = read(fd, text, room - 1);
    close(fd);
    if (n < 0) return -1;
    text[n] = 0;
    return n;
}

/* Whether the sleep of a `sleep` will outlast us. */
static int sleeps_for_ever(int proc, int pid) {
    char argv[4096];
    int n = slurp(proc, pid, "cmdline", argv, sizeof argv), first = 1;
    double sum = 0;
    for (char *word = argv; n > 0 && word < argv + n; word += strlen(word) + 1) {
        if (!strcmp(word, "infinity") || !strcmp(word, "inf")) return 1;
        if (first) { first = 0; continue; }
        char *unit;
        double value = strtod(word, &unit);
        sum += value * (*unit == 'm' ? 60 : *unit == 'h' ? 3600 : *unit == 'd' ? 86400 : 1);
    }
    return sum * 1000 > upper_ms + grace_ms + 1000;
}

/* Whether `timeout` will outlast us: its first number is its duration. */
static int times_out_late(int proc, int pid) {
    char argv[4096];
    int n = slurp(proc, pid, "cmdline", argv, sizeof argv);
    for (char *word = argv; n > 0 && word < argv + n; word += strlen(word) + 1) {
        if (!isdigit((unsigned char)*word)) continue;
        char *unit;
        double value = strtod(word, &unit);
        value *= *unit == 'm' ? 60 : *unit == 'h' ? 3600 : *unit == 'd' ? 86400 : 1;
        return value == 0 || value * 1000 > upper_ms + grace_ms + 1000;
    }
    return 0;
}

/* Whether time alone can wake this sleeping process: false only if its system call surely has no time limit.
 * (proc(5), /proc/pid/syscall: the number and the six arguments.) */
static int timed(int proc, const Seen *one) {
    char text[256];
    unsigned long long a[6] = {0};
    long call;
    if (one->state == 'Z' || one->state == 'T') return 0;
    /* These two wake by the clock only to look whether there is anything to do. */
    if (!strncmp(one->comm, "tini", 4) || !strcmp(one->comm, "docker-init") || !strcmp(one->comm, "tail")) return 0;
    /* A handler for SIGALRM: a clock may be running that no system call shows (bash's `read -t`, GNU timeout).
     * dumb-init has one for every signal. */
    if (one->alarmed && strcmp(one->comm, "dumb-init") &&
        !(!strcmp(one->comm, "timeout") && times_out_late(proc, one->pid))) return 1;
    if (slurp(proc, one->pid, "syscall", text, sizeof text) <= 0) return 1;
    if (sscanf(text, "%ld %llx %llx %llx %llx %llx %llx", &call, a, a + 1, a + 2, a + 3, a + 4, a + 5) < 7) return 1;
    switch (call) {
    case SYS_wait4: case SYS_waitid: case SYS_rt_sigsuspend: case SYS_read: case SYS_readv: case SYS_write:
    case SYS_openat: case SYS_accept: case SYS_accept4: case SYS_recvfrom: case SYS_recvmsg: case SYS_flock:
#ifdef SYS_pause
    case SYS_pause: case SYS_open:
#endif
        return 0;
    case SYS_rt_sigtimedwait: return a[2] != 0;
    case SYS_futex: return a[3] != 0;
    case SYS_ppoll: return a[2] != 0;
    case SYS_pselect6: return a[4] != 0;
    case SYS_epoll_pwait: return (int)a[3] >= 0;
#ifdef SYS_poll
    case SYS_poll: return (int)a[2] >= 0;
    case SYS_select: return a[4] != 0;
    case SYS_epoll_wait: return (int)a[3] >= 0;
#endif
    case SYS_nanosleep: case SYS_clock_nanosleep:
        return !(!strcmp(one->comm, "sleep") && sleeps_for_ever(proc, one->pid));
    default: return 1;
    }
}

static int by_pid(const void *a, const void *b) { return ((const Seen *)a)->pid - ((const Seen *)b)->pid; }

static int look(int proc, Tree *tree) {
    char text[8192];
    tree->n = 0;
    lseek(proc, 0, SEEK_SET);
    int copy = openat(proc, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *dir = copy < 0 ? NULL : fdopendir(copy);
    if (!dir) return 0;
    for (struct dirent *entry; (entry = readdir(dir)) && tree->n < MOST;) {
        if (!isdigit((unsigned char)*entry->d_name)) continue;
        Seen *one = &tree->at[tree->n];
        memset(one, 0, sizeof *one);
        one->pid = atoi(entry->d_name);
        if (slurp(proc, one->pid, "stat", text, sizeof text) <= 0) continue;
        char *name = strchr(text, '('), *end = strrchr(text, ')');
        if (!name || !end) continue;
        snprintf(one->comm, sizeof one->comm, "%.*s", (int)(end - name - 1 < 19 ? end - name - 1 : 19), name + 1);
        if (sscanf(end + 1, " %c %d", &one->state, &one->ppid) != 2) continue;
        one->runs = one->state != 'S' && one->state != 'Z' && one->state != 'T';
        if (slurp(proc, one->pid, "status", text, sizeof text) <= 0) continue;
        char *at = strstr(text, "\nvoluntary_ctxt_switches:");
        char *other = strstr(text, "nonvoluntary_ctxt_switches:");
        if (at && other) one->woken = strtoull(at + 25, NULL, 10) + strtoull(other + 27, NULL, 10);
        char *caught = strstr(text, "\nSigCgt:");
        one->alarmed = caught && strtoull(caught + 8, NULL, 16) >> (SIGALRM - 1) & 1;
        one->timed = one->runs || timed(proc, one);
        tree->n++;
    }
    closedir(dir);
    qsort(tree->at, tree->n, sizeof *tree->at, by_pid);
    return tree->n;
}

/* The same processes, doing the same. `asleep`: and none of them has run in between. */
static int same(const Tree *a, const Tree *b, int asleep) {
    if (a->n != b->n) return 0;
    for (int i = 0; i < a->n; i++) {
        const Seen *x = &a->at[i], *y = &b->at[i];
        if (x->pid != y->pid || x->ppid != y->ppid || x->state != y->state || strcmp(x->comm, y->comm)) return 0;
        if (asleep && x->woken != y->woken) return 0;
    }
    return 1;
}

static int any(const Tree *tree, int which) {
    for (int i = 0; i < tree->n; i++) if (which ? tree->at[i].timed : tree->at[i].runs) return 1;
    return 0;
}

/* Nothing can happen any more but from outside: twice the same, nobody ran in between, and nobody's sleep has an
 * end. (All of them slept from the end of the first look to the start of the second one.) */
static int frozen(const Tree *a, const Tree *b) { return b->n && !any(a, 1) && !any(b, 1) && same(a, b, 1); }

/* supervisord takes a program for started only after a second (`startsecs`), and looks once a second. */
static int supervised(const Tree *tree) {
    for (int i = 0; i < tree->n; i++) if (!strncmp(tree->at[i].comm, "supervisord", 11)) return 1;
    return 0;
}

static int application_started(void) {
    static char text[1 << 18];
    char path[4300];
    snprintf(path, sizeof path, "%s/.stoplint/log", root);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t n = fd < 0 ? -1 : read(fd, text, sizeof text - 1);
    if (fd >= 0) close(fd);
    if (n <= 0) return 0;
    text[n] = 0;
    return strstr(text, "\tstart\tapp\t") != NULL;
}

static void tell_tree(int proc, const Tree *tree, const char *when) {
    static char text[1 << 16];
    for (int i = 0; i < tree->n; i++) {
        const Seen *one = &tree->at[i];
        record('T', 9);
        field(when, strlen(when));
        number(one->pid);
        number(one->ppid);
        field(&one->state, 1);
        field(one->comm, strlen(one->comm));
        int n = slurp(proc, one->pid, "cmdline", text, sizeof text);
        field(text, n > 0 ? n : 0);
        n = slurp(proc, one->pid, "status", text, sizeof text);
        static const char *const names[] = {"\nUid:\t", "\nSigIgn:\t", "\nSigCgt:\t"};
        for (int k = 0; k < 3; k++) {
            char *at = n > 0 ? strstr(text, names[k]) : NULL;
            at = at ? at + strlen(names[k]) : "";
            field(at, strcspn(at, "\t\n"));
        }
    }
}

/* ---------------------------------------------------------------- controller */

static pid_t spawn(int (*what)(void *)) {
    static char stack[2][1 << 18] __attribute__((aligned(16)));
    static int used;
    pid_t pid = clone(what, stack[used++ % 2] + sizeof *stack, CLONE_NEWPID | SIGCHLD, NULL);
    if (pid < 0) fail("clone");
    return pid;
}

/* What is forked from now on is in the PID namespace of this process. (pidfd_open(2), setns(2): Linux 5.8) */
static int forks_beside(pid_t pid) {
    int fd = syscall(SYS_pidfd_open, pid, 0);
    if (fd < 0) return 0;
    int done = !setns(fd, CLONE_NEWPID);
    close(fd);
    return done;
}

/* A child in the namespace of `first`, whose parent is out of sight there, as the runtime is; -1 where that one is gone. */
static pid_t join(pid_t first) {
    if (!forks_beside(first)) return -1;
    pid_t pid = fork();
    if (pid < 0) fail("fork");
    if (pid && !forks_beside(getpid())) fail("back to our namespace");
    return pid;
}

static void tell_accounts(void) {
    char path[4300];
    struct acct_v3 one;
    snprintf(path, sizeof path, "%s/acct", top);
    FILE *f = fopen(path, "re");
    while (f && fread(&one, sizeof one, 1, f) == 1) {
        record('Q', 4);
        number(one.ac_pid);
        number(one.ac_ppid);
        number(one.ac_exitcode);
        field(one.ac_comm, strnlen(one.ac_comm, sizeof one.ac_comm));
    }
    if (f) fclose(f);
}

/* A child, and how it ended. All of them are waited for together: a namespace whose PID 1 has ended is not gone before
 * the last zombie in it, and those whose parent is outside are ours (pid_namespaces(7)). */
typedef struct { pid_t pid; int over, status; } Child;
static Child container, hook;

static void collect(int flags) {
    int status;
    for (pid_t pid; (pid = waitpid(-1, &status, flags)) > 0;) {
        Child *one = pid == container.pid ? &container : pid == hook.pid ? &hook : NULL;
        if (one) one->over = 1, one->status = status;
        if (one == &container && !flags) return;
    }
}

/* What is asked to be done before the stop signal, one after the other: whether the signal is to be sent then.
 *
 * Kubernetes counts the time from the grace period, and doesn't mind how it ends; Compose waits as long as it takes, and
 * sends nothing when it fails. (The sources stand in runtime.py.) */
static int before_stop(long long began) {
    for (Record *one = recipe; one < recipe + steps; one++) {
        if (one->letter != 'H') continue;
        long long until = now_ms() + atoi(one->field[0]);
        hook = (Child){one->n > 1 ? join(container.pid) : 0, 0, 0};
        if (one->n > 1 && !hook.pid) {
            one->field[one->n] = NULL;
            int why = execute(one->field + 1);
            _exit(why == ENOENT || why == ESRCH ? 127 : 126);
        }
        for (int pause = 2;; pause += pause < 20 ? 2 : 0) {
            collect(WNOHANG);
            if (hook.pid < 0 || (!hook.pid && now_ms() >= until)) hook.over = 1;
            if (hook.over || container.over || (in_grace && (now_ns() - began) / 1000000 >= grace_ms)) break;
            nap(pause);
        }
        record('B', 2);
        number(hook.over);
        number(hook.status);
        if (container.over || (!in_grace && hook.status)) return 0;
    }
    return 1;
}

static int control(void) {
    static Tree a, b;
    Tree *before = &a, *after = &b, *swap;
    char path[4300];
    int status = 0, why = 0, left = grace_ms;
    sigset_t child;
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    sigemptyset(&child);
    sigaddset(&child, SIGCHLD);
    sigprocmask(SIG_BLOCK, &child, NULL);
    if (unshare(CLONE_NEWNS | CLONE_NEWIPC | CLONE_NEWUTS | CLONE_NEWNET)) fail("unshare");
    if (sethostname("container", 9)) fail("hostname");
    lo_up();
    make_root();

    pid_t builder = spawn(build), sandbox = 0;
    if (waitpid(builder, &status, 0) != builder) fail("builder");
    if (status) _exit(72);
    snprintf(path, sizeof path, "%s/proc", root);
    umount2(path, MNT_DETACH);

    if (pipe2(exec_error, O_CLOEXEC)) fail("pipe");
    long long started = now_ns();
    if (shared) {
        sandbox = spawn(pod);
        container.pid = join(sandbox);
        if (!container.pid) start(NULL);
    } else
        container.pid = spawn(start);
    if (container.pid < 0) fail("the pod's namespace");
    close(exec_error[1]);
    if (read(exec_error[0], &why, sizeof why) == sizeof why) {
        collect(0);
        record('X', 1);
        number(why);
        _exit(0);
    }
    int proc = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (proc < 0) fail("opening %s", path);

    /* until it is steady */
    int steady = 0, pause = 4, window = window_ms;
    long long since = now_ms(), begin = since;
    before->n = 0;
    while (!steady) {
        collect(WNOHANG);
        if (container.over) break;
        look(proc, after);
        window = supervised(after) && window_ms < 1500 ? 1500 : window_ms;
        long long now = now_ms();
        if (frozen(before, after)) steady = 1;
        if (!same(before, after, 0) || any(after, 0)) since = now;
        else if (now - since >= window && (application_started() || now - begin >= patience_ms)) steady = 1;
        if (now - begin >= upper_ms) break;
        swap = before, before = after, after = swap;
        if (!steady) nap(pause);
        if (pause < 20) pause += 4;
    }
    long long signalled = now_ns(), over_at = 0;
    int cut = 0, sent = 0;
    if (!container.over) {
        tell_tree(proc, before, "steady");
        collect(WNOHANG);
    }
    int ended = container.over;
    if (!ended) {
        signalled = now_ns();
        sent = before_stop(signalled);
        long long asked = now_ns();
        if (in_grace) left -= (asked - signalled) / 1000000;
        if (left < floor_ms) left = floor_ms;
        if (sent) kill(container.pid, signum);
        after->n = 0;
        for (pause = 4;;) {
            collect(WNOHANG);
            if (container.over) { over_at = now_ns(); break; }
            swap = before, before = after, after = swap;
            look(proc, after);
            if ((now_ns() - asked) / 1000000 >= left) break;
            if (early && frozen(before, after)) { cut = 1; break; }
            nap(pause);
            if (pause < 20) pause += 4;
        }
        if (!over_at) {
            tell_tree(proc, after, "end");
            kill(container.pid, SIGKILL);
            collect(0);
        }
    }
    if (sandbox) { /* the runtime kills what is left of a container whose first process has ended */
        kill(sandbox, SIGKILL);
        while (waitpid(-1, &why, 0) > 0) {}
    }
    record('Z', 10);
    number(ended);                          /* by itself, before the signal */
    number(container.status);               /* as of wait(2) */
    number(!ended && !over_at);             /* had to be killed */
    number(cut);                            /* ... and before the end of the grace period: nothing could happen */
    number(steady);
    number(started);
    number(signalled);
    number(over_at ? over_at : now_ns());
    number(signum);
    number(sent);
    tell_accounts();
    snprintf(path, sizeof path, "%s/.stoplint/log", root);
    file_record('G', path, 1 << 22);
    snprintf(path, sizeof path, "%s/output", top);
    file_record('C', path, 1 << 16);
    _exit(0);
}

static void too_long(int unused) { (void)unused; if (guarded > 0) kill(guarded, SIGKILL); }

int main(void) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    dup2(1, 3);
    fcntl(3, F_SETFD, 0);
    read_recipe();
    int limit = 60;
    for (Record *one = recipe; one < recipe + steps; one++) {
        if (one->letter != 'P') continue;
        static const struct { const char *name; int *value; } known[] = {{"signal", &signum}, {"grace", &grace_ms},
            {"window", &window_ms}, {"patience", &patience_ms}, {"upper", &upper_ms}, {"early", &early},
            {"shared", &shared}, {"in_grace", &in_grace}, {"floor", &floor_ms}};
        if (!strcmp(one->field[0], "top")) snprintf(top, sizeof top, "%s", one->field[1]);
        if (!strcmp(one->field[0], "limit")) limit = atoi(one->field[1]);
        for (unsigned i = 0; i < sizeof known / sizeof *known; i++)
            if (!strcmp(one->field[0], known[i].name)) *known[i].value = atoi(one->field[1]);
    }
    signal(SIGALRM, too_long);
    if (unshare(CLONE_NEWPID)) fail("a PID namespace");
    pid_t pid = fork();
    if (pid < 0) fail("fork");
    if (!pid) control();
    guarded = pid;
    alarm(limit);
    int status;
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR) {}
    return WIFEXITED(status) ? WEXITSTATUS(status) : 73;
}
