/* SPDX-License-Identifier: Apache-2.0 */
/* Words from outside: what a hook or web address answers, how it proves itself, and the networks
 * and addresses that settings name. Nothing is read beyond its end, no signature passes without the
 * key, and what is kept is well-formed text. */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stddef.h>
#include <stdint.h>

#include "base/check.h"
#include "bound.h"
#include "courier/address.h"
#include "courier/hook.h"
#include "features/provisioning/driver.h"
#include "features/provisioning/webhook.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void read_answer(struct arena *arena, str words)
{
    struct job_run run = {.arena = arena};
    struct attempt attempt = {.run = &run};
    struct operation_report report;
    attempt_take_answer(&attempt, words);
    CHECK(attempt.outcome != OUTCOME_DONE || attempt.answer.len > 1);
    CHECK(!str_is_utf8(words) || str_is_utf8(attempt.error));
    bounded_next(arena);
    if (report_read(arena, words, &report)) {
        CHECK(report.percent >= 0 && report.percent <= 100 && str_is_utf8(report.step_uk));
    }
    bounded_next(arena);
    (void)operation_driver_fault(arena, STR("exec"), words);
}

static void read_frames(struct arena *arena, str words)
{
    struct hook_job job;
    struct hook_report report;
    CHECK(hook_job_read(arena, words, &job) != ERR_OK || hook_name_is_good(job.name));
    bounded_next(arena);
    (void)!hook_report_read(arena, words, &report);
}

static void read_signature(struct arena *arena, str words)
{
    str body;
    struct webhook_proof proof = {.id = STR("m")};
    struct secret key = secret_copy(arena, STR("a key that nobody outside can know"));
    proof.timestamp = str_cut(words, '\n', &proof.signature);
    proof.signature = str_cut(proof.signature, '\n', &body);
    CHECK(!webhook_is_proven(arena, key, &proof, body, (when){INT64_C(1795000000) * WHEN_SECOND}));
    struct webhook_entry entry;
    while (provisioning_webhook_next(arena, &words, &entry)) {
        CHECK(entry.fault != NULL || entry.url.len > 0);
    }
}

/* Whatever stands in the setting, a public address stays public and a private one private. */
static void read_networks(str words)
{
    struct sockaddr_in address = {.sin_family = AF_INET};
    const struct sockaddr *any = (const struct sockaddr *)&address;
    (void)networks_are_good(words);
    CHECK(inet_pton(AF_INET, "127.0.0.1", &address.sin_addr) == 1 && !address_is_public(any));
    (void)address_is_in(any, words);
    CHECK(inet_pton(AF_INET, "9.9.9.9", &address.sin_addr) == 1 && address_is_public(any));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena = bounded_arena(size);
    str words = {(const char *)data, size};
    read_answer(&arena, words);
    bounded_next(&arena);
    read_frames(&arena, words);
    bounded_next(&arena);
    read_signature(&arena, words);
    read_networks(words);
    bounded_end(&arena);
    return 0;
}
