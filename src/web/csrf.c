/* SPDX-License-Identifier: Apache-2.0 */
#include "web/csrf.h"

#include "base/buf.h"
#include "crypto/codec.h"
#include "crypto/mac.h"
#include "system/random.h"
#include "web/cookie.h"

/* Token = issue time in seconds, 8 hex digits; 16 hex digits of nonce; 64 of HMAC. */
#define TIME_LEN 8
#define NONCE_LEN 16
#define HEAD_LEN (TIME_LEN + NONCE_LEN)
#define TOKEN_LEN (HEAD_LEN + 64)
#define GUEST_LEN 32
#define LIFETIME_S (24 * 60 * 60)

static bool is_guest(const struct request *req)
{
    return !req->session.signed_in && !req->staff.signed_in;
}

/* HMAC over "session|ID|HEAD", "staff|ID|HEAD" or "guest|VALUE|HEAD". */
static str signature(const struct request *req, struct secret key, str head)
{
    struct buf text = buf_in(req->arena);
    if (req->session.signed_in) {
        buf_put(&text, STR("session|"));
        buf_put(&text, req->session.id.text);
    } else if (req->staff.signed_in) {
        buf_put(&text, STR("staff|"));
        buf_put(&text, req->staff.id.text);
    } else {
        buf_put(&text, STR("guest|"));
        buf_put(&text, req->guest);
    }
    buf_put_char(&text, '|');
    buf_put(&text, head);
    return mac_hex(req->arena, key, buf_str(&text));
}

static str random_hex(struct arena *arena, size_t digits)
{
    char bytes[GUEST_LEN / 2];
    random_bytes(bytes, digits / 2);
    return hex_encode(arena, (str){bytes, digits / 2});
}

/* The low 32 bits, in TIME_LEN digits. */
static str second_hex(struct arena *arena, int64_t second)
{
    char bytes[TIME_LEN / 2];
    for (size_t i = 0; i < sizeof bytes; i++) {
        bytes[i] = (char)(second >> (8 * (sizeof bytes - 1 - i)) & 0xff);
    }
    return hex_encode(arena, (str){bytes, sizeof bytes});
}

void csrf_load_guest(struct request *req)
{
    str value = cookie_get(req, "guest");
    bool clean = value.len == GUEST_LEN;
    for (size_t i = 0; clean && i < value.len; i++) {
        char c = value.ptr[i];
        clean = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
    }
    req->guest = clean ? value : STR("");
}

str csrf_token(struct request *req)
{
    if (is_guest(req) && req->guest.len == 0) {
        req->guest = random_hex(req->arena, GUEST_LEN);
        cookie_set(req, "guest", req->guest, COOKIE_FOR_BROWSER_SESSION);
    }
    struct buf token = buf_in(req->arena);
    buf_put(&token, second_hex(req->arena, req->now.us / WHEN_SECOND));
    buf_put(&token, random_hex(req->arena, NONCE_LEN));
    buf_put(&token, signature(req, req->site->keys.csrf, buf_str(&token)));
    return buf_str(&token);
}

static int64_t issue_second(str head)
{
    int64_t second = 0;
    for (size_t i = 0; i < TIME_LEN; i++) {
        char c = head.ptr[i];
        if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'))) {
            return 0;
        }
        second = second * 16 + (c <= '9' ? c - '0' : c - 'a' + 10);
    }
    return second;
}

static bool is_signed(const struct request *req, str head, str mark)
{
    bool genuine = false;
    const struct site_keys *keys;
    for (size_t i = 0; (keys = site_keys_at(req->site, i)) != NULL; i++) {
        genuine = str_eq_constant_time(mark, signature(req, keys->csrf, head)) || genuine;
    }
    return genuine;
}

bool csrf_is_valid(const struct request *req, str token)
{
    if (token.len != TOKEN_LEN || (is_guest(req) && req->guest.len == 0)) {
        return false;
    }
    str head = str_sub(token, 0, HEAD_LEN);
    if (!is_signed(req, head, str_skip(token, HEAD_LEN))) {
        return false;
    }
    int64_t age = req->now.us / WHEN_SECOND - issue_second(head);
    return age >= -60 && age <= LIFETIME_S;
}

bool csrf_same_site(const struct request *req)
{
    str fetch_site = http_header(req->http, STR("sec-fetch-site"));
    if (fetch_site.len > 0 && !str_eq(fetch_site, STR("same-origin")) &&
        !str_eq(fetch_site, STR("none"))) {
        return false;
    }
    str origin = http_header(req->http, STR("origin"));
    if (origin.len == 0) {
        return true; /* not a browser, or an old one: the token decides */
    }
    if (str_eq_nocase(origin, req->site->origin)) {
        return true;
    }
    /* On loopback one machine has several names; the Host header then says which is meant. */
    str host = str_printf(req->arena, "http://%" STR_FMT, STR_ARG(req->http->host));
    return !req->site->secure && str_eq_nocase(origin, host);
}
