/* SPDX-License-Identifier: Apache-2.0 */
#include "smtp_stub.h"

#include <arpa/inet.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

static void keep_id(struct smtp_stub *stub, int n, const char *line)
{
    static const char name[] = "message-id:";
    if (strncasecmp(line, name, sizeof(name) - 1) == 0) {
        line += strspn(line + sizeof(name) - 1, " ") + sizeof(name) - 1;
        snprintf(stub->ids[n], sizeof(stub->ids[n]), "%.*s", (int)strcspn(line, "\r\n"), line);
    }
}

/* Reads the text up to its lone dot; false when the connection ended before. */
static bool take_text(struct smtp_stub *stub, FILE *wire, int n)
{
    char line[2048];
    while (fgets(line, sizeof(line), wire) != NULL) {
        if (strcmp(line, ".\r\n") == 0) {
            return true;
        }
        keep_id(stub, n, line);
    }
    return false;
}

static void serve(struct smtp_stub *stub, FILE *wire)
{
    char line[2048];
    int greeting = atomic_load(&stub->greeting);
    fprintf(wire, "%d stub\r\n", greeting == 0 ? 220 : greeting);
    while (fflush(wire) == 0 && fgets(line, sizeof(line), wire) != NULL) {
        int n = atomic_load(&stub->texts) % SMTP_STUB_MAILS;
        if (strncasecmp(line, "QUIT", 4) == 0 || greeting >= 400) {
            fputs("221 bye\r\n", wire);
            break;
        }
        if (strncasecmp(line, "DATA", 4) != 0) {
            fputs("250 fine\r\n", wire);
            continue;
        }
        fputs("354 go on\r\n", wire);
        fflush(wire);
        if (!take_text(stub, wire, n)) {
            break;
        }
        int reply = atomic_load(&stub->replies[n]);
        atomic_fetch_add(&stub->texts, 1);
        if (reply < 0) {
            break;
        }
        atomic_fetch_add(&stub->taken, reply == 0 || reply == 250);
        fprintf(wire, "%d as told\r\n", reply == 0 ? 250 : reply);
    }
    fclose(wire);
}

static void *stub_main(void *context)
{
    struct smtp_stub *stub = context;
    for (;;) {
        int connection = accept(stub->listener, NULL, NULL);
        if (connection < 0) {
            return NULL; /* stopped */
        }
        FILE *wire = fdopen(connection, "r+");
        if (wire != NULL) {
            serve(stub, wire);
        }
    }
}

void smtp_stub_start(struct smtp_stub *stub)
{
    struct sockaddr_in address = {
        .sin_family = AF_INET,
        .sin_port = htons((uint16_t)stub->port),
        .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
    };
    socklen_t len = sizeof(address);
    int on = 1;
    stub->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    setsockopt(stub->listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
    struct sockaddr *any = (struct sockaddr *)(void *)&address;
    if (bind(stub->listener, any, len) != 0 || listen(stub->listener, 8) != 0 ||
        getsockname(stub->listener, any, &len) != 0 ||
        pthread_create(&stub->thread, NULL, stub_main, stub) != 0) {
        perror("mail stub");
        exit(1);
    }
    stub->port = ntohs(address.sin_port);
}

void smtp_stub_stop(struct smtp_stub *stub)
{
    shutdown(stub->listener, SHUT_RDWR);
    pthread_join(stub->thread, NULL);
    close(stub->listener);
}
