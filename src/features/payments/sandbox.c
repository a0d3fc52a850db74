/* SPDX-License-Identifier: Apache-2.0 */
#include "features/payments/sandbox.h"

#include <string.h>

#include "crypto/mac.h"
#include "features/payments/notice.h"
#include "features/payments/payments_store.h"
#include "features/payments/returns.h"
#include "features/payments/sandbox_store.h"
#include "features/payments/signature.h"
#include "json/reader.h"
#include "json/writer.h"
#include "system/random.h"

struct secret sandbox_secret(struct arena *arena, const struct site *site)
{
    struct secret set = site->settings->sandbox_secret;
    return set.len > 0 ? set
                       : secret_copy(arena, mac_hex(arena, site_lasting_key(site),
                                                    STR("notices of the sandbox provider")));
}

err sandbox_payment_of(struct db *db, struct arena *arena, payment_id payment,
                       struct sandbox_payment *out)
{
    return id_is_wellformed(payment.text) ? sandbox_store_find(db, arena, payment, out)
                                          : ERR_NOT_FOUND;
}

/* --- what it tells ---------------------------------------------------------------------------- */

static const struct {
    const char *state, *type;
    enum notice_kind kind;
} tellings[] = {
    {"paid", "payment.paid", NOTICE_PAID},
    {"declined", "payment.declined", NOTICE_FAILED},
    {"pending", "payment.pending", NOTICE_PENDING},
    {"charged_back", "payment.charged_back", NOTICE_CHARGED_BACK},
};

/* The same event has the same id and the same bytes, whenever it is told. */
str sandbox_body(struct arena *arena, const struct sandbox_payment *one, const char *state)
{
    const char *type = "";
    for (size_t i = 0; i < ARRAY_LEN(tellings); i++) {
        type = strcmp(state, tellings[i].state) == 0 ? tellings[i].type : type;
    }
    struct buf text = buf_in(arena);
    struct json json = json_into(&text);
    json_obj(&json);
    json_key(&json, "id");
    json_str(&json, str_printf(arena, "evt_%" STR_FMT "_%s", STR_ARG(one->payment.text), state));
    json_key(&json, "type"), json_text(&json, type);
    json_key(&json, "payment"), json_str(&json, one->payment.text);
    json_key(&json, "external_id"), json_str(&json, one->external_id);
    json_key(&json, "amount"), json_i64(&json, one->amount.minor);
    json_key(&json, "currency"), json_str(&json, money_currency(&one->amount));
    json_end(&json);
    return buf_str(&text);
}

err sandbox_choose(struct db *tx, struct arena *arena, payment_id payment, const char *state,
                   when now, struct sandbox_payment *out)
{
    struct sandbox_payment one;
    err e = sandbox_payment_of(tx, arena, payment, &one);
    if (e != ERR_OK) {
        return e;
    }
    one.state = str_from_z(state);
    one.body = sandbox_body(arena, &one, state);
    bool moved = false;
    e = sandbox_store_change(tx, &one, now, &moved);
    if (e == ERR_OK && moved) {
        *out = one;
    }
    return e == ERR_OK && !moved ? ERR_CONFLICT : e;
}

/* --- the provider's side that the shop sees --------------------------------------------------- */

static bool is_offered(const struct site *site, str currency)
{
    (void)currency;
    return site->settings->demo;
}

static bool is_listening(const struct site *site)
{
    return site->settings->demo;
}

static err begin(struct db *tx, struct arena *arena, const struct site *site,
                 struct payment *payment)
{
    (void)site;
    str id = id_new(arena);
    payment->external_id = str_printf(arena, "sbx_%" STR_FMT, STR_ARG(id));
    payment->state = PAYMENT_PENDING;
    payment->checkout_url = str_printf(arena, "/sandbox/pay/%" STR_FMT, STR_ARG(payment->id.text));
    struct sandbox_payment one = {
        .external_id = payment->external_id, .payment = payment->id, .amount = payment->amount};
    err e = payment_store_checkout(tx, payment->id, payment->external_id, payment->checkout_url,
                                   payment->created_at);
    return e == ERR_OK ? sandbox_store_insert(tx, &one, payment->created_at) : e;
}

static const char *fault(const struct site *site, struct arena *arena,
                         const struct notice_proof *proof)
{
    return timed_signature_fault(arena, sandbox_secret(arena, site), proof);
}

static void read(struct arena *arena, str body, struct notice *out)
{
    struct json_node node;
    str type = STR("");
    out->kind = NOTICE_UNREADABLE;
    out->event_id = out->payment_ref = out->external_id = out->charge_id = out->currency = STR("");
    if (json_read(arena, body, &node) != ERR_OK ||
        !json_get_str(&node, STR("id"), &out->event_id) ||
        !json_get_str(&node, STR("type"), &type) || out->event_id.len == 0) {
        out->event_id = STR("");
        return;
    }
    (void)json_get_str(&node, STR("payment"), &out->payment_ref);
    (void)json_get_str(&node, STR("external_id"), &out->external_id);
    (void)json_get_str(&node, STR("currency"), &out->currency);
    (void)json_get_i64(&node, STR("amount"), &out->amount);
    out->charge_id = out->external_id;
    out->kind = NOTICE_OTHER;
    for (size_t i = 0; i < ARRAY_LEN(tellings); i++) {
        if (str_eq(type, str_from_z(tellings[i].type))) {
            out->kind = tellings[i].kind;
        }
    }
}

static err poll(struct db *tx, const struct job_run *run, const struct payment *payment)
{
    struct sandbox_payment one;
    err e = sandbox_payment_of(tx, run->arena, payment->id, &one);
    if (e != ERR_OK || one.body.len == 0) {
        return e == ERR_NOT_FOUND ? ERR_OK : e;
    }
    struct notice notice = {.id = {id_new(run->arena)},
                            .provider = payment->provider,
                            .body = one.body,
                            .signature = STR("asked"),
                            .network = STR("")};
    read(run->arena, one.body, &notice);
    return notice_take_answer(tx, run->arena, &notice, run->now);
}

static err close(struct db *tx, const struct payment *payment, when now)
{
    struct sandbox_payment one = {
        .payment = payment->id, .state = STR("declined"), .body = STR("")};
    bool moved = false;
    return sandbox_store_change(tx, &one, now, &moved);
}

static err give_back(struct db *tx, const struct site *site, const struct payment *payment,
                     const struct payment_return *one, when now)
{
    (void)site, (void)payment;
    return job_put(tx, now, STR(SANDBOX_REFUND_JOB), one->id.text, now, STR(""));
}

err sandbox_refund(struct db *tx, const struct job_run *run)
{
    str id = str_printf(run->arena, "sbr_%" STR_FMT, STR_ARG(run->ref));
    bool moved = false;
    return return_done(tx, run->arena, (refund_id){run->ref}, id, run->now, &moved);
}

const struct provider provider_sandbox = {
    .name = "sandbox",
    .title = N_("Sandbox"),
    .hint = N_("A pretended payment page of this demonstration; no money moves."),
    .open_us = WHEN_DAY,
    .is_offered = is_offered,
    .is_listening = is_listening,
    .begin = begin,
    .signature_header = SANDBOX_SIGNATURE,
    .fault = fault,
    .read = read,
    .poll = poll,
    .close = close,
    .give_back = give_back,
};
