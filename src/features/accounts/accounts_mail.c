/* SPDX-License-Identifier: Apache-2.0 */
#include "features/accounts/accounts_mail.h"

#include "features/accounts/accounts_page.h"

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
