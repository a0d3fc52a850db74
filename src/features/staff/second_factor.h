/* SPDX-License-Identifier: Apache-2.0 */
/* The second factor of staff: an authenticator app, and recovery codes for the day it is lost. The
 * app's secret is drawn from the salt of the link that offers it and the server's key; a member's
 * row has it sealed with that key, so that the database alone cannot make codes and another key can
 * take its place. Of recovery codes there are keyed digests. */
#pragma once

#include "base/secret.h"
#include "features/staff/members.h"
#include "web/page.h"
#include "web/site.h"

/* What is stored of a link's token. */
str member_link_digest(struct arena *arena, str token);

/* The secret of a link's salt, or what is sealed in a member's row, under whichever key of the site
 * it was made; empty when none of them opens it. */
struct secret second_factor_secret(struct arena *arena, const struct site *site, staff_id member,
                                   str salt);

/* What a link with this salt offers under each key in turn (0: the present one); empty at the end.
 */
struct secret second_factor_offered(struct arena *arena, const struct site *site, staff_id member,
                                    str salt, size_t key);

/* What a member's row keeps of a secret. */
str second_factor_seal(struct arena *arena, const struct site *site, staff_id member,
                       struct secret secret);

/* The secret to be typed where no camera is, in groups of four. */
str second_factor_typed(struct arena *arena, struct secret secret);
/* "otpauth://totp/…", what the QR code says. */
str second_factor_uri(struct arena *arena, const struct site *site, str login,
                      struct secret secret);
/* The QR code of a text as an SVG picture. ERR_INTERNAL when there is no memory for it. */
err second_factor_picture(struct arena *arena, str text, str label, struct html *out);

enum factor { FACTOR_WRONG, FACTOR_APP, FACTOR_RECOVERY };
/* Takes a code of the member's app or a recovery code, inside a transaction; each works once. */
err second_factor_take(struct db *tx, struct arena *arena, const struct site *site,
                       const struct member *member, str typed, when now, enum factor *out);

#define RECOVERY_CODES 10
/* New recovery codes, "abcde-fghjk"; the old ones open nothing any more. */
err recovery_codes_new(struct db *tx, struct arena *arena, const struct site *site, staff_id member,
                       when now, str **out);
