/* SPDX-License-Identifier: Apache-2.0 */
#include "features/payments/stripe_call.h"

#include "system/log.h"

static void put_encoded(struct buf *out, str text)
{
    static const char digits[] = "0123456789ABCDEF";
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];
        bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                     c == '-' || c == '_' || c == '.' || c == '~';
        if (plain) {
            buf_put_char(out, (char)c);
        } else {
            buf_put_char(out, '%');
            buf_put_char(out, digits[c >> 4]);
            buf_put_char(out, digits[c & 15]);
        }
    }
}

static str body_of(struct arena *arena, const struct stripe_call *call)
{
    struct buf body = buf_in(arena);
    for (size_t i = 0; i < call->count; i++) {
        buf_put(&body, i > 0 ? STR("&") : STR(""));
        put_encoded(&body, str_from_z(call->fields[i].name));
        buf_put_char(&body, '=');
        put_encoded(&body, call->fields[i].value);
    }
    return buf_str(&body);
}

static str headers_of(const struct job_run *run, const struct stripe_call *call)
{
    struct buf headers = buf_in(run->arena);
    buf_put(&headers, STR("Authorization: Bearer "));
    buf_put(&headers, secret_reveal(run->site->settings->stripe_key));
    buf_put(&headers, STR("\nStripe-Version: "));
    buf_put(&headers, run->site->settings->stripe_version);
    if (call->once.len > 0) {
        buf_put(&headers, STR("\nContent-Type: application/x-www-form-urlencoded"));
        buf_put(&headers, STR("\nIdempotency-Key: "));
        buf_put(&headers, call->once);
    }
    return buf_str(&headers);
}

/* 409: a twin of the call still runs there; 429: too many calls. */
static bool says_later(int status)
{
    return status == 0 || status == 401 || status == 403 || status == 409 || status == 429 ||
           status >= 500;
}

err stripe_call(const struct job_run *run, const struct stripe_call *call,
                struct stripe_answer *out)
{
    str base = run->site->settings->stripe_url;
    struct outside_request request = {
        .method = str_from_z(call->method),
        .url = str_printf(run->arena, "%" STR_FMT "%" STR_FMT, STR_ARG(base), STR_ARG(call->path)),
        .headers = headers_of(run, call),
        .body = body_of(run->arena, call),
    };
    struct outside_answer answer;
    outside_http(run->outside, run->arena, &request, &answer);
    struct json_node node = {.kind = JSON_KIND_NULL};
    bool read = json_read(run->arena, answer.body, &node) == ERR_OK;
    if (says_later(answer.status) || (answer.status < 300 && !read)) {
        log_warning("Stripe did not answer", LOG_INT("status", answer.status),
                    LOG_STR("path", call->path), LOG_STR("story", answer.story), LOG_END);
        return ERR_UNAVAILABLE;
    }
    if (answer.status >= 300) {
        str code = STR("");
        (void)json_get_str(json_member(&node, STR("error")), STR("code"), &code);
        log_error("Stripe refused a call", LOG_INT("status", answer.status),
                  LOG_STR("path", call->path), LOG_STR("code", code), LOG_END);
    }
    *out = (struct stripe_answer){
        .end = answer.status < 300 ? STRIPE_DONE : STRIPE_REFUSED,
        .body = answer.body,
        .node = read ? node : (struct json_node){.kind = JSON_KIND_NULL},
    };
    return ERR_OK;
}
