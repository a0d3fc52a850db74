/* SPDX-License-Identifier: Apache-2.0 */
#include "features/registration/registration_mail.h"

#include "features/registration/registration_page.h"

struct mail_page *registration_letter(const struct act *act,
                                      const struct registration *registration,
                                      const struct one_time *code)
{
    enum lang lang = act->site->language;
    (void)lang_by_code(registration->language, &lang);
    /* Both letters are written whichever is sent, so that the time tells nothing (P28). */
    struct mail_page *known = letter_begin(act->arena, act->site, lang, STR(""), act->now);
    known_email_mail(known, letter_url(act->arena, act->site, url_path("/login")),
                     letter_url(act->arena, act->site, url_path("/recover")));
    struct mail_page *confirm = letter_begin(act->arena, act->site, lang, STR(""), act->now);
    struct url page =
        url_with(act->arena, url_path("/register/confirm"), STR("token"), code->token);
    confirm_email_mail(confirm, registration->name, registration->login.text, code->code,
                       letter_url(act->arena, act->site, page));
    return registration->is_decoy ? known : confirm;
}

struct mail_page *known_phone_letter(struct arena *arena, const struct site *site, when now,
                                     const struct account *owner)
{
    enum lang lang = site->language;
    (void)lang_by_code(owner->language, &lang);
    struct mail_page *letter = letter_begin(arena, site, lang, owner->timezone, now);
    known_phone_mail(letter, owner->name, phone_masked(arena, owner->phone),
                     letter_url(arena, site, url_path("/login")),
                     letter_url(arena, site, url_path("/recover")));
    return letter;
}
