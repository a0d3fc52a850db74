/* SPDX-License-Identifier: Apache-2.0 */
/* Which ring belongs to which database. The database knows the key it is signed with by a digest
 * that tells nothing of the key; a ring without that key is another house's, or one that was
 * replaced long ago: with it every session, link and second factor would fail as if it were
 * forged. A first key is made together with a new database and never again. */
#pragma once

#include "app/secret_key.h"
#include "db/db.h"
#include "system/settings.h"

/* ERR_OK when the ring (NULL: there is no file) fits, or when neither ring nor database has been
 * used yet; ERR_INVALID with a line in complaint that says what to restore. Writes nothing. */
err house_key_compare(struct db *db, struct arena *arena, str data_dir,
                      const struct secret_ring *ring, struct buf *complaint) MUST_CHECK;

/* The same for whoever has opened the database only to ask this. */
err house_key_compare_with(struct db_engine *engine, struct arena *arena, str data_dir,
                           const struct secret_ring *ring, struct buf *complaint) MUST_CHECK;

/* Writes down which key of the ring signs; a node whose ring knows a newer one leaves it. */
err house_key_note(struct db *db, struct arena *arena, const struct secret_ring *ring) MUST_CHECK;

/* The ring to serve with, compared and noted. Made when use allows it and the house is new. */
err house_key_ring(struct arena *arena, str data_dir, struct db_engine *engine,
                   enum secret_key_use use, struct secret_ring *out,
                   struct buf *complaint) MUST_CHECK;

/* The file is lost, or this one is to be taken instead: notes the ring whatever was known. */
err house_key_adopt(struct db *db, struct arena *arena, const struct secret_ring *ring) MUST_CHECK;

/* Fills in the ring of the file; *out_found is false, and the ring empty, when there is no file. */
err house_key_load(struct arena *arena, str data_dir, struct secret_ring *out, bool *out_found,
                   struct buf *complaint) MUST_CHECK;
