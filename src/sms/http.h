/* SPDX-License-Identifier: Apache-2.0 */
/* Sends a text message through any gateway that takes an HTTP request. The operator writes the
 * request with placeholders {to} {digits} {text} {sender} {id} {user} {password}; each is encoded
 * for where it stands: percent in the URL and in a form body, JSON in a JSON body, XML in an XML
 * body. Certificates are verified, redirects are not followed, and plain http is for loopback
 * addresses. */
#pragma once

#include "base/arena.h"
#include "base/delivery.h"
#include "base/err.h"
#include "sms/sms.h"

struct sms_http {
    str url;
    str method;  /* "GET" or "POST" */
    str headers; /* "Name: value | Name: value"; {user} and {password} are filled in as they are */
    str body;    /* may be empty; without a Content-Type header: JSON when it starts with { or [,
                    else a form */
    str ok;      /* text the answer must contain beside a 2xx status; may be empty */
    str sender, user, password;
    str ca_file;
    bool allow_plain; /* http to hosts that are not loopback */
    int timeout_ms;
};

/* *out's story lives in the arena and holds no secret. */
void sms_http_send(struct arena *arena, const struct sms_http *gateway,
                   const struct sms_message *message, struct delivery *out);

/* Fills a template's placeholders for a place of the given kind. ERR_INVALID for a placeholder that
 * does not exist. */
enum sms_place { SMS_IN_URL, SMS_IN_JSON, SMS_IN_XML, SMS_IN_HEADER };
err sms_template_fill(struct arena *arena, const struct sms_http *gateway,
                      const struct sms_message *message, str pattern, enum sms_place place,
                      str *out) MUST_CHECK;
