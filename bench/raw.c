/* SPDX-License-Identifier: Apache-2.0 */
/* The ceiling every speed is a ratio of: an epoll loop that parses nothing and answers each read
 * with fixed 600 bytes. Usage: raw PORT. One thread. */
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

int main(int argc, char **argv)
{
    static char answer[600], in[65536];
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_port = htons((uint16_t)(argc > 1 ? atoi(argv[1]) : 8081))};
    int on = 1, door = socket(AF_INET, SOCK_STREAM, 0), poller = epoll_create1(0);
    int head =
        snprintf(answer, sizeof answer, "HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n", 560);
    memset(answer + head, 'x', sizeof answer - (size_t)head);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    setsockopt(door, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(door, (struct sockaddr *)&address, sizeof address) != 0 || listen(door, 1024) != 0) {
        perror("raw");
        return 1;
    }
    struct epoll_event event = {.events = EPOLLIN, .data.fd = door}, events[64];
    epoll_ctl(poller, EPOLL_CTL_ADD, door, &event);
    for (;;) {
        int count = epoll_wait(poller, events, 64, -1);
        for (int i = 0; i < count; i++) {
            int fd = events[i].data.fd;
            if (fd == door) {
                event.data.fd = accept4(door, NULL, NULL, SOCK_NONBLOCK);
                epoll_ctl(poller, EPOLL_CTL_ADD, event.data.fd, &event);
            } else if (read(fd, in, sizeof in) <= 0 || write(fd, answer, sizeof answer) < 0) {
                close(fd);
            }
        }
    }
}
