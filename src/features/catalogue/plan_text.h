/* SPDX-License-Identifier: Apache-2.0 */
/* Parts of a plan as staff types them: a line for each thing, its members divided by bars or
 * blanks. What is written by _text reads back by _of_text.
 *
 *     facts     2 ГБ пам’яті | 2 GB memory
 *     prices    UAH 1 300.00 0.00                      (currency, months, price, setup)
 *     options   slider disk | Диск | Disk | ГБ | GB | 20 200 10 20 20 | UAH 2.00, EUR 0.05
 *               number ip | Адреси | Addresses | | | 1 8 1 1 1 | UAH 60.00, EUR 1.50
 *               list os | Система | System
 *               - debian-12 | Debian 12 | Debian 12 | UAH 0, EUR 0
 *               (numbers: least, most, step, included, preset)
 *     changes   vps-pro pay_difference restart
 *     limits    disk_gb 20                             or: disk_gb option disk */
#pragma once

#include "features/catalogue/catalogue.h"

/* Most minor units of one price. */
#define PLAN_AMOUNT_MAX INT64_C(100000000000)

/* Where a text is wrong: its line from 1, and the code of the mistake; NULL = nowhere. */
struct text_fault {
    int64_t line;
    const char *code;
};

str facts_text(struct arena *arena, const struct plan *plan);
str prices_text(struct arena *arena, const struct plan *plan);
str options_text(struct arena *arena, const struct plan *plan);
str changes_text(struct arena *arena, const struct plan *plan);
str limits_text(struct arena *arena, const struct plan *plan);
str codes_text(struct arena *arena, const str *codes, size_t count);
str days_text(struct arena *arena, const int64_t *days, size_t count);

/* Each fills its part of *out. */
struct text_fault facts_of_text(struct arena *arena, str text, struct plan *out);
struct text_fault prices_of_text(struct arena *arena, str text, struct plan *out);
struct text_fault options_of_text(struct arena *arena, str text, struct plan *out);
struct text_fault changes_of_text(struct arena *arena, str text, struct plan *out);
struct text_fault limits_of_text(struct arena *arena, str text, struct plan *out);
struct text_fault codes_of_text(struct arena *arena, str text, str **out, size_t *out_count);
struct text_fault days_of_text(str text, int64_t *out, size_t *out_count);

/* Small Latin letters, digits, hyphen and underscore, 1 to 40 of them, a letter first. */
bool code_is_wellformed(str code);
