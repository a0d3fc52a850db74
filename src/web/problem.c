/* SPDX-License-Identifier: Apache-2.0 */
#include "web/problem.h"

#include <string.h>

#include "base/buf.h"
#include "base/check.h"
#include "i18n/tr.h"
#include "web/proof.h"

static const struct problem problems[] = {
    {400, "malformed", PROBLEM_OF_WRITING, N_("This request could not be read"),
     N_("Please go back and try again. If it happens again, write to us.")},
    {400, "repeated_parameter", PROBLEM_OF_ANY, NULL, NULL},
    {400, "bad_idempotency_key", PROBLEM_OF_CREATING, NULL, NULL},
    {401, "unauthenticated", PROBLEM_OF_SIGNED_IN, N_("Please log in"),
     N_("This page needs you to be logged in.")},
    {401, "wrong_credentials", PROBLEM_OF_NO_ROUTE, N_("The login or the password is wrong."),
     N_("Check both and try again.")},
    {403, "denied", PROBLEM_OF_CHANGING, N_("This is not allowed"),
     N_("The form may have been open for too long, or cookies are switched off. Please go back, "
        "reload the page and send it again.")},
    {403, "cross_site", PROBLEM_OF_WRITING, NULL, NULL},
    {403, "terms_required", PROBLEM_OF_BINDING, N_("The terms have changed"),
     N_("Please accept the current terms first, then send this again.")},
    {403, "account_locked", PROBLEM_OF_NO_ROUTE, N_("This account is locked"),
     N_("Nobody can log in to it until it is unlocked. Please write to us.")},
    {403, "proof_required", PROBLEM_OF_PROVEN, N_("Your password is needed for this"),
     N_("Send it in the field \"password\" of this call, or show it at /me/proof first.")},
    {403, "no_right", PROBLEM_OF_STAFF, N_("This is not allowed"),
     N_("Your role does not include this.")},
    {404, "not_found", PROBLEM_OF_PATH, N_("There is no such page"),
     N_("The address may be mistyped, or the page has moved.")},
    {404, "not_found", PROBLEM_OF_CHANGING, NULL, NULL}, /* what was to be changed is not there */
    {405, "method_not_allowed", PROBLEM_OF_NO_ROUTE, N_("This page cannot be used that way"),
     N_("Please go back and use the buttons of the page.")},
    {409, "conflict", PROBLEM_OF_CHANGING, N_("Something has changed meanwhile"),
     N_("Please reload the page, look at it again and repeat what you did.")},
    {413, "too_large", PROBLEM_OF_WRITING, N_("That is too much at once"),
     N_("Please send less data.")},
    {415, "content_type", PROBLEM_OF_WRITING, N_("This kind of data is not taken here"),
     N_("Please use the form of the page.")},
    {422, "invalid", PROBLEM_OF_WRITING, N_("Something is not right in the form"),
     N_("Please go back and check what you filled in.")},
    {422, "invalid", PROBLEM_OF_READING, NULL, NULL},
    {422, "unknown_field", PROBLEM_OF_WRITING, NULL, NULL},
    {422, "idempotency_key_reused", PROBLEM_OF_CREATING, NULL, NULL},
    {422, "account_restricted", PROBLEM_OF_NEW, N_("Nothing new can be ordered"),
     N_("Your account is restricted. Your services keep running, and invoices can be paid as "
        "usual. Please write to us.")},
    {429, "limited", PROBLEM_OF_ANY, N_("Too many attempts"),
     N_("Please wait a little and try again.")},
    {429, "too_many_attempts", PROBLEM_OF_PASSWORD, N_("Too many attempts"),
     N_("Recover access with a code, log in from a browser you have used before, or wait as long "
        "as "
        "Retry-After says.")},
    {429, "staff_too_many_attempts", PROBLEM_OF_WORDS, N_("Too many attempts"),
     N_("Wait as long as Retry-After says, an hour at most, or ask a colleague with full access, "
        "or "
        "whoever runs the server (kabinet staff reset), to reset your sign-in.")},
    {500, "internal", PROBLEM_OF_ANY, N_("Something broke on our side"),
     N_("What was saved before is safe. Please try again; if it happens again, write to us and "
        "quote the number below.")},
    {503, "unavailable", PROBLEM_OF_ANY, N_("We are not available for a moment"),
     N_("What was saved before is safe. Please try again a little later.")},
    {503, "busy", PROBLEM_OF_ANY, NULL, NULL},
    {503, "clock_unconfirmed", PROBLEM_OF_DATED, N_("We are checking our clock"),
     N_("Nothing is ordered, paid or changed until we know what day it is; nothing is lost. Please "
        "try again a little later.")},
};

const struct problem *problem_words(int status, const char *code)
{
    const struct problem *found = NULL;
    for (size_t i = 0; i < ARRAY_LEN(problems); i++) {
        const struct problem *row = &problems[i];
        bool exact = code != NULL && strcmp(row->code, code) == 0;
        if (row->status == status && row->title != NULL && (found == NULL || exact)) {
            found = row;
        }
    }
    return found == NULL ? problem_words(500, NULL) : found;
}

static bool gives(const struct route *route, enum problem_of of)
{
    bool signed_in = route->who == WHO_CUSTOMER || route->who == WHO_STAFF;
    bool writes = route->method != HTTP_GET;
    switch (of) {
    case PROBLEM_OF_WORDS:
    case PROBLEM_OF_NO_ROUTE:
        return false;
    case PROBLEM_OF_ANY:
        return true;
    case PROBLEM_OF_SIGNED_IN:
        return signed_in;
    case PROBLEM_OF_STAFF:
        return route->who == WHO_STAFF;
    case PROBLEM_OF_PROVEN:
        return route->proven;
    case PROBLEM_OF_PASSWORD:
        return proof_is_asked(route);
    case PROBLEM_OF_PATH:
        return strchr(route->path, '{') != NULL;
    case PROBLEM_OF_WRITING:
        return writes;
    case PROBLEM_OF_DATED:
        return writes && !route->on_any_clock;
    case PROBLEM_OF_CHANGING:
        return writes && signed_in;
    case PROBLEM_OF_READING:
        return !writes && route->query != NULL;
    case PROBLEM_OF_CREATING:
        return route->creates;
    case PROBLEM_OF_BINDING:
        return route->binds != BINDS_TO_NOTHING;
    case PROBLEM_OF_NEW:
        return route->binds == BINDS_TO_NEW;
    }
    check_failed("a known kind of problem", __FILE__, __LINE__);
}

static bool has_word(str words, str word)
{
    while (words.len > 0) {
        if (str_eq(str_cut(words, ' ', &words), word)) {
            return true;
        }
    }
    return false;
}

static void put_word(struct buf *words, str word)
{
    if (!has_word(buf_str(words), word)) {
        buf_put(words, words->len > 0 ? STR(" ") : STR(""));
        buf_put(words, word);
    }
}

/* "409 phone_held taken|429 too_soon": the codes of one status, or of all (0). */
static void put_own(struct buf *words, str refuses, int status)
{
    while (refuses.len > 0) {
        int64_t number = 0;
        str codes, text = str_cut(str_cut(refuses, '|', &refuses), ' ', &codes);
        CHECK(str_to_i64(text, &number));
        while ((status == 0 || number == status) && codes.len > 0) {
            put_word(words, str_cut(codes, ' ', &codes));
        }
    }
}

str problem_codes(struct arena *arena, const struct route *route, int status)
{
    struct buf words = buf_in(arena);
    for (size_t i = 0; i < ARRAY_LEN(problems); i++) {
        if (problems[i].status == status && gives(route, problems[i].of)) {
            put_word(&words, str_from_z(problems[i].code));
        }
    }
    put_own(&words, str_from_z(route->refuses), status);
    return buf_str(&words);
}

str problem_codes_all(struct arena *arena, const struct route *const *tables)
{
    struct buf words = buf_in(arena);
    for (size_t i = 0; i < ARRAY_LEN(problems); i++) {
        if (problems[i].of != PROBLEM_OF_WORDS) {
            put_word(&words, str_from_z(problems[i].code));
        }
    }
    for (; *tables != NULL; tables++) {
        for (const struct route *row = *tables; row->path != NULL; row++) {
            put_own(&words, str_from_z(row->refuses), 0);
        }
    }
    return buf_str(&words);
}
