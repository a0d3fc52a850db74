/* SPDX-License-Identifier: Apache-2.0 */
#include "mail/message.h"

#include <string.h>

#include "test.h"

static struct arena arena;

static struct mail_message sample(void)
{
    return (struct mail_message){
        .from = STR("cabinet@example.org"),
        .from_name = STR("Кабінет «Приклад»"),
        .to = STR("olena@example.net"),
        .subject = STR("Ваш код підтвердження — їжак, ґанок, дуже довга тема листа для згортання"),
        .text = STR("Вітаємо!\n.\n..\nВаш код: 123456\n"),
        .html = STR("<p>Вітаємо!</p>\n<p>Ваш код: <b>123456</b></p>\n"),
        .message_id = STR("0198-1@example.org"),
        .date = {INT64_C(1795341600000000)},
    };
}

static str built(const struct mail_message *message)
{
    str out = {0};
    expect(mail_message_build(&arena, message, &out) == ERR_OK);
    return out;
}

static bool has(str s, const char *part)
{
    return str_find(s, str_from_z(part)) >= 0;
}

/* Every LF after a CR, every CR before a LF, no line over the 998 bytes of RFC 5322. */
static bool lines_are_clean(str s)
{
    size_t line = 0;
    for (size_t i = 0; i < s.len; i++) {
        bool cr = s.ptr[i] == '\r';
        bool lf = s.ptr[i] == '\n';
        if ((lf && (i == 0 || s.ptr[i - 1] != '\r')) ||
            (cr && (i + 1 == s.len || s.ptr[i + 1] != '\n')) || line > 998) {
            return false;
        }
        line = lf ? 0 : line + 1;
    }
    return true;
}

static void test_shape(void)
{
    test ("a mail has both parts, its id, its date and the mark of a machine") {
        struct mail_message message = sample();
        str mail = built(&message);
        expect(has(mail, "\r\nMessage-Id: <0198-1@example.org>\r\n") ||
               has(mail, "\r\nMessage-ID: <0198-1@example.org>\r\n"));
        expect(has(mail, "Date: Sun, 22 Nov 2026 10:00:00 +0000\r\n"));
        expect(has(mail, "Auto-Submitted: auto-generated\r\n"));
        expect(has(mail, "multipart/alternative"));
        expect(has(mail, "Content-Type: text/plain; charset=utf-8"));
        expect(has(mail, "Content-Type: text/html; charset=utf-8"));
        expect(!has(mail, "1251"));
        expect(has(mail, "To: olena@example.net\r\n"));
    }
    test ("a mail is ASCII in clean CRLF lines") {
        struct mail_message message = sample();
        str mail = built(&message);
        expect(lines_are_clean(mail));
        bool ascii = true;
        for (size_t i = 0; i < mail.len; i++) {
            ascii = ascii && (unsigned char)mail.ptr[i] < 0x80;
        }
        expect(ascii);
    }
    test ("text without HTML is one plain part") {
        struct mail_message message = sample();
        message.html = (str){0};
        expect(!has(built(&message), "multipart"));
    }
    test ("bare CR in a text becomes a line end, and long lines are folded by the encoding") {
        struct mail_message message = sample();
        char *longtext = arena_alloc(&arena, 6000);
        memset(longtext, 'a', 5000);
        memcpy(longtext + 100, "\r.\r\n.\r", 6);
        message.text = (str){longtext, 5000};
        message.html = (str){0};
        expect(lines_are_clean(built(&message)));
    }
}

static bool refused(const struct mail_message *message)
{
    str out = {0};
    return mail_message_build(&arena, message, &out) == ERR_INVALID && out.ptr == NULL;
}

static void test_refusals(void)
{
    test ("line breaks and controls never reach a header") {
        struct mail_message message = sample();
        message.subject = STR("Hi\r\nBcc: thief@example.com");
        expect(refused(&message));
        message = sample();
        message.from_name = STR("A\nB");
        expect(refused(&message));
        message = sample();
        message.to = STR("a@example.org\r\nRCPT TO:<b@example.org>");
        expect(refused(&message));
        message = sample();
        message.message_id = STR("a@b>\r\nX: y");
        expect(refused(&message));
        message = sample();
        message.text = (str){"a\0b", 3};
        expect(refused(&message));
        message = sample();
        message.subject = (str){"\xc3\x28", 2};
        expect(refused(&message));
    }
    test ("an address for the envelope is one plain address") {
        expect(mail_address_is_mailable(STR("olena.k+x@example.org")));
        expect(mail_address_is_mailable(STR("їжак@приклад.укр")));
        const char *bad[] = {"",      "a",       "a@",      "@b",    "a@b@c",       "a b@c",
                             "<a@b>", "a@b,c@d", "\"a\"@b", "a@b;c", "a@[1.2.3.4]", "-a@b",
                             "a@-b",  "a@.b"};
        for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
            expect(!mail_address_is_mailable(str_from_z(bad[i])));
        }
    }
}

int main(void)
{
    arena_init(&arena, 4 << 20);
    test_shape();
    test_refusals();
    arena_done(&arena);
    return tests_done();
}
