/* SPDX-License-Identifier: Apache-2.0 */
#include "features/accounts/letter.h"

#include "features/accounts/accounts.h"
#include "features/accounts/letter_budget.h"
#include "features/accounts/one_time.h"
#include "web/outbox.h"
#include "web/sms_guard.h"

#define PHONE_TRUSTED_AFTER (7 * WHEN_DAY) /* from its proof */

struct url letter_url(struct arena *arena, const struct site *site, struct url path)
{
    return url_absolute(arena, site->origin, path);
}

struct mail_page *letter_begin(struct arena *arena, const struct site *site, enum lang lang,
                               str timezone, when now)
{
    struct mail_brand *brand = ARENA_NEW(arena, struct mail_brand);
    *brand = (struct mail_brand){
        .name = site->settings->brand_name,
        .legal = site->settings->brand_legal,
        .email = site->settings->brand_email,
        .phone = site->settings->brand_phone,
        .site = letter_url(arena, site, url_path("/")),
    };
    const struct zone *zone = timezone.len > 0 ? zone_by_name(timezone) : NULL;
    struct mail_page *letter = ARENA_NEW(arena, struct mail_page);
    *letter = (struct mail_page){
        .arena = arena,
        .limits = {site->settings->mail_network_hour, site->settings->mail_day},
        .lang = lang,
        .zone = zone != NULL ? zone : site->zone,
        .now = now,
        .brand = brand,
    };
    return letter;
}

err letter_put(struct db *tx, const struct mail_page *letter, const struct letter_post *post,
               enum letter_fate *out)
{
    enum letter_fate fate = LETTER_WITHHELD;
    err e = letter_budget_take(tx, letter, post, &fate);
    if (e == ERR_OK && fate == LETTER_PUT) {
        struct message_draft draft = {
            .channel = CHANNEL_EMAIL,
            .to = post->to,
            .subject = letter->subject,
            .text = letter->text,
            .html = letter->html,
            .expires = post->expires,
            .urgent = post->kind == LETTER_CODE || post->kind == LETTER_RECOVERY,
        };
        e = outbox_put(tx, letter->arena, letter->now, &draft);
    }
    if (e == ERR_OK && out != NULL) {
        *out = fate;
    }
    return e;
}

err sms_notice_put(struct db *tx, struct arena *arena, struct phone phone, str text, when now)
{
    struct message_draft draft = {.channel = CHANNEL_SMS, .to = phone.text, .text = text};
    return outbox_put(tx, arena, now, &draft);
}

static err phone_trust(struct db *tx, struct arena *arena, struct phone phone, when now,
                       enum sms_trust *out)
{
    struct identifier_owner owner;
    struct account account;
    err e = identifier_owner_of(tx, arena, phone.text, &owner);
    if (e != ERR_OK || !owner.taken || !owner.proven) {
        return e;
    }
    e = account_by_id(tx, arena, owner.account, &account);
    if (e == ERR_OK &&
        when_before(account.phone_verified_at, when_add(now, -PHONE_TRUSTED_AFTER))) {
        *out = SMS_PHONE_PROVEN;
    }
    return e;
}

err sms_code_put(struct db *tx, struct arena *arena, const struct site *site, enum lang lang,
                 struct phone phone, str code, str network, when now, bool *out_sent)
{
    struct sms_limits limits = sms_limits_of(site->settings);
    enum sms_trust trust = SMS_PHONE_NEW;
    err e = phone_trust(tx, arena, phone, now, &trust);
    if (e == ERR_OK) {
        e = sms_guard_take(tx, phone.text, trust, network, now, &limits);
    }
    if (e != ERR_OK) {
        *out_sent = false;
        return e == ERR_LIMITED ? ERR_OK : e;
    }
    struct message_draft draft = {
        .channel = CHANNEL_SMS,
        .to = phone.text,
        .text = tr_fill(arena, tr(lang, "{brand}: code {code}. Never tell it to anybody."), "brand",
                        site->settings->brand_name, "code", code, NULL),
        .expires = when_add(now, CODE_LIFE),
        .urgent = true,
    };
    e = outbox_put(tx, arena, now, &draft);
    if (e == ERR_OK) {
        *out_sent = true;
    }
    return e;
}

err sms_code_confirmed(struct db *tx, struct phone phone, when now)
{
    return sms_guard_confirmed(tx, phone.text, now);
}
