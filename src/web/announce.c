/* SPDX-License-Identifier: Apache-2.0 */
#include "web/announce.h"

#include <stddef.h>
#include <string.h>

/* Set before there are threads, const afterwards. Rooms that announce have no site at hand
 * (commands of staff have none), so this is the one list that is not handed down. */
static const struct listener *const *listeners;

void announce_to(const struct listener *const *tables)
{
    listeners = tables;
}

err announce(struct db *tx, struct arena *arena, const char *event, str ref, when now)
{
    for (const struct listener *const *table = listeners; table != NULL && *table != NULL;
         table++) {
        for (const struct listener *one = *table; one->event != NULL; one++) {
            if (strcmp(one->event, event) != 0) {
                continue;
            }
            err e = one->handle(tx, arena, ref, now);
            if (e != ERR_OK) {
                return e;
            }
        }
    }
    return ERR_OK;
}
