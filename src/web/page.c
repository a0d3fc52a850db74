/* SPDX-License-Identifier: Apache-2.0 */
#include "web/page.h"

#include "base/check.h"

/* What a byte becomes between tags and in quoted attributes; empty: itself. */
struct escape {
    char text[7];
    uint8_t len;
};

static const struct escape escapes[256] = {
    ['&'] = {"&amp;", 5},  ['<'] = {"&lt;", 4},   ['>'] = {"&gt;", 4},
    ['"'] = {"&quot;", 6}, ['\''] = {"&#39;", 5},
};

#define ESCAPE_MAX 6
#define CHUNK ((size_t)512)

/* Sixteen bytes side by side, which gcc and clang compare at once on every machine. */
typedef unsigned char sixteen __attribute__((vector_size(16)));

/* True when sixteen bytes hold nothing to escape. & and ' differ in their last bit only, < and > in
 * the one before: three comparisons find all five. */
static bool is_plain(const char *text)
{
    sixteen c;
    uint64_t found[2];
    memcpy(&c, text, sizeof c);
    sixteen special = (sixteen)(c == '"') | (sixteen)((c | 1) == '\'') | (sixteen)((c | 2) == '>');
    memcpy(found, &special, sizeof found);
    return (found[0] | found[1]) == 0;
}

/* The room for the worst case is taken first, so the loops only copy. */
static void put_escaped_chunk(struct buf *out, const char *text, size_t len)
{
    char *to = buf_reserve(out, len * ESCAPE_MAX);
    const char *const end = text + len;
    while (text < end) {
        const char *run = text;
        while (end - text >= 16 && is_plain(text)) {
            text += 16;
        }
        if (end - run >= 16 && end - text < 16 && is_plain(end - 16)) {
            text = end; /* the rest, together with bytes already seen */
        }
        while (text < end && escapes[(unsigned char)*text].len == 0) {
            text++;
        }
        memcpy(to, run, (size_t)(text - run));
        to += text - run;
        if (text < end) {
            const struct escape *escape = &escapes[(unsigned char)*text++];
            memcpy(to, escape->text, ESCAPE_MAX);
            to += escape->len;
        }
    }
    out->len = (size_t)(to - out->ptr);
}

static void put_escaped(struct buf *out, str text)
{
    for (size_t at = 0; at < text.len; at += CHUNK) {
        size_t left = text.len - at;
        put_escaped_chunk(out, text.ptr + at, left < CHUNK ? left : CHUNK);
    }
}

struct html html_trusted(str text)
{
    return (struct html){text};
}

struct html html_text(struct arena *arena, str text)
{
    struct buf out = buf_in(arena);
    put_escaped(&out, text);
    return html_trusted(buf_str(&out));
}

struct html html_link(struct arena *arena, struct url url, str words)
{
    struct buf out = buf_in(arena);
    buf_put(&out, STR("<a href=\""));
    put_escaped(&out, url.text);
    buf_put(&out, STR("\">"));
    put_escaped(&out, words);
    buf_put(&out, STR("</a>"));
    return html_trusted(buf_str(&out));
}

void page_put_str(struct page *p, str text)
{
    put_escaped(p->out, text);
}

void page_put_html(struct page *p, struct html html)
{
    buf_put(p->out, html.text);
}

void page_put_url(struct page *p, struct url url)
{
    put_escaped(p->out, url.text);
}

void page_put_when(struct page *p, when t)
{
    put_escaped(p->out, page_word_when(p, t));
}

void page_put_rfc3339(struct page *p, when t)
{
    if (!when_is_none(t)) {
        buf_put(p->out, when_rfc3339(p->out->arena, t));
    }
}

void page_put_i64(struct page *p, int64_t n)
{
    buf_put(p->out, page_word_i64(p, n));
}

void page_put_size(struct page *p, size_t n)
{
    page_put_i64(p, (int64_t)n);
}

void page_put_digits(struct page *p, int64_t n)
{
    buf_put_i64(p->out, n);
}

void page_put_digits_size(struct page *p, size_t n)
{
    buf_put_i64(p->out, (int64_t)n);
}

void page_plain_str(struct page *p, str text)
{
    buf_put(p->out, text);
}

void page_plain_url(struct page *p, struct url url)
{
    buf_put(p->out, url.text);
}

void page_plain_when(struct page *p, when t)
{
    buf_put(p->out, page_word_when(p, t));
}

void page_plain_i64(struct page *p, int64_t n)
{
    buf_put(p->out, page_word_i64(p, n));
}

void page_plain_size(struct page *p, size_t n)
{
    page_plain_i64(p, (int64_t)n);
}

str page_word_str(struct page *p UNUSED, str text)
{
    return text;
}

str page_word_url(struct page *p UNUSED, struct url url)
{
    return url.text;
}

str page_word_when(struct page *p, when t)
{
    return fmt_datetime(p->out->arena, p->lang, p->zone, t);
}

str page_word_i64(struct page *p, int64_t n)
{
    return fmt_int(p->out->arena, p->lang, n);
}

str page_word_size(struct page *p, size_t n)
{
    return page_word_i64(p, (int64_t)n);
}

struct page_value page_fill_str(struct page *p UNUSED, str text)
{
    return (struct page_value){.text = text};
}

struct page_value page_fill_html(struct page *p UNUSED, struct html html)
{
    return (struct page_value){.text = html.text, .is_html = true};
}

struct page_value page_fill_url(struct page *p, struct url url)
{
    return page_fill_str(p, page_word_url(p, url));
}

struct page_value page_fill_when(struct page *p, when t)
{
    return page_fill_str(p, page_word_when(p, t));
}

struct page_value page_fill_i64(struct page *p, int64_t n)
{
    return page_fill_str(p, page_word_i64(p, n));
}

struct page_value page_fill_size(struct page *p, size_t n)
{
    return page_fill_str(p, page_word_size(p, n));
}

struct page_value page_named(str name, struct page_value value)
{
    value.name = name;
    return value;
}

void page_put_sentence(struct page *p, str pattern, const struct page_value *values, size_t count)
{
    str text, name;
    while (tr_next_hole(&pattern, &text, &name)) {
        put_escaped(p->out, text);
        size_t i = 0;
        while (i < count && !str_eq(values[i].name, name)) {
            i++;
        }
        CHECK(i < count); /* the house tests compare the holes of all languages */
        if (values[i].is_html) {
            buf_put(p->out, values[i].text);
        } else {
            put_escaped(p->out, values[i].text);
        }
    }
    put_escaped(p->out, text);
}

str page_date(struct page *p, when t)
{
    return fmt_date(p->out->arena, p->lang, p->zone, t);
}

str page_datetime(struct page *p, when t)
{
    return page_word_when(p, t);
}

str page_ago(struct page *p, when t)
{
    return fmt_ago(p->out->arena, p->lang, p->zone, p->now, t);
}

str page_digits(struct page *p, int64_t n)
{
    struct buf digits = buf_in(p->out->arena);
    buf_put_i64(&digits, n);
    return buf_str(&digits);
}

str page_money(struct page *p, money m)
{
    return fmt_money(p->out->arena, p->lang, m);
}

str page_day(struct page *p, struct day d)
{
    return fmt_day(p->out->arena, p->lang, d);
}
