/* SPDX-License-Identifier: Apache-2.0 */
#include "app/jobs.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <unistd.h>

#include "app/admin.h"
#include "app/courier_link.h"
#include "smtp_stub.h"
#include "system/clock.h"
#include "system/file.h"
#include "system/log.h"
#include "test.h"
#include "testdb.h"
#include "web/outbox.h"
#include "web/outside.h"

static struct test_db t;
static struct smtp_stub stub;
static struct settings settings;
static struct site site;
static struct jobs_options options;
static struct nursery *nursery;
static when now;

/* Kinds: what each run saw is counted; effects outside the database are fine for a test on SQLite
 * and PostgreSQL alike, because nothing here makes a transaction run twice. */
static int runs;
static when last_due;

static err count_run(struct db *tx, const struct job_run *run)
{
    (void)tx;
    runs++;
    last_due = run->due;
    return ERR_OK;
}

static err always_fails(struct db *tx, const struct job_run *run)
{
    runs++;
    struct message_draft draft = {.channel = CHANNEL_EMAIL,
                                  .to = STR("x@example.net"),
                                  .subject = STR("s"),
                                  .text = STR("t")};
    err e = outbox_put(tx, run->arena, run->now, &draft);
    return e == ERR_OK ? ERR_INTERNAL : e;
}

/* Takes all the memory a job may have, in rows of its own making, and does not look. */
static bool is_greedy;

static err takes_much(struct db *tx, const struct job_run *run)
{
    runs++;
    while (is_greedy && !arena_is_exhausted(run->arena)) {
        (void)arena_alloc(run->arena, 100000);
    }
    struct message_draft draft = {.channel = CHANNEL_EMAIL,
                                  .to = STR("greedy@example.net"),
                                  .subject = STR("s"),
                                  .text = STR("t")};
    err e = outbox_put(tx, run->arena, run->now, &draft);
    return e == ERR_INTERNAL ? ERR_OK : e; /* as somebody might who does not care */
}

/* An errand that asks nobody: the refusal of its courier is what it finds. */
static err ask_outside(struct db *db, const struct job_run *run, void **out_found)
{
    struct outside_answer *answer = ARENA_NEW(run->arena, struct outside_answer);
    struct outside_request request = {.method = STR("GET"), .url = STR("http://127.0.0.1:1/")};
    (void)db;
    outside_http(run->outside, run->arena, &request, answer);
    *out_found = answer;
    return ERR_OK;
}

static err keep_answer(struct db *tx, const struct job_run *run)
{
    const struct outside_answer *answer = run->found;
    struct message_draft draft = {
        .channel = CHANNEL_EMAIL, .to = run->ref, .subject = STR("s"), .text = answer->story};
    runs++;
    return run->outside == NULL ? outbox_put(tx, run->arena, run->now, &draft) : ERR_INTERNAL;
}

static const struct job_kind plain_kinds[] = {
    {.name = "test.count", .run = count_run},
    {.name = "test.fails", .run = always_fails},
    {.name = "test.greedy", .run = takes_much},
    {.name = "test.errand", .run = keep_answer, .go = ask_outside},
    JOB_KINDS_END,
};
static const struct job_kind once_kinds[] = {
    {.name = "test.once", .run = count_run, .period_us = WHEN_HOUR},
    JOB_KINDS_END,
};
static const struct job_kind each_kinds[] = {
    {.name = "test.each", .run = count_run, .period_us = WHEN_HOUR, .catch_up = JOB_RUN_EACH},
    JOB_KINDS_END,
};
static const struct job_kind *const plain[] = {plain_kinds, NULL};
static const struct job_kind *const once[] = {once_kinds, NULL};
static const struct job_kind *const each[] = {each_kinds, NULL};

static struct jobs_summary run_due(void)
{
    struct jobs_summary summary = {0};
    expect(jobs_run_due(&options, t.db, now, &summary) == ERR_OK);
    return summary;
}

static err put_mail(struct db *tx, void *arg)
{
    struct message_draft draft = {
        .channel = CHANNEL_EMAIL,
        .to = STR("olena@example.net"),
        .subject = STR("Ваш код"),
        .text = STR("Код: 123456\n"),
        .html = STR("<p>Код: 123456</p>"),
        .dedupe = str_from_z(arg),
    };
    return outbox_put(tx, &t.arena, now, &draft);
}

static void mail(void)
{
    expect(test_db_do(&t, put_mail, NULL));
}

static err put_job(struct db *tx, void *arg)
{
    return job_put(tx, now, str_from_z(arg), STR("ref"), now, STR(""));
}

static struct outbox_entry newest(void)
{
    struct outbox_entry *entries = NULL;
    size_t count = 0;
    db_snapshot_end(t.db);
    expect(outbox_recent(t.db, &t.arena, 1, &entries, &count) == ERR_OK && count == 1);
    return count == 1 ? entries[0] : (struct outbox_entry){0};
}

static void test_mail(void)
{
    test ("a message goes to the mail server once and is wiped") {
        mail();
        expect_i64(run_due().messages_sent, 1);
        expect_i64(run_due().messages_sent, 0);
        expect_i64(atomic_load(&stub.taken), 1);
        expect_str(newest().state, STR("sent"));
        expect_str(newest().text, STR(""));
    }
    test ("451 is tried again later, with the same Message-ID") {
        atomic_store(&stub.replies[1], 451);
        mail();
        expect_i64(run_due().messages_delayed, 1);
        expect_i64(run_due().messages_sent, 0);
        now = when_add(now, 2 * WHEN_MINUTE);
        expect_i64(run_due().messages_sent, 1);
        expect_i64(atomic_load(&stub.texts), 3);
        expect_str(str_from_z(stub.ids[1]), str_from_z(stub.ids[2]));
    }
    test ("550 is final") {
        atomic_store(&stub.replies[3], 550);
        mail();
        expect_i64(run_due().messages_failed, 1);
        now = when_add(now, WHEN_DAY);
        expect_i64(run_due().messages_sent, 0);
        expect_str(newest().state, STR("failed"));
        expect_i64(atomic_load(&stub.texts), 4);
    }
    test ("while the mail server is down messages wait; when it is back each is sent once") {
        smtp_stub_stop(&stub);
        mail();
        mail();
        for (int i = 0; i < 60; i++) {
            expect_i64(run_due().messages_sent, 0);
            now = when_add(now, WHEN_MINUTE);
        }
        mail();
        smtp_stub_start(&stub);
        expect_i64(run_due().messages_sent, 3);
        expect_i64(run_due().messages_sent, 0);
        expect_i64(atomic_load(&stub.texts), 7);
    }
    test ("a message nobody ever takes is given up after three days") {
        smtp_stub_stop(&stub);
        mail();
        int64_t failed = 0;
        for (int hour = 0; hour < 80; hour++) {
            failed += run_due().messages_failed;
            now = when_add(now, WHEN_HOUR);
        }
        expect_i64(failed, 1);
        smtp_stub_start(&stub);
        expect_i64(run_due().messages_sent, 0);
    }
}

/* Whoever is away is asked again within seconds; after a refusal it would be a minute. */
static void test_half_a_dialogue(void)
{
    test ("a server that hangs up instead of its last word is away, and so is 421 at the door") {
        atomic_store(&stub.replies[atomic_load(&stub.texts)], -1);
        mail();
        expect_i64(run_due().messages_delayed, 1);
        atomic_store(&stub.greeting, 421);
        now = when_add(now, 6 * WHEN_SECOND);
        expect_i64(run_due().messages_delayed, 1);
        atomic_store(&stub.greeting, 0);
        now = when_add(now, 17 * WHEN_SECOND);
        expect_i64(run_due().messages_sent, 1);
    }
    test ("so is one that answers 421 for its last word") {
        atomic_store(&stub.replies[atomic_load(&stub.texts)], 421);
        mail();
        expect_i64(run_due().messages_delayed, 1);
        now = when_add(now, 6 * WHEN_SECOND);
        expect_i64(run_due().messages_sent, 1);
    }
}

static void test_demo(void)
{
    test ("a demonstration without a mail server keeps its messages") {
        struct courier_link *link = options.mail;
        options.mail = NULL;
        mail();
        expect_i64(run_due().messages_sent, 0);
        settings.demo = true;
        expect_i64(run_due().messages_sent, 1);
        expect_str(newest().state, STR("sent"));
        expect_str(newest().text, STR("Код: 123456\n"));
        settings.demo = false;
        options.mail = link;
    }
}

static void test_jobs(void)
{
    test ("a job runs once and is gone") {
        runs = 0;
        expect(test_db_do(&t, put_job, (void *)(uintptr_t) "test.count"));
        expect_i64(run_due().jobs_done, 1);
        expect_i64(run_due().jobs_done, 0);
        expect_i64(runs, 1);
    }
    test ("a job that uses up its memory fails without effect, and later does its work") {
        runs = 0;
        is_greedy = true;
        expect(test_db_do(&t, put_job, (void *)(uintptr_t) "test.greedy"));
        struct jobs_summary first = run_due();
        expect(first.jobs_failed == 1 && first.jobs_done == 0 && first.messages_sent == 0);
        is_greedy = false;
        now = when_add(now, WHEN_HOUR);
        struct jobs_summary second = run_due();
        expect(second.jobs_failed == 0 && second.jobs_done == 1 && second.messages_sent == 1);
        expect_i64(runs, 2);
    }
    test ("a job that fails leaves no effect, is tried eight times and is kept as a dead letter") {
        runs = 0;
        expect(test_db_do(&t, put_job, (void *)(uintptr_t) "test.fails"));
        int64_t sent = 0;
        for (int i = 0; i < 24; i++) {
            sent += run_due().messages_sent;
            now = when_add(now, WHEN_HOUR);
        }
        expect_i64(runs, 7);
        for (int i = 0; i < 24; i++) {
            sent += run_due().messages_sent;
            now = when_add(now, WHEN_HOUR);
        }
        expect_i64(runs, 8);
        expect_i64(sent, 0);
        struct buf list = buf_in(&t.arena);
        db_snapshot_end(t.db);
        expect(jobs_list(t.db, &t.arena, true, &list) == ERR_OK);
        expect(str_find(buf_str(&list), STR("\"kind\":\"test.fails\"")) > 0);
        expect(str_find(buf_str(&list), STR("\"state\":\"dead\"")) > 0);
        expect(jobs_list(t.db, &t.arena, false, &list) == ERR_OK);
    }
    test ("a kind that this version does not know waits") {
        expect(test_db_do(&t, put_job, (void *)(uintptr_t) "test.later"));
        expect_i64(run_due().jobs_failed, 1);
        expect_i64(run_due().jobs_failed, 0);
    }
    test ("periods missed are one run, or each its own, as the kind says") {
        runs = 0;
        options.kinds = once;
        expect_i64(run_due().jobs_done, 1);
        now = when_add(now, 10 * WHEN_HOUR);
        run_due();
        expect_i64(runs, 2);
        runs = 0;
        options.kinds = each;
        when first = now;
        run_due();
        now = when_add(now, 10 * WHEN_HOUR + WHEN_MINUTE);
        run_due();
        expect_i64(runs, 11);
        expect_i64(last_due.us, when_add(first, 10 * WHEN_HOUR).us);
        options.kinds = plain;
    }
}

static void test_threads(void)
{
    test ("a running server sends at once what it puts, and stops in order") {
        struct jobs *jobs = NULL;
        now = clock_now();
        int before = atomic_load(&stub.taken);
        expect(jobs_start(&options, &jobs) == ERR_OK);
        usleep(1500000); /* the runner has gone over to looking once a second */
        int64_t begun = clock_monotonic_us();
        mail();
        while (atomic_load(&stub.taken) == before &&
               clock_monotonic_us() - begun < 10 * WHEN_SECOND) {
            usleep(2000);
        }
        expect(clock_monotonic_us() - begun < 900000);
        jobs_stop(&jobs, INT64_MAX);
        expect(jobs == NULL);
        expect_str(newest().state, STR("sent"));
    }
}

static err put_errand(struct db *tx, void *arg)
{
    (void)arg;
    return job_put_errand(tx, now, STR("test.errand"), STR("errand@example.net"), now, STR(""));
}

static err put_wrongly(struct db *tx, void *arg)
{
    (void)arg;
    return job_put(tx, now, STR("test.errand"), STR("wrong@example.net"), now, STR(""));
}

static void test_errands(void)
{
    now = when_add(clock_now(), 60 * WHEN_DAY); /* the newest message is the errand's */
    test ("an errand waits for a runner that can go outside") {
        expect(test_db_do(&t, put_errand, NULL));
        runs = 0;
        expect_i64(run_due().jobs_done, 0);
        options.nursery = nursery;
        expect_i64(run_due().jobs_done, 1);
        expect_i64(runs, 1);
        expect_str(newest().to, STR("errand@example.net"));
        options.nursery = NULL;
    }
    test ("an errand put as a plain job fails, and does not run") {
        expect(test_db_do(&t, put_wrongly, NULL));
        runs = 0;
        expect_i64(run_due().jobs_failed, 1);
        expect_i64(runs, 0);
    }
}

static bool ask(str request, struct admin_answer *answer)
{
    return admin_ask(&t.arena, settings.data_dir, request, answer) == ERR_OK;
}

static void test_admin(void)
{
    struct admin *admin = NULL;
    struct admin_answer answer = {0};
    str request = admin_jobs_run(&t.arena, when_add(now, 5 * WHEN_DAY), ADMIN_CLOCK_AS_IS);
    test ("a command asks the running server to run what is due, at any time it names") {
        expect(admin_ask(&t.arena, settings.data_dir, request, &answer) == ERR_NOT_FOUND);
        expect(admin_open(settings.data_dir, &admin) == ERR_OK);
        expect(admin_start(admin, &options) == ERR_OK);
        mail();
        expect(ask(request, &answer) && answer.ok);
        expect(str_find(answer.text, STR("messages: 0 sent, 0 delayed, 1 given up\n")) > 0);
    }
    test ("what the server does not understand is refused, and the next is served") {
        expect(ask(STR("be gone"), &answer) && !answer.ok);
        expect(ask(STR("{\"command\":\"be gone\"}"), &answer) && !answer.ok);
        expect(ask(STR("{\"command\":\"jobs run\"}"), &answer) && !answer.ok);
        expect(ask(request, &answer) && answer.ok);
    }
    test ("the admin socket is its owner's alone, pauses for a reload and goes with the server") {
        str path = str_printf(&t.arena, "%" STR_FMT "/admin.sock", STR_ARG(settings.data_dir));
        expect_i64(file_mode(str_z(&t.arena, path)), 0600);
        admin_pause(admin);
        expect(admin_start(admin, &options) == ERR_OK);
        expect(ask(request, &answer) && answer.ok);
        admin_close(&admin);
        expect_i64(file_mode(str_z(&t.arena, path)), -1);
        expect(admin_ask(&t.arena, settings.data_dir, request, &answer) == ERR_NOT_FOUND);
    }
}

int main(void)
{
    struct courier_link *link = NULL;
    if (nursery_open(&(struct nursery_options){0}, &nursery) != ERR_OK ||
        courier_link_open(nursery, &link) != ERR_OK) {
        return 1;
    }
    if (!test_db_open(&t)) {
        courier_link_close(&link);
        nursery_close(&nursery);
        return tests_skipped("this engine is not at hand");
    }
    smtp_stub_start(&stub);
    now = clock_now();
    log_to_fd(open("/dev/null", O_WRONLY | O_CLOEXEC)); /* the failures are meant */
    settings.smtp_url = str_printf(&t.arena, "smtp://127.0.0.1:%d", stub.port);
    settings.smtp_tls = STR("auto");
    settings.smtp_timeout = 3 * WHEN_SECOND;
    settings.mail_from = STR("cabinet@example.org");
    settings.brand_name = STR("Kabinet");
    char folder[] = "/tmp/kabinet-jobs-XXXXXX";
    expect(mkdtemp(folder) != NULL);
    settings.data_dir = str_from_z(folder);
    site = (struct site){.settings = &settings, .engine = t.engine};
    options = (struct jobs_options){.site = &site, .kinds = plain, .mail = link};
    test_mail();
    test_half_a_dialogue();
    test_demo();
    test_jobs();
    test_threads();
    test_admin();
    test_errands();
    courier_link_close(&link);
    nursery_close(&nursery);
    smtp_stub_stop(&stub);
    rmdir(folder);
    test_db_close(&t);
    return tests_done();
}
