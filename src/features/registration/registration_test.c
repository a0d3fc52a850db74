/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>

#include "crypto/password.h"
#include "features/registration/flow.h"
#include "features/registration/registration.h"
#include "features/registration/registration_store.h"
#include "test.h"
#include "testroom.h"

static struct registration_draft draft_of(struct test_room *r, str login, str email, str phone)
{
    return (struct registration_draft){
        .login = {login},
        .email = {email},
        .phone = {phone},
        .name = {STR("Олена Ковальчук")},
        .lang = LANG_UK,
        .password = secret_copy(&r->t.arena, STR("a quiet green river")),
    };
}

/* What the browser of the registration begun last holds of it. */
static str handle_of_last;

static registration_id begin(struct test_room *r, str login, str email, str phone)
{
    struct registration_draft draft = draft_of(r, login, email, phone);
    registration_id id = {STR("")};
    expect(registration_begin(&r->act, &draft, &id, &handle_of_last) == ERR_OK);
    return id;
}

static struct confirmation confirm(struct test_room *r, registration_id id, str code)
{
    struct confirmation done = {.outcome = CONFIRM_CODE_SPENT};
    expect(registration_confirm_code(&r->act, id, code, &done) == ERR_OK);
    return done;
}

static enum resend_outcome resend(struct test_room *r, registration_id id)
{
    enum resend_outcome outcome = RESEND_NO_FLOW;
    expect(registration_resend(&r->act, id, &outcome) == ERR_OK);
    return outcome;
}

static str not_that(str code)
{
    return str_eq(code, STR("000000")) ? STR("000001") : STR("000000");
}

static void code_tests(struct test_room *r)
{
    str mail = STR("olena@example.com");
    registration_id id = begin(r, STR("olena.k"), mail, STR("+380671234567"));
    str code = test_room_code(r, mail);
    test ("the code makes the account, once") {
        expect(confirm(r, id, not_that(code)).outcome == CONFIRM_CODE_WRONG);
        struct confirmation done = confirm(r, id, code);
        expect(done.outcome == CONFIRM_DONE);
        struct account account;
        expect(account_by_id(r->t.db, &r->t.arena, done.account, &account) == ERR_OK);
        expect_str(account.email.text, mail);
        expect_str(account.language, STR("uk"));
        db_snapshot_end(r->t.db);
        bool agreed = false;
        expect(account_has_agreed(r->t.db, &r->t.arena, done.account, r->settings.terms_version,
                                  &agreed) == ERR_OK);
        expect(agreed);
        expect(confirm(r, id, code).outcome == CONFIRM_CODE_SPENT);
    }
    test ("a code answers for its own flow only") {
        registration_id other =
            begin(r, STR("other.1"), STR("o1@example.com"), STR("+380501000001"));
        (void)begin(r, STR("other.2"), STR("o2@example.com"), STR("+380501000002"));
        str foreign = test_room_code(r, STR("o2@example.com"));
        str own = test_room_code(r, STR("o1@example.com"));
        expect(str_eq(own, foreign) || confirm(r, other, foreign).outcome == CONFIRM_CODE_WRONG);
    }
    test ("five tries end a code, a minute later another one voids it") {
        registration_id flow = begin(r, STR("tries"), STR("t@example.com"), STR("+380501000003"));
        str first = test_room_code(r, STR("t@example.com"));
        for (int i = 0; i < 5; i++) {
            expect(confirm(r, flow, not_that(first)).outcome == CONFIRM_CODE_WRONG);
        }
        expect(confirm(r, flow, first).outcome == CONFIRM_CODE_SPENT);
        expect(resend(r, flow) == RESEND_TOO_SOON);
        test_room_wait(r, WHEN_MINUTE);
        expect(resend(r, flow) == RESEND_SENT);
        str second = test_room_code(r, STR("t@example.com"));
        expect(str_eq(first, second) || confirm(r, flow, first).outcome == CONFIRM_CODE_WRONG);
        expect(confirm(r, flow, second).outcome == CONFIRM_DONE);
    }
    test ("a code lives fifteen minutes, a registration a day, with five codes") {
        registration_id flow = begin(r, STR("late"), STR("l@example.com"), STR("+380501000004"));
        str late = test_room_code(r, STR("l@example.com"));
        test_room_wait(r, CODE_LIFE);
        expect(confirm(r, flow, late).outcome == CONFIRM_CODE_SPENT);
        for (int i = 1; i < CODE_SENDS_MAX; i++) {
            expect(resend(r, flow) == RESEND_SENT);
            test_room_wait(r, WHEN_MINUTE);
        }
        expect(resend(r, flow) == RESEND_TOO_MANY);
        test_room_wait(r, WHEN_DAY);
        expect(resend(r, flow) == RESEND_NO_FLOW);
        expect(test_room_job(r, registration_jobs, "registration.purge", STR("")) == ERR_OK);
    }
    test ("the link proves as the code does, and works once") {
        registration_id own =
            begin(r, STR("linked"), STR("link@example.com"), STR("+380501000005"));
        str token = test_room_token(r, STR("link@example.com"));
        struct confirmation done;
        expect(registration_confirm_link(&r->act, token, own, &done) == ERR_OK);
        expect(done.outcome == CONFIRM_DONE);
        expect(registration_confirm_link(&r->act, token, own, &done) == ERR_OK);
        expect(done.outcome == CONFIRM_CODE_SPENT);
        expect(registration_confirm_link(&r->act, STR("no token"), own, &done) == ERR_OK);
        expect(done.outcome == CONFIRM_CODE_SPENT);
    }
    test (
        "pressed in another browser it asks for the password there, and the form's opens nothing") {
        str elsewhere = STR("elsewhere@example.com");
        registration_id form = begin(r, STR("elsewhere"), elsewhere, STR("+380501000006"));
        str sent = test_room_code(r, elsewhere), form_handle = handle_of_last;
        struct confirmation done;
        expect(registration_confirm_link(&r->act, test_room_token(r, elsewhere),
                                         (registration_id){STR("")}, &done) == ERR_OK);
        expect(done.outcome == CONFIRM_NEXT_PASSWORD);
        registration_id found;
        expect(registration_of_handle(&r->act, form_handle, &found) == ERR_OK);
        expect_i64((int64_t)found.text.len, 0);
        expect(registration_of_handle(&r->act, done.handle, &found) == ERR_OK);
        expect_str(found.text, form.text);
        db_snapshot_end(r->t.db);
        expect(confirm(r, form, sent).outcome == CONFIRM_CODE_SPENT);
        test_room_wait(r, WHEN_MINUTE);
        expect(resend(r, form) == RESEND_NO_FLOW);
        const char *fault = NULL;
        struct secret password = secret_copy(&r->t.arena, STR("the owner's own river"));
        str hash = STR("");
        expect(registration_check_password(&r->act, form, password, &fault) == ERR_OK);
        expect(password_hash(r->site.hasher, &r->t.arena, password, &hash) == ERR_OK);
        expect(registration_set_password(&r->act, form, hash, &done) == ERR_OK);
        expect(fault == NULL && done.outcome == CONFIRM_DONE);
        struct credential credential;
        expect(account_credential(r->t.db, &r->t.arena, done.account, &credential) == ERR_OK);
        db_snapshot_end(r->t.db);
        bool right = false, form_s = true;
        expect(password_verify(r->site.hasher, credential.password_hash, password, &right) ==
               ERR_OK);
        struct secret of_form = secret_copy(&r->t.arena, STR("a quiet green river"));
        expect(password_verify(r->site.hasher, credential.password_hash, of_form, &form_s) ==
               ERR_OK);
        expect(right && !form_s);
        expect(registration_set_password(&r->act, form, hash, &done) == ERR_NOT_FOUND);
    }
    test ("the id alone goes on with nothing") {
        registration_id bare =
            begin(r, STR("bearer"), STR("bearer@example.com"), STR("+380501000007"));
        registration_id found = {STR("x")};
        str wrong[] = {bare.text, STR(""), str_printf(&r->t.arena, "%.36s.", bare.text.ptr),
                       str_printf(&r->t.arena, "%.36s.%043d", bare.text.ptr, 0)};
        for (size_t i = 0; i < ARRAY_LEN(wrong); i++) {
            expect(registration_of_handle(&r->act, wrong[i], &found) == ERR_OK);
            expect_i64((int64_t)found.text.len, 0);
        }
        expect(registration_of_handle(&r->act, handle_of_last, &found) == ERR_OK);
        expect_str(found.text, bare.text);
        db_snapshot_end(r->t.db);
    }
}

static void login_tests(struct test_room *r)
{
    test ("a login is kept for an hour, but not from the browser that began") {
        registration_id first = begin(r, STR("kept"), STR("k1@example.com"), STR("+380502000001"));
        struct registration_draft again =
            draft_of(r, STR("kept"), STR("k2@example.com"), STR("+380502000002"));
        registration_id id;
        expect(registration_begin(&r->act, &again, &id, &handle_of_last) == ERR_CONFLICT);
        again.replaced = first;
        expect(registration_begin(&r->act, &again, &id, &handle_of_last) == ERR_OK);
        expect(confirm(r, first, test_room_code(r, STR("k1@example.com"))).outcome ==
               CONFIRM_LOGIN_TAKEN);
        again.replaced = (registration_id){{0}};
        test_room_wait(r, WHEN_HOUR);
        expect(registration_begin(&r->act, &again, &id, &handle_of_last) == ERR_OK);
    }
    test ("a login of an account is taken for good") {
        (void)test_room_account(r, STR("taken"), STR("+380502000009"), STR("x"));
        struct registration_draft draft =
            draft_of(r, STR("taken"), STR("k3@example.com"), STR("+380502000003"));
        registration_id id;
        expect(registration_begin(&r->act, &draft, &id, &handle_of_last) == ERR_CONFLICT);
    }
}

static void known_tests(struct test_room *r)
{
    (void)test_room_account(r, STR("owner"), STR("+380503000001"), STR("x"));
    test ("a known e-mail gets a letter without a code, and nobody can confirm") {
        registration_id id =
            begin(r, STR("impostor"), STR("owner@example.com"), STR("+380503000002"));
        expect_str(test_room_code(r, STR("owner@example.com")), STR(""));
        expect(str_find(test_room_text(r, STR("owner@example.com")), STR("/recover")) > 0);
        expect(confirm(r, id, STR("123456")).outcome == CONFIRM_CODE_WRONG);
        struct registration_wait wait;
        expect(registration_waiting(&r->act, id, &wait) == ERR_OK && !wait.phone_next);
        db_snapshot_end(r->t.db);
    }
    test ("the first to confirm has the e-mail, the second is told so") {
        registration_id one =
            begin(r, STR("race.1"), STR("race@example.com"), STR("+380503000003"));
        str first = test_room_code(r, STR("race@example.com"));
        registration_id two =
            begin(r, STR("race.2"), STR("race@example.com"), STR("+380503000004"));
        str second = test_room_code(r, STR("race@example.com"));
        expect(confirm(r, two, second).outcome == CONFIRM_DONE);
        expect(confirm(r, one, first).outcome == CONFIRM_EMAIL_TAKEN);
    }
    test ("a phone that stands unproven in an account goes to whoever proves it") {
        registration_id id = begin(r, STR("prover"), STR("p@example.com"), STR("+380503000001"));
        expect(test_room_job(r, registration_jobs, "registration.known_phone", id.text) == ERR_OK);
        expect(str_find(test_room_text(r, STR("owner@example.com")), STR("***")) > 0);
        expect(confirm(r, id, test_room_code(r, STR("p@example.com"))).outcome ==
               CONFIRM_NEXT_PHONE);
        str sms = test_room_code(r, STR("+380503000001"));
        expect(confirm(r, id, not_that(sms)).outcome == CONFIRM_CODE_WRONG);
        struct confirmation done = confirm(r, id, sms);
        expect(done.outcome == CONFIRM_DONE);
        struct account account;
        expect(account_by_id(r->t.db, &r->t.arena, done.account, &account) == ERR_OK);
        expect(!when_is_none(account.phone_verified_at));
        db_snapshot_end(r->t.db);
    }
    test ("a phone that its owner proved makes no second account") {
        registration_id id = begin(r, STR("second"), STR("s@example.com"), STR("+380503000001"));
        test_room_wait(r, WHEN_MINUTE);
        expect(confirm(r, id, test_room_code(r, STR("s@example.com"))).outcome ==
               CONFIRM_NEXT_PHONE);
        expect(confirm(r, id, test_room_code(r, STR("+380503000001"))).outcome ==
               CONFIRM_PHONE_TAKEN);
    }
    test ("without a gateway for text messages a phone in use makes no account") {
        r->settings.demo = false;
        registration_id id = begin(r, STR("nogate"), STR("n@example.com"), STR("+380503000001"));
        expect(confirm(r, id, test_room_code(r, STR("n@example.com"))).outcome ==
               CONFIRM_PHONE_TAKEN);
        r->settings.demo = true;
    }
}

/* The messages to an address, leaving no trace in the test's arena. */
static int64_t messages(struct test_room *r, str to)
{
    struct arena_mark mark = arena_mark(&r->t.arena);
    int64_t count = test_room_messages(r, to);
    arena_rewind(&r->t.arena, mark);
    return count;
}

/* How many wrong codes of a flow were checked before it was closed or spent. */
static int wrong_codes(struct test_room *r, registration_id id, str right, int tries)
{
    int checked = 0;
    for (int i = 0; i < tries; i++) {
        checked += confirm(r, id, not_that(right)).outcome == CONFIRM_CODE_WRONG;
    }
    return checked;
}

static void target_tests(struct test_room *r)
{
    test_room_wait(r, WHEN_DAY);
    test ("forty registrations of one mailbox: sixty wrong codes, and its letter's link still "
          "works") {
        str mailbox = STR("target@example.com");
        registration_id first = begin(r, STR("aim"), mailbox, STR("+380504000000"));
        str right = test_room_code(r, mailbox), link = test_room_token(r, mailbox);
        int checked = 0;
        for (int i = 0; i < 40; i++) {
            str login = str_printf(&r->t.arena, "aim%d", i);
            str spelled = i % 2 == 0 ? mailbox : STR("tar.get+x@example.com");
            struct arena_mark mark = arena_mark(&r->t.arena);
            registration_id id = begin(r, login, spelled, STR("+380504000001"));
            checked += wrong_codes(r, id, test_room_code(r, spelled), 5);
            arena_rewind(&r->t.arena, mark);
        }
        expect_i64(checked, 60);
        expect(confirm(r, first, right).outcome == CONFIRM_CODE_CLOSED);
        struct confirmation done;
        expect(registration_confirm_link(&r->act, link, first, &done) == ERR_OK);
        expect(done.outcome == CONFIRM_DONE);
    }
    test ("a letter that was withheld leaves no live code") {
        str mailbox = STR("quiet@example.com");
        registration_id id = {STR("")};
        for (int i = 0; i < 13; i++) {
            id = begin(r, str_printf(&r->t.arena, "quiet%d", i), mailbox, STR("+380504000002"));
        }
        expect_i64(messages(r, mailbox), 3);
        struct registration kept;
        expect(registration_by_id(r->t.db, &r->t.arena, id, r->act.now, &kept) == ERR_OK);
        db_snapshot_end(r->t.db);
        bool matches = false;
        for (int code = 0; code < 1000000 && !matches; code += 1013) {
            char typed[7];
            snprintf(typed, sizeof typed, "%06d", code);
            matches = one_time_matches(kept.code_digest,
                                       one_time_code_digest(&r->t.arena, &r->site, "registration",
                                                            id.text, str_from_z(typed)));
        }
        expect(!matches);
    }
    test ("forty registrations with one phone: no code lives that was not sent") {
        (void)test_room_account(r, STR("holder"), STR("+380504000003"), STR("x"));
        int checked = 0;
        for (int i = 0; i < 40; i++) {
            struct arena_mark mark = arena_mark(&r->t.arena);
            str mail = str_printf(&r->t.arena, "h%d@example.com", i);
            str login = str_printf(&r->t.arena, "hold%d", i);
            registration_id id = begin(r, login, mail, STR("+380504000003"));
            expect(confirm(r, id, test_room_code(r, mail)).outcome == CONFIRM_NEXT_PHONE);
            checked += wrong_codes(r, id, test_room_code(r, STR("+380504000003")), 5);
            arena_rewind(&r->t.arena, mark);
        }
        expect_i64(messages(r, STR("+380504000003")), 1);
        expect(checked <= 60);
    }
}

static void letter_tests(struct test_room *r)
{
    test_room_wait(r, WHEN_DAY);
    test ("a mailbox gets three letters a day from guests, with whatever tags and dots, and nobody "
          "is told") {
        int64_t got = 0;
        for (int i = 0; i < 40; i++) {
            str mail = str_printf(&r->t.arena, "flo.oded+%d@example.com", i);
            str login = str_printf(&r->t.arena, "flood%d", i);
            (void)begin(r, login, mail, STR("+380505000005"));
            got += messages(r, mail);
        }
        expect_i64(got, 3);
    }
    test ("an owner hears three times a day that others type what is theirs, and no more") {
        (void)test_room_account(r, STR("bombed"), STR("+380505000001"), STR("x"));
        for (int i = 0; i < 40; i++) {
            str mail = i % 2 == 0 ? str_printf(&r->t.arena, "bomber%d@example.com", i)
                                  : STR("bombed@example.com");
            str login = str_printf(&r->t.arena, "bomber%d", i);
            registration_id id = begin(r, login, mail, STR("+380505000001"));
            expect(test_room_job(r, registration_jobs, "registration.known_phone", id.text) ==
                   ERR_OK);
        }
        expect_i64(messages(r, STR("bombed@example.com")), 3);
    }
    test ("a network asks for so many letters an hour, whoever they are for, and is told") {
        r->settings.mail_network_hour = 60;
        str usual = r->act.network;
        r->act.network = STR("203.0.113.99");
        int64_t got = 0;
        for (int i = 0; i < 70; i++) {
            struct registration_draft draft =
                draft_of(r, str_printf(&r->t.arena, "net%d", i),
                         str_printf(&r->t.arena, "net%d@example.com", i), STR("+380505000009"));
            registration_id id;
            err e = registration_begin(&r->act, &draft, &id, &handle_of_last);
            expect(e == (i < 60 ? ERR_OK : ERR_LIMITED));
            got += messages(r, draft.email.text);
        }
        expect_i64(got, 60);
        r->act.network = usual;
        r->settings.mail_network_hour = 100000;
        registration_id id = begin(r, STR("net69"), STR("net69@example.com"), STR("+380505000009"));
        expect(id.text.len > 0); /* what was refused keeps no login */
    }
    test ("the day's letters over everything have an end") {
        r->settings.mail_day = 16;
        test_room_wait(r, WHEN_DAY);
        int64_t got = 0;
        for (int i = 0; i < 60; i++) {
            struct registration_draft draft =
                draft_of(r, str_printf(&r->t.arena, "all%d", i),
                         str_printf(&r->t.arena, "all%d@example.com", i), STR("+380505000010"));
            registration_id id;
            (void)registration_begin(&r->act, &draft, &id, &handle_of_last);
            got += messages(r, draft.email.text);
        }
        expect(got > 0 && got <= 16);
    }
}

static void domain_tests(void)
{
    test ("a banned domain bans the ones below it, and no other that ends alike") {
        str list = STR("# disposable\nmailinator.com\n  trash.example # comment\n");
        expect(domain_is_listed(list, STR("mailinator.com")));
        expect(domain_is_listed(list, STR("eu.mailinator.com")));
        expect(domain_is_listed(list, STR("trash.example")));
        expect(!domain_is_listed(list, STR("notmailinator.com")));
        expect(!domain_is_listed(list, STR("example.com")));
    }
}

int main(void)
{
    struct test_room r;
    if (!test_room_open(&r)) {
        return tests_skipped("no PostgreSQL at hand");
    }
    r.settings.mail_network_hour = 100000;
    code_tests(&r);
    login_tests(&r);
    known_tests(&r);
    target_tests(&r);
    letter_tests(&r);
    domain_tests();
    test_room_close(&r);
    return tests_done();
}
