/* SPDX-License-Identifier: Apache-2.0 */
/* Opening listeners: host:port, [v6]:port, unix:/path, fd:N. With several loops every loop has its
 * own socket on the same port (SO_REUSEPORT), so that the kernel spreads connections. */
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "http/private.h"

struct address {
    struct sockaddr_storage storage;
    socklen_t len;
};

static void tell(struct listen_story *story, str address, const char *what)
{
    snprintf(story->text, sizeof story->text, "%" STR_FMT ": %s", STR_ARG(address), what);
}

/* host:port as it is written: the host without brackets, empty for every address. */
struct place {
    char host[256];
    char port[8];
    bool any;
};

static bool read_place(str text, struct place *out, struct listen_story *story)
{
    size_t colon = text.len;
    while (colon > 0 && text.ptr[colon - 1] != ':') {
        colon--;
    }
    str host = str_sub(text, 0, colon > 0 ? colon - 1 : 0);
    if (str_starts(host, STR("[")) && str_ends(host, STR("]"))) {
        host = str_sub(host, 1, host.len - 2);
    }
    str port = str_skip(text, colon);
    int64_t number = 0;
    if (colon == 0 || host.len >= sizeof out->host || port.len >= sizeof out->port ||
        !str_to_i64(port, &number)) {
        tell(story, text, "is not host:port, [address]:port, unix:/path or fd:number");
        return false;
    }
    /* getaddrinfo would keep the lower 16 bits and listen elsewhere. */
    if (number < 0 || number > UINT16_MAX) {
        tell(story, text, "has no such port: they end at 65535");
        return false;
    }
    snprintf(out->host, sizeof out->host, "%" STR_FMT, STR_ARG(host));
    snprintf(out->port, sizeof out->port, "%" STR_FMT, STR_ARG(port));
    out->any = out->host[0] == '\0' || strcmp(out->host, "*") == 0;
    return true;
}

static bool resolve(str text, struct address *out, struct listen_story *story)
{
    struct place place;
    if (!read_place(text, &place, story)) {
        return false;
    }
    struct addrinfo hints = {.ai_flags = AI_PASSIVE | AI_NUMERICSERV, .ai_socktype = SOCK_STREAM};
    struct addrinfo *found = NULL;
    int result = getaddrinfo(place.any ? NULL : place.host, place.port, &hints, &found);
    if (result != 0) {
        tell(story, text, gai_strerror(result));
        story->is_passing = true;
        return false;
    }
    memcpy(&out->storage, found->ai_addr, found->ai_addrlen);
    out->len = found->ai_addrlen;
    freeaddrinfo(found);
    return true;
}

static int bound_socket(const struct address *address, bool shared)
{
    int on = 1;
    int fd = socket(address->storage.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0) {
        return -1;
    }
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (shared && setsockopt(fd, SOL_SOCKET, SO_REUSEPORT, &on, sizeof on) != 0) {
        close(fd);
        return -1;
    }
    if (bind(fd, (const struct sockaddr *)&address->storage, address->len) != 0) {
        int reason = errno;
        close(fd);
        errno = reason;
        return -1;
    }
    return fd;
}

static int port_of(int fd)
{
    struct sockaddr_storage address;
    socklen_t len = sizeof address;
    if (getsockname(fd, (struct sockaddr *)&address, &len) != 0) {
        return 0;
    }
    if (address.ss_family == AF_INET) {
        struct sockaddr_in v4;
        memcpy(&v4, &address, sizeof v4);
        return ntohs(v4.sin_port);
    }
    if (address.ss_family == AF_INET6) {
        struct sockaddr_in6 v6;
        memcpy(&v6, &address, sizeof v6);
        return ntohs(v6.sin6_port);
    }
    return 0;
}

/* Binds alone first: SO_REUSEPORT would let a second server of the same user share the port in
 * silence. Also finds the port when it was 0. */
static bool probe(struct address *address)
{
    int fd = bound_socket(address, false);
    if (fd < 0 || listen(fd, 1) != 0) {
        int reason = errno;
        close(fd);
        errno = reason;
        return false;
    }
    socklen_t len = sizeof address->storage;
    getsockname(fd, (struct sockaddr *)&address->storage, &len);
    close(fd);
    return true;
}

static bool open_tcp(str text, int loops, int *fds, struct listen_story *story)
{
    struct address address = {.len = 0};
    if (!resolve(text, &address, story)) {
        return false;
    }
    if (loops > 1 && !probe(&address)) {
        tell(story, text, strerror(errno));
        return false;
    }
    for (int i = 0; i < loops; i++) {
        fds[i] = bound_socket(&address, loops > 1);
        if (fds[i] < 0) {
            tell(story, text, strerror(errno));
            return false;
        }
    }
    return true;
}

/* Every loop takes a copy of the one descriptor. */
static bool share(str text, int fd, int loops, int *fds, struct listen_story *story)
{
    for (int i = 0; i < loops; i++) {
        fds[i] = fcntl(fd, F_DUPFD_CLOEXEC, 3);
        if (fds[i] < 0) {
            tell(story, text, strerror(errno));
            return false;
        }
    }
    return true;
}

/* A socket file nobody answers on is a leftover of a server that was killed. */
static void remove_leftover(const struct address *address, const char *path)
{
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0) {
        return;
    }
    struct stat info;
    if (connect(fd, (const struct sockaddr *)&address->storage, address->len) != 0 &&
        errno == ECONNREFUSED && stat(path, &info) == 0 && S_ISSOCK(info.st_mode)) {
        unlink(path);
    }
    close(fd);
}

static bool open_unix(str text, int loops, int *fds, struct listen_story *story)
{
    struct sockaddr_un name = {.sun_family = AF_UNIX};
    struct address address = {.len = sizeof name};
    str path = str_skip(text, 5);
    if (path.len == 0 || path.len >= sizeof name.sun_path) {
        tell(story, text, "the path is empty or too long");
        return false;
    }
    memcpy(name.sun_path, path.ptr, path.len);
    memcpy(&address.storage, &name, sizeof name);
    remove_leftover(&address, name.sun_path);
    int fd = bound_socket(&address, false);
    bool opened = fd >= 0 && chmod(name.sun_path, 0660) == 0;
    if (!opened) {
        tell(story, text, strerror(errno));
    } else {
        opened = share(text, fd, loops, fds, story);
    }
    if (fd >= 0) {
        close(fd);
    }
    return opened;
}

static bool open_inherited(str text, int loops, int *fds, struct listen_story *story)
{
    int64_t fd = -1;
    if (!str_to_i64(str_skip(text, 3), &fd) || fd < 3 || fd > 65535 ||
        fcntl((int)fd, F_GETFD) < 0) {
        tell(story, text, "is not an open descriptor");
        return false;
    }
    return share(text, (int)fd, loops, fds, story);
}

static bool open_one(str text, int loops, int *fds, struct listen_story *story)
{
    if (str_starts(text, STR("unix:"))) {
        return open_unix(text, loops, fds, story);
    }
    if (str_starts(text, STR("fd:"))) {
        return open_inherited(text, loops, fds, story);
    }
    return open_tcp(text, loops, fds, story);
}

/* A low port needs a right; that it is taken, perhaps by ourselves, is no fault. */
static bool may_be_bound(const struct address *address, uint16_t port)
{
    if (port == 0 || port >= 1024) {
        return true;
    }
    int fd = bound_socket(address, false);
    bool may = fd >= 0 || errno != EACCES;
    if (fd >= 0) {
        close(fd);
    }
    return may;
}

static bool has_right(str text, const struct address *address, struct listen_story *story)
{
    struct sockaddr_in v4;
    struct sockaddr_in6 v6;
    memcpy(&v4, &address->storage, sizeof v4);
    memcpy(&v6, &address->storage, sizeof v6);
    in_port_t port = address->storage.ss_family == AF_INET ? v4.sin_port : v6.sin6_port;
    if (!may_be_bound(address, ntohs(port))) {
        tell(story, text, "ports below 1024 need a right that this user does not have");
        return false;
    }
    return true;
}

/* The file is made in its folder. */
static bool has_folder(str text, struct listen_story *story)
{
    char path[sizeof(struct sockaddr_un)];
    snprintf(path, sizeof path, "%" STR_FMT, STR_ARG(str_skip(text, 5)));
    char *slash = strrchr(path, '/');
    if (slash != NULL) {
        slash[slash == path] = '\0';
    }
    if (access(slash == NULL ? "." : path, W_OK | X_OK) != 0) {
        tell(story, text, "its folder does not exist or is closed to this user");
        story->is_passing = errno == ENOENT;
        return false;
    }
    return true;
}

/* Port 0 of the same address: whether this machine has it, taken or not. */
static bool is_ours(str text, struct address *address, struct listen_story *story)
{
    struct sockaddr_in v4;
    struct sockaddr_in6 v6;
    if (address->storage.ss_family == AF_INET) {
        memcpy(&v4, &address->storage, sizeof v4);
        v4.sin_port = 0;
        memcpy(&address->storage, &v4, sizeof v4);
    } else {
        memcpy(&v6, &address->storage, sizeof v6);
        v6.sin6_port = 0;
        memcpy(&address->storage, &v6, sizeof v6);
    }
    int fd = bound_socket(address, false);
    if (fd < 0) {
        tell(story, text, strerror(errno));
        story->is_passing = true;
        return false;
    }
    close(fd);
    return true;
}

static bool is_usable(str text, bool ask_machine, struct listen_story *story)
{
    struct sockaddr_un name;
    struct place place;
    struct address address = {.len = 0};
    if (str_starts(text, STR("unix:"))) {
        bool fits = text.len > 5 && text.len - 5 < sizeof name.sun_path;
        if (!fits) {
            tell(story, text, "the path is empty or too long");
        }
        return fits && (!ask_machine || has_folder(text, story));
    }
    if (str_starts(text, STR("fd:"))) {
        int64_t fd = -1;
        bool fits = str_to_i64(str_skip(text, 3), &fd) && fd >= 3 && fd <= 65535;
        if (!fits) {
            tell(story, text, "is not an open descriptor");
        }
        return fits;
    }
    if (!ask_machine) {
        return read_place(text, &place, story);
    }
    return resolve(text, &address, story) && has_right(text, &address, story) &&
           is_ours(text, &address, story);
}

const char *http_listen_fault(str addresses, bool ask_machine, bool *out_is_passing)
{
    static _Thread_local struct listen_story story;
    int count = 0;
    story.is_passing = false;
    *out_is_passing = false;
    do {
        str text = str_trim(str_cut(addresses, ',', &addresses));
        if (count++ == LISTENERS_MAX) {
            tell(&story, text, "too many listeners");
            return story.text;
        }
        if (!is_usable(text, ask_machine, &story)) {
            *out_is_passing = story.is_passing;
            return story.text;
        }
    } while (addresses.len > 0);
    return NULL;
}

int listen_open(str addresses, int loops, int *fds, int *port, struct listen_story *story)
{
    int count = 0;
    for (int i = 0; i < LISTENERS_MAX * loops; i++) {
        fds[i] = -1;
    }
    *port = 0;
    while (addresses.len > 0) {
        str text = str_trim(str_cut(addresses, ',', &addresses));
        if (count == LISTENERS_MAX) {
            tell(story, text, "too many listeners");
            return -1;
        }
        if (!open_one(text, loops, &fds[count * loops], story)) {
            return -1;
        }
        count++;
    }
    if (count == 0) {
        tell(story, STR("listen"), "no address given");
        return -1;
    }
    *port = port_of(fds[0]);
    return count;
}
