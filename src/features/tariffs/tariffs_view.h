/* SPDX-License-Identifier: Apache-2.0 */
/* What the pages of the room show. Sentences are ready. */
#pragma once

#include "features/services/services.h"
#include "web/components.h"

struct sum_row {
    str text, amount;
    bool is_total;
};

/* One way of changing: its numbers, or why not. */
struct mode_card {
    str mode; /* its word */
    str title, explanation;
    str refusal; /* empty when it can be done */
    struct sum_row *rows;
    size_t row_count;
    str end_now, end_then; /* last days paid for */
    str basis, options;
    str button;
};

struct option_field {
    struct field field;
    bool is_list;
    int64_t min, max, step;
};

struct change_view {
    const struct service *service;
    str name, plan_name;
    struct url back;
    bool parameters; /* else another plan */
    str whole;       /* a mistake */
    str *overuse;    /* what does not fit, line by line */
    size_t overuse_count;
    bool pending;       /* one waits or is scheduled */
    bool pending_stays; /* it is being carried out */
    str pending_text, pending_late;
    struct url pending_pay;
    struct link *plans; /* to choose from */
    size_t plan_count;
    str plan; /* chosen: its code; empty for parameters */
    bool chosen;
    str chosen_name;
    struct mode_card cards[4];
    size_t card_count;
    struct option_field *options;
    size_t option_count;
};
