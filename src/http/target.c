/* SPDX-License-Identifier: Apache-2.0 */
/* The request target: decoded once, and refused wherever a second decoder, a file system or a proxy
 * could read something else in it. */
#include "http/gate.h"

#include "http/text.h"

static bool is_target_char(char c)
{
    return c > ' ' && c < 0x7f && c != '#' && c != '"' && c != '<' && c != '>' && c != '\\';
}

static bool is_control(unsigned char c)
{
    return c < 0x20 || c == 0x7f;
}

/* Segments "." and ".." are refused, not resolved: no honest client sends them. */
static bool has_dot_segment(str path)
{
    while (path.len > 0) {
        str segment = str_cut(path, '/', &path);
        if (str_eq(segment, STR(".")) || str_eq(segment, STR(".."))) {
            return true;
        }
    }
    return false;
}

static bool has_encoded_slash(str path)
{
    for (size_t i = 0; i + 2 < path.len; i++) {
        if (path.ptr[i] == '%') {
            int c = http_hex(path.ptr[i + 1]) * 16 + http_hex(path.ptr[i + 2]);
            if (c == '/' || c == '\\') {
                return true;
            }
        }
    }
    return false;
}

static bool decode_path(struct http_request *request, str raw)
{
    str path = raw;
    if (str_index(raw, '%') >= 0) {
        if (has_encoded_slash(raw) || !http_percent_decode(request->arena, raw, false, &path)) {
            return false;
        }
        for (size_t i = 0; i < path.len; i++) {
            if (is_control((unsigned char)path.ptr[i])) {
                return false;
            }
        }
        if (!str_is_utf8(path)) {
            return false;
        }
    }
    request->path = path;
    return !has_dot_segment(path);
}

/* The query stays encoded, but must decode to UTF-8 without NUL. */
static bool check_query(struct http_request *request, str query)
{
    str decoded = query;
    request->query = query;
    if (str_index(query, '%') < 0) {
        return true;
    }
    struct arena_mark mark = arena_mark(request->arena);
    bool is_good = http_percent_decode(request->arena, query, false, &decoded) &&
                   str_index(decoded, '\0') < 0 && str_is_utf8(decoded);
    arena_rewind(request->arena, mark);
    return is_good;
}

/* Cuts http://authority off; false when the target has no such form. */
static bool cut_authority(str *target)
{
    str scheme = STR("http://");
    if (!str_eq_nocase(str_sub(*target, 0, scheme.len), scheme)) {
        scheme = STR("https://");
    }
    if (!str_eq_nocase(str_sub(*target, 0, scheme.len), scheme)) {
        return false;
    }
    str rest = str_skip(*target, scheme.len);
    size_t len = 0;
    while (len < rest.len && rest.ptr[len] != '/' && rest.ptr[len] != '?') {
        len++;
    }
    *target = str_skip(rest, len);
    return true;
}

int gate_target(struct http_request *request)
{
    str target = request->target;
    for (size_t i = 0; i < target.len; i++) {
        if (!is_target_char(target.ptr[i])) {
            return 400;
        }
    }
    request->query = STR("");
    if (str_eq(target, STR("*"))) {
        request->path = target;
        return request->method == HTTP_OPTIONS ? GATE_DONE : 400;
    }
    if (target.ptr[0] != '/' && !cut_authority(&target)) {
        return 400;
    }
    str query;
    str path = str_cut(target, '?', &query);
    path = path.len > 0 ? path : STR("/");
    return decode_path(request, path) && check_query(request, query) ? GATE_DONE : 400;
}
