/* SPDX-License-Identifier: Apache-2.0 */
#include "web/cookie.h"

#include "base/buf.h"
#include "crypto/codec.h"
#include "crypto/mac.h"
#include "http/cookie.h"

static str full_name(const struct request *req, const char *name)
{
    if (!req->site->secure) {
        return str_from_z(name);
    }
    struct buf full = buf_in(req->arena);
    buf_put(&full, STR("__Host-"));
    buf_put(&full, str_from_z(name));
    return buf_str(&full);
}

str cookie_get(const struct request *req, const char *name)
{
    str value = STR("");
    return http_cookie(req->http, full_name(req, name), &value) ? value : STR("");
}

static void put(struct request *req, const char *name, str value, int64_t max_age_s)
{
    struct http_cookie_options options = {.max_age_s = max_age_s, .secure = req->site->secure};
    http_add_cookie(req->reply, req->arena, full_name(req, name), value, &options);
}

void cookie_set(struct request *req, const char *name, str value, int64_t span_us)
{
    put(req, name, value, span_us == COOKIE_FOR_BROWSER_SESSION ? -1 : span_us / WHEN_SECOND);
}

void cookie_clear(struct request *req, const char *name)
{
    put(req, name, STR(""), 0);
}

static str signature(const struct request *req, struct secret key, const char *name, str encoded)
{
    str text = str_printf(req->arena, "%s=%" STR_FMT, name, STR_ARG(encoded));
    struct digest full = mac(key, text);
    return base64url_encode(req->arena, str_sub(digest_bytes(&full), 0, 16));
}

void cookie_set_signed(struct request *req, const char *name, str value, int64_t span_us)
{
    str encoded = base64url_encode(req->arena, value);
    str mark = signature(req, req->site->keys.cookie, name, encoded);
    str both = str_printf(req->arena, "%" STR_FMT ".%" STR_FMT, STR_ARG(encoded), STR_ARG(mark));
    cookie_set(req, name, both, span_us);
}

static bool is_signed(const struct request *req, const char *name, str encoded, str mark)
{
    bool genuine = false;
    const struct site_keys *keys;
    for (size_t i = 0; (keys = site_keys_at(req->site, i)) != NULL; i++) {
        str wanted = signature(req, keys->cookie, name, encoded);
        genuine = str_eq_constant_time(mark, wanted) || genuine;
    }
    return genuine;
}

str cookie_get_signed(const struct request *req, const char *name)
{
    str mark;
    str encoded = str_cut(cookie_get(req, name), '.', &mark);
    str value;
    bool genuine = encoded.len > 0 && is_signed(req, name, encoded, mark) &&
                   base64url_decode(req->arena, encoded, &value);
    return genuine ? value : STR("");
}
