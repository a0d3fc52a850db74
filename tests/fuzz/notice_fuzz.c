/* SPDX-License-Identifier: Apache-2.0 */
/* A payment notice from a stranger: no header passes without the secret, and no body, signed or
 * not, is read beyond its end or tells of money without naming the event. */
#include <stddef.h>
#include <stdint.h>

#include "base/check.h"
#include "bound.h"
#include "features/payments/provider.h"
#include "features/payments/signature.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void read_as(const struct provider *provider, struct arena *arena, str body)
{
    struct notice notice = {.body = body};
    provider->read(arena, body, &notice);
    CHECK(notice.kind == NOTICE_UNREADABLE || notice.event_id.ptr != NULL);
    CHECK(notice.payment_ref.ptr != NULL && notice.currency.ptr != NULL);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena keys;
    struct arena arena = bounded_arena(size);
    arena_init(&keys, 1 << 20);
    struct secret secret = secret_copy(&keys, STR("one nobody has, another nobody has"));
    str input = {(const char *)data, size}, body;
    str header = str_cut(input, '\n', &body);
    struct notice_proof proof = {
        .body = body, .signature = header, .now = {INT64_C(1795000000) * WHEN_SECOND}};
    CHECK(timed_signature_fault(&arena, secret, &proof) != NULL);
    bounded_next(&arena);
    proof.signature = timed_signature(&arena, secret, body, proof.now);
    CHECK(timed_signature_fault(&arena, secret, &proof) == NULL);
    bounded_next(&arena);
    read_as(&provider_sandbox, &arena, body);
    bounded_next(&arena);
    read_as(&provider_stripe, &arena, body);
    bounded_end(&arena);
    arena_done(&keys);
    return 0;
}
