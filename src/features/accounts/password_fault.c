/* SPDX-License-Identifier: Apache-2.0 */
/* A new password meets the house rules, and the operator's list of breached ones. */
#include "crypto/breached.h"
#include "features/accounts/accounts.h"
#include "system/log.h"

static bool is_breached(struct arena *arena, const struct site *site, struct secret password)
{
    str path = site->settings->breached_file;
    if (path.len == 0) {
        return false;
    }
    bool found = false;
    err e = breached_has(str_z(arena, path), password, &found);
    if (e != ERR_OK) {
        log_warning("list of breached passwords cannot be read", LOG_STR("file", path),
                    LOG_Z("code", err_word(e)), LOG_END);
    }
    return e == ERR_OK && found;
}

/* The name of the host in "https://my.example.com:8443". */
static str host_of(str origin)
{
    ptrdiff_t at = str_find(origin, STR("://"));
    return at < 0 ? origin : str_skip(origin, (size_t)at + 3);
}

const char *password_fault(struct arena *arena, const struct site *site, struct secret password,
                           struct password_context context)
{
    context.brand = site->settings->brand_name;
    context.host = host_of(site->origin);
    const char *code = password_check(arena, password, &context).code;
    return code == NULL && is_breached(arena, site, password) ? "password_breached" : code;
}

const char *account_password_fault(struct arena *arena, const struct site *site,
                                   const struct account *account, struct secret password)
{
    struct password_context context = {
        .login = account->login,
        .email = account->email.text,
        .phone = account->phone.text,
        .name = account->name,
    };
    return password_fault(arena, site, password, context);
}
