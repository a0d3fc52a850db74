/* SPDX-License-Identifier: Apache-2.0 */
/* One-time codes and links, the same for every flow that proves an e-mail or a phone: a code of six
 * digits bound to its flow, beside it the token of a link. A flow has one live code; a new one
 * voids the old. The database keeps digests; counting a try and reading the digest is one statement
 * of the room's own, so parallel guesses share the tries. */
#pragma once

#include "base/secret.h"
#include "base/str.h"
#include "base/when.h"
#include "web/site.h"

#define CODE_TRIES_MAX 5
#define CODE_SENDS_MAX 5 /* a flow and day */
#define CODE_PAUSE WHEN_MINUTE
#define CODE_LIFE (10 * WHEN_MINUTE)

struct one_time {
    str code, token;              /* for the person alone */
    str code_digest, link_digest; /* for the database */
};

/* A new code and token of the flow; kind ("registration") keeps the codes of one kind of flow from
 * answering for another. */
struct one_time one_time_new(struct arena *arena, const struct site *site, const char *kind,
                             str flow_id);

/* Digests for a flow whose message was not sent: nothing that is typed or pressed ever matches. */
void one_time_kill(struct arena *arena, const struct site *site, const char *kind,
                   str *out_code_digest, str *out_link_digest);

/* The digests of a code as typed, under each key of the site, one behind the other; empty when it
 * is no code at all. */
str one_time_code_digest(struct arena *arena, const struct site *site, const char *kind,
                         str flow_id, str typed);

/* The digest to store of a link's token; empty when it is no token at all. */
str one_time_link_digest(struct arena *arena, const struct site *site, const char *kind, str token);

/* Those to look for when the link is pressed: under each key of the site, one behind the other. */
str one_time_link_digests(struct arena *arena, const struct site *site, const char *kind,
                          str token);

/* The next of them; false at the end. */
bool one_time_next(str *digests, str *out);

/* What a browser or a program holds of a flow: "ID.SECRET". The id stands in the database, in logs
 * and in copies of both, and opens nothing; the row keeps a digest of the secret. */
str flow_handle_new(struct arena *arena, const struct site *site, const char *kind, str id,
                    str *out_digest);
/* The id of a handle; empty when it is none. */
str flow_handle_id(str handle);
bool flow_handle_matches(struct arena *arena, const struct site *site, const char *kind, str handle,
                         str stored_digest);

/* Is one of them the live code's? Never for an empty digest on either side. */
bool one_time_matches(str stored_digest, str typed_digests);
