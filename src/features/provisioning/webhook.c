/* SPDX-License-Identifier: Apache-2.0 */
#include "features/provisioning/webhook.h"

#include <inttypes.h>

#include "crypto/codec.h"
#include "crypto/mac.h"
#include "features/provisioning/driver.h"
#include "system/clock.h"
#include "web/outside.h"
#include "web/site.h"

#define TOLERANCE (5 * WHEN_MINUTE)
#define TIMEOUT_MS 30000
#define STORY_BYTES 200

/* The next word of a line, and the rest. */
static str word_of(str *line)
{
    *line = str_trim(*line);
    return str_trim(str_cut(*line, ' ', line));
}

static bool key_read(struct arena *arena, str text, struct secret *out)
{
    str bytes = {0};
    str prefix = STR("whsec_");
    if (!str_starts(text, prefix) || !base64_decode(arena, str_skip(text, prefix.len), &bytes) ||
        bytes.len < 16) {
        return false;
    }
    *out = secret_copy(arena, bytes);
    return true;
}

bool webhook_by_name(struct arena *arena, struct secret setting, str name, struct webhook *out)
{
    str rest = secret_reveal(setting);
    while (rest.len > 0) {
        str line = str_cut(rest, ';', &rest);
        struct webhook webhook = {.name = word_of(&line), .url = word_of(&line)};
        if (str_eq(webhook.name, name) && name.len > 0 &&
            key_read(arena, word_of(&line), &webhook.key)) {
            *out = webhook;
            return true;
        }
    }
    return false;
}

/* Why an entry cannot be used; NULL when it can. */
static const char *entry_fault(struct arena *arena, str line, str *out_name, str *out_url)
{
    struct secret key = {0};
    *out_name = word_of(&line);
    *out_url = word_of(&line);
    if (!str_starts(*out_url, STR("https://")) && !str_starts(*out_url, STR("http://"))) {
        return "must be NAME URL SECRET, the URL https:// or http://";
    }
    str secret = word_of(&line);
    if (!key_read(arena, secret, &key)) {
        return secret.len == 0
                   ? "has no secret after its URL"
                   : "needs a secret of whsec_ and at least 16 bytes in base64 after its URL";
    }
    return line.len == 0 ? NULL : "has more than NAME URL SECRET; several are separated by ;";
}

bool provisioning_webhook_next(struct arena *arena, str *rest, struct webhook_entry *out)
{
    while (rest->len > 0) {
        str line = str_trim(str_cut(*rest, ';', rest));
        if (line.len > 0) {
            out->fault = entry_fault(arena, line, &out->name, &out->url);
            return true;
        }
    }
    return false;
}

str webhook_signature(struct arena *arena, struct secret key, str id, when at, str body)
{
    str text = str_printf(arena, "%" STR_FMT ".%" PRId64 ".%" STR_FMT, STR_ARG(id),
                          at.us / WHEN_SECOND, STR_ARG(body));
    struct digest digest = mac(key, text);
    return str_printf(arena, "v1,%" STR_FMT, STR_ARG(base64_encode(arena, digest_bytes(&digest))));
}

/* Several signatures may stand there, while a key is being changed. */
static bool has_signature(str header, str wanted)
{
    bool found = false;
    while (header.len > 0) {
        str one = str_trim(str_cut(header, ' ', &header));
        found = str_eq_constant_time(one, wanted) || found;
    }
    return found;
}

bool webhook_is_proven(struct arena *arena, struct secret key, const struct webhook_proof *proof,
                       str body, when now)
{
    int64_t seconds = 0;
    if (proof->id.len == 0 || !str_to_i64(proof->timestamp, &seconds) || seconds < 0 ||
        seconds > INT64_MAX / WHEN_SECOND) {
        return false;
    }
    when at = {seconds * WHEN_SECOND};
    int64_t age = clock_as_others_see(now).us - at.us;
    return age <= TOLERANCE && age >= -TOLERANCE &&
           has_signature(proof->signature, webhook_signature(arena, key, proof->id, at, body));
}

/* These say that the same again would be refused again. */
static bool is_final(int status)
{
    return status == 400 || status == 404 || status == 405 || status == 410 || status == 413 ||
           status == 415 || status == 422;
}

static void take_refusal(struct attempt *attempt, const struct outside_answer *answer)
{
    struct arena *arena = attempt->run->arena;
    str said = answer->body.len > 0 ? words_cut(answer->body, STORY_BYTES) : answer->story;
    str story = answer->status == 0
                    ? answer->story
                    : str_printf(arena, "status %d: %" STR_FMT, answer->status, STR_ARG(said));
    attempt_fail(attempt, is_final(answer->status) ? OUTCOME_FINAL : OUTCOME_AGAIN, story);
}

static void take_reply(struct attempt *attempt, const struct outside_answer *answer)
{
    if (answer->status == 202) {
        attempt_report(attempt, answer->body);
        attempt->outcome = OUTCOME_REMOTE;
    } else if (answer->status >= 200 && answer->status < 300) {
        attempt_take_answer(attempt, answer->body);
    } else {
        take_refusal(attempt, answer);
    }
}

void webhook_attempt(struct attempt *attempt)
{
    struct arena *arena = attempt->run->arena;
    const struct site *site = attempt->run->site;
    struct webhook webhook;
    str name = operation_config(arena, &attempt->operation, "webhook");
    if (!webhook_by_name(arena, site->settings->webhooks, name, &webhook)) {
        attempt_fail(attempt, OUTCOME_AGAIN,
                     str_printf(arena,
                                "provisioning.webhooks has no %" STR_FMT " with a URL and a secret",
                                STR_ARG(name)));
        return;
    }
    str body = attempt_request(attempt);
    str id = attempt->operation.id.text;
    when now = clock_as_others_see(attempt->run->now);
    struct outside_request request = {
        .method = STR("POST"),
        .url = webhook.url,
        .headers = str_printf(arena,
                              "Content-Type: application/json\nAccept: application/json\n"
                              "webhook-id: %" STR_FMT "\nwebhook-timestamp: %" PRId64
                              "\nwebhook-signature: %" STR_FMT "\n",
                              STR_ARG(id), now.us / WHEN_SECOND,
                              STR_ARG(webhook_signature(arena, webhook.key, id, now, body))),
        .body = body,
        .timeout_ms = TIMEOUT_MS,
    };
    struct outside_answer answer;
    outside_http(attempt->run->outside, arena, &request, &answer);
    take_reply(attempt, &answer);
}
