/* SPDX-License-Identifier: Apache-2.0 */
/* Hooks that behave, hang, lie and leave children behind: each a shell script in a folder of its
 * own. */
#include "app/hook_link.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "system/clock.h"
#include "system/log.h"
#include "test.h"

static struct arena arena;
static char folder[] = "/tmp/kabinet-hooks-XXXXXX";
static struct nursery *nursery;
static struct hook_link *hooks;

static char *path_of(const char *name)
{
    return str_z(&arena, str_printf(&arena, "%s/%s", folder, name));
}

static void write_hook(const char *name, const char *body)
{
    FILE *file = fopen(path_of(name), "we");
    expect(file != NULL && fprintf(file, "#!/bin/sh\n%s\n", body) > 0);
    expect(file != NULL && fclose(file) == 0 && chmod(path_of(name), 0700) == 0);
}

struct lines {
    str text; /* each in brackets */
    int count;
    int64_t first_us;
};

static void keep_line(void *context, str line)
{
    struct lines *lines = context;
    lines->first_us = lines->count == 0 ? clock_monotonic_us() : lines->first_us;
    lines->count++;
    static char kept[4096];
    size_t used = lines->text.len;
    if (used + line.len + 2 < sizeof(kept)) {
        kept[used] = '[';
        memcpy(kept + used + 1, line.ptr, line.len);
        kept[used + line.len + 1] = ']';
        lines->text = (str){kept, used + line.len + 2};
    }
}

static struct outside_hook_answer run(const char *name, const char *input, int timeout_ms,
                                      struct lines *lines)
{
    struct outside_hook_answer answer;
    struct outside_hook hook = {
        .name = str_from_z(name),
        .input = str_from_z(input),
        .timeout_ms = timeout_ms,
        .line = lines == NULL ? NULL : keep_line,
        .context = lines,
    };
    hook_link_run(hooks, &arena, &hook, &answer);
    return answer;
}

/* The process whose number a hook wrote into this file, and whether it still is. */
static pid_t pid_in(const char *name)
{
    long pid = 0;
    FILE *file = fopen(path_of(name), "re");
    if (file != NULL) {
        (void)!fscanf(file, "%ld", &pid);
        fclose(file);
    }
    return (pid_t)pid;
}

static bool is_alive(pid_t pid)
{
    return pid > 0 && kill(pid, 0) == 0;
}

static bool dies_soon(const char *name)
{
    pid_t pid = pid_in(name);
    for (int i = 0; i < 500 && is_alive(pid); i++) {
        usleep(10000);
    }
    return pid > 0 && !is_alive(pid);
}

static void test_good(void)
{
    test ("a hook gets its input, PATH and three descriptors, and nothing else") {
        struct lines lines = {0};
        write_hook("look",
                   "env | sed 's/=.*//' | sort | grep -v -e PWD -e SHLVL -e '^_$' | tr '\\n' ' '\n"
                   "echo; ls /proc/self/fd | wc -l; grep NoNewPrivs /proc/self/status; pwd\n"
                   "echo $#; cat");
        struct outside_hook_answer answer = run("look", "{\"a\":1}\n", 5000, &lines);
        expect_i64(answer.end, HOOK_EXITED);
        expect_str(lines.text, STR("[PATH][4][NoNewPrivs: 1][/][0]"));
        expect_str(answer.last, STR("{\"a\":1}"));
    }
    test ("lines are reported while it runs, the last one is the answer") {
        struct lines lines = {0};
        write_hook("slow", "echo one; echo two; sleep 0.4; printf three");
        struct outside_hook_answer answer = run("slow", "", 5000, &lines);
        expect_str(lines.text, STR("[one][two]"));
        expect_str(answer.last, STR("three"));
        expect(clock_monotonic_us() - lines.first_us > 200000);
    }
    test ("what it complained of is told, in one line") {
        write_hook("bad", "echo 'no such' >&2; echo 'node' >&2; exit 3");
        struct outside_hook_answer answer = run("bad", "", 5000, NULL);
        expect_i64(answer.end, HOOK_EXITED);
        expect_i64(answer.status, 3);
        expect_str(answer.story, STR("exit 3: no such node"));
        expect_i64((int64_t)answer.last.len, 0);
    }
    test ("bytes that are no text become text") {
        write_hook("bytes", "printf 'a\\377\\001b\\n'");
        expect_str(run("bytes", "", 5000, NULL).last, STR("a? b"));
    }
}

static void test_bad(void)
{
    test ("a hook that hangs is killed with all it started") {
        write_hook("hang", "sleep 1000 & echo $! > $0.child\n"
                           "setsid sh -c 'sleep 1000 & echo $! > '$0'.far; wait' &\n"
                           "trap '' TERM; sleep 1000");
        int64_t begun = clock_monotonic_us();
        struct outside_hook_answer answer = run("hang", "", 700, NULL);
        expect_i64(answer.end, HOOK_KILLED);
        expect_str(answer.story, STR("its time was over"));
        expect(clock_monotonic_us() - begun < 3000000);
        expect(dies_soon("hang.child"));
        expect(dies_soon("hang.far"));
    }
    test ("a child that keeps the pipes open is not waited for, and not left") {
        write_hook("daemon", "(setsid sleep 1000 & echo $! > $0.child) ; echo done");
        int64_t begun = clock_monotonic_us();
        struct outside_hook_answer answer = run("daemon", "", 10000, NULL);
        expect_i64(answer.end, HOOK_EXITED);
        expect_str(answer.last, STR("done"));
        expect(clock_monotonic_us() - begun < 3000000);
        expect(dies_soon("daemon.child"));
    }
    test ("a hook that says too much is killed") {
        write_hook("flood", "while :; do echo '{\"progress\":1}'; done");
        expect_str(run("flood", "", 10000, NULL).story, STR("it said too much"));
        write_hook("long", "head -c 100000 /dev/zero | tr '\\0' x");
        expect_str(run("long", "", 10000, NULL).story, STR("a line of its output was too long"));
        write_hook("wail", "yes >&2");
        expect(str_starts(run("wail", "", 10000, NULL).story, STR("it said too much: y y")));
    }
    test ("a hook of forty thousand short lines is read to its end") {
        struct lines lines = {0};
        write_hook("chatty", "yes a | head -n 40000; echo end");
        struct outside_hook_answer answer = run("chatty", "", 60000, &lines);
        expect_i64(answer.end, HOOK_EXITED);
        expect_str(answer.last, STR("end"));
        expect_i64(lines.count, 40000);
    }
    test ("a hook that dies of a signal is told from one that exits") {
        write_hook("dies", "kill -SEGV $$");
        struct outside_hook_answer answer = run("dies", "", 5000, NULL);
        expect_i64(answer.end, HOOK_KILLED);
        expect_i64(answer.status, SIGSEGV);
    }
    test ("an unreadable program is not a server's problem") {
        write_hook("empty", "");
        FILE *file = fopen(path_of("nonsense"), "we");
        expect(file != NULL && fputs("#!/no/such/interpreter\n", file) >= 0 && fclose(file) == 0);
        expect(chmod(path_of("nonsense"), 0700) == 0);
        expect_i64(run("nonsense", "", 5000, NULL).status, 127);
        expect_i64(run("empty", "", 5000, NULL).status, 0);
    }
}

static void test_refused(void)
{
    test ("only plain programs of the folder that nobody else may change are run") {
        static const char *const names[] = {"absent", "../hang", "/bin/true", ".", "", "a b", "UP"};
        for (size_t i = 0; i < ARRAY_LEN(names); i++) {
            expect_i64(run(names[i], "", 5000, NULL).end, HOOK_NOT_STARTED);
        }
        write_hook("open", "echo ran");
        expect(chmod(path_of("open"), 0722) == 0);
        expect_i64(run("open", "", 5000, NULL).end, HOOK_NOT_STARTED);
        expect(chmod(path_of("open"), 0600) == 0);
        expect_i64(run("open", "", 5000, NULL).end, HOOK_NOT_STARTED);
        expect(symlink("/bin/true", path_of("link")) == 0);
        expect_i64(run("link", "", 5000, NULL).end, HOOK_NOT_STARTED);
        expect(chmod(folder, 0777) == 0);
        expect_i64(run("slow", "", 5000, NULL).end, HOOK_NOT_STARTED);
        expect(chmod(folder, 0700) == 0);
        expect_i64(run("slow", "", 5000, NULL).end, HOOK_EXITED);
    }
}

static void *interrupt_soon(void *context)
{
    usleep(300000);
    hook_link_interrupt(context);
    return NULL;
}

static void test_ends(void)
{
    test ("a run is interrupted from another thread, and no other begins") {
        pthread_t thread;
        write_hook("wait", "echo $$ > $0.pid; sleep 1000");
        expect(pthread_create(&thread, NULL, interrupt_soon, hooks) == 0);
        expect_i64(run("wait", "", 60000, NULL).end, HOOK_INTERRUPTED);
        pthread_join(thread, NULL);
        expect(dies_soon("wait.pid"));
        expect_i64(run("slow", "", 5000, NULL).end, HOOK_INTERRUPTED);
    }
    test ("a runner that is killed takes its hook along, and the next run has another") {
        hook_link_close(&hooks);
        expect(hook_link_open(nursery, &hooks) == ERR_OK);
        write_hook("murder", "echo $$ > $0.pid; kill -9 $PPID; exec sleep 1000");
        expect_i64(run("murder", "", 60000, NULL).end, HOOK_INTERRUPTED);
        expect(dies_soon("murder.pid"));
        expect_i64(run("slow", "", 5000, NULL).end, HOOK_EXITED);
    }
    test ("nothing is left when the link and the nursery are closed") {
        hook_link_close(&hooks);
        nursery_close(&nursery);
        expect(hooks == NULL && nursery == NULL);
    }
}

int main(void)
{
    arena_init(&arena, 64 << 20);
    expect(mkdtemp(folder) != NULL);
    expect(nursery_open(&(struct nursery_options){.hooks_folder = str_from_z(folder)}, &nursery) ==
           ERR_OK);
    expect(hook_link_open(nursery, &hooks) == ERR_OK);
    log_to_fd(open("/dev/null", O_WRONLY | O_CLOEXEC)); /* the failures are meant */
    test_good();
    test_bad();
    test_refused();
    test_ends();
    char *remove_all = str_z(&arena, str_printf(&arena, "rm -rf %s", folder));
    expect(system(remove_all) == 0);
    arena_done(&arena);
    return tests_done();
}
