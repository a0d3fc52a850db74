/* SPDX-License-Identifier: Apache-2.0 */
#include "web/components.h"

const enum lang layout_languages[] = {LANG_UK, LANG_EN};

size_t fields_wrong(const struct field *fields, size_t count)
{
    size_t wrong = 0;
    for (size_t i = 0; i < count; i++) {
        wrong += fields[i].error.len > 0 ? 1 : 0;
    }
    return wrong;
}

/* The query without the one parameter and without empty pieces. */
static str query_without(struct arena *arena, str query, str name)
{
    struct buf kept = buf_in(arena);
    while (query.len > 0) {
        str piece = str_cut(query, '&', &query);
        str rest;
        if (piece.len > 0 && !str_eq(str_cut(piece, '=', &rest), name)) {
            buf_put_char(&kept, kept.len == 0 ? '?' : '&');
            buf_put(&kept, piece);
        }
    }
    return buf_str(&kept);
}

static struct url here_without(struct page *p, const struct view *v, str name)
{
    /* The path is decoded; one that would read differently in an address is not worth keeping. */
    bool plain =
        str_index(v->path, '%') < 0 && str_index(v->path, '?') < 0 && str_index(v->path, '#') < 0;
    str query = query_without(p->out->arena, v->query, name);
    struct url url = url_path("/");
    if (plain) {
        (void)url_parse_local(
            str_printf(p->out->arena, "%" STR_FMT "%" STR_FMT, STR_ARG(v->path), STR_ARG(query)),
            &url);
    }
    return url;
}

struct url here(struct page *p, const struct view *v)
{
    return here_without(p, v, STR(""));
}

struct url here_with(struct page *p, const struct view *v, str name, str value)
{
    return url_with(p->out->arena, here_without(p, v, name), name, value);
}

struct url contact_url(struct page *p, str scheme, str text)
{
    struct buf out = buf_in(p->out->arena);
    buf_put(&out, scheme);
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] > ' ' && text.ptr[i] != '(' && text.ptr[i] != ')') {
            buf_put_char(&out, text.ptr[i]);
        }
    }
    struct url url = url_path("/");
    (void)url_parse(buf_str(&out), &url);
    return url;
}

struct url field_anchor(struct page *p, const struct field *field)
{
    return url_fill(p->out->arena, "#f-{}{}", field->name, field->scope);
}

str field_described_by(struct page *p, const struct field *field)
{
    struct buf ids = buf_in(p->out->arena);
    const struct {
        bool there;
        str kind;
    } parts[] = {
        {field->help.len > 0, STR("help")},
        {field->meter, STR("meter")},
        {field->free_check.text.len > 0, STR("live")},
        {field->error.len > 0, STR("error")},
    };
    for (size_t i = 0; i < ARRAY_LEN(parts); i++) {
        if (parts[i].there) {
            buf_put(&ids, ids.len == 0 ? STR("f-") : STR(" f-"));
            buf_put(&ids, field->name);
            buf_put(&ids, field->scope);
            buf_put_char(&ids, '-');
            buf_put(&ids, parts[i].kind);
        }
    }
    return buf_str(&ids);
}

const char *tone_icon(enum tone tone)
{
    switch (tone) {
    case TONE_GOOD:
        return "circle-check";
    case TONE_WARN:
    case TONE_BAD:
        return "alert";
    case TONE_INFO:
    case TONE_PLAIN:
        break;
    }
    return "info";
}

str tone_alert(enum tone tone)
{
    switch (tone) {
    case TONE_GOOD:
        return STR("alert-success");
    case TONE_WARN:
        return STR("alert-warning");
    case TONE_BAD:
        return STR("alert-danger");
    case TONE_INFO:
    case TONE_PLAIN:
        break;
    }
    return STR("alert-info");
}

str tone_badge(enum tone tone)
{
    switch (tone) {
    case TONE_GOOD:
        return STR("badge-good");
    case TONE_WARN:
        return STR("badge-warn");
    case TONE_BAD:
        return STR("badge-bad");
    case TONE_INFO:
        return STR("badge-info");
    case TONE_PLAIN:
        break;
    }
    return STR("badge-plain");
}

bool path_is_within(str path, str folder)
{
    return str_starts(path, folder) && (path.len == folder.len || path.ptr[folder.len] == '/');
}

bool path_is_money(str path)
{
    static const char *const folders[] = {"/invoices", "/payments", "/transactions", "/spending",
                                          "/top-up"};
    for (size_t i = 0; i < ARRAY_LEN(folders); i++) {
        if (path_is_within(path, str_from_z(folders[i]))) {
            return true;
        }
    }
    return false;
}
