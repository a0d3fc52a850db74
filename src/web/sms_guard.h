/* SPDX-License-Identifier: Apache-2.0 */
/* The guard of the money that text messages cost. Every code sent by SMS passes sms_guard_take in
 * the transaction that puts the message, after the robot box. Fraud looks like many codes to ranges
 * of numbers that nobody confirms; so besides budgets per phone, network, country and day, sending
 * from a network, then to a range, stops when too few of the codes come back. */
#pragma once

#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "base/when.h"
#include "db/db.h"
#include "system/settings.h"

struct sms_limits {
    /* Sliding windows per number. A code that was typed in correctly no longer counts for the
     * minute: its phone is in the right hands, and the next step may need another. */
    int64_t phone_minute, phone_hour, phone_day;
    int64_t network_day; /* per address (or /64) */
    int64_t day;         /* over everything */
    str countries; /* "380" or "380:500,48:20": calling codes messages may go to, with a budget per
                      day each; without one the day's cap alone counts */
    int64_t ratio_floor;   /* so many networks may have codes to a range (operator prefix)
                              unconfirmed in the last hour before the ratio counts; over everything
                              ten times as many */
    int64_t network_floor; /* one network may have so many numbers unconfirmed before it counts */
    int64_t ratio_percent; /* at least this share must have been confirmed then */
};

/* 1 a minute, 3 an hour, 5 a day per number; 10 a day per network; 1,000 a day; Ukraine only; stops
 * below 20 % confirmed once 4 numbers of a network or 10 networks of a range are unconfirmed. */
struct sms_limits sms_limits_default(void);

/* Whether a template of the HTTP gateway (sms.url, sms.body) names only placeholders there are. */
bool sms_setting_is_good(str pattern);

/* The same with the operator's numbers. */
struct sms_limits sms_limits_of(const struct settings *settings);

/* What is known of a number: one that an account of some age proved is nobody's invention, so a
 * flood to its range does not close the door on it. */
enum sms_trust { SMS_PHONE_NEW, SMS_PHONE_PROVEN };

/* Takes one message from every budget, or none and ERR_LIMITED. phone is E.164. The take is kept
 * only if the transaction commits. No network: a job writes to an owner it found, and the request
 * took from a budget of its own. Such takes stay out of the counts per network and range, and a
 * phone counts them apart: who asks for a code to some phone must not see that it has an account.
 */
err sms_guard_take(struct db *tx, str phone, enum sms_trust trust, str network, when now,
                   const struct sms_limits *limits) MUST_CHECK;

/* The newest code sent to the number was typed in correctly. */
err sms_guard_confirmed(struct db *tx, str phone, when now) MUST_CHECK;

/* Forgets what no budget looks at any more (older than two days). */
err sms_guard_purge(struct db *tx, when now) MUST_CHECK;
