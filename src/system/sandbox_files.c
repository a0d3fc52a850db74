/* SPDX-License-Identifier: Apache-2.0 */
/* Privileges and paths: what the kernel keeps thread by thread. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/capability.h>
#include <linux/landlock.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "system/log.h"
#include "system/sandbox.h"
#include "system/sandbox_listing.h"

/* Younger than the kernel headers of Debian 12. */
enum {
    RULE_NET_PORT = 2,
    NET_BIND_TCP = 1 << 0,
    NET_CONNECT_TCP = 1 << 1,
    FS_TRUNCATE = 1 << 14,
    FS_IOCTL_DEV = 1 << 15,
    SCOPE_ABSTRACT_SOCKETS = 1 << 0,
    SCOPE_SIGNALS = 1 << 1,
};

struct ruleset {
    uint64_t files, ports, scoped;
};

struct port_rule {
    uint64_t allowed, port;
};

#define FS_READ ((uint64_t)LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR)
#define FS_CHANGE                                                                                  \
    ((uint64_t)LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_REMOVE_DIR |                     \
     LANDLOCK_ACCESS_FS_REMOVE_FILE | LANDLOCK_ACCESS_FS_MAKE_DIR | LANDLOCK_ACCESS_FS_MAKE_REG |  \
     LANDLOCK_ACCESS_FS_MAKE_SOCK | FS_TRUNCATE)
#define FS_OTHER                                                                                   \
    ((uint64_t)LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_MAKE_CHAR |                         \
     LANDLOCK_ACCESS_FS_MAKE_FIFO | LANDLOCK_ACCESS_FS_MAKE_BLOCK | LANDLOCK_ACCESS_FS_MAKE_SYM |  \
     LANDLOCK_ACCESS_FS_REFER | FS_IOCTL_DEV)
/* What a rule about a file, not a directory, may speak of. */
#define FS_OF_A_FILE                                                                               \
    ((uint64_t)LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_WRITE_FILE |                      \
     LANDLOCK_ACCESS_FS_EXECUTE | FS_TRUNCATE | FS_IOCTL_DEV)

bool sandbox_is_available(void)
{
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
    return false;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) ||                         \
    __has_feature(memory_sanitizer)
    return false;
#else
    return true;
#endif
#else
    return true;
#endif
}

int sandbox_landlock(void)
{
    long abi = syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
    return abi > 0 ? (int)abi : 0;
}

static err refuse(struct buf *complaint, const char *what)
{
    buf_printf(complaint, "sandbox: %s: %s; server.sandbox = no starts without it\n", what,
               strerrordesc_np(errno));
    return ERR_INTERNAL;
}

static bool get_capabilities(struct __user_cap_data_struct *data)
{
    struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
    return syscall(SYS_capget, &header, data) == 0;
}

static bool set_capabilities(const struct __user_cap_data_struct *data)
{
    struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
    return syscall(SYS_capset, &header, data) == 0;
}

static bool can_reach(const struct sandbox *sandbox)
{
    bool reached = faccessat(AT_FDCWD, sandbox->writable, R_OK | W_OK | X_OK, AT_EACCESS) == 0;
    for (size_t i = 0; i < sandbox->visited_count; i++) {
        reached = reached && faccessat(AT_FDCWD, sandbox->visited[i], X_OK, AT_EACCESS) == 0;
    }
    return reached;
}

/* First those in effect are put down, which still can be taken up again, then the rest. */
static bool drop_capabilities(const struct sandbox *sandbox)
{
    struct __user_cap_data_struct own[_LINUX_CAPABILITY_U32S_3] = {0};
    if (!get_capabilities(own) || (own[0].permitted | own[1].permitted) == 0) {
        return true; /* a service manager that left us none may also forbid the calls below */
    }
    for (unsigned long cap = 0; prctl(PR_CAPBSET_DROP, cap, 0, 0, 0) == 0; cap++) {
        /* on to the next; ends at the last one, or at once without the right to do so */
    }
    (void)prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
    struct __user_cap_data_struct less[_LINUX_CAPABILITY_U32S_3] = {0};
    bool may_keep = sandbox->writable != NULL;
    less[0].permitted = may_keep ? own[0].permitted & (1U << CAP_DAC_OVERRIDE) : 0;
    if (!set_capabilities(less)) {
        return false;
    }
    if (less[0].permitted != 0 && !can_reach(sandbox)) {
        less[0].effective = less[0].permitted;
        log_warning("root keeps the right to pass file modes: the data directory or the database's "
                    "socket belongs to another user",
                    LOG_Z("data_dir", sandbox->writable), LOG_END);
    } else {
        less[0].permitted = 0;
    }
    return set_capabilities(less);
}

/* What this kernel's Landlock can be told to refuse. */
static struct ruleset handled(const struct sandbox *sandbox, int abi)
{
    struct ruleset all = {.files = FS_READ | FS_CHANGE | FS_OTHER};
    if (abi < 2) {
        all.files &= ~(uint64_t)LANDLOCK_ACCESS_FS_REFER;
    }
    if (abi < 3) {
        all.files &= ~(uint64_t)FS_TRUNCATE;
    }
    if (abi < 5) {
        all.files &= ~(uint64_t)FS_IOCTL_DEV;
    }
    if (abi >= 4 && !sandbox->any_network) {
        bool any_port = sandbox->tcp && sandbox->port_count == 0;
        all.ports = (uint64_t)NET_BIND_TCP | (any_port ? 0 : NET_CONNECT_TCP);
    }
    if (abi >= 6) {
        all.scoped = (uint64_t)SCOPE_SIGNALS | (sandbox->unix_sockets ? 0 : SCOPE_ABSTRACT_SOCKETS);
    }
    return all;
}

static bool allow_path_as(int ruleset, const char *path, uint64_t access, int flags)
{
    struct stat st;
    int fd = open(path, O_PATH | O_CLOEXEC | flags);
    if (fd < 0) {
        return errno == ENOENT || errno == ENOTDIR || errno == EACCES;
    }
    bool is_folder = fstat(fd, &st) == 0 && S_ISDIR(st.st_mode);
    if (S_ISLNK(st.st_mode)) {
        close(fd);
        return true; /* its target has a rule of its own, or none */
    }
    struct landlock_path_beneath_attr rule = {
        .allowed_access = is_folder ? access : access & FS_OF_A_FILE,
        .parent_fd = fd,
    };
    bool added = syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &rule, 0) == 0;
    close(fd);
    return added;
}

static bool allow_path(int ruleset, const char *path, uint64_t access)
{
    return allow_path_as(ruleset, path, access, 0);
}

enum place { APART, ABOVE, HIDDEN };

static enum place place_to(const char *path, const char *hidden)
{
    size_t len = strlen(path);
    if (hidden[0] == '\0' || strncmp(path, hidden, len) != 0) {
        return APART;
    }
    bool is_root = len == 1;
    return hidden[len] == '\0' ? HIDDEN : is_root || hidden[len] == '/' ? ABOVE : APART;
}

/* Hidden itself, else above something hidden, else neither. */
static enum place place_of(const char *path, const struct sandbox *sandbox)
{
    enum place place = APART;
    for (size_t i = 0; place != HIDDEN && i < sandbox->hidden_count; i++) {
        enum place one = place_to(path, sandbox->hidden[i]);
        place = one == APART ? place : one;
    }
    return place;
}

/* Landlock knows no exceptions: around what is hidden every neighbour has a rule. What appears
 * beside it later has none. */
static bool allow_around(int ruleset, const char *path, const struct sandbox *sandbox,
                         uint64_t access)
{
    enum place place = place_of(path, sandbox);
    if (place != ABOVE) {
        return place == HIDDEN || allow_path(ruleset, path, access);
    }
    const struct sandbox_listing *folder = sandbox_list(path);
    if (folder == NULL) {
        return errno == ENOENT || errno == EACCES;
    }
    for (const char *name = sandbox_listing_next(folder, NULL); name != NULL;
         name = sandbox_listing_next(folder, name)) {
        char child[PATH_MAX];
        const char *slash = strcmp(path, "/") == 0 ? "" : "/";
        if (snprintf(child, sizeof child, "%s%s%s", path, slash, name) >= PATH_MAX) {
            continue;
        }
        if (place_of(child, sandbox) != APART) {
            (void)allow_around(ruleset, child, sandbox, access);
        } else {
            (void)allow_path_as(ruleset, child, access, O_NOFOLLOW); /* else it stays closed */
        }
    }
    return true;
}

static bool allow_all(int ruleset, const struct sandbox *sandbox, const char *const *paths,
                      size_t count, uint64_t access)
{
    bool added = true;
    for (size_t i = 0; added && i < count; i++) {
        added = allow_around(ruleset, paths[i], sandbox, access);
    }
    return added;
}

static bool allow(int ruleset, const struct sandbox *sandbox, const struct ruleset *all)
{
    uint64_t run = (FS_READ | LANDLOCK_ACCESS_FS_EXECUTE) & all->files;
    bool opens = sandbox->opened != NULL && sandbox->opened[0] != '\0';
    bool added = sandbox->writable == NULL ||
                 allow_path(ruleset, sandbox->writable, (FS_READ | FS_CHANGE) & all->files);
    added = added &&
            allow_all(ruleset, sandbox, sandbox->readable, sandbox->readable_count,
                      FS_READ & all->files) &&
            allow_all(ruleset, sandbox, sandbox->programs, sandbox->program_count, run) &&
            (!opens || allow_around(ruleset, sandbox->opened, sandbox, run)) &&
            allow_all(ruleset, sandbox, sandbox->changeable, sandbox->changeable_count, all->files);
    bool to_ports = sandbox->tcp && (all->ports & NET_CONNECT_TCP) != 0;
    for (size_t i = 0; added && to_ports && i < sandbox->port_count; i++) {
        struct port_rule rule = {NET_CONNECT_TCP, sandbox->ports[i]};
        added = syscall(SYS_landlock_add_rule, ruleset, RULE_NET_PORT, &rule, 0) == 0;
    }
    return added;
}

static bool close_paths(const struct sandbox *sandbox, int abi)
{
    struct ruleset all = handled(sandbox, abi);
    size_t size = abi >= 6   ? sizeof all
                  : abi >= 4 ? offsetof(struct ruleset, scoped)
                             : offsetof(struct ruleset, ports);
    int ruleset = (int)syscall(SYS_landlock_create_ruleset, &all, size, 0);
    if (ruleset < 0) {
        return false;
    }
    bool closed =
        allow(ruleset, sandbox, &all) && syscall(SYS_landlock_restrict_self, ruleset, 0) == 0;
    int reason = errno;
    close(ruleset);
    errno = reason;
    return closed;
}

err sandbox_close_files(const struct sandbox *sandbox, struct buf *complaint)
{
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) {
        return refuse(complaint, "new privileges cannot be given up");
    }
    if (!drop_capabilities(sandbox)) {
        return refuse(complaint, "capabilities cannot be dropped");
    }
    int abi = sandbox_landlock();
    if (abi > 0 && !close_paths(sandbox, abi)) {
        return refuse(complaint, "Landlock");
    }
    return ERR_OK;
}
