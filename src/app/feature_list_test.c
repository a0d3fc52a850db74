/* SPDX-License-Identifier: Apache-2.0 */
/* House rules about the route tables that no single room can keep. */
#include "app/feature_list.h"

#include <stdio.h>
#include <string.h>

#include "base/check.h"
#include "test.h"

/* What may be sent twice without harm, and why. Every other call and form that acts happens once.
 * PATCH and PUT say how something shall be, and are the same twice by themselves. */
#define SIGNS_IN "opens one more session; one that nobody holds runs out"
#define ENDED "a session that is ended is gone"
#define PROVES_ANEW "the password or code in it opens this once, and then another one is asked for"
#define SHOWN_ONCE "its page shows a secret and is not kept; another secret can be had"
static const struct exception {
    const char *path, *reason;
} exceptions[] = {
    {"/login", SIGNS_IN},
    {"/api/v1/sessions", SIGNS_IN},
    {"/staff/login", SIGNS_IN},
    {"/staff/second-factor", SIGNS_IN},
    {"/api/v1/staff/sessions", SIGNS_IN},
    {"/logout", ENDED},
    {"/api/v1/sessions/current", ENDED},
    {"/security/sessions/end", ENDED},
    {"/security/sessions/end-others", ENDED},
    {"/staff/logout", ENDED},
    {"/api/v1/staff/sessions/current", ENDED},
    {"/staff/me/sessions/end", ENDED},
    {"/staff/me/sessions/end-others", ENDED},
    {"/security/proof", PROVES_ANEW},
    {"/api/v1/me/proof", PROVES_ANEW},
    {"/api/v1/staff/proof", PROVES_ANEW},
    {"/security/password", PROVES_ANEW},
    {"/staff/proof", PROVES_ANEW},
    {"/staff/me/password", PROVES_ANEW},
    {"/staff/enrol", SHOWN_ONCE},
    {"/staff/staff", SHOWN_ONCE},
    {"/staff/staff/{id}/new-link", SHOWN_ONCE},
    {"/staff/me/recovery-codes", SHOWN_ONCE},
    {"/security/reviewed", "says what was looked at"},
    {"/profile", "says how the profile shall be"},
    {"/terms", "says which terms are accepted"},
    {"/api/v1/me/terms", "says which terms are accepted"},
    {"/catalogue/{plan}", "only counts"},
    {"/api/v1/catalogue/quote", "only counts"},
    {"/staff/catalogue/plans/{id}/draft", "says how the draft shall be"},
    {"/staff/catalogue/plans/{id}/preview/{version}", "only counts"},
    {"/demo/components", "changes nothing"},
    {"/sandbox/pay/{id}", "stands for a provider's own page"},
    {"/csp-reports", "browsers report without a key, and are only counted"},
    {"/pay/{provider}/notice", "a notice counts once by its provider's own number"},
    {"/provisioning/operations/{id}", "an operation ends once"},
    {"/payers/{id}", "says how the payer shall be"},
    {"/payers/{id}/default", "says which one it shall be"},
    {"/payers/{id}/deactivate", "says that it shall be away"},
    {"/services/{id}/auto-renew", "a switch that is set, not turned"},
    {"/services/{id}/label", "says what the name shall be"},
    {"/services/{id}/cancel", "says when the service shall end, or that it shall not"},
    {"/services/{id}/plan/withdraw", "a change that is withdrawn is gone"},
    {"/staff/services/{id}/act", "says in which state the service shall be, or how long paid for"},
    {"/staff/messages/{id}/retry", "says that it shall be sent now"},
    {"/staff/tasks/{id}/retry", "a task that runs is not begun again"},
    {"/api/v1/services/{id}/plan-change/preview", "only counts"},
    {"/api/v1/services/{id}/parameters/preview", "only counts"},
    {"/orders/{id}/name", "says what the name shall be"},
    {"/cart/items", "a guest's cart; orders nothing"},
    {"/cart/items/{id}", "says how the item shall be"},
    {"/cart/items/{id}/remove", "an item that is removed is gone"},
    {"/cart/promo", "says which code shall count"},
    {"/cart/currency", "says which currency it shall be"},
    {"/cart/seen", "says what was seen"},
};

static const struct exception *exception_of(const char *path)
{
    for (size_t i = 0; i < ARRAY_LEN(exceptions); i++) {
        if (strcmp(exceptions[i].path, path) == 0) {
            return &exceptions[i];
        }
    }
    return NULL;
}

static bool acts(const struct route *row)
{
    return row->method == HTTP_POST || row->method == HTTP_DELETE;
}

static void every_call_that_acts(void)
{
    test ("whatever acts happens once for each key or form, or has a reason to do without") {
        bool used[ARRAY_LEN(exceptions)] = {0};
        for (const struct route *const *table = feature_routes(true); *table != NULL; table++) {
            for (const struct route *row = *table; row->path != NULL; row++) {
                const struct exception *exception = exception_of(row->path);
                if (!acts(row)) {
                    continue;
                }
                if (row->creates == (exception != NULL)) {
                    printf("# %s: .creates and a reason to do without stand against each other\n",
                           row->path);
                }
                expect(row->creates == (exception == NULL));
                if (exception != NULL) {
                    used[exception - exceptions] = true;
                }
            }
        }
        for (size_t i = 0; i < ARRAY_LEN(exceptions); i++) {
            if (!used[i]) {
                printf("# %s: no such row any more\n", exceptions[i].path);
            }
            expect(used[i]);
        }
    }
}

static void where_they_run(void)
{
    test ("what happens once runs on a worker, for somebody, and takes no raw body") {
        for (const struct route *const *table = feature_routes(true); *table != NULL; table++) {
            for (const struct route *row = *table; row->path != NULL; row++) {
                expect(!row->creates || (row->method != HTTP_GET && row->raw == 0 &&
                                         row->lane != LANE_INLINE && row->who != WHO_NOBODY));
            }
        }
    }
}

static void what_binds(void)
{
    test ("what binds a customer happens once, and so asks for terms and locks where it commits") {
        for (const struct route *const *table = feature_routes(true); *table != NULL; table++) {
            for (const struct route *row = *table; row->path != NULL; row++) {
                expect(row->binds == BINDS_TO_NOTHING || row->creates);
            }
        }
    }
}

int main(void)
{
    every_call_that_acts();
    where_they_run();
    what_binds();
    return tests_done();
}
