/* SPDX-License-Identifier: Apache-2.0 */
#include "features/payments/signature.h"

#include "crypto/mac.h"
#include "system/clock.h"

#define HEX_LEN 64

static str expected(struct arena *arena, struct secret secret, str seconds, str body)
{
    struct buf text = buf_in(arena);
    buf_put(&text, seconds);
    buf_put_char(&text, '.');
    buf_put(&text, body);
    return mac_hex(arena, secret, buf_str(&text));
}

/* The next secret of the list, without blanks; an empty one proves nothing. */
static bool next_secret(struct arena *arena, str *list, struct secret *out)
{
    while (list->len > 0) {
        str one = str_trim(str_cut(*list, ',', list));
        if (one.len > 0) {
            *out = secret_copy(arena, one);
            return true;
        }
    }
    return false;
}

/* Does any v1 of the header fit? Looks at all of them, whichever fits. */
static bool any_fits(str header, str wanted)
{
    bool fits = false;
    while (header.len > 0) {
        str value;
        str name = str_cut(str_cut(header, ',', &header), '=', &value);
        if (str_eq(str_trim(name), STR("v1")) && value.len == HEX_LEN) {
            fits = str_eq_constant_time(value, wanted) || fits;
        }
    }
    return fits;
}

/* The one t of the header; false when it is absent, repeated or no number. */
static bool read_seconds(str header, str *out_text, int64_t *out)
{
    size_t found = 0;
    while (header.len > 0) {
        str value;
        str name = str_cut(str_cut(header, ',', &header), '=', &value);
        if (str_eq(str_trim(name), STR("t"))) {
            *out_text = value;
            found++;
        }
    }
    return found == 1 && out_text->len <= 12 && str_to_i64(*out_text, out) && *out >= 0;
}

const char *timed_signature_fault(struct arena *arena, struct secret secrets,
                                  const struct notice_proof *proof)
{
    str seconds = STR("");
    int64_t at = 0;
    if (!read_seconds(proof->signature, &seconds, &at)) {
        return proof->signature.len == 0 ? "no_signature" : "bad_signature";
    }
    bool genuine = false;
    str list = secret_reveal(secrets);
    struct secret secret;
    while (next_secret(arena, &list, &secret)) {
        str wanted = expected(arena, secret, seconds, proof->body);
        genuine = any_fits(proof->signature, wanted) || genuine;
    }
    if (!genuine) {
        return "bad_signature";
    }
    int64_t age = clock_as_others_see(proof->now).us / WHEN_SECOND - at;
    bool fresh = age <= SIGNATURE_TOLERANCE_S && age >= -SIGNATURE_TOLERANCE_S;
    return fresh ? NULL : "stale_signature";
}

str timed_signature(struct arena *arena, struct secret secrets, str body, when now)
{
    str list = secret_reveal(secrets);
    struct secret secret = {0};
    (void)next_secret(arena, &list, &secret);
    str seconds = str_printf(arena, "%lld", (long long)(clock_as_others_see(now).us / WHEN_SECOND));
    str hex = expected(arena, secret, seconds, body);
    return str_printf(arena, "t=%" STR_FMT ",v1=%" STR_FMT, STR_ARG(seconds), STR_ARG(hex));
}
