/* SPDX-License-Identifier: Apache-2.0 */
/* A mail server of a few lines on a loopback port, whose answers a test chooses. It speaks one
 * connection at a time and keeps the Message-IDs of the mails it was given. */
#pragma once

#include <pthread.h>
#include <stdatomic.h>

#define SMTP_STUB_MAILS 64

struct smtp_stub {
    int port; /* stays the same when the stub is stopped and started */
    int listener;
    pthread_t thread;
    _Atomic int replies[SMTP_STUB_MAILS]; /* to the n-th text; 0 = 250, below 0 = hangs up */
    _Atomic int greeting;                 /* 0 = 220; from 400 on it says no more but bye */
    _Atomic int texts;                    /* texts it was given, whatever it answered */
    _Atomic int taken;                    /* of them answered with 250 */
    char ids[SMTP_STUB_MAILS][128];       /* their Message-IDs */
};

/* Listens; with port 0 on any free one. Ends the test program when it cannot. */
void smtp_stub_start(struct smtp_stub *stub);
void smtp_stub_stop(struct smtp_stub *stub);
