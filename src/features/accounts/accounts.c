/* SPDX-License-Identifier: Apache-2.0 */
#include "features/accounts/accounts.h"

const char *account_password_fault(struct arena *arena, const struct site *site,
                                   const struct account *account, struct secret password)
{
    struct password_context context = {
        .login = account->login,
        .email = account->email.text,
        .phone = account->phone.text,
        .name = account->name,
        .brand = site->settings->brand_name,
    };
    return password_judge(arena, password, &context).code;
}
