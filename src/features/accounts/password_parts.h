/* SPDX-License-Identifier: Apache-2.0 */
/* How an attacker who tries words in twos reads a password. The estimator takes a password apart
 * into words it knows and the rest; one or two words, however often and with whatever few digits
 * and signs around and between them, are tried early whatever they add up to. Private to
 * password_rule.c and its test. */
#pragma once

#include <stdbool.h>

struct ZxcMatch;

/* True when the text, taken apart into parts by the estimator, is no more than that. */
bool parts_are_few_words(const char *text, const struct ZxcMatch *parts);
