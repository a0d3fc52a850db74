/* SPDX-License-Identifier: Apache-2.0 */
#include <stddef.h>

#include "http/private.h"

void waits_init(struct loop *loop)
{
    for (int i = 0; i < WAIT_KINDS; i++) {
        loop->waits[i] = (struct link){&loop->waits[i], &loop->waits[i]};
    }
}

int wait_span_ms(const struct loop *loop, enum wait wait)
{
    const struct http_options *options = &loop->server->options;
    switch (wait) {
    case WAIT_HEAD:
        return options->head_ms;
    case WAIT_BODY:
        return options->body_ms;
    case WAIT_IDLE:
        return options->idle_ms;
    case WAIT_WRITE:
        return options->write_ms;
    case WAIT_LINGER:
        return LINGER_MS;
    case WAIT_ANSWER: /* no deadline of ours: a handler has it */
    case WAIT_KINDS:
        break;
    }
    return 0;
}

void wait_end(struct conn *conn)
{
    conn->link.prev->next = conn->link.next;
    conn->link.next->prev = conn->link.prev;
    conn->link = (struct link){&conn->link, &conn->link};
}

void wait_for(struct conn *conn, enum wait wait)
{
    struct link *head = &conn->loop->waits[wait];
    wait_end(conn);
    conn->wait = wait;
    conn->due_ms = uv_now(&conn->loop->uv) + (uint64_t)wait_span_ms(conn->loop, wait);
    conn->link = (struct link){head->prev, head};
    head->prev->next = &conn->link;
    head->prev = &conn->link;
}

struct conn *wait_oldest(const struct loop *loop, enum wait wait)
{
    struct link *first = loop->waits[wait].next;
    if (first == &loop->waits[wait]) {
        return NULL;
    }
    return (struct conn *)(void *)((char *)first - offsetof(struct conn, link));
}

void waits_check(struct loop *loop)
{
    for (enum wait wait = 0; wait < WAIT_KINDS; wait++) {
        if (wait == WAIT_ANSWER) {
            continue;
        }
        struct conn *conn = wait_oldest(loop, wait);
        while (conn != NULL && conn->due_ms <= uv_now(&loop->uv)) {
            conn_overdue(conn); /* takes it out of this queue or puts it at its end */
            conn = wait_oldest(loop, wait);
        }
    }
}
