/* SPDX-License-Identifier: Apache-2.0 */
/* The driver "exec": a program of the operator's, run outside the server. */
#include "features/provisioning/driver.h"
#include "web/outside.h"
#include "web/site.h"

static void take_line(void *context, str line)
{
    attempt_report(context, line);
}

/* Of a hook that failed only one word counts beside what it complained of: that there is no use in
 * trying again. */
static void take_exit(struct attempt *attempt, const struct outside_hook_answer *answer)
{
    attempt_take_answer(attempt, answer->last);
    if (answer->status != 0 && attempt->outcome != OUTCOME_FINAL) {
        attempt_fail(attempt, OUTCOME_AGAIN, answer->story);
    }
}

void hook_attempt(struct attempt *attempt)
{
    struct arena *arena = attempt->run->arena;
    struct outside_hook hook = {
        .name = operation_config(arena, &attempt->operation, "hook"),
        .input = attempt_request(attempt),
        .timeout_ms = (int)(attempt->run->site->settings->hook_timeout / 1000),
        .line = take_line,
        .context = attempt,
    };
    struct outside_hook_answer answer;
    outside_hook(attempt->run->outside, arena, &hook, &answer);
    switch (answer.end) {
    case HOOK_EXITED:
        take_exit(attempt, &answer);
        break;
    case HOOK_KILLED:
    case HOOK_NOT_STARTED:
        attempt_fail(attempt, OUTCOME_AGAIN, answer.story);
        break;
    case HOOK_INTERRUPTED:
        attempt_fail(attempt, OUTCOME_CUT, answer.story);
        break;
    }
}
