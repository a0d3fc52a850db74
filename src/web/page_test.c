/* SPDX-License-Identifier: Apache-2.0 */
#include "web/page.h"

#include "test.h"
#include "web/mail_page.h"
#include "web/page_test.h"
#include "web/page_test_page.h"

#define CANARY "<b>\"'&</script></textarea><script>alert(1)</script>"
#define CANARY_ESCAPED                                                                             \
    "&lt;b&gt;&quot;&#39;&amp;&lt;/script&gt;&lt;/textarea&gt;&lt;script&gt;alert(1)&lt;/"         \
    "script&gt;"

static struct arena arena;
static struct buf out;

static struct page fresh_page(enum lang lang)
{
    out = buf_in(&arena);
    const when now = {INT64_C(1795384800) * WHEN_SECOND}; /* 2026-11-22 22:00 UTC */
    return (struct page){
        .out = &out, .lang = lang, .zone = zone_by_name(STR("Europe/Kyiv")), .now = now};
}

static void test_places(void)
{
    struct page page = fresh_page(LANG_UK);
    struct sample sample = {
        .text = STR(CANARY),
        .markup = html_link(&arena, url_path("/a?b&c"), STR("<d>")),
        .where = url_path("/x?a=1&b='\""),
        .count = 12345,
        .at = page.now,
    };
    every_place(&page, &sample);
    str expected =
        STR("<p>" CANARY_ESCAPED "</p>"
            "<p title=\"" CANARY_ESCAPED "\" data-count=\"12345\" data-at=\"2026-11-22T22:00:00Z\">"
            "12\u00A0345 23 листопада 2026, 00:00</p>"
            "<textarea name=\"words\">\n" CANARY_ESCAPED "</textarea>\n"
            "<a href=\"/x?a=1&amp;b=&#39;&quot;\">/x?a=1&amp;b=&#39;&quot;</a>"
            "<p><a href=\"/a?b&amp;c\">&lt;d&gt;</a></p>"
            "<p title=\"Вітаємо, " CANARY_ESCAPED "!\">Вітаємо, " CANARY_ESCAPED "!</p>"
            "<p>Вітаємо, <a href=\"/a?b&amp;c\">&lt;d&gt;</a>!</p>"
            "<p>12\u00A0345 хвилин тому</p>");
    test ("a value is written as its place and its type want it") {
        expect_str(buf_str(&out), expected);
    }
}

static void test_words(void)
{
    const str rows[] = {STR_INIT("<a>"), STR_INIT("b"), STR_INIT("")};
    struct page page = fresh_page(LANG_EN);
    listing(&page, rows, ARRAY_LEN(rows), true);
    test ("each row is shown by the branch that fits it") {
        expect_str(buf_str(&out),
                   STR("<ul class=\"open\"><li id=\"row-0\">&lt;a&gt;</li><li id=\"row-1\">one</li>"
                       "<li id=\"row-2\">none</li></ul><b>just now</b> "
                       "<input type=\"checkbox\" checked name=\"a\">\n"));
    }
    page = fresh_page(LANG_UK);
    listing(&page, NULL, 0, false);
    test ("no rows are said to be none, in the reader's language") {
        expect_str(buf_str(&out),
                   STR("<ul><li>щойно</li></ul><b>щойно</b> <input type=\"checkbox\" checked "
                       "name=\"a\">\n"));
    }
}

static void test_escaping(void)
{
    test ("every byte but five goes through as it is") {
        char bytes[256];
        for (size_t i = 0; i < sizeof bytes; i++) {
            bytes[i] = (char)i;
        }
        str text = html_text(&arena, (str){bytes, sizeof bytes}).text;
        expect_i64((int64_t)text.len, 256 - 5 + 6 + 5 + 5 + 4 + 4);
        for (size_t i = 0; i < text.len; i++) {
            expect(text.ptr[i] != '<' && text.ptr[i] != '>' && text.ptr[i] != '"' &&
                   text.ptr[i] != '\'');
        }
    }
    test ("a byte is escaped wherever it stands in a text of any length") {
        static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789";
        for (size_t len = 1; len <= sizeof letters - 1; len++) {
            for (size_t at = 0; at < len; at++) {
                char *text = str_z(&arena, (str){letters, len});
                text[at] = '<';
                str wanted = str_printf(&arena, "%.*s&lt;%s", (int)at, letters, text + at + 1);
                expect_str(html_text(&arena, (str){text, len}).text, wanted);
            }
        }
        char *many = arena_alloc(&arena, 2000);
        memset(many, '"', 2000);
        expect_i64((int64_t)html_text(&arena, (str){many, 2000}).text.len, 12000);
    }
    test ("numbers for people are grouped, and account numbers are not") {
        struct page page = fresh_page(LANG_EN);
        page_put(&page, (int64_t)-1000);
        page_put(&page, (size_t)1000);
        page_put(&page, page_digits(&page, 1000));
        expect_str(buf_str(&out), STR("-1,0001,0001000"));
    }
    test ("no moment is shown as a dash and written as nothing") {
        struct page page = fresh_page(LANG_EN);
        page_put(&page, WHEN_NONE);
        page_put_in_attribute(&page, WHEN_NONE);
        expect_str(buf_str(&out), STR("—"));
    }
}

static void test_urls(void)
{
    test ("values become one segment of a path whatever is in them") {
        expect_str(url_fill(&arena, "/x/{}/y/{}", STR("a/b?c#d%e f"), STR("../ї<\"")).text,
                   STR("/x/a%2Fb%3Fc%23d%25e%20f/y/..%2F%D1%97%3C%22"));
        expect_str(url_fill(&arena, "/{}", STR("Az09-._~")).text, STR("/Az09-._~"));
    }
    test ("a query grows before the fragment") {
        struct url url = url_with(&arena, url_path("/x#top"), STR("a b"), STR("1&2"));
        expect_str(url.text, STR("/x?a%20b=1%262#top"));
        expect_str(url_with(&arena, url, STR("c"), STR("3")).text, STR("/x?a%20b=1%262&c=3#top"));
        expect_str(url_absolute(&arena, STR("https://a.example"), url_path("/x")).text,
                   STR("https://a.example/x"));
    }
    test ("only addresses that run no code are taken") {
        struct url url = {STR_INIT("kept")};
        static const char *const bad[] = {
            "",         "javascript:go()", "data:text/html,x", "//a.example", "/x",
            "https://", "https://a b",     "https://a\n",      "https://a\"", " https://a",
            "mailto:",  "https:/a",
        };
        for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
            expect(!url_parse(str_from_z(bad[i]), &url));
        }
        expect_str(url.text, STR("kept"));
        expect(url_parse(STR("HTTPS://a.example/x?y#z"), &url));
        expect(url_parse(STR("mailto:a@b.example"), &url));
        expect(url_parse(STR("tel:+380441234567"), &url));
    }
    test ("the way back stays on this site") {
        struct url url;
        static const char *const bad[] = {
            "",   "//a.example",   "/\\a.example", "\\/a", "https://a.example",
            "a",  "/\t/a.example", "/a\r\nX: y",   "/ a",  "/ї",
            "?a",
        };
        for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
            expect(!url_parse_local(str_from_z(bad[i]), &url));
        }
        expect(!url_parse_local((str){"/a\0b", 4}, &url));
        expect(url_parse_local(STR("/"), &url));
        expect(url_parse_local(STR("/a/b?c=%2F%2F&d#e"), &url));
    }
}

static void test_mails(void)
{
    const struct mail_brand brand = {
        .name = STR("Сяйво & Ко"),
        .email = STR("help@a.example"),
        .site = url_path("https://a.example"),
    };
    struct mail_page mail = {
        .arena = &arena, .lang = LANG_UK, .zone = zone_utc(), .now = {0}, .brand = &brand};
    greeting(&mail, STR("Олена\r\nBcc: x@a.example <i>"), url_path("https://a.example/x?a&b"));
    test ("a subject is one line whatever a value brings") {
        expect_str(mail.subject, STR("Вітаємо, Олена Bcc: x@a.example <i>!"));
    }
    test ("the text part is plain and ends in a signature") {
        expect_str(mail.text,
                   STR("Вітаємо, Олена\r\nBcc: x@a.example <i>!\n\n<https://a.example/x?a&b>\n"
                       "Олена\r\nBcc: x@a.example <i> & щойно\n\n-- \nСяйво & Ко\n"
                       "https://a.example\nhelp@a.example\n"));
    }
    test ("the HTML part stands in the layout, escaped") {
        expect(str_starts(mail.html, STR("<!doctype html><html lang=\"uk\">")));
        expect(str_ends(mail.html, STR("</html>")));
        expect(str_find(mail.html, STR("Сяйво &amp; Ко")) > 0);
        expect(str_find(mail.html, STR("<i>")) < 0);
        expect(str_find(mail.html, STR("x@a.example &lt;i&gt;!</h1>")) > 0);
        expect(str_find(mail.html, STR("href=\"https://a.example/x?a&amp;b\"")) > 0);
        expect(str_find(mail.html, STR("<title>Вітаємо, Олена Bcc:")) > 0);
    }
}

int main(void)
{
    arena_init(&arena, 1 << 20);
    test_places();
    test_words();
    test_escaping();
    test_urls();
    test_mails();
    arena_done(&arena);
    return tests_done();
}
