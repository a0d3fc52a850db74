/* SPDX-License-Identifier: Apache-2.0 */
/* House rules about the route tables that no single room can keep. */
#include "app/feature_list.h"

#include <stdio.h>
#include <string.h>

#include "base/check.h"
#include "test.h"

/* First segments of the addresses that money, orders and what is paid for stand behind. */
static const char *const money_rooms[] = {
    "payments", "top-up",   "top-ups", "invoices", "transfers", "returns",     "notices",
    "payers",   "services", "orders",  "cart",     "tasks",     "corrections",
};

/* What may be sent twice without harm, and why. PATCH and PUT say how something shall be, and are
 * the same twice by themselves. */
static const struct exception {
    const char *path, *reason;
} exceptions[] = {
    {"/payers/{id}", "says how the payer shall be"},
    {"/payers/{id}/default", "says which one it shall be"},
    {"/payers/{id}/deactivate", "says that it shall be away"},
    {"/services/{id}/auto-renew", "a switch that is set, not turned"},
    {"/services/{id}/label", "says what the name shall be"},
    {"/services/{id}/cancel", "says when the service shall end, or that it shall not"},
    {"/services/{id}/plan/withdraw", "a change that is withdrawn is gone"},
    {"/staff/services/{id}/act", "says in which state the service shall be, or how long paid for"},
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

static bool skip_prefix(const char **path, const char *prefix)
{
    size_t len = strlen(prefix);
    bool has = strncmp(*path, prefix, len) == 0;
    *path += has ? len : 0;
    return has;
}

static bool is_of_money(const char *path)
{
    (void)skip_prefix(&path, "/api/v1");
    (void)skip_prefix(&path, "/staff");
    for (size_t i = 0; i < ARRAY_LEN(money_rooms); i++) {
        const char *rest = path + 1;
        if (skip_prefix(&rest, money_rooms[i]) && (*rest == '/' || *rest == '\0')) {
            return true;
        }
    }
    return false;
}

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

static void every_call_of_money(void)
{
    test ("whatever creates or moves money happens once for each key or form, or has a reason") {
        bool used[ARRAY_LEN(exceptions)] = {0};
        for (const struct route *const *table = feature_routes(true); *table != NULL; table++) {
            for (const struct route *row = *table; row->path != NULL; row++) {
                const struct exception *exception = exception_of(row->path);
                if (!acts(row) || !is_of_money(row->path)) {
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
    every_call_of_money();
    where_they_run();
    what_binds();
    return tests_done();
}
