/* SPDX-License-Identifier: Apache-2.0 */
/* The job behind a flow: looks for the account and sends the code to its proven phone or, without
 * one or when the mailbox was asked for, to its proven e-mail. Nobody waits for it. It takes from
 * no budget that whoever asked can see: the request did that (begin.c). */
#include "features/recovery/recovery_mail.h"
#include "features/recovery/recovery_store.h"
#include "features/signin/signin.h"
#include "web/audit.h"
#include "web/rate.h"

/* Codes an account may be sent: so many to all guests together, and so many to each network and
 * each browser that its owner came from, or guests would use up the owner's. What a mailbox and a
 * phone get and how many wrong codes an account takes is bounded besides (letter_budget.h,
 * sms_guard.h, code_guess.h). */
static const struct {
    const char *name;
    int64_t limit, window_us;
} budgets[] = {
    {"hour", 3, WHEN_HOUR},
    {"day", 12, WHEN_DAY},
};

struct sending {
    struct db *tx;
    const struct job_run *run;
    struct recovery recovery;
    struct account account;
    enum signin_asker asker;
    struct one_time code;
};

/* ERR_NOT_FOUND when the identifier is nobody's who may sign in. */
static err find_owner(struct sending *sending)
{
    struct account_key key;
    err e = account_key_by_identifier(sending->tx, sending->run->arena,
                                      sending->recovery.identifier, &key);
    if (e == ERR_OK && !key.may_sign_in) {
        e = ERR_NOT_FOUND;
    }
    return e == ERR_OK ? account_by_id(sending->tx, sending->run->arena, key.id, &sending->account)
                       : e;
}

/* Whose share of the account's codes it is. */
static str share_of(const struct sending *sending)
{
    switch (sending->asker) {
    case SIGNIN_OWN_DEVICE:
        return sending->recovery.device;
    case SIGNIN_OWN_NETWORK:
        return sending->recovery.network;
    case SIGNIN_GUEST:
        break;
    }
    return STR("guests");
}

static err take_budgets(struct sending *sending)
{
    str id = sending->account.id.text, share = share_of(sending);
    err e = ERR_OK;
    for (size_t i = 0; e == ERR_OK && i < ARRAY_LEN(budgets); i++) {
        struct rate_budget budget = {
            .key = str_printf(sending->run->arena, "recovery:sends:%s:%" STR_FMT ":%" STR_FMT,
                              budgets[i].name, STR_ARG(id), STR_ARG(share)),
            .limit = budgets[i].limit,
            .window_us = budgets[i].window_us,
        };
        e = rate_take(sending->tx, sending->run->arena, &budget, sending->run->now, NULL);
    }
    return e;
}

static bool phone_is_asked(const struct sending *sending)
{
    return !sending->recovery.asked_email && site_sends_sms(sending->run->site) &&
           account_phone_recovers(&sending->account, sending->run->now);
}

/* *out_sent is false when the budgets of text messages say no: then the mailbox is asked. */
static err send_sms(struct sending *sending, bool *out_sent)
{
    const struct job_run *run = sending->run;
    enum lang lang = run->site->language;
    (void)lang_by_code(sending->account.language, &lang);
    return sms_code_put(sending->tx, run->arena, run->site, lang, sending->account.phone,
                        sending->code.code, STR(""), run->now, out_sent);
}

static err send_letter(struct sending *sending, bool *out_sent)
{
    const struct job_run *run = sending->run;
    *out_sent = false;
    if (!account_email_recovers(&sending->account, run->now)) {
        return ERR_OK;
    }
    struct mail_page *letter =
        recovery_code_letter(run->arena, run->site, run->now, &sending->account, &sending->code);
    struct letter_post post = {
        .kind = sending->asker == SIGNIN_OWN_DEVICE ? LETTER_ASKED : LETTER_RECOVERY,
        .cause = sending->recovery.network,
        .of_own_network = sending->asker == SIGNIN_OWN_NETWORK,
        .to = sending->account.email.text,
        .expires = sending->recovery.code_expires_at,
    };
    enum letter_fate fate = LETTER_WITHHELD;
    err e = letter_put(sending->tx, letter, &post, &fate);
    if (e == ERR_OK) {
        *out_sent = fate == LETTER_PUT;
    }
    return e;
}

static err write_trail(struct sending *sending, const char *channel)
{
    struct audit_entry entry = {
        .account = sending->account.id,
        .action = "recovery.code_sent",
        .detail = str_from_z(channel),
        .network = sending->recovery.network,
        .now = sending->run->now,
    };
    return audit_put(sending->tx, sending->run->arena, &entry);
}

static err send_code(struct sending *sending)
{
    const struct job_run *run = sending->run;
    sending->code = one_time_new(run->arena, run->site, RECOVERY_CODE, sending->recovery.id.text);
    const char *channel = "sms";
    bool sent = false;
    err e = phone_is_asked(sending) ? send_sms(sending, &sent) : ERR_OK;
    if (e == ERR_OK && !sent) {
        channel = "email";
        e = send_letter(sending, &sent);
    }
    if (e != ERR_OK || !sent) {
        return e;
    }
    bool by_letter = str_eq(str_from_z(channel), STR("email"));
    e = recovery_store_code(sending->tx, sending->recovery.id, sending->account.id, channel,
                            sending->code.code_digest,
                            by_letter ? sending->code.link_digest : STR(""));
    return e == ERR_OK ? write_trail(sending, channel) : e;
}

err recovery_send(struct db *tx, const struct job_run *run)
{
    struct sending sending = {.tx = tx, .run = run};
    err e = recovery_by_id(tx, run->arena, (recovery_id){run->ref}, run->now, &sending.recovery);
    if (e != ERR_OK || !sending.recovery.waits_for_code) {
        return err_absent_is_fine(e);
    }
    e = find_owner(&sending);
    if (e != ERR_OK) {
        return err_absent_is_fine(e); /* nobody's: the page never tells */
    }
    e = signin_asker_of(tx, run->arena, sending.account.id, sending.recovery.network,
                        sending.recovery.device, run->now, &sending.asker);
    if (e == ERR_OK) {
        e = take_budgets(&sending);
    }
    if (e == ERR_LIMITED) {
        return ERR_OK; /* enough was sent: the page does not tell this either */
    }
    return e == ERR_OK ? send_code(&sending) : e;
}

static err purge(struct db *tx, const struct job_run *run)
{
    return recovery_store_purge(tx, run->now);
}

const struct job_kind recovery_jobs[] = {
    {.name = "recovery.send", .run = recovery_send, .on_any_clock = true},
    {.name = "recovery.purge", .run = purge, .period_us = WHEN_HOUR, .catch_up = JOB_RUN_ONCE},
    JOB_KINDS_END,
};
