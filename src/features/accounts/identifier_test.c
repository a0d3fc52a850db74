/* SPDX-License-Identifier: Apache-2.0 */
#include "base/arena.h"
#include "base/attr.h"
#include "features/accounts/identifier.h"
#include "features/accounts/typed_text.h"
#include "test.h"

static struct arena arena;

/* The canonical form, or the code in words that no canonical form can equal. */
static str outcome(const char *code, str text)
{
    return code == NULL ? text : str_printf(&arena, "(%s)", code);
}

static str login_of(const char *typed)
{
    struct login login = {STR("untouched")};
    return outcome(login_parse(&arena, str_from_z(typed), &login), login.text);
}

static str email_of(const char *typed)
{
    struct email email = {STR("untouched")};
    return outcome(email_parse(&arena, str_from_z(typed), &email), email.text);
}

static str phone_at(const char *country, const char *typed)
{
    struct phone phone = {STR("untouched")};
    return outcome(phone_parse(&arena, str_from_z(typed), str_from_z(country), &phone), phone.text);
}

static str name_of(const char *typed)
{
    struct person_name name = {STR("untouched")};
    return outcome(person_name_parse(&arena, str_from_z(typed), &name), name.text);
}

struct row {
    const char *typed, *wanted;
};

static void check_rows(str (*parse)(const char *), const struct row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        expect_str(parse(rows[i].typed), str_from_z(rows[i].wanted));
    }
}

static str phone_of(const char *typed)
{
    return phone_at("UA", typed);
}

static void logins(void)
{
    test ("all spellings of a login are one") {
        static const struct row rows[] = {
            {"olena", "olena"},
            {"  OLENA\t", "olena"},
            {"Ｏｌｅｎａ", "olena"},
            {"\u00a0olena\u3000", "olena"},
            {"a-b_c.9", "a-b_c.9"},
            {"abc", "abc"},
            {"abcdefghijklmnopqrstuvwxyz012345", "abcdefghijklmnopqrstuvwxyz012345"},
        };
        check_rows(login_of, rows, ARRAY_LEN(rows));
    }
    test ("a login that could be mistaken for something else is refused") {
        static const struct row rows[] = {
            {"", "(required)"},
            {" \u2003 ", "(required)"},
            {"ab", "(login_length)"},
            {"abcdefghijklmnopqrstuvwxyz0123456", "(login_length)"},
            {"1abc", "(login_first_letter)"},
            {"-abc", "(login_first_letter)"},
            {"оlena", "(cyrillic)"}, /* the first letter is Cyrillic */
            {"оленка", "(cyrillic)"},
            {"ole\u200bna", "(invisible)"},
            {"ole\u202ena", "(invisible)"},
            {"ole na", "(login_characters)"},
            {"o@x.ua", "(login_characters)"},
            {"olénа", "(cyrillic)"},
            {"olén", "(login_characters)"},
            {"+380671234567", "(login_characters)"},
        };
        check_rows(login_of, rows, ARRAY_LEN(rows));
    }
}

static void emails(void)
{
    test ("all spellings of an e-mail address are one") {
        static const struct row rows[] = {
            {"Olena@Example.COM", "olena@example.com"},
            {"  olena@example.com\n", "olena@example.com"},
            {"olena＠example．com", "olena@example.com"},
            {"o.k+shop@example.com", "o.k+shop@example.com"},
            {"olena@пошта.укр", "olena@xn--80a1acn3a.xn--j1amh"},
            {"olena@ПОШТА.УКР", "olena@xn--80a1acn3a.xn--j1amh"},
            {"olena@xn--80a1acn3a.xn--j1amh", "olena@xn--80a1acn3a.xn--j1amh"},
            {"olena@пошта.example.com", "olena@xn--80a1acn3a.example.com"},
            {"olena@bücher.example", "olena@xn--bcher-kva.example"},
            {"olena@bu\u0308cher.example", "olena@xn--bcher-kva.example"},
            {"olena@faß.example", "olena@xn--fa-hia.example"},
            {"!#$%&'*+/=?^_`{|}~-@example.com", "!#$%&'*+/=?^_`{|}~-@example.com"},
        };
        check_rows(email_of, rows, ARRAY_LEN(rows));
    }
    test ("what no letter can be sent to is refused") {
        static const struct row rows[] = {
            {"", "(required)"},
            {"olena", "(bad_email)"},
            {"@example.com", "(bad_email)"},
            {"olena@", "(bad_email)"},
            {"olena@localhost", "(bad_email)"},
            {"olena@example.com.", "(bad_email)"},
            {"olena@example..com", "(bad_email)"},
            {"olena@-example.com", "(bad_email)"},
            {"olena@example-.com", "(bad_email)"},
            {"olena@exa_mple.com", "(bad_email)"},
            {"olena@192.0.2.1", "(bad_email)"},
            {"olena@[192.0.2.1]", "(bad_email)"},
            {"a@b@example.com", "(bad_email)"},
            {".olena@example.com", "(bad_email)"},
            {"olena.@example.com", "(bad_email)"},
            {"ole..na@example.com", "(bad_email)"},
            {"\"ole na\"@example.com", "(bad_email)"},
            {"ole na@example.com", "(bad_email)"},
            {"olena@exam ple.com", "(bad_email)"},
            {"Olena <olena@example.com>", "(bad_email)"},
            {"olena,o@example.com", "(bad_email)"},
            {"olé@example.com", "(bad_email)"},
            {"олена@example.com", "(cyrillic)"},
            {"olena@ex\u200bample.com", "(invisible)"},
            {"ole\u2060na@example.com", "(invisible)"},
            {"olena@\u202eexample.com", "(invisible)"},
            {"olena@xn--.com", "(bad_email)"},
            {"olena@exam\u2603ple.com", "(bad_email)"},
            {"olena@exam\u2260ple.com", "(bad_email)"},
            {"olena@exam\u00b4ple.com", "(bad_email)"},
        };
        check_rows(email_of, rows, ARRAY_LEN(rows));
    }
    test ("a host that poses as another by alien letters is refused, also as xn--") {
        expect_str(email_of("o@раypal.com"), STR("(mixed_script)"));
        expect_str(email_of("o@xn--ypal-43d9g.com"), STR("(mixed_script)"));
        expect_str(email_of("o@gοοgle.com"), STR("(mixed_script)"));
    }
    test ("lengths are those of the wire") {
        struct buf typed = buf_in(&arena);
        for (int i = 0; i < 64; i++) {
            buf_put_char(&typed, 'a');
        }
        buf_put(&typed, STR("@example.com"));
        expect_str(email_of(str_z(&arena, buf_str(&typed))), buf_str(&typed));
        str longer = str_printf(&arena, "a%" STR_FMT, STR_ARG(buf_str(&typed)));
        expect_str(email_of(str_z(&arena, longer)), STR("(bad_email)"));
        buf_put(&typed, STR(".example.example.example.example.example.example.example.example"
                            ".example.example.example.example.example.example.example.example"
                            ".example.example.example.example.example.example.example.example"));
        expect_str(email_of(str_z(&arena, buf_str(&typed))), STR("(too_long)"));
    }
    test ("a masked address shows the owner enough") {
        expect_str(email_masked(&arena, (struct email){STR("olena@example.com")}),
                   STR("o***a@example.com"));
        expect_str(email_masked(&arena, (struct email){STR("o@example.com")}),
                   STR("o***@example.com"));
    }
}

static void phones(void)
{
    test ("all spellings of a phone number are one") {
        static const char *const spellings[] = {
            "+380671234567",
            "+38 (067) 123-45-67",
            "380671234567",
            "0038 067 123 45 67",
            "00380671234567",
            "067 123 45 67",
            "0671234567",
            "(067)123-45-67",
            "671234567",
            "8 067 123 45 67",
            "+380 (0)67 123 45 67",
            "067.123.45.67",
            "067/123-45-67",
            "\u202a+380 67 123 45 67\u202c",
            "＋３８０６７１２３４５６７",
            "+380\u00a067\u2009123\u201145\u201367",
            "067\u2212123\u22124567",
        };
        for (size_t i = 0; i < ARRAY_LEN(spellings); i++) {
            expect_str(phone_of(spellings[i]), STR("+380671234567"));
        }
    }
    test ("numbers of other countries need their code, and only the impossible is refused") {
        static const struct row rows[] = {
            {"+380 77 123 45 67", "+380771234567"},
            {"+48 601 234 567", "+48601234567"},
            {"0048601234567", "+48601234567"},
            {"+1 (212) 555-0123", "+12125550123"},
            {"+44 (0)20 7946 0958", "+442079460958"},
            {"+39 06 1234 5678", "+390612345678"},
            {"+373 22 123 456", "+37322123456"},
            {"", "(required)"},
            {"+", "(bad_phone)"},
            {"067123456", "(bad_phone)"},
            {"06712345678", "(bad_phone)"},
            {"+38067123456", "(bad_phone)"},
            {"+3806712345678", "(bad_phone)"},
            {"+999123456789", "(bad_phone)"},
            {"+0671234567", "(bad_phone)"},
            {"601234567890", "(bad_phone)"},
            {"067 123 45 6x", "(bad_phone)"},
            {"067 123 45 67 #1", "(bad_phone)"},
            {"++380671234567", "(bad_phone)"},
            {"380+671234567", "(bad_phone)"},
            {"٠٦٧١٢٣٤٥٦٧", "(bad_phone)"},
            {"+88112345678901234567890", "(bad_phone)"},
        };
        check_rows(phone_of, rows, ARRAY_LEN(rows));
    }
    test ("numbers without a code belong to the country of the settings") {
        expect_str(phone_at("PL", "601 234 567"), STR("+48601234567"));
        expect_str(phone_at("HU", "06 20 123 4567"), STR("+36201234567"));
        expect_str(phone_at("us", "(212) 555-0123"), STR("+12125550123"));
        expect_str(phone_at("US", "1-212-555-0123"), STR("+12125550123"));
        expect_str(phone_at("KZ", "8 701 234 56 78"), STR("+77012345678"));
        expect_str(phone_at("XX", "0671234567"), STR("(bad_phone)"));
        expect(phone_country_is_known(STR("UA")) && !phone_country_is_known(STR("XX")));
        expect(!phone_country_is_known(STR("")));
    }
    test ("a masked number shows the owner enough") {
        expect_str(phone_masked(&arena, (struct phone){STR("+380671234567")}),
                   STR("+380 *** ** 67"));
    }
}

static void names(void)
{
    test ("names of any script are kept as written") {
        static const struct row rows[] = {
            {"Олена Коваль", "Олена Коваль"},
            {"  Олена \u00a0 Коваль ", "Олена Коваль"},
            {"Мар’яна О'Коннор-Петренко", "Мар’яна О'Коннор-Петренко"},
            {"Марʼян", "Марʼян"},
            {"J.R.R. Tolkien", "J.R.R. Tolkien"},
            {"Cafe\u0301", "Café"},
            {"田中 太郎", "田中 太郎"},
            {"محمد علي", "محمد علي"},
            {"O", "O"},
            {"Олена Smith", "Олена Smith"},
            {"Nguyễn Thị Minh", "Nguyễn Thị Minh"},
            {"ІІ-й", "ІІ-й"},
        };
        check_rows(name_of, rows, ARRAY_LEN(rows));
    }
    test ("a name carries no links, marks or letters in disguise") {
        static const struct row rows[] = {
            {"", "(required)"},
            {" \u2003 ", "(required)"},
            {"123", "(bad_name)"},
            {"-", "(bad_name)"},
            {"O\u200dlena", "(invisible)"},
            {"Olena\u202e", "(invisible)"},
            {"\u3164", "(invisible)"},
            {"Ol\aena", "(bad_characters)"},
            {"Olena\nBcc", "(bad_characters)"},
            {"<b>Olena</b>", "(bad_characters)"},
            {"http://evil", "(bad_characters)"},
            {"visit evil.example now", "(bad_characters)"},
            {"me@evil", "(bad_characters)"},
            {"Olena 😀", "(bad_characters)"},
            {"a\u0301\u0301\u0301\u0301\u0301\u0301", "(bad_characters)"},
            {"Oлена", "(mixed_script)"}, /* the first letter is Latin */
        };
        check_rows(name_of, rows, ARRAY_LEN(rows));
    }
    test ("a name has at most 100 characters, not bytes") {
        struct buf name = buf_in(&arena);
        for (int i = 0; i < 100; i++) {
            buf_put(&name, STR("ї"));
        }
        expect_str(name_of(str_z(&arena, buf_str(&name))), buf_str(&name));
        buf_put(&name, STR("ї"));
        expect_str(name_of(str_z(&arena, buf_str(&name))), STR("(too_long)"));
    }
}

static void expect_guess(const char *typed, enum identifier_kind kind, const char *value)
{
    struct identifier guess = identifier_guess(&arena, str_from_z(typed), STR("UA"));
    expect_i64(guess.kind, kind);
    expect_str(guess.value, str_from_z(value));
}

static void guesses(void)
{
    test ("one field takes a login, an e-mail address or a phone number") {
        expect_guess(" OLENA ", IDENTIFIER_LOGIN, "olena");
        expect_guess("ｏｌｅｎａ", IDENTIFIER_LOGIN, "olena");
        expect_guess("Olena@Example.com", IDENTIFIER_EMAIL, "olena@example.com");
        expect_guess("067 123-45-67", IDENTIFIER_PHONE, "+380671234567");
    }
    test ("what is no identifier still has one value for its budget") {
        expect_guess(" NO Body ", IDENTIFIER_NONE, "no body");
        expect_guess("ｎｏ　ｂｏｄｙ", IDENTIFIER_NONE, "no body");
        expect_guess("", IDENTIFIER_NONE, "");
    }
    test ("the value of nonsense is cut between characters") {
        struct buf typed = buf_in(&arena);
        for (int i = 0; i < 200; i++) {
            buf_put(&typed, STR("ї"));
        }
        struct identifier guess = identifier_guess(&arena, buf_str(&typed), STR("UA"));
        expect(guess.kind == IDENTIFIER_NONE && guess.value.len == 254);
        expect(str_is_utf8(guess.value));
    }
}

int main(void)
{
    arena_init(&arena, 4 << 20);
    logins();
    emails();
    phones();
    names();
    guesses();
    arena_done(&arena);
    return tests_done();
}
