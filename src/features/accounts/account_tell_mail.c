/* SPDX-License-Identifier: Apache-2.0 */
#include "features/accounts/accounts.h"

#include "features/accounts/accounts_page.h"
#include "features/accounts/contact_page.h"
#include "web/rate.h"
#include "web/user_agent.h"

#define TEXTS_A_DAY 5

static const struct {
    const char *about; /* the letter's budget */
    const char *sentence;
} events[] = {
    [ACCOUNT_PASSWORD_CHANGED] = {"password", N_("The password of your account was changed")},
    [ACCOUNT_EMAIL_ASKED] = {"email asked", N_("A change of your e-mail to {what} was asked for")},
    [ACCOUNT_EMAIL_CHANGED] = {"email", N_("The e-mail of your account was changed to {what}")},
    [ACCOUNT_EMAIL_CONFIRMED] = {"email confirmed",
                                 N_("E-mail {what} was confirmed again in your account")},
    [ACCOUNT_EMAIL_TAKEN_BACK] = {"email back",
                                  N_("The change of your e-mail was undone: it is {what}")},
    [ACCOUNT_PHONE_CONFIRMED] = {"phone", N_("Phone {what} was confirmed in your account")},
    [ACCOUNT_PHONE_REMOVED] = {"phone", N_("Phone {what} was removed from your account")},
    [ACCOUNT_PAYER_ADDED] = {"payer", N_("Payer {what} was added to your account")},
    [ACCOUNT_PAYER_CHANGED] = {"payer", N_("Payer {what} was changed in your account")},
    [ACCOUNT_PAYER_REMOVED] = {"payer", N_("Payer {what} was removed from your account")},
    [ACCOUNT_SESSION_ENDED] = {"sessions", N_("A device was signed out of your account")},
    [ACCOUNT_SESSIONS_ENDED] = {"sessions",
                                N_("All other devices were signed out of your account")},
};

static str sentence_of(struct arena *arena, enum lang lang, enum account_event event, str what)
{
    return tr_fill(arena, tr(lang, events[event].sentence), "what", what, NULL);
}

static err put_letter(struct db *tx, const struct act *act, const struct account *account,
                      enum account_event event, str what, str back)
{
    struct mail_page *letter = letter_to(act->arena, act->site, account, act->now);
    struct device_name device = device_name_of(act->arena, letter->lang, act->user_agent);
    str sentence = sentence_of(act->arena, letter->lang, event, what);
    if (back.len > 0) {
        struct url page = url_with(act->arena, url_path("/recover/email"), STR("token"), back);
        email_change_mail(letter, account->name, sentence, device.text, act->network,
                          when_add(act->now, EMAIL_RETURN_LIFE),
                          letter_url(act->arena, act->site, page));
    } else {
        account_event_mail(letter, account->name, sentence, device.text, act->network,
                           letter_url(act->arena, act->site, url_path("/security")),
                           letter_url(act->arena, act->site, url_path("/recover")));
    }
    struct letter_post post = {
        .kind = LETTER_OWN, .to = account->email.text, .about = str_from_z(events[event].about)};
    return letter_put(tx, letter, &post, NULL);
}

static err put_text(struct db *tx, const struct act *act, const struct account *account,
                    enum account_event event, str what)
{
    struct rate_budget budget = {
        .key = str_printf(act->arena, "account:texts:%" STR_FMT, STR_ARG(account->id.text)),
        .limit = TEXTS_A_DAY,
        .window_us = WHEN_DAY,
    };
    err e = rate_take(tx, act->arena, &budget, act->now, NULL);
    if (e != ERR_OK) {
        return e == ERR_LIMITED ? ERR_OK : e;
    }
    enum lang lang = act->site->language;
    (void)lang_by_code(account->language, &lang);
    struct url recover = url_absolute(act->arena, act->site->origin, url_path("/recover"));
    str text = tr_fill(act->arena, tr(lang, "{brand}: {event}. Not you? {address}"), "brand",
                       act->site->settings->brand_name, "event",
                       sentence_of(act->arena, lang, event, what), "address", recover.text, NULL);
    return sms_notice_put(tx, act->arena, account->phone, text, act->now);
}

err account_tell_way_back(struct db *tx, const struct act *act, const struct account *account,
                          enum account_event event, str what, str token)
{
    err e = ERR_OK;
    if (!when_is_none(account->email_verified_at)) {
        e = put_letter(tx, act, account, event, what, token);
    }
    if (e == ERR_OK && !when_is_none(account->phone_verified_at) && site_sends_sms(act->site)) {
        e = put_text(tx, act, account, event, what);
    }
    return e;
}

err account_tell(struct db *tx, const struct act *act, const struct account *account,
                 enum account_event event, str what)
{
    return account_tell_way_back(tx, act, account, event, what, STR(""));
}

err account_tell_id(struct db *tx, const struct act *act, account_id id, enum account_event event)
{
    struct account account;
    err e = account_by_id(tx, act->arena, id, &account);
    return e == ERR_OK ? account_tell(tx, act, &account, event, STR("")) : e;
}
