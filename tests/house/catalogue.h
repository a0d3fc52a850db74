/* SPDX-License-Identifier: Apache-2.0 */
/* Every named query of the tree, as tools/sqlgen --catalogue lists them. */
#pragma once

#include "db/query.h"

struct catalogue_row {
    const char *file; /* NULL ends the list */
    int line;
    const struct db_query *query;
};

extern const struct catalogue_row catalogue[];
