/* SPDX-License-Identifier: Apache-2.0 */
#include "features/recovery/recovery_mail.h"

#include "features/accounts/accounts.h"
#include "features/recovery/recovery_page.h"

struct mail_page *recovery_code_letter(struct arena *arena, const struct site *site, when now,
                                       const struct account *account, const struct one_time *code)
{
    struct mail_page *letter = letter_to(arena, site, account, now);
    struct url page = url_with(arena, url_path("/recover/link"), STR("token"), code->token);
    recovery_code_mail(letter, account->name, account->login, code->code,
                       letter_url(arena, site, page));
    return letter;
}

struct mail_page *recovered_letter(const struct act *act, const struct account *account,
                                   str objection)
{
    struct mail_page *letter = letter_to(act->arena, act->site, account, act->now);
    struct url page = url_with(act->arena, url_path("/recover/objection"), STR("token"), objection);
    recovered_mail(letter, account->name, act->network, letter_url(act->arena, act->site, page));
    return letter;
}

str recovered_text(const struct act *act, const struct account *account)
{
    enum lang lang = act->site->language;
    (void)lang_by_code(account->language, &lang);
    /* Whoever has the phone recovers by it, even when somebody else reads the e-mail. */
    struct url recover = url_absolute(act->arena, act->site->origin, url_path("/recover"));
    return tr_fill(act->arena, tr(lang, "{brand}: a new password was set. Not you? {address}"),
                   "brand", act->site->settings->brand_name, "address", recover.text, NULL);
}
