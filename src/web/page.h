/* SPDX-License-Identifier: Apache-2.0 */
/* What compiled pages stand on. A page function writes into a buf; escaping follows the type of
 * the value: a str is text and is escaped, numbers and moments are formatted, struct html goes out
 * as it is, and anything else (a bare char *, a secret) does not compile. Only html_trusted() makes
 * html from text, and only the url_ functions make a url: both words are easy to find in review. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/attr.h"
#include "base/buf.h"
#include "base/str.h"
#include "base/when.h"
#include "i18n/format.h"
#include "i18n/tr.h"
#include "i18n/zone.h"

struct page {
    struct buf *out;
    enum lang lang;
    const struct zone *zone;
    when now;
};

/* False once the memory of the request is used up: loops of compiled pages end then. */
static inline bool page_goes_on(const struct page *p)
{
    return !arena_is_exhausted(p->out->arena);
}

/* Markup that is known to be safe. */
struct html {
    str text;
};

/* text must be markup of ours or escaped already. */
struct html html_trusted(str text);

/* text escaped, as html that can fill a sentence. */
struct html html_text(struct arena *arena, str text);

/* An address that is safe in href, src and action: percent-encoded, of a scheme that runs no code.
 */
struct url {
    str text;
};

/* A path of ours, written out: url_path("/home"). */
#define url_path(literal) ((struct url){STR(literal)})

/* "/devices/{}/end" with each {} replaced by the next str, percent-encoded. */
#define url_fill(arena, pattern, ...)                                                              \
    url_fill_list((arena), STR(pattern), (const str[]){__VA_ARGS__},                               \
                  ARRAY_LEN(((const str[]){__VA_ARGS__})))
struct url url_fill_list(struct arena *arena, str pattern, const str *values, size_t count);

/* url with ?name=value or &name=value added, before any #fragment. */
struct url url_with(struct arena *arena, struct url url, str name, str value);

/* The same path behind the public address of the site, for mails: base has no slash at its end. */
struct url url_absolute(struct arena *arena, str base, struct url path);

/* An address from settings or from a user: https, http, mailto or tel, printable ASCII. */
bool url_parse(str text, struct url *out);

/* A place on this very site, from ?next=: begins with one slash, stays on the host, printable
 * ASCII. */
bool url_parse_local(str text, struct url *out);

/* <a href="…">words</a>, to fill a sentence with a link. */
struct html html_link(struct arena *arena, struct url url, str words);

/* The formatter does not know _Generic. */
/* clang-format off */
/* Values on their way into a page. Between tags numbers are grouped and moments are shown in the
 * reader's zone; in attributes they are plain digits and RFC 3339, for machines. */
#define page_put(p, value)                                                                         \
    _Generic((value), str: page_put_str, struct html: page_put_html, struct url: page_put_url,     \
             when: page_put_when, PAGE_WHOLE_NUMBERS(page_put_i64, page_put_size))(p, value)
#define page_put_in_attribute(p, value)                                                            \
    _Generic((value), str: page_put_str, struct url: page_put_url, when: page_put_rfc3339,         \
             PAGE_WHOLE_NUMBERS(page_put_digits, page_put_digits_size))(p, value)
/* For parts that are not markup: subject and text of a mail. */
#define page_put_plain(p, value)                                                                   \
    _Generic((value), str: page_plain_str, struct url: page_plain_url, when: page_plain_when,      \
             PAGE_WHOLE_NUMBERS(page_plain_i64, page_plain_size))(p, value)

/* A value that fills a hole of a sentence; page_word is for sentences that become a str. */
#define page_fill_with(p, value)                                                                   \
    _Generic((value), str: page_fill_str, struct html: page_fill_html, struct url: page_fill_url,  \
             when: page_fill_when, PAGE_WHOLE_NUMBERS(page_fill_i64, page_fill_size))(p, value)
#define page_word(p, value)                                                                        \
    _Generic((value), str: page_word_str, struct url: page_word_url, when: page_word_when,         \
             PAGE_WHOLE_NUMBERS(page_word_i64, page_word_size))(p, value)

#define PAGE_WHOLE_NUMBERS(signed_fn, size_fn)                                                     \
    short: signed_fn, unsigned short: signed_fn, int: signed_fn, unsigned: signed_fn,              \
    long: signed_fn, long long: signed_fn, unsigned long: size_fn
/* clang-format on */

/* A named value of a sentence: text to be escaped, or markup that is ready. */
struct page_value {
    str name;
    str text;
    bool is_html;
};

/* Markup written out in the page; the compiler of pages calls it with literals. */
#define page_put_static(p, literal) page_put_bytes((p), literal, sizeof(literal) - 1)

/* Here, so that the length of a literal is known to the copy. */
static inline void page_put_bytes(struct page *p, const char *bytes, size_t len)
{
    struct buf *out = p->out;
    if (out->cap - out->len < len) {
        (void)buf_reserve(out, len);
    }
    memcpy(out->ptr + out->len, bytes, len);
    out->len += len;
}
void page_put_str(struct page *p, str text);
void page_put_html(struct page *p, struct html html);
void page_put_url(struct page *p, struct url url);
void page_put_when(struct page *p, when t);
void page_put_rfc3339(struct page *p, when t);
void page_put_i64(struct page *p, int64_t n);
void page_put_size(struct page *p, size_t n);
void page_put_digits(struct page *p, int64_t n);
void page_put_digits_size(struct page *p, size_t n);

void page_plain_str(struct page *p, str text);
void page_plain_url(struct page *p, struct url url);
void page_plain_when(struct page *p, when t);
void page_plain_i64(struct page *p, int64_t n);
void page_plain_size(struct page *p, size_t n);

struct page_value page_fill_str(struct page *p, str text);
struct page_value page_fill_html(struct page *p, struct html html);
struct page_value page_fill_url(struct page *p, struct url url);
struct page_value page_fill_when(struct page *p, when t);
struct page_value page_fill_i64(struct page *p, int64_t n);
struct page_value page_fill_size(struct page *p, size_t n);

str page_word_str(struct page *p, str text);
str page_word_url(struct page *p, struct url url);
str page_word_when(struct page *p, when t);
str page_word_i64(struct page *p, int64_t n);
str page_word_size(struct page *p, size_t n);

/* Writes a sentence with its holes filled, everything but html escaped. */
void page_put_sentence(struct page *p, str pattern, const struct page_value *values, size_t count);
struct page_value page_named(str name, struct page_value value);

/* Helpers for pages: a date, a date with its time, a span since, a number without grouping (account
 * numbers). */
str page_date(struct page *p, when t);
str page_datetime(struct page *p, when t);
str page_ago(struct page *p, when t);
str page_digits(struct page *p, int64_t n);

/* Money and days of the calendar, as i18n/format writes them. */
str page_money(struct page *p, money m);
str page_day(struct page *p, struct day d);
