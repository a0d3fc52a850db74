/* SPDX-License-Identifier: Apache-2.0 */
#include "web/security_event.h"

#include "web/request.h"
#include "web/session.h"

void security_event(const struct request *req, enum security_event_kind kind, str detail)
{
    str route = STR("");
    if (req->route != NULL) {
        route = str_printf(req->arena, "%" STR_FMT " %s",
                           STR_ARG(http_method_word(req->route->method)), req->route->path);
    }
    struct security_event event = {
        .account = req->session.signed_in ? req->session.account.text : STR(""),
        .staff = req->staff.signed_in ? req->staff.member.text : STR(""),
        .network = req->network,
        .route = route,
        .detail = detail,
    };
    security_event_put(kind, &event);
}

/* Words of refusals, of a form or of an answer as a whole, that tell of an event. */
static const struct {
    const char *code;
    enum security_event_kind kind;
} telling[] = {
    {"no_right", SECURITY_ROLE_REFUSED},         {"cross_site", SECURITY_CROSS_SITE},
    {"form_expired", SECURITY_BAD_FORM_TOKEN},   {"captcha_wrong", SECURITY_WRONG_CAPTCHA},
    {"captcha_expired", SECURITY_WRONG_CAPTCHA}, {"wrong_code", SECURITY_WRONG_CODE},
    {"expired_code", SECURITY_WRONG_CODE},       {"too_many_tries", SECURITY_WRONG_CODE},
    {"wrong_factor", SECURITY_WRONG_FACTOR},     {"wrong_credentials", SECURITY_WRONG_PASSWORD},
    {"staff_wrong", SECURITY_WRONG_PASSWORD},    {"too_many_sends", SECURITY_LIMITED},
    {"wrong_password", SECURITY_WRONG_PASSWORD}, {"too_many_codes", SECURITY_LIMITED},
    {"promo_limited", SECURITY_LIMITED},         {"too_many_carts", SECURITY_LIMITED},
    {"captcha_crowded", SECURITY_LIMITED},
};

/* True when the word tells of an event, which is noted. */
static bool tells(const struct request *req, const char *code)
{
    for (size_t i = 0; code != NULL && i < ARRAY_LEN(telling); i++) {
        if (str_eq(str_from_z(telling[i].code), str_from_z(code))) {
            security_event(req, telling[i].kind, str_from_z(code));
            return true;
        }
    }
    return false;
}

void security_event_of_answer(const struct request *req)
{
    /* A 5xx is a failure of ours, whatever was found out before it. */
    if (req->reply->status >= 500 || security_event_was_put() || tells(req, req->refusal) ||
        tells(req, req->form.code)) {
        return;
    }
    for (size_t i = 0; req->form.rule != NULL && i < req->form.rule->count; i++) {
        if (tells(req, req->form.codes[i])) {
            return;
        }
    }
    if (req->reply->status == 429) {
        security_event(req, SECURITY_LIMITED, STR(""));
    }
}

void security_event_of_token(const struct request *req)
{
    if (req->is_api && !req->session.signed_in && !req->staff.signed_in &&
        http_header(req->http, STR("authorization")).len > 0) {
        security_event(req, SECURITY_BAD_TOKEN, STR(""));
    }
}
