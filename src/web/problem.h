/* SPDX-License-Identifier: Apache-2.0 */
/* The refusals of the JSON API, declared once: those that come of what a route is (it takes a form,
 * it is for staff, it creates something) stand in the table of problem.c with the words of their
 * answers; those of one call alone stand in its row (.refuses). The OpenAPI document is made of
 * both, and the journeys hold every answer against it. Codes beside single fields are another list,
 * that of field_error.c. */
#pragma once

#include "web/route.h"

/* Which routes give a refusal. */
enum problem_of {
    PROBLEM_OF_NO_ROUTE,  /* what no row answers; a row may name it in .refuses */
    PROBLEM_OF_WORDS,     /* never served: other words for the code of another row */
    PROBLEM_OF_ANY,       /* every call */
    PROBLEM_OF_SIGNED_IN, /* calls of customers and staff */
    PROBLEM_OF_STAFF,     /* calls of staff */
    PROBLEM_OF_PROVEN,    /* calls that ask for a proof */
    PROBLEM_OF_PASSWORD,  /* customers' calls that take a password as the proof */
    PROBLEM_OF_PATH,      /* calls with an id in the address */
    PROBLEM_OF_WRITING,   /* all but GET */
    PROBLEM_OF_DATED,     /* all but GET, when they need a clock that is believed */
    PROBLEM_OF_CHANGING,  /* all but GET, of customers and staff */
    PROBLEM_OF_READING,   /* GET with parameters */
    PROBLEM_OF_CREATING,  /* calls that take an Idempotency-Key */
    PROBLEM_OF_BINDING,   /* calls that bind a customer */
    PROBLEM_OF_NEW,       /* calls that bind a customer to something new */
};

struct problem {
    int status;
    const char *code;
    enum problem_of of;
    const char *title, *advice; /* NULL: those of the status's first row */
};

/* The words of a refusal: the row of the status with this code, else the status's first. */
const struct problem *problem_words(int status, const char *code);

/* The refusals of a route with this status, separated by blanks, the general ones first; empty when
 * it gives none. */
str problem_codes(struct arena *arena, const struct route *route, int status);

/* Every code of the table and of the rows' own, each once. */
str problem_codes_all(struct arena *arena, const struct route *const *tables);
