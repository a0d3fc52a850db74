/* SPDX-License-Identifier: Apache-2.0 */
#include "features/signin/signin_mail.h"

#include "features/signin/signin_page.h"
#include "web/user_agent.h"

struct mail_page *new_place_letter(const struct act *act, const struct account *account)
{
    struct mail_page *letter = letter_to(act->arena, act->site, account, act->now);
    struct device_name device = device_name_of(act->arena, letter->lang, act->user_agent);
    new_place_mail(letter, account->name, device.text, act->network,
                   letter_url(act->arena, act->site, url_path("/security")),
                   letter_url(act->arena, act->site, url_path("/recover")));
    return letter;
}
