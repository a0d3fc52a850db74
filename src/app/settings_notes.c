/* SPDX-License-Identifier: Apache-2.0 */
#include "app/settings_notes.h"

#include <string.h>

#include "db/peers.h"

/* What OWASP recommends for Argon2id; the defaults. */
#define HASH_MEMORY_KIB 19456
#define HASH_PASSES 2

static void note_transport(const struct settings *s, struct buf *out)
{
    bool https = str_starts(s->public_url, STR("https://"));
    if (!https && !url_is_loopback(s->public_url)) {
        buf_put(out, STR("server.public_url is http://: passwords and cookies can be read on their "
                         "way\n"));
    }
    if (str_eq(s->smtp_tls, STR("off")) && s->smtp_url.len > 0) {
        buf_put(out, STR("mail.tls is off: mail with codes and links leaves in plain text\n"));
    }
    if (s->sms_plain_http && str_starts(s->sms_url, STR("http://"))) {
        buf_put(out, STR("sms.plain_http is on: texts with codes travel in plain text\n"));
    }
    if (https && s->trusted_proxies.len == 0) {
        buf_put(out, STR("server.trusted_proxies is empty: behind a proxy all visitors would count "
                         "as one network\n"));
    }
}

static void note_listener(struct arena *arena, const struct settings *s, struct buf *out)
{
    str url = str_printf(arena, "http://%" STR_FMT, STR_ARG(s->listen));
    if (!str_starts(s->listen, STR("unix:")) && !str_starts(s->listen, STR("fd:")) &&
        !url_is_loopback(url)) {
        buf_put(out,
                STR("server.listen is not a loopback address: between proxy and server nothing "
                    "is encrypted\n"));
    }
}

static void note_database(struct arena *arena, const struct settings *s, struct buf *out)
{
    struct db_peers peers;
    if (db_peers_of(arena, secret_reveal(s->database_url), &peers) != ERR_OK || !peers.away ||
        peers.sslmode == NULL || strcmp(peers.sslmode, "verify-full") == 0) {
        return;
    }
    bool encrypted =
        strcmp(peers.sslmode, "require") == 0 || strcmp(peers.sslmode, "verify-ca") == 0;
    buf_printf(out, "database.url: with sslmode=%s %s\n", peers.sslmode,
               encrypted ? "another server may answer in the database's place"
                         : "traffic to the database may be read on its way");
}

static void note_money(const struct settings *s, struct buf *out)
{
    if (s->demo) {
        return;
    }
    if (str_starts(secret_reveal(s->stripe_key), STR("sk_test_")) ||
        str_starts(secret_reveal(s->stripe_key), STR("rk_test_"))) {
        buf_put(out, STR("payments.stripe_key is a key for tests: no money moves\n"));
    }
    if (s->stripe_key.len == 0 && s->bank_iban.len == 0) {
        buf_put(out, STR("payments.bank_iban and payments.stripe_key are not set: nobody can "
                         "pay\n"));
    }
    if (s->sandbox_secret.len > 0) {
        buf_put(out, STR("payments.sandbox_secret does nothing outside of a demonstration\n"));
    }
}

static void note_rest(const struct settings *s, struct buf *out)
{
    if (s->hash_memory_kib < HASH_MEMORY_KIB) {
        buf_printf(out,
                   "signin.hash_memory_kib is below the usual %d: stolen password hashes are "
                   "cheaper to try\n",
                   HASH_MEMORY_KIB);
    }
    if (s->hash_passes < HASH_PASSES) {
        buf_printf(out, "signin.hash_passes is below the usual %d\n", HASH_PASSES);
    }
    if (!s->sandbox) {
        buf_put(out, STR("server.sandbox is no: the server keeps whatever its user may do\n"));
    }
}

void settings_notes(struct arena *arena, const struct settings *settings, struct buf *out)
{
    note_transport(settings, out);
    note_listener(arena, settings, out);
    note_database(arena, settings, out);
    note_money(settings, out);
    note_rest(settings, out);
}
