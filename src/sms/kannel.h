/* SPDX-License-Identifier: Apache-2.0 */
/* Sends a text message through the sendsms door of a Kannel smsbox. Its credentials stand in the
 * query, so the box belongs on a loopback address or behind https. */
#pragma once

#include "base/arena.h"
#include "base/delivery.h"
#include "sms/sms.h"

struct sms_kannel {
    str url; /* "http://127.0.0.1:13013/cgi-bin/sendsms" */
    str user, password, sender;
    str ca_file;
    bool allow_plain;
    int timeout_ms;
};

void sms_kannel_send(struct arena *arena, const struct sms_kannel *box,
                     const struct sms_message *message, struct delivery *out);
