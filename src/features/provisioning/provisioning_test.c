/* SPDX-License-Identifier: Apache-2.0 */
/* Operations from the asking to the end, with a world outside that does what the test says. */
#include "features/provisioning/provisioning.h"

#include <fcntl.h>
#include <stdio.h>

#include "features/provisioning/driver.h"
#include "features/provisioning/webhook.h"
#include "system/log.h"
#include "test.h"
#include "testdb.h"
#include "web/announce.h"
#include "web/job_queue.h"
#include "web/outside.h"
#include "web/site.h"

#define NOON ((when){INT64_C(1795341600) * WHEN_SECOND})
#define KEY "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"

static struct test_db t;
static struct settings settings;
static struct site site;
static when now;

/* --- the world outside ----------------------------------------------------------------------- */

static struct outside_hook_answer hook_says;
static struct outside_answer web_says;
static const char *progress_line;
static str asked; /* the hook's input, or the body sent */
static str asked_headers;
static int times_asked;

static void fake_hook(void *context, struct arena *arena, const struct outside_hook *hook,
                      struct outside_hook_answer *out)
{
    (void)context;
    (void)arena;
    times_asked++;
    asked = str_dup(&t.arena, hook->input);
    if (progress_line != NULL) {
        hook->line(hook->context, str_from_z(progress_line));
    }
    *out = hook_says;
}

static void fake_http(void *context, struct arena *arena, const struct outside_request *request,
                      struct outside_answer *out)
{
    (void)context;
    (void)arena;
    times_asked++;
    asked = str_dup(&t.arena, request->body);
    asked_headers = str_dup(&t.arena, request->headers);
    *out = web_says;
}

static const struct outside outside = {.http = fake_http, .hook = fake_hook};

static void hook_exits(int status, const char *last)
{
    hook_says = (struct outside_hook_answer){HOOK_EXITED, status, str_from_z(last),
                                             STR("exit 1: out of luck")};
}

/* --- who listens ------------------------------------------------------------------------------ */

static int announced;

static err hear(struct db *tx, struct arena *arena, str ref, when at)
{
    (void)tx;
    (void)arena;
    (void)at;
    announced += id_is_wellformed(ref);
    return ERR_OK;
}

static const struct listener hearing[] = {{"operation.changed", hear}, LISTENERS_END};
static const struct listener *const listeners[] = {hearing, NULL};

/* --- the runner ------------------------------------------------------------------------------- */

struct round {
    struct job_item item;
    struct job_run run;
};

static err claim(struct db *tx, void *arg)
{
    struct round *round = arg;
    return job_queue_claim(tx, &t.arena, JOB_LINE_ERRANDS, now, when_add(now, WHEN_MINUTE),
                           &round->item);
}

static err end(struct db *tx, void *arg)
{
    struct round *round = arg;
    err e = provisioning_jobs[0].run(tx, &round->run);
    return e == ERR_OK ? job_queue_done(tx, &round->item) : e;
}

/* Runs the errand that is due; false when none is. */
static bool run_errand(void)
{
    struct round round = {0};
    if (db_transaction(t.db, claim, &round) != ERR_OK) {
        return false;
    }
    round.run = (struct job_run){
        .site = &site,
        .arena = &t.arena,
        .ref = round.item.ref,
        .now = now,
        .outside = &outside,
    };
    expect(provisioning_jobs[0].go(t.db, &round.run, &round.run.found) == ERR_OK);
    round.run.outside = NULL;
    expect(test_db_do(&t, end, &round));
    return true;
}

static int run_errands(void)
{
    int count = 0;
    while (run_errand()) {
        count++;
    }
    return count;
}

/* --- asking ----------------------------------------------------------------------------------- */

struct asking {
    struct operation_ask ask;
    operation_id id;
};

static err start(struct db *tx, void *arg)
{
    struct asking *asking = arg;
    return operation_start(tx, &t.arena, &asking->ask, &asking->id);
}

static operation_id ask_for(const char *key, const char *subject, const char *driver,
                            const char *config)
{
    struct asking asking = {.ask = {
                                .subject = str_from_z(subject),
                                .account = {STR("olena")},
                                .kind = OPERATION_CREATE,
                                .driver = str_from_z(driver),
                                .config = str_from_z(config),
                                .payload = STR("{\"disk\":30}"),
                                .unique_key = str_from_z(key),
                                .now = now,
                            }};
    expect(test_db_do(&t, start, &asking));
    return asking.id;
}

static operation_id ask_hook(const char *key)
{
    return ask_for(key, key, "exec", "{\"hook\":\"vps\"}");
}

static struct operation look(operation_id id)
{
    struct operation operation = {0};
    db_snapshot_end(t.db);
    expect(operation_of(t.db, &t.arena, id, &operation) == ERR_OK);
    return operation;
}

static err cancel(struct db *tx, void *arg)
{
    return operation_cancel(tx, &t.arena, *(operation_id *)arg, STR("not wanted"), now);
}

/* --- sentences -------------------------------------------------------------------------------- */

static void test_asking(void)
{
    test ("the same key again is the first operation") {
        operation_id first = ask_hook("order-1");
        expect_str(ask_hook("order-1").text, first.text);
        hook_exits(0, "{\"address\":\"203.0.113.7\"}");
        times_asked = announced = 0;
        expect_i64(run_errands(), 1);
        expect_i64(times_asked, 1);
        expect_i64(announced, 1);
        struct operation done = look(first);
        expect_i64(done.state, OPERATION_DONE);
        expect_i64(done.progress, 100);
        expect_str(done.answer, STR("{\"address\":\"203.0.113.7\"}"));
        expect(operation_is_over(&done) && !when_is_none(done.ended_at));
    }
    test ("a hook is told what to do, in JSON") {
        operation_id id = ask_hook("order-2");
        struct json_node node;
        str text = {0};
        expect_i64(run_errands(), 1);
        expect(json_read(&t.arena, asked, &node) == ERR_OK);
        expect(json_get_str(&node, STR("operation"), &text));
        expect_str(text, id.text);
        expect(json_get_str(&node, STR("kind"), &text) && str_eq(text, STR("create")));
        expect(json_get_str(json_member(&node, STR("config")), STR("hook"), &text));
        expect(json_member(json_member(&node, STR("payload")), STR("disk"))->number == 30);
    }
    test ("what is no driver, and no object, is refused") {
        expect(operation_driver_fault(&t.arena, STR("magic"), STR("{}")) != NULL);
        expect(operation_driver_fault(&t.arena, STR("exec"), STR("{}")) != NULL);
        expect(operation_driver_fault(&t.arena, STR("exec"), STR("{\"hook\":\"../x\"}")) != NULL);
        expect(operation_driver_fault(&t.arena, STR("exec"), STR("[]")) != NULL);
        expect(operation_driver_fault(&t.arena, STR("webhook"), STR("{\"webhook\":\"a\"}")) ==
               NULL);
        expect(operation_driver_fault(&t.arena, STR("manual"), STR("")) == NULL);
        struct asking asking = {.ask = {.driver = STR("exec"), .config = STR("{}"), .now = now}};
        expect(db_transaction(t.db, start, &asking) == ERR_INVALID);
    }
}

static void test_order(void)
{
    test ("operations of one subject are done one after another, in order") {
        operation_id first = ask_for("a", "vps-9", "exec", "{\"hook\":\"vps\"}");
        now = when_add(now, 1);
        operation_id second = ask_for("b", "vps-9", "exec", "{\"hook\":\"vps\"}");
        hook_exits(1, "");
        expect_i64(run_errands(), 1);
        expect_i64(look(first).state, OPERATION_WAITING);
        expect_i64(look(second).attempts, 0);
        now = when_add(now, WHEN_MINUTE);
        hook_exits(0, "{}");
        expect_i64(run_errands(), 2);
        expect_i64(look(first).state, OPERATION_DONE);
        expect_i64(look(second).state, OPERATION_DONE);
        struct operation *list = NULL;
        size_t count = 0;
        expect(operations_of_subject(t.db, &t.arena, STR("vps-9"), 10, &list, &count) == ERR_OK);
        expect_i64((int64_t)count, 2);
        expect_str(list[0].id.text, second.text);
    }
    test ("what a person has to do waits for staff, and the next one behind it") {
        announced = 0;
        operation_id first = ask_for("m1", "box", "manual", "{\"form\":\"Address\"}");
        now = when_add(now, 1);
        operation_id second = ask_for("m2", "box", "exec", "{\"hook\":\"vps\"}");
        expect_i64(announced, 1);
        expect_i64(run_errands(), 0);
        expect_i64(look(first).state, OPERATION_MANUAL);
        expect_i64(look(second).state, OPERATION_WAITING);
        expect(test_db_do(&t, cancel, &first));
        expect_i64(look(first).state, OPERATION_CANCELLED);
        expect_i64(run_errands(), 1);
        expect_i64(look(second).state, OPERATION_DONE);
        expect(db_transaction(t.db, cancel, &second) == ERR_CONFLICT);
    }
    test ("what was taken back is not tried any more") {
        operation_id id = ask_hook("taken-back");
        times_asked = 0;
        expect(test_db_do(&t, cancel, &id));
        (void)run_errands();
        expect_i64(times_asked, 0);
        expect_i64(look(id).state, OPERATION_CANCELLED);
    }
}

static void test_failing(void)
{
    test ("a failing hook is tried six times, ever more seldom, then staff has it") {
        operation_id id = ask_hook("fails");
        hook_exits(1, "");
        times_asked = announced = 0;
        for (int hours = 0; hours < 40; hours++) {
            (void)run_errands();
            now = when_add(now, 10 * WHEN_MINUTE);
        }
        struct operation failed = look(id);
        expect_i64(times_asked, 6);
        expect_i64(announced, 1);
        expect_i64(failed.state, OPERATION_FAILED);
        expect_str(failed.last_error, STR("exit 1: out of luck"));
        expect(!operation_is_over(&failed));
    }
    test ("a hook that says there is no use is not asked again") {
        operation_id id = ask_hook("hopeless");
        hook_exits(1, "{\"error\":\"no such image\",\"retry\":false}");
        expect_i64(run_errands(), 1);
        expect_i64(look(id).state, OPERATION_FAILED);
        expect_str(look(id).last_error, STR("no such image"));
    }
    test ("a killed server's errand begins again, an interrupted hook at once") {
        operation_id id = ask_hook("cut");
        hook_says = (struct outside_hook_answer){.end = HOOK_INTERRUPTED, .story = STR("stopped")};
        expect(run_errand());
        expect_i64(look(id).state, OPERATION_WAITING);
        expect_i64(look(id).attempts, 0);
        hook_exits(0, "{}");
        expect_i64(run_errands(), 1);
        expect_i64(look(id).state, OPERATION_DONE);
    }
}

static void test_lies(void)
{
    static const char *const lies[] = {
        "",         "done",
        "[]",       "{\"progress\":100}",
        "{\"a\":1", "{\"a\":1}{\"b\":2}",
        "null",     "{\"error\":\"no\"}",
    };
    test ("exit 0 without a true answer is a failure") {
        for (size_t i = 0; i < ARRAY_LEN(lies); i++) {
            char key[32];
            snprintf(key, sizeof(key), "lie-%d", (int)i);
            operation_id id = ask_hook(str_z(&t.arena, str_from_z(key)));
            hook_exits(0, lies[i]);
            expect_i64(run_errands(), 1);
            expect_i64(look(id).state, OPERATION_WAITING);
            expect(look(id).last_error.len > 0);
            expect(test_db_do(&t, cancel, &id));
        }
    }
    test ("an answer of a hook that failed is no answer") {
        operation_id id = ask_hook("both");
        hook_exits(3, "{\"address\":\"203.0.113.7\"}");
        expect_i64(run_errands(), 1);
        expect_i64(look(id).state, OPERATION_WAITING);
        expect(test_db_do(&t, cancel, &id));
    }
    test ("progress is stored while it runs, nonsense is not") {
        operation_id id = ask_hook("steps");
        hook_exits(0, "{\"pending\":true}");
        progress_line = "{\"progress\":40,\"step\":\"Installing\",\"step_uk\":\"Встановлення\"}";
        expect_i64(run_errands(), 1);
        struct operation operation = look(id);
        expect_i64(operation.progress, 40);
        expect_str(operation_step(&operation, LANG_UK), STR("Встановлення"));
        expect_str(operation_step(&operation, LANG_EN), STR("Installing"));
        progress_line = "{\"progress\":4000}";
        now = when_add(now, WHEN_MINUTE);
        (void)run_errands(); /* errands of what was taken back end by themselves */
        expect_i64(look(id).progress, 40);
        progress_line = NULL;
    }
    test ("pending is asked again without counting, but not for ever") {
        operation_id id = ask_hook("pending");
        hook_exits(0, "{\"pending\":true,\"after\":600}");
        times_asked = 0;
        expect_i64(run_errands(), 1);
        now = when_add(now, 5 * WHEN_MINUTE);
        expect_i64(run_errands(), 1); /* the one of the sentence before */
        for (int i = 0; i < 30; i++) {
            now = when_add(now, WHEN_HOUR);
            (void)run_errands();
        }
        expect(times_asked > 20);
        expect_i64(look(id).state, OPERATION_FAILED);
        expect_str(look(id).last_error, STR("still pending after a day"));
    }
}

static void expect_web(const char *key, int status, const char *body, enum operation_state state)
{
    operation_id id = ask_for(key, key, "webhook", "{\"webhook\":\"panel\"}");
    web_says = (struct outside_answer){status, str_from_z(body), STR("no route")};
    expect_i64(run_errands(), 1);
    expect_i64(look(id).state, state);
    if (!operation_is_over(&(struct operation){.state = state}) && state != OPERATION_RUNNING) {
        expect(test_db_do(&t, cancel, &id));
    }
}

static err call_overdue(struct db *tx, void *arg)
{
    const operation_id *id = arg;
    struct job_run run = {.site = &site, .arena = &t.arena, .ref = id->text, .now = now};
    return provisioning_jobs[1].run(tx, &run);
}

static void test_webhook(void)
{
    test ("a web address answers with what it did, refuses, or is away") {
        expect_web("w1", 200, "{\"address\":\"203.0.113.9\"}", OPERATION_DONE);
        expect_web("w2", 200, "", OPERATION_WAITING);
        expect_web("w3", 204, "", OPERATION_WAITING);
        expect_web("w4", 302, "{}", OPERATION_WAITING);
        expect_web("w5", 422, "{\"error\":\"no\"}", OPERATION_FAILED);
        expect_web("w6", 401, "", OPERATION_WAITING);
        expect_web("w7", 503, "", OPERATION_WAITING);
        expect_web("w8", 0, "", OPERATION_WAITING);
        expect_web("w9", 202, "{\"progress\":10,\"step\":\"queued\"}", OPERATION_RUNNING);
    }
    test ("what a web address took over and forgot is staff's after a day") {
        operation_id id = ask_for("w9", "w9", "webhook", "{\"webhook\":\"panel\"}");
        expect(look(id).remote);
        expect_i64(look(id).progress, 10);
        now = when_add(now, WHEN_DAY);
        expect(test_db_do(&t, call_overdue, &id));
        expect_i64(look(id).state, OPERATION_FAILED);
        expect(test_db_do(&t, call_overdue, &id));
    }
    test ("an address that the settings do not name is tried again later") {
        operation_id id = ask_for("w10", "w10", "webhook", "{\"webhook\":\"other\"}");
        (void)run_errands();
        expect_i64(look(id).state, OPERATION_WAITING);
        expect(test_db_do(&t, cancel, &id));
    }
}

static void test_signatures(void)
{
    struct webhook hook = {0};
    expect(webhook_by_name(&t.arena, settings.webhooks, STR("panel"), &hook));
    when at = {INT64_C(1614265330) * WHEN_SECOND};
    str body = STR("{\"test\": 2432232314}");
    str id = STR("msg_p5jXN8AQM9LWM0D4loKWxJek");
    str good = webhook_signature(&t.arena, hook.key, id, at, body);
    struct webhook_proof proof = {id, STR("1614265330"), good};
    test ("a signature is that of the standard's own example") {
        expect_str(good, STR("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="));
    }
    test ("it proves this id, moment and body, within five minutes, and nothing else") {
        expect(webhook_is_proven(&t.arena, hook.key, &proof, body, at));
        expect(
            webhook_is_proven(&t.arena, hook.key, &proof, body, when_add(at, 299 * WHEN_SECOND)));
        expect(
            !webhook_is_proven(&t.arena, hook.key, &proof, body, when_add(at, 301 * WHEN_SECOND)));
        expect(
            !webhook_is_proven(&t.arena, hook.key, &proof, body, when_add(at, -301 * WHEN_SECOND)));
        expect(!webhook_is_proven(&t.arena, hook.key, &proof, STR("{}"), at));
        struct webhook_proof other = proof;
        other.id = STR("msg_other");
        expect(!webhook_is_proven(&t.arena, hook.key, &other, body, at));
        other = proof, other.signature = STR("");
        expect(!webhook_is_proven(&t.arena, hook.key, &other, body, at));
        other = proof, other.timestamp = STR("1614265331");
        expect(!webhook_is_proven(&t.arena, hook.key, &other, body, at));
        other = proof, other.timestamp = STR("9223372036854775807");
        expect(!webhook_is_proven(&t.arena, hook.key, &other, body, at));
    }
    test ("several signatures may stand there; one of ours is enough") {
        proof.signature = str_printf(&t.arena, "v1a,xx v1,AAAA %" STR_FMT, STR_ARG(good));
        expect(webhook_is_proven(&t.arena, hook.key, &proof, body, at));
    }
    test ("a setting that cannot be read is found at the start") {
        static const char *const bad[] = {"a", "a https://x", "a https://x " KEY " more",
                                          "a ftp://x " KEY, "a https://x whsec_AAAA"};
        struct webhook_entry entry;
        str none = STR(""), rest = secret_reveal(settings.webhooks);
        expect(!provisioning_webhook_next(&t.arena, &none, &entry));
        while (provisioning_webhook_next(&t.arena, &rest, &entry)) {
            expect(entry.fault == NULL && entry.url.len > 0);
        }
        for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
            rest = str_from_z(bad[i]);
            expect(provisioning_webhook_next(&t.arena, &rest, &entry) && entry.fault != NULL);
        }
    }
    test ("a name without address or secret is none") {
        struct secret setting = secret_copy(&t.arena, STR("a https://x; b https://y short; ;"));
        expect(!webhook_by_name(&t.arena, setting, STR("a"), &hook));
        expect(!webhook_by_name(&t.arena, setting, STR("b"), &hook));
        expect(!webhook_by_name(&t.arena, setting, STR(""), &hook));
    }
}

int main(void)
{
    if (!test_db_open(&t)) {
        return tests_skipped("this engine is not at hand");
    }
    log_to_fd(open("/dev/null", O_WRONLY | O_CLOEXEC)); /* the failures are meant */
    now = NOON;
    settings.hook_timeout = WHEN_MINUTE;
    settings.webhooks = secret_copy(
        &t.arena, STR("spare https://a.example/x " KEY "; panel https://b.example/y " KEY));
    site.settings = &settings;
    announce_to(listeners);
    test_asking();
    test_order();
    test_failing();
    test_lies();
    test_webhook();
    test_signatures();
    test_db_close(&t);
    return tests_done();
}
