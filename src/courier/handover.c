/* SPDX-License-Identifier: Apache-2.0 */
#include "courier/handover.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "system/process.h"

/* Space for one descriptor, aligned as the kernel wants it. */
union control {
    struct cmsghdr head;
    char bytes[CMSG_SPACE(sizeof(int))];
};

bool handover_ask(int socket, enum child_kind kind)
{
    char byte = (char)kind;
    return send(socket, &byte, 1, MSG_NOSIGNAL) == 1;
}

int handover_request(int socket)
{
    char byte = 0;
    ssize_t got = 0;
    do {
        got = recv(socket, &byte, 1, 0);
    } while (got < 0 && errno == EINTR);
    return got == 1 ? byte : 0;
}

bool handover_give(int socket, int fd)
{
    char byte = 'o';
    struct iovec part = {&byte, 1};
    union control control = {0};
    struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};
    if (fd >= 0) {
        message.msg_control = control.bytes;
        message.msg_controllen = sizeof(control.bytes);
        struct cmsghdr *head = CMSG_FIRSTHDR(&message);
        head->cmsg_level = SOL_SOCKET;
        head->cmsg_type = SCM_RIGHTS;
        head->cmsg_len = CMSG_LEN(sizeof(int));
        memcpy(CMSG_DATA(head), &fd, sizeof(int));
    }
    return sendmsg(socket, &message, MSG_NOSIGNAL) == 1;
}

int handover_take(int socket)
{
    char byte = 0;
    struct iovec part = {&byte, 1};
    union control control = {0};
    struct msghdr message = {
        .msg_iov = &part,
        .msg_iovlen = 1,
        .msg_control = control.bytes,
        .msg_controllen = sizeof(control.bytes),
    };
    ssize_t got = 0;
    do {
        got = recvmsg(socket, &message, MSG_CMSG_CLOEXEC);
    } while (got < 0 && errno == EINTR);
    struct cmsghdr *head = got == 1 ? CMSG_FIRSTHDR(&message) : NULL;
    int fd = -1;
    if (head != NULL && head->cmsg_level == SOL_SOCKET && head->cmsg_type == SCM_RIGHTS &&
        head->cmsg_len == CMSG_LEN(sizeof(int))) {
        memcpy(&fd, CMSG_DATA(head), sizeof(int));
    }
    return fd;
}

int handover_kinship(int socket, int pid)
{
    char byte = 0;
    if (!handover_ask(socket, CHILD_KINSHIP) ||
        send(socket, &pid, sizeof pid, MSG_NOSIGNAL) != sizeof pid) {
        return 0;
    }
    ssize_t got = 0;
    do {
        got = recv(socket, &byte, 1, 0);
    } while (got < 0 && errno == EINTR);
    return got == 1 ? byte : 0;
}

bool handover_tell_kinship(int socket, int asker)
{
    int pid = 0;
    if (recv(socket, &pid, sizeof pid, MSG_WAITALL) != sizeof pid) {
        return false;
    }
    char byte = (char)process_kinship(asker, pid);
    return send(socket, &byte, 1, MSG_NOSIGNAL) == 1;
}

/* A child that somebody has stopped is reported for as long as it is. */
bool handover_tell_pulse(int socket)
{
    siginfo_t stopped = {0};
    bool found =
        waitid(P_ALL, 0, &stopped, WSTOPPED | WNOHANG | WNOWAIT) == 0 && stopped.si_pid > 0;
    char byte = (char)(found ? PULSE_STOPPED : PULSE_WELL);
    return send(socket, &byte, 1, MSG_NOSIGNAL) == 1;
}
