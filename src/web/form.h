/* SPDX-License-Identifier: Apache-2.0 */
/* Declared input. A room lists the fields of a form once; the same list reads an HTML form and a
 * JSON body. Text is checked here once for encoding, for what base/text.h refuses and for length in
 * characters; what a login or a phone is, the rooms know. A mistake is data, not an error: a stable
 * code beside its field, shown as a sentence on pages and as the word itself in the JSON API. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/str.h"
#include "i18n/tr.h"
#include "json/reader.h"

#define FORM_FIELDS_MAX 24
#define FORM_MORE_MAX 32
#define FORM_MORE_CHARS_MAX 200
#define FORM_PROOF_BYTES_MAX 4000

enum field_kind {
    FIELD_LINE,   /* one line of text; what cannot be seen around it is cut off */
    FIELD_TEXT,   /* several lines */
    FIELD_SECRET, /* taken byte for byte, never given back to a page */
    FIELD_CHECK,  /* "1"/"on" or true: reads as "1" or "" */
    FIELD_TOKEN,  /* opaque ASCII made by us or our widget */
    FIELD_NUMBER, /* a whole number, min to max being its values; JSON sends an integer */
    FIELD_LIST,   /* JSON only: an array, min to max being how many items; see form_json */
    FIELD_OBJECT, /* JSON only: an object, likewise */
};

struct field_rule {
    const char *name;
    enum field_kind kind;
    size_t min; /* characters; 0 = may be left empty */
    size_t max; /* characters */
};

struct form_rule {
    const struct field_rule *fields; /* at most FORM_FIELDS_MAX */
    size_t count;
    /* Pages only: fields beginning with this are taken too, whatever follows: "option." for those
     * of a plan, which no table knows beforehand. NULL = none. */
    const char *more;
    /* For the OpenAPI document: by index, the schema of a list's items or of an object; NULL = any.
     */
    const char *const *shapes;
};

#define FORM(list) FORM_WITH((list), NULL, NULL)
#define FORM_WITH(list, more_prefix, shape_names)                                                  \
    {                                                                                              \
        .fields = (list), .count = ARRAY_LEN(list), .more = (more_prefix), .shapes = (shape_names) \
    }

/* One of the fields behind the rule's prefix: "option.disk" = "40" is disk and 40. */
struct form_more {
    str name, value;
};

struct form {
    const struct form_rule *rule;
    str values[FORM_FIELDS_MAX];
    bool given[FORM_FIELDS_MAX];        /* the field was in the body (for PATCH) */
    const char *codes[FORM_FIELDS_MAX]; /* NULL = nothing wrong with it */
    str places[FORM_FIELDS_MAX];        /* where in a list or object the mistake is, or empty */
    const struct json_node *nodes[FORM_FIELDS_MAX]; /* of lists and objects */
    struct form_more more[FORM_MORE_MAX];
    size_t more_count;
    str csrf;          /* the form token that came along, "" when none did */
    str accepts_terms; /* version of the terms that was accepted on the way, "" = none; pages only
                        */
    str proof; /* the password beside the fields of a call that asks for one (web/proof.h) */
    const char *proof_code; /* wrong with it, or NULL */
    str unknown;            /* name of a field the API call does not have */
    const char *code;       /* wrong with the form as a whole, or NULL */
};

struct request;

/* The value of field index of the route's form; "" when it was not given. */
str form_text(const struct request *req, size_t index);
bool form_checked(const struct request *req, size_t index);
bool form_given(const struct request *req, size_t index);
/* The value of a FIELD_NUMBER; fallback when it was not given or is wrong. */
int64_t form_number(const struct request *req, size_t index, int64_t fallback);
/* The array or object of a FIELD_LIST or FIELD_OBJECT; NULL when it was not given or is wrong. */
const struct json_node *form_json(const struct request *req, size_t index);

/* Records a mistake; the first code of a field stays. code must be in the table of field_error.c.
 */
void form_fail(struct request *req, size_t index, const char *code);
/* The same for a mistake deep in a list or object: the API then names place ("items.2.months"). */
void form_fail_in(struct request *req, size_t index, str place, const char *code);
/* A mistake of the form as a whole ("wrong_credentials"). */
void form_fail_whole(struct request *req, const char *code);
bool form_failed(const struct request *req);

/* The sentence to show beside field index, or for the form as a whole; empty when nothing is wrong.
 */
str form_message(const struct request *req, size_t index);
str form_message_whole(const struct request *req);

/* The sentence of a code; a CHECK when the table does not know it. */
str field_error_text(enum lang lang, const char *code);
/* The codes of that table one by one; NULL behind the last. */
const char *field_error_code(size_t index);

/* An empty form of the route's rule, so that a page can show one before anything was sent. */
void form_begin(struct request *req);

/* Reads the body of req by its route's rule into req->form: urlencoded or multipart on pages, JSON
 * in the API. Mistakes of single fields are left in the form; a body that is no form at all answers
 * ERR_INVALID with form.code set, a wrong content type ERR_INVALID with form.code "content_type",
 * more JSON values than the form could mean "too_large". */
err form_read(struct request *req);
