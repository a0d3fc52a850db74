/* SPDX-License-Identifier: Apache-2.0 */
/* What the console shows of payments. */
#pragma once

#include "features/payments/correction.h"
#include "features/payments/payments_view.h"
#include "features/payments/transfer.h"

struct transfer_line {
    struct url payment;
    str number, owner, amount, reference, state, asked_by, decided_by;
    enum tone tone;
    when at;
    bool waits;               /* for a second member */
    bool may_agree;           /* who looks may be that one */
    struct url agree, refuse; /* POST */
};

struct staff_payments_view {
    const struct payment_line *lines;
    size_t count;
    struct pager pages;
    struct field state, method, number; /* of the filter */
    bool is_filtered;
    str account;                       /* kept in the filter, or empty */
    int64_t parked;                    /* notices */
    const struct return_line *returns; /* those that wait for a second member */
    size_t return_count;
    const struct transfer_line *transfers; /* likewise */
    size_t transfer_count;
};

struct notice_line {
    struct url url;
    str event, kind, state, reason, amount;
    enum tone tone;
    when at;
};

enum { CONFIRM_AMOUNT, CONFIRM_REFERENCE, CONFIRM_FIELDS };
enum { REFUND_AMOUNT, REFUND_REASON, REFUND_FIELDS };
struct staff_payment_view {
    struct payment_line line;
    str id, owner, external_id, charge_id, asked, received, returned, left;
    struct url account;
    struct url invoice; /* empty: it is for the balance */
    const struct return_line *returns;
    size_t return_count;
    const struct transfer_line *transfers;
    size_t transfer_count;
    const struct notice_line *notices;
    size_t notice_count;
    bool may_confirm, may_refund;
    struct field *confirm, *refund;
    struct url confirm_action, refund_action;
};

struct notices_view {
    const struct notice_line *lines;
    size_t count;
};

enum { MATCH_NUMBER, MATCH_FIELDS };
enum { DISMISS_REASON, DISMISS_FIELDS };
struct staff_notice_view {
    struct notice_line line;
    str id, provider, body, signature, network, payment_ref, external_id, settled_by;
    bool is_parked;
    bool is_money; /* can be matched */
    struct field *match, *dismiss;
    struct url match_action, dismiss_action;
};

enum {
    CORRECTION_CUSTOMER,
    CORRECTION_DIRECTION,
    CORRECTION_AMOUNT,
    CORRECTION_CURRENCY,
    CORRECTION_REASON,
    CORRECTION_FIELDS
};
struct correction_line {
    str amount, reason, state, asked_by, decided_by, owner;
    enum tone tone;
    when at;
    bool waits;
    struct url account, agree, refuse;
};
struct corrections_view {
    const struct correction_line *lines;
    size_t count;
    struct pager pages;
    struct field *fields;
    str whole, limit;
    bool may_approve;
};
