/* SPDX-License-Identifier: Apache-2.0 */
#include "app/command_database.h"

#include <unistd.h>

bool command_database_exists(struct arena *arena, const struct settings *settings)
{
    if (settings->database_url.len > 0) {
        return true;
    }
    str path = str_printf(arena, "%" STR_FMT "/kabinet.db", STR_ARG(settings->data_dir));
    return access(str_z(arena, path), F_OK) == 0;
}

err command_database_open(struct arena *arena, const struct settings *settings, enum db_mode mode,
                          struct db_engine **out, struct buf *complaints)
{
    struct buf story = buf_in(arena);
    struct db_options options = {
        .url = secret_reveal(settings->database_url),
        .ca_file = settings->database_ca_file,
        .data_dir = settings->data_dir,
        .mode = mode,
        .story = &story,
    };
    err e = db_engine_open(&options, arena, out);
    if (e != ERR_OK) {
        buf_put(complaints, STR("database: "));
        buf_put(complaints, story.len > 0 ? buf_str(&story) : STR("cannot be opened"));
        buf_put_char(complaints, '\n');
    }
    return e;
}
