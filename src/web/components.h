/* SPDX-License-Identifier: Apache-2.0 */
/* The pieces that pages are put together from; components.page and layout.page hold their markup,
 * /demo/components shows each of them in every state. A form's fields come ready from its rule:
 *
 *     struct field *f = fields_of(req);              in the order of the route's form rule
 *     f[LOGIN].label = tr(req->lang, "Login");
 *     f[LOGIN].autocomplete = STR("username");
 *
 *     {{ include error_summary(f[0].error, f, FIELDS) }}
 *     {{ include field(&f[LOGIN]) }}
 *
 * and carry value, mistake, length and "required" by themselves. Everything works without
 * JavaScript; kabinet.js adds the rest where it finds the data- attributes. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"
#include "web/page.h"
#include "web/view.h"

struct form_rule;
struct request;

struct option {
    str value, label;
};

/* A control with its label, help and mistake. Empty slices are left out. */
struct field {
    str name;  /* of the control; its id is "f-" and the name */
    str scope; /* put behind the id where two forms of a page have a field of one name */
    str label;
    struct html label_markup; /* instead of label, for a checkbox whose label has a link */
    str help;
    str value; /* of a checkbox: what it sends ("1" when empty) */
    str error; /* the mistake, as a sentence */
    str type;  /* "text" when empty; email, tel, … */
    str autocomplete, inputmode;
    size_t max; /* characters; 0 = any */
    bool required;
    bool optional; /* says so behind the label */
    bool checked;
    bool autofocus;
    bool spelled; /* plain words: the browser may check spelling and write capitals */
    bool readonly, disabled;
    bool meter;            /* a password: tell its strength while it is typed */
    struct url free_check; /* a login: ask here whether it is free when the field is left */
    const struct option *options;
    size_t option_count;
};

/* The fields of the request's form, index by index: name, value (never of a secret), mistake,
 * length, "required". The caller adds label and help. A GET route that shows a form declares it
 * too.
 */
struct field *fields_of(struct request *req);
/* The same for another form of the page: empty unless it is the one that was sent. */
struct field *fields_of_form(struct request *req, const struct form_rule *rule);

/* Dresses a field for a one-time code: label, digits on the phone's keyboard, filled in from the
 * message where the browser can, and the cursor in it. */
void field_for_code(const struct request *req, struct field *field);

/* How many of the fields have a mistake. */
size_t fields_wrong(const struct field *fields, size_t count);

/* The page's own address with one parameter of the query set anew, for language and theme links. */
struct url here_with(struct page *p, const struct view *v, str name, str value);
/* The page's own address. */
struct url here(struct page *p, const struct view *v);

/* "tel:" or "mailto:" and what the operator wrote; "/" when that is no address. */
struct url contact_url(struct page *p, str scheme, str text);

/* Languages a page can be read in, LANG_COUNT of them. */
extern const enum lang layout_languages[];

/* "#f-login": where a summary leads. */
struct url field_anchor(struct page *p, const struct field *field);

/* The ids that describe the field, for aria-describedby. */
str field_described_by(struct page *p, const struct field *field);

enum tone { TONE_INFO, TONE_GOOD, TONE_WARN, TONE_BAD, TONE_PLAIN };

/* Names of the icon and of the classes that go with a tone. */
const char *tone_icon(enum tone tone);
str tone_alert(enum tone tone);
str tone_badge(enum tone tone);

/* True for the path itself and everything below it. */
bool path_is_within(str path, str folder);
/* True for the customer's pages of money. */
bool path_is_money(str path);

struct link {
    struct url url;
    str label;
};

/* One of the places where someone is signed in. */
struct device_line {
    str name; /* "Chrome on Windows" */
    bool phone;
    bool current;
    str network;
    when created_at, seen_at;
    struct url end; /* POST here ends it */
    str id;         /* sent as "id" */
};

/* What stands before and behind a page of a list; an empty url is left out. */
struct pager {
    struct url newer, older;
};
