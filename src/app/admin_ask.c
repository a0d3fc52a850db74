/* SPDX-License-Identifier: Apache-2.0 */
/* The command's end of the admin socket. */
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include "app/admin_private.h"
#include "json/reader.h"
#include "system/clock.h"

#define ANSWER_US (10 * WHEN_MINUTE) /* a long queue of messages is sent meanwhile */

static int connected(struct arena *arena, str data_dir)
{
    struct sockaddr_un address;
    int dir = -1;
    if (!admin_address(arena, data_dir, &address, &dir)) {
        return -1;
    }
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    struct timeval patience = {.tv_sec = ADMIN_MOVE_US / WHEN_SECOND}; /* when many wait already */
    if (fd >= 0) {
        (void)setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof(patience));
    }
    if (fd >= 0 &&
        connect(fd, (const struct sockaddr *)(const void *)&address, sizeof(address)) != 0) {
        close(fd);
        fd = -1;
    }
    close(dir);
    return fd;
}

err admin_ask(struct arena *arena, str data_dir, str request, struct admin_answer *out)
{
    int server = connected(arena, data_dir);
    if (server < 0) {
        return ERR_NOT_FOUND;
    }
    str line = {0};
    struct json_node answer;
    int64_t now = clock_monotonic_us();
    bool answered = admin_line_write(server, request, now + ADMIN_MOVE_US) &&
                    admin_line_read(server, arena, now + ANSWER_US, &line) &&
                    json_read(arena, line, &answer) == ERR_OK &&
                    json_get_bool(&answer, STR("ok"), &out->ok) &&
                    json_get_str(&answer, STR("text"), &out->text);
    close(server);
    return answered ? ERR_OK : ERR_UNAVAILABLE;
}
