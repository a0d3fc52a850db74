/* SPDX-License-Identifier: Apache-2.0 */
#include "app/courier_link.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "smtp_stub.h"
#include "system/log.h"
#include "test.h"

static struct arena arena;
static struct smtp_stub stub;

static struct courier_job mail(void)
{
    return (struct courier_job){
        .kind = COURIER_MAIL,
        .timeout_ms = 3000,
        .url = str_printf(&arena, "smtp://127.0.0.1:%d", stub.port),
        .tls = STR("auto"),
        .id = STR("one@example.org"),
        .from = STR("cabinet@example.org"),
        .to = STR("olena@example.net"),
        .subject = STR("Тема"),
        .text = STR("Текст\n"),
    };
}

/* The child of a process, or 0. */
static pid_t child_of(pid_t parent)
{
    char path[64];
    snprintf(path, sizeof(path), "/proc/%d/task/%d/children", parent, parent);
    FILE *file = fopen(path, "re");
    char line[64] = "";
    if (file != NULL) {
        (void)!fgets(line, sizeof(line), file);
        fclose(file);
    }
    return (pid_t)strtol(line, NULL, 10);
}

/* The nursery is our child, keepers of couriers are its. */
static pid_t keeper_now(void)
{
    return child_of(child_of(getpid()));
}

static enum delivery_verdict send_mail(struct courier_link *link)
{
    struct courier_job job = mail();
    struct delivery delivery;
    courier_link_send(link, &arena, &job, &delivery);
    return delivery.verdict;
}

static bool environment_is_clean(pid_t pid)
{
    char path[64];
    char text[4096] = "";
    snprintf(path, sizeof(path), "/proc/%d/environ", pid);
    FILE *file = fopen(path, "re");
    size_t len = file != NULL ? fread(text, 1, sizeof(text), file) : 0;
    if (file != NULL) {
        fclose(file);
    }
    return len > 0 && memmem(text, len, "KABINET_", 8) == NULL;
}

static void test_life(struct courier_link *link)
{
    test ("a job goes in, an outcome comes back") {
        expect(send_mail(link) == DELIVERY_SENT);
        expect_i64(atomic_load(&stub.taken), 1);
    }
    test ("the courier runs from memory and sees nothing of our settings") {
        pid_t keeper = keeper_now();
        char path[64];
        char target[256] = "";
        snprintf(path, sizeof(path), "/proc/%d/exe", keeper);
        expect(readlink(path, target, sizeof(target) - 1) > 0);
        expect(strstr(target, "memfd:kabinet-courier") != NULL);
        expect(environment_is_clean(keeper));
    }
    test ("a keeper that is killed is started anew, and only the job in its hands waits") {
        kill(keeper_now(), SIGKILL);
        expect(send_mail(link) == DELIVERY_RETRY);
        expect(send_mail(link) == DELIVERY_SENT);
    }
    test ("so is a nursery, where starting programs is still allowed") {
        pid_t old = child_of(getpid());
        siginfo_t end;
        kill(old, SIGKILL);
        expect(waitid(P_PID, (id_t)old, &end, WEXITED | WNOWAIT) == 0);
        while (send_mail(link) != DELIVERY_SENT || keeper_now() == 0) {
            usleep(1000);
        }
        expect(send_mail(link) == DELIVERY_SENT);
    }
    test ("text that is not UTF-8 is refused, not fatal") {
        struct courier_job job = mail();
        struct delivery delivery;
        job.subject = (str){"\xff\xfe", 2};
        courier_link_send(link, &arena, &job, &delivery);
        expect(delivery.verdict == DELIVERY_FINAL);
        expect(send_mail(link) == DELIVERY_SENT);
    }
}

int main(void)
{
    arena_init(&arena, 8 << 20);
    setenv("KABINET_DATABASE_URL", "postgresql://u:secret@db/x", 1);
    struct nursery *nursery = NULL;
    struct courier_link *link = NULL;
    expect(nursery_open(&(struct nursery_options){0}, &nursery) == ERR_OK);
    expect(courier_link_open(nursery, &link) == ERR_OK);
    smtp_stub_start(&stub);
    log_to_fd(open("/dev/null", O_WRONLY | O_CLOEXEC)); /* the failures are meant */
    test_life(link);
    test ("a closed link leaves no process behind") {
        courier_link_close(&link);
        nursery_close(&nursery);
        expect(link == NULL && nursery == NULL && child_of(getpid()) == 0);
    }
    smtp_stub_stop(&stub);
    arena_done(&arena);
    return tests_done();
}
