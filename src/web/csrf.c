/* SPDX-License-Identifier: Apache-2.0 */
#include "web/csrf.h"

#include "base/secret.h"
#include "crypto/mac.h"
#include "crypto/token.h"
#include "system/random.h"
#include "web/cookie.h"

/* Token = issue time in seconds, 8 hex digits; 16 hex digits of nonce; 64 of HMAC. */
#define TIME_LEN 8
#define NONCE_LEN 16
#define HEAD_LEN (TIME_LEN + NONCE_LEN)
#define TOKEN_LEN (HEAD_LEN + 64)
#define GUEST_LEN 32
#define LIFETIME_S (24 * 60 * 60)

static str signature(const struct request *req, str head)
{
    str owner = req->session.signed_in ? req->session.id.text : req->guest;
    str text =
        str_printf(req->arena, "%s|%" STR_FMT "|%" STR_FMT,
                   req->session.signed_in ? "session" : "guest", STR_ARG(owner), STR_ARG(head));
    return mac_hex(req->arena, req->site->keys.csrf, text);
}

static str random_hex(struct arena *arena, size_t digits)
{
    unsigned char bytes[GUEST_LEN / 2];
    random_bytes(bytes, sizeof bytes);
    struct buf hex = buf_in(arena);
    for (size_t i = 0; i < digits / 2; i++) {
        buf_printf(&hex, "%02x", bytes[i]);
    }
    return buf_str(&hex);
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
    if (!req->session.signed_in && req->guest.len == 0) {
        req->guest = random_hex(req->arena, GUEST_LEN);
        cookie_set(req, "guest", req->guest, COOKIE_FOR_BROWSER_SESSION);
    }
    str nonce = random_hex(req->arena, NONCE_LEN);
    str head = str_printf(req->arena, "%08llx%" STR_FMT,
                          (unsigned long long)(req->now.us / WHEN_SECOND), STR_ARG(nonce));
    str mac = signature(req, head);
    return str_printf(req->arena, "%" STR_FMT "%" STR_FMT, STR_ARG(head), STR_ARG(mac));
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

bool csrf_is_valid(const struct request *req, str token)
{
    if (token.len != TOKEN_LEN || (!req->session.signed_in && req->guest.len == 0)) {
        return false;
    }
    str head = str_sub(token, 0, HEAD_LEN);
    if (!str_eq_constant_time(str_skip(token, HEAD_LEN), signature(req, head))) {
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
