/* SPDX-License-Identifier: Apache-2.0 */
#include "features/accounts/banned_domain.h"

#include "system/file.h"
#include "system/log.h"

static bool covers(str listed, str domain)
{
    if (listed.len == 0 || !str_ends(domain, listed)) {
        return false;
    }
    return listed.len == domain.len || domain.ptr[domain.len - listed.len - 1] == '.';
}

bool domain_is_listed(str list, str domain)
{
    while (list.len > 0) {
        str line = str_cut(list, '\n', &list);
        str comment;
        if (covers(str_trim(str_cut(line, '#', &comment)), domain)) {
            return true;
        }
    }
    return false;
}

bool email_domain_is_banned(struct arena *arena, const struct site *site, struct email email)
{
    str path = site->settings->email_banned_domains_file;
    if (path.len == 0) {
        return false;
    }
    struct arena_mark mark = arena_mark(arena);
    str list = STR("");
    err e = file_read(arena, str_z(arena, path), BANNED_DOMAINS_BYTES_MAX, &list);
    if (e != ERR_OK) {
        log_warning("list of banned mail domains cannot be read", LOG_STR("file", path),
                    LOG_Z("code", err_word(e)), LOG_END);
        return false;
    }
    str domain;
    (void)str_cut(email.text, '@', &domain);
    bool banned = domain_is_listed(str_lower(arena, list), domain);
    arena_rewind(arena, mark);
    return banned;
}
