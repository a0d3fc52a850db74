/* SPDX-License-Identifier: Apache-2.0 */
#include "system/settings.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/check.h"
#include "test.h"

static struct arena arena;
static char directory[] = "/tmp/kabinet-test-XXXXXX";

static const char *file_with(const char *name, const char *text, mode_t mode)
{
    char *path = str_z(&arena, str_printf(&arena, "%s/%s", directory, name));
    int fd = open(path, O_CREAT | O_TRUNC | O_WRONLY, 0600);
    CHECK(fd >= 0);
    CHECK(write(fd, text, strlen(text)) == (ssize_t)strlen(text));
    close(fd);
    CHECK(chmod(path, mode) == 0);
    return path;
}

/* Loads a file with this text; the complaints as text. */
static str complaints_of(const char *text, mode_t mode, struct settings *out)
{
    struct buf complaints = buf_in(&arena);
    err e = settings_load(&arena, file_with("kabinet.ini", text, mode), out, &complaints);
    str said = buf_str(&complaints);
    expect((e == ERR_OK) == (said.len == 0));
    return said;
}

static void test_values(void)
{
    test ("every default is a value its own row accepts") {
        struct settings settings;
        struct buf complaints = buf_in(&arena);
        expect(settings_load(&arena, NULL, &settings, &complaints) == ERR_OK);
        expect_str(buf_str(&complaints), STR(""));
        expect_str(settings.listen, STR("127.0.0.1:8080"));
        expect_i64(settings.hash_memory_kib, 19456);
        expect(!settings.demo);
    }
    test ("a file sets values of every kind") {
        struct settings s;
        expect_str(complaints_of("# ours\n[server]\nlisten = [::1]:81\n demo=yes\nworkers = 3\r\n"
                                 "; mail\n[mail]\nfrom_name = Кабінет = ваш\npassword = a#b;c\n"
                                 "[session]\nidle = 12h\n[sms]\ndriver = kannel\n",
                                 0600, &s),
                   STR(""));
        expect_str(s.listen, STR("[::1]:81"));
        expect(s.demo);
        expect_i64(s.workers, 3);
        expect_str(s.mail_from_name, STR("Кабінет = ваш"));
        expect_str(secret_reveal(s.smtp_password), STR("a#b;c"));
        expect_i64(s.session_idle, 12 * WHEN_HOUR);
        expect_str(s.sms_driver, STR("kannel"));
        expect(s.origin[SETTING_demo] == SETTING_FROM_FILE);
        expect(s.origin[SETTING_loops] == SETTING_FROM_DEFAULT);
    }
    test ("the environment wins over the file") {
        struct settings s;
        setenv("KABINET_SERVER_WORKERS", "5", 1);
        expect_str(complaints_of("[server]\nworkers = 3\n", 0600, &s), STR(""));
        expect_i64(s.workers, 5);
        expect(s.origin[SETTING_workers] == SETTING_FROM_ENVIRONMENT);
        unsetenv("KABINET_SERVER_WORKERS");
    }
    test ("an argument wins over everything") {
        struct settings s;
        struct buf complaints = buf_in(&arena);
        expect_str(complaints_of("[server]\nworkers = 3\n", 0600, &s), STR(""));
        expect(settings_set(&arena, &s, STR("server.workers"), STR("7"), SETTING_FROM_ARGUMENT,
                            &complaints) == ERR_OK);
        expect_i64(s.workers, 7);
    }
}

static void test_faults(void)
{
    test ("a mistyped name is refused with its line and a suggestion") {
        struct settings s;
        str said = complaints_of("[server]\n\nlisen = 1\n", 0600, &s);
        expect(str_find(said, STR("kabinet.ini:3: unknown setting server.lisen; did you mean "
                                  "server.listen?\n")) >= 0);
        setenv("KABINET_SMS_DRIVR", "none", 1);
        said = complaints_of("", 0600, &s);
        expect_str(said, STR("environment: unknown setting KABINET_SMS_DRIVR; did you mean "
                             "sms.driver?\n"));
        unsetenv("KABINET_SMS_DRIVR");
    }
    test ("all faults of a file are told at once, and the settings stay as they were") {
        struct settings s = {.workers = 42};
        str said = complaints_of("[server]\nworkers = 900\nworkers = 2\nwhat\ndemo = maybe\n"
                                 "[session]\nidle = 1m\nabsolute = soon\n[sms]\ndriver = pigeon\n",
                                 0600, &s);
        expect(str_find(said, STR(":2: server.workers must be 0 to 128\n")) >= 0);
        expect(str_find(said, STR(":3: server.workers is set twice\n")) >= 0);
        expect(str_find(said, STR(":4: is neither [section] nor name = value\n")) >= 0);
        expect(str_find(said, STR("server.demo must be yes or no\n")) >= 0);
        expect(str_find(said, STR("session.idle must be 5m to 90d\n")) >= 0);
        expect(str_find(said, STR("session.absolute must be a span such as")) >= 0);
        expect(str_find(said, STR("sms.driver must be one of none|http|kannel\n")) >= 0);
        expect_i64(s.workers, 42);
    }
    test ("a file that cannot be read is a fault") {
        struct settings s;
        struct buf complaints = buf_in(&arena);
        expect(settings_load(&arena, "/nowhere/kabinet.ini", &s, &complaints) == ERR_INVALID);
        expect_str(buf_str(&complaints),
                   STR("/nowhere/kabinet.ini: cannot be read as a settings file\n"));
    }
    test ("control characters and overlong values are refused") {
        struct settings s;
        expect(str_find(complaints_of("[brand]\nname = a\x01z\n", 0600, &s),
                        STR("brand.name holds control or invisible characters")) >= 0);
        expect(str_find(complaints_of("[locale]\ncountry = UKR\n", 0600, &s),
                        STR("locale.country is longer than 2 characters")) >= 0);
        expect(str_find(complaints_of("[brand]\nname = a\u202eb\n", 0600, &s),
                        STR("brand.name holds control or invisible characters")) >= 0);
    }
    test ("the length of a text is counted in characters, whatever its alphabet") {
        struct settings s;
#define TEN "Оберігхост"
        expect_str(complaints_of("[brand]\nname = " TEN TEN TEN TEN TEN TEN "\n", 0600, &s),
                   STR(""));
        expect(str_find(complaints_of("[brand]\nname = " TEN TEN TEN TEN TEN TEN "я\n", 0600, &s),
                        STR("brand.name is longer than 60 characters")) >= 0);
#undef TEN
    }
}

static void test_secrets(void)
{
    test ("a settings file with a secret must not be open to everybody") {
        struct settings s;
        expect(str_find(complaints_of("[mail]\npassword = x\n", 0644, &s), STR("chmod")) >= 0);
        expect_str(complaints_of("[mail]\nuser = x\n", 0644, &s), STR(""));
        expect_str(complaints_of("[mail]\npassword = x\n", 0640, &s), STR(""));
    }
    test ("a secret comes from a file of its own, and that file must be closed too") {
        struct settings s;
        setenv("KABINET_MAIL_PASSWORD_FILE", file_with("secret", "pass word\n", 0600), 1);
        expect_str(complaints_of("", 0600, &s), STR(""));
        expect_str(secret_reveal(s.smtp_password), STR("pass word"));
        expect(s.origin[SETTING_smtp_password] == SETTING_FROM_SECRET_FILE);
        file_with("secret", "x", 0604);
        expect(str_find(complaints_of("", 0600, &s), STR("everybody")) >= 0);
        unsetenv("KABINET_MAIL_PASSWORD_FILE");
        expect(unlink(file_with("secret", "x", 0600)) == 0);
    }
    test ("a secret comes from the service manager's credential") {
        struct settings s;
        const char *path = file_with("mail.password", "from systemd", 0400);
        setenv("CREDENTIALS_DIRECTORY", directory, 1);
        expect_str(complaints_of("", 0600, &s), STR(""));
        expect_str(secret_reveal(s.smtp_password), STR("from systemd"));
        unsetenv("CREDENTIALS_DIRECTORY");
        unlink(path);
    }
    test ("printing masks secrets in both forms") {
        struct settings s;
        expect_str(complaints_of("[mail]\npassword = hunter2\n[brand]\nname = \"Q\"\n", 0600, &s),
                   STR(""));
        struct buf text = buf_in(&arena);
        struct buf json = buf_in(&arena);
        settings_print(&s, &text);
        settings_print_json(&s, &json);
        expect(str_find(buf_str(&text), STR("hunter2")) < 0);
        expect(str_find(buf_str(&json), STR("hunter2")) < 0);
        expect(str_find(buf_str(&text), STR("password = (set)")) >= 0);
        expect(str_find(buf_str(&json), STR("{\"name\":\"brand.name\",\"value\":\"\\\"Q\\\"\"")) >=
               0);
    }
}

int main(void)
{
    arena_init(&arena, (size_t)64 << 20);
    CHECK(mkdtemp(directory) != NULL);
    test_values();
    test_faults();
    test_secrets();
    test ("a loopback address is told from any other") {
        expect(url_is_loopback(STR("http://127.0.0.1:8080")));
        expect(url_is_loopback(STR("https://localhost")));
        expect(url_is_loopback(STR("http://[::1]:80/x")));
        expect(!url_is_loopback(STR("http://127.0.0.1.example.com")));
        expect(!url_is_loopback(STR("http://localhost@example.com")));
        expect(!url_is_loopback(STR("https://my.example.com")));
        expect(!url_is_loopback(STR("localhost")));
    }
    unlink(file_with("kabinet.ini", "", 0600));
    rmdir(directory);
    arena_done(&arena);
    return tests_done();
}
