/* SPDX-License-Identifier: Apache-2.0 */
#include "features/captcha/altcha.h"
#include "features/captcha/captcha.h"
#include "features/captcha/picture.h"
#include "features/captcha/pressure.h"
#include "features/captcha/sound.h"
#include "web/idempotency.h"
#include "web/reply.h"

struct captcha_setup captcha_setup_of(const struct site *site)
{
    struct captcha_setup setup = {.key = site->keys.captcha, .cheap = site->settings->demo};
    for (size_t i = 0; i < site->older_count && i < SITE_OLDER_MAX; i++) {
        setup.older[setup.older_count++] = site->older[i].captcha;
    }
    return setup;
}

static bool is_scope(str scope)
{
    for (size_t i = 0; i < scope.len; i++) {
        if (scope.ptr[i] < 'a' || scope.ptr[i] > 'z') {
            return false;
        }
    }
    return scope.len > 0 && scope.len <= CAPTCHA_SCOPE_MAX;
}

static err get_challenge(struct request *req)
{
    str scope = STR(CAPTCHA_SCOPE_ANY);
    (void)http_query_param(req->http, STR("scope"), &scope);
    if (!is_scope(scope)) {
        return ERR_INVALID;
    }
    struct captcha_setup setup = captcha_setup_of(req->site);
    enum captcha_risk risk = pressure_add(req->network, req->now);
    struct buf json = buf_in(req->arena);
    buf_put(&json, altcha_challenge(req->arena, setup.key, scope, altcha_work_of(risk, setup.cheap),
                                    when_add(req->now, CAPTCHA_LIFE)));
    return reply_json(req, 200, &json);
}

/* "ID.png" is the picture, "ID.wav" the same symbols aloud. A made-up id shows a picture too, of
 * symbols nobody could use: the signature is checked with the answer. */
static err get_picture_or_sound(struct request *req)
{
    str file = path_param(req, 0);
    bool is_sound = str_ends(file, STR(".wav"));
    struct picture_id id;
    if ((!is_sound && !str_ends(file, STR(".png"))) ||
        !picture_id_parse(str_sub(file, 0, file.len - 4), &id) ||
        !when_before(req->now, id.expires_at)) {
        return ERR_NOT_FOUND;
    }
    struct captcha_setup setup = captcha_setup_of(req->site);
    struct picture_symbols symbols = picture_symbols_of(req->arena, setup.key, &id);
    if (is_sound) {
        uint64_t seed = picture_seed(req->arena, setup.key, &id, STR("picture sound"));
        return reply_bytes(req, STR("audio/wav"),
                           sound_wav(req->arena, &symbols, req->lang, seed, NULL));
    }
    uint64_t seed = picture_seed(req->arena, setup.key, &id, STR("picture drawing"));
    return reply_bytes(req, STR("image/png"), picture_png(req->arena, &symbols, seed));
}

const struct route captcha_routes[] = {
    {.method = HTTP_GET,
     .path = "/api/v1/captcha",
     .query = "scope",
     .handler = get_challenge,
     .who = WHO_ANYONE,
     .lane = LANE_WORK,
     .answers = "200 CaptchaChallenge",
     .summary = "A proof-of-work challenge in the ALTCHA v2 format; scope names the form."},
    {.method = HTTP_GET,
     .path = "/captcha/{file}",
     .handler = get_picture_or_sound,
     .who = WHO_ANYONE,
     .rate = RATE_GUESS,
     .lane = LANE_SLOW, /* drawing costs as much as dozens of pages, and anybody may ask */
     .summary = "The picture (ID.png) or the sound (ID.wav) of a check."},
    ROUTES_END,
};

struct checking {
    const struct request *req;
    struct captcha_setup setup;
    str scope;
    struct captcha_answer answer;
    enum captcha_result result;
};

static err check_in(struct db *tx, void *arg)
{
    struct checking *checking = arg;
    return captcha_check(tx, checking->req->arena, &checking->setup, checking->scope,
                         &checking->answer, checking->req->now, &checking->result);
}

/* The handler may run again for the same request, which is one answer all the same. */
static bool takes_picture(struct request *req)
{
    if (!req->once.picture_was_counted) {
        req->once.picture_was_counted = true;
        req->once.picture_is_taken = pressure_takes_picture(req->network, req->now);
    }
    return req->once.picture_is_taken;
}

err captcha_require(struct request *req, str scope, size_t altcha, size_t id, size_t code)
{
    struct checking *checking = ARENA_NEW(req->arena, struct checking);
    *checking = (struct checking){
        .req = req,
        .setup = captcha_setup_of(req->site),
        .scope = scope,
        .answer = {.altcha = form_text(req, altcha),
                   .id = form_text(req, id),
                   .code = form_text(req, code),
                   .guest = req->guest,
                   .call = idempotency_call_of(req)},
        .result = CAPTCHA_MISSING,
    };
    if (str_trim(checking->answer.code).len > 0) {
        checking->answer.proof_only = !takes_picture(req);
    }
    err e = idempotency_spend(req, check_in, checking);
    if (e == ERR_OK && checking->result != CAPTCHA_PASSED) {
        form_fail(req, altcha, captcha_field_code(checking->result));
    }
    return e;
}

/* Whoever sent the picture's field back has no script, or did not want it. */
static bool wants_picture(const struct request *req)
{
    str asked = STR("");
    (void)http_query_param(req->http, STR("captcha"), &asked);
    bool sent = false;
    for (size_t i = 0; req->form.rule != NULL && i < req->form.rule->count; i++) {
        sent = sent || (str_eq(str_from_z(req->form.rule->fields[i].name), STR("captcha_id")) &&
                        form_text(req, i).len > 0);
    }
    return sent || str_eq(asked, STR("picture"));
}

struct captcha_view captcha_view_of(struct request *req, str scope, struct url page, size_t altcha)
{
    (void)view_of(req); /* gives a guest the cookie the picture is bound to */
    bool picture = wants_picture(req);
    str id = picture_id_new(req->arena, req->site->keys.captcha, scope, req->guest,
                            when_add(req->now, CAPTCHA_LIFE));
    return (struct captcha_view){
        .challenge = url_with(req->arena, url_path("/api/v1/captcha"), STR("scope"), scope),
        .id = id,
        .picture = url_fill(req->arena, "/captcha/{}.png", id),
        .sound = url_with(req->arena, url_fill(req->arena, "/captcha/{}.wav", id), STR("lang"),
                          lang_code(req->lang)),
        .picture_only = picture,
        .instead = picture ? page : url_with(req->arena, page, STR("captcha"), STR("picture")),
        .error = req->form.rule != NULL ? form_message(req, altcha) : STR(""),
    };
}
