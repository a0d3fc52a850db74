/* SPDX-License-Identifier: Apache-2.0 */
#include "courier/confine.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "courier/keeper.h"
#include "system/sandbox.h"

#define COMPLAINT_MEMORY ((size_t)64 << 10)
#define CERTIFICATES_MAX ((off_t)4 << 20)

static struct confinement own;

/* Certificates, the names of hosts, and libraries that are loaded when they are needed. */
static const char *const of_connections[] = {
    "/lib",
    "/lib64",
    "/usr/lib",
    "/usr/lib64",
    "/usr/local/lib",
    "/usr/local/share/ca-certificates",
    "/usr/share",
    "/run/systemd/resolve",
    "/run/resolvconf",
    "/run/NetworkManager",
    "/dev/null",
    "/dev/urandom",
};

/* They live for long, and a file of /etc that is replaced is another one to the kernel: all of it.
 * /proc is for the nursery, to tell who descends from the server. */
static const char *const of_couriers[] = {"/etc", "/proc"};

/* A worker's /etc has no settings of anybody in it. */
static const char *const of_worker[] = {
    "/etc/ca-certificates", "/etc/crypto-policies",
    "/etc/fonts",           "/etc/gai.conf",
    "/etc/host.conf",       "/etc/hosts",
    "/etc/ld.so.cache",     "/etc/localtime",
    "/etc/nsswitch.conf",   "/etc/pki",
    "/etc/protocols",       "/etc/resolv.conf",
    "/etc/services",        "/etc/ssl",
};

static const char *const resolver_files[] = {"/etc/resolv.conf", "/etc/hosts",
                                             "/etc/nsswitch.conf"};

static bool complain(const char *what)
{
    fprintf(stderr, "kabinet-courier: %s: %s\n", what, strerrordesc_np(errno));
    return false;
}

static bool add(struct confine_list *list, const char *item)
{
    if (list->count == CONFINE_LIST_MAX) {
        return false;
    }
    list->items[list->count++] = item;
    return true;
}

static bool read_one(const char *text, struct confinement *out)
{
    const char *value = strchr(text, '=');
    if (value++ == NULL) {
        return false;
    }
    str key = {text, (size_t)(value - text - 1)};
    if (str_eq(key, STR("sandbox"))) {
        out->closed = strcmp(value, "yes") == 0;
    } else if (str_eq(key, STR("hooks"))) {
        out->of_hooks = true;
        out->hooks = value;
    } else if (str_eq(key, STR("data"))) {
        out->data = value;
    } else if (str_eq(key, STR("user"))) {
        out->switches = sscanf(value, "%u:%u", &out->uid, &out->gid) == 2;
        return out->switches;
    } else if (str_eq(key, STR("read"))) {
        return add(&out->reads, value);
    } else if (str_eq(key, STR("write"))) {
        return add(&out->writes, value);
    } else if (str_eq(key, STR("hide"))) {
        return add(&out->hides, value);
    } else if (str_eq(key, STR("ca"))) {
        return add(&out->certificates, value);
    } else {
        return false;
    }
    return true;
}

bool confine_read(int count, char **arguments, struct confinement *out)
{
    *out = (struct confinement){.hooks = "", .data = ""};
    for (int i = 0; i < count; i++) {
        if (!read_one(arguments[i], out)) {
            errno = EINVAL;
            return complain(arguments[i]);
        }
    }
    return true;
}

/* A copy in memory, at the descriptor of its place in the list. A file that cannot be read is an
 * empty copy, and whoever connects is told so by the library. */
static bool keep_copy(const char *path, int place)
{
    struct stat st = {0};
    int from = open(path, O_RDONLY | O_CLOEXEC);
    int copy = memfd_create("certificates", 0);
    bool copied = copy >= 0;
    if (from >= 0 && copied && fstat(from, &st) == 0 && st.st_size <= CERTIFICATES_MAX) {
        char bytes[16384];
        for (ssize_t got = read(from, bytes, sizeof bytes); copied && got > 0;
             got = read(from, bytes, sizeof bytes)) {
            copied = write(copy, bytes, (size_t)got) == got;
        }
    }
    if (from >= 0) {
        close(from);
    }
    copied = copied && dup2(copy, place) == place;
    if (copy >= 0 && copy != place) {
        close(copy);
    }
    return copied;
}

int confine_first_fd(void)
{
    return PARENT_FD + 1 + own.certificates.count;
}

static bool keep_certificates(void)
{
    /* Out of the way of the places first. */
    for (int i = 0; i < own.certificates.count; i++) {
        if (fcntl(PARENT_FD + 1 + i, F_GETFD) < 0 && open("/dev/null", O_RDONLY) < 0) {
            return complain("certificates");
        }
    }
    for (int i = 0; i < own.certificates.count; i++) {
        if (!keep_copy(own.certificates.items[i], PARENT_FD + 1 + i)) {
            return complain("certificates");
        }
    }
    return true;
}

str confine_certificates(struct arena *arena, str path)
{
    for (int i = 0; i < own.certificates.count; i++) {
        if (str_eq(path, str_from_z(own.certificates.items[i]))) {
            return str_printf(arena, "/proc/self/fd/%d", PARENT_FD + 1 + i);
        }
    }
    return path;
}

/* The signal at the parent's end is forgotten with the user. */
static bool become_user(void)
{
    gid_t group = (gid_t)own.gid;
    if (!own.switches) {
        return true;
    }
    if (setgroups(1, &group) != 0 || setresgid(group, group, group) != 0 ||
        setresuid((uid_t)own.uid, (uid_t)own.uid, (uid_t)own.uid) != 0) {
        return complain("becoming another user");
    }
    (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
    return true;
}

static void put_paths(struct sandbox *sandbox, const char *const *paths, size_t count)
{
    for (size_t i = 0; i < count && sandbox->readable_count < SANDBOX_PATHS_MAX; i++) {
        sandbox->readable[sandbox->readable_count++] = paths[i];
    }
}

/* From the environment that the server leaves us. */
static void put_environment(struct sandbox *sandbox)
{
    static const char *const names[] = {"SSL_CERT_FILE", "SSL_CERT_DIR"};
    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        const char *value = getenv(names[i]);
        put_paths(sandbox, &value, value != NULL && value[0] == '/' ? 1 : 0);
    }
}

static void hide(struct sandbox *sandbox, const char *path)
{
    sandbox->hidden[sandbox->hidden_count++] = path;
}

static struct sandbox for_connections(const char *const *paths, size_t count)
{
    struct sandbox sandbox = {.tcp = true, .names = true};
    hide(&sandbox, own.data);
    put_paths(&sandbox, of_connections, ARRAY_LEN(of_connections));
    put_paths(&sandbox, paths, count);
    put_paths(&sandbox, own.reads.items, (size_t)own.reads.count);
    put_environment(&sandbox);
    return sandbox;
}

/* Programs are read and run anywhere but in the data directory; what the folder of hooks of a
 * demonstration is, lies in there and is let in by name. */
static struct sandbox for_programs(void)
{
    struct sandbox sandbox = {.any_network = true, .unix_sockets = true, .tcp = true};
    hide(&sandbox, own.data);
    sandbox.programs[sandbox.program_count++] = "/";
    sandbox.changeable[sandbox.changeable_count++] = "/dev";
    for (int i = 0; i < own.writes.count; i++) {
        sandbox.changeable[sandbox.changeable_count++] = own.writes.items[i];
    }
    sandbox.opened = own.hooks;
    return sandbox;
}

/* role: NULL when its calls are closed already. */
static bool enter(const struct sandbox *sandbox, const enum sandbox_role *role)
{
    struct arena arena;
    arena_init(&arena, COMPLAINT_MEMORY);
    struct buf complaint = buf_in(&arena);
    bool closed = sandbox_close_files(sandbox, &complaint) == ERR_OK &&
                  (role == NULL || sandbox_close_calls_of(*role, &complaint) == ERR_OK);
    if (!closed) {
        fprintf(stderr, "kabinet-courier: %.*s", STR_ARG(buf_str(&complaint)));
    }
    arena_done(&arena);
    return closed;
}

bool confine_nursery(const struct confinement *confinement)
{
    own = *confinement;
    if (!keep_certificates() || !become_user()) {
        return false;
    }
    own.closed = own.closed && sandbox_is_available();
    if (!own.closed) {
        return true;
    }
    struct sandbox sandbox =
        own.of_hooks ? for_programs() : for_connections(of_couriers, ARRAY_LEN(of_couriers));
    enum sandbox_role role = own.of_hooks ? SANDBOX_OF_HOOKS : SANDBOX_OF_COURIERS;
    return enter(&sandbox, &role);
}

bool confine_worker(void)
{
    struct sandbox sandbox = for_connections(of_worker, ARRAY_LEN(of_worker));
    enum sandbox_role role = SANDBOX_OF_WORKER;
    return !own.closed || enter(&sandbox, &role);
}

/* Anew for each: around what is hidden every neighbour has a rule of its own, and neighbours come
 * and go. A name that leads elsewhere by now is followed, too. */
bool confine_hook(void)
{
    struct sandbox sandbox = for_programs();
    for (int i = 0; own.closed && i < own.hides.count; i++) {
        const char *path = own.hides.items[i];
        const char *real = realpath(path, NULL); /* kept until the program is replaced */
        hide(&sandbox, path);
        hide(&sandbox, real == NULL ? path : real);
    }
    return !own.closed || enter(&sandbox, NULL);
}

bool confine_reads_hidden(void)
{
    bool read = false;
    errno = ENOENT;
    for (int i = 0; !read && i < own.hides.count; i++) {
        int fd = open(own.hides.items[i], O_RDONLY | O_CLOEXEC);
        read = fd >= 0;
        if (read) {
            close(fd);
        }
    }
    return read;
}

unsigned long confine_resolver_mark(void)
{
    unsigned long mark = 0;
    for (size_t i = 0; i < ARRAY_LEN(resolver_files); i++) {
        struct stat st = {0};
        (void)stat(resolver_files[i], &st);
        mark = mark * 31 + (unsigned long)st.st_ino * 7 + (unsigned long)st.st_dev;
    }
    return mark;
}
