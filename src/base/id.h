/* SPDX-License-Identifier: Apache-2.0 */
/* Identifiers of stored things: UUIDv7 in text (RFC 9562), each kind a type of its own, so that
 * swapping two of them does not compile. Made by system/random's id_new; ids that came from outside
 * are checked by id_is_wellformed. */
#pragma once

#include <stdbool.h>

#include "base/str.h"

#define ID_TEXT_LEN 36

/* clang-format off */
#define ID_KINDS(X) \
    X(account) \
    X(session) \
    X(registration) \
    X(recovery) \
    X(message) \
    X(job) \
    X(captcha) \
    X(document) \
    X(ledger_account) \
    X(transaction) \
    X(plan_group) \
    X(plan) \
    X(promo) \
    X(cart) \
    X(order) \
    X(order_line) \
    X(payer) \
    X(invoice) \
    X(payment) \
    X(refund) \
    X(transfer) \
    X(notice) \
    X(correction) \
    X(service) \
    X(operation) \
    X(quote) \
    X(staff)
/* clang-format on */

#define X(kind)                                                                                    \
    typedef struct kind##_id {                                                                     \
        str text;                                                                                  \
    } kind##_id;
ID_KINDS(X)
#undef X

/* 8-4-4-4-12 lower-case hexadecimal digits. */
bool id_is_wellformed(str s);
