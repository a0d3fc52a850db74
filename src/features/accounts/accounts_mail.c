/* SPDX-License-Identifier: Apache-2.0 */
#include "features/accounts/accounts_mail.h"

#include "features/accounts/accounts_page.h"
#include "features/accounts/contact_page.h"
#include "features/accounts/stop.h"

struct mail_page *letter_to(struct arena *arena, const struct site *site,
                            const struct account *account, when now)
{
    enum lang lang = site->language;
    (void)lang_by_code(account->language, &lang);
    return letter_begin(arena, site, lang, account->timezone, now);
}

struct mail_page *phone_taken_letter(struct arena *arena, const struct site *site,
                                     const struct account *loser, struct phone phone, when now)
{
    struct mail_page *letter = letter_to(arena, site, loser, now);
    phone_taken_mail(letter, loser->name, phone_masked(arena, phone),
                     letter_url(arena, site, url_path("/profile/phone")));
    return letter;
}

struct mail_page *email_code_letter(const struct act *act, const struct account *account, str code)
{
    struct mail_page *letter = letter_to(act->arena, act->site, account, act->now);
    email_code_mail(letter, account->name, account->login, code);
    return letter;
}

struct mail_page *email_known_letter(const struct act *act)
{
    struct mail_page *letter = letter_begin(act->arena, act->site, act->lang, STR(""), act->now);
    email_known_mail(letter, letter_url(act->arena, act->site, url_path("/login")),
                     letter_url(act->arena, act->site, url_path("/recover")));
    return letter;
}

struct mail_page *account_stop_letter(struct arena *arena, const struct site *site,
                                      const struct account *account,
                                      const struct account_stop *stop, when now)
{
    struct mail_page *letter = letter_to(arena, site, account, now);
    if (str_eq(stop->kind, STR("locked"))) {
        account_locked_mail(letter, account->name, stop->told);
    } else if (str_eq(stop->kind, STR("restricted"))) {
        account_restricted_mail(letter, account->name, stop->told);
    } else {
        account_opened_mail(letter, account->name, stop->told,
                            letter_url(arena, site, url_path("/login")));
    }
    return letter;
}

struct mail_page *sessions_ended_letter(struct arena *arena, const struct site *site,
                                        const struct account *account, when now)
{
    struct mail_page *letter = letter_to(arena, site, account, now);
    sessions_ended_mail(letter, account->name, letter_url(arena, site, url_path("/login")));
    return letter;
}
