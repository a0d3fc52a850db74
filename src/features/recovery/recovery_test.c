/* SPDX-License-Identifier: Apache-2.0 */
#include "crypto/password.h"
#include "features/accounts/code_guess.h"
#include "features/accounts/contact.h"
#include "features/accounts/phone.h"
#include "features/recovery/flow.h"
#include "features/recovery/recovery.h"
#include "features/signin/attempt.h"
#include "test.h"
#include "testroom.h"

#define OLD_PASSWORD STR("a quiet green river")
#define DEVICE STR("0123456789abcdef0123456789abcdef")
#define NEW_PASSWORD STR("seven loud grey hills")

/* What the browser of the flow begun last holds of it. */
static str handle_of_last;

static recovery_id begin(struct test_room *r, str typed)
{
    recovery_id id = {STR("")};
    expect(recovery_begin(&r->act, typed, STR(""), &id, &handle_of_last) == ERR_OK);
    expect(test_room_job(r, recovery_jobs, "recovery.send", id.text) == ERR_OK);
    return id;
}

static enum recovery_check prove(struct test_room *r, recovery_id id, str code)
{
    enum recovery_check check = RECOVERY_CODE_SPENT;
    expect(recovery_prove_by_code(&r->act, id, code, &check) == ERR_OK);
    return check;
}

static enum recovery_finish set_password(struct test_room *r, recovery_id id, str password)
{
    enum recovery_finish outcome = RECOVERY_NOT_PROVEN;
    const char *fault = NULL;
    struct secret secret = secret_copy(&r->t.arena, password);
    expect(recovery_check_password(&r->act, id, secret, &outcome, &fault) == ERR_OK);
    if (outcome == RECOVERY_DONE) {
        str hash;
        expect(password_hash(r->act.site->hasher, &r->t.arena, secret, &hash) == ERR_OK);
        expect(recovery_set_password(&r->act, id, hash, DEVICE, &outcome) == ERR_OK);
    }
    return outcome;
}

static enum recovery_resend ask_email(struct test_room *r, recovery_id id)
{
    enum recovery_resend outcome = RECOVERY_NO_FLOW;
    expect(recovery_ask_email(&r->act, id, &outcome) == ERR_OK);
    if (outcome == RECOVERY_SENT) {
        expect(test_room_job(r, recovery_jobs, "recovery.send", id.text) == ERR_OK);
    }
    return outcome;
}

static bool opens(struct test_room *r, str login, str password)
{
    struct attempt attempt = {0};
    struct secret secret = secret_copy(&r->t.arena, password);
    expect(attempt_password(&r->act, login, secret, STR(""), &attempt) == ERR_OK);
    db_snapshot_end(r->t.db);
    return attempt.outcome == ATTEMPT_OK;
}

static void prove_phone(struct test_room *r, account_id id, str phone)
{
    enum contact_send sent;
    enum contact_check check;
    expect(contact_send_code(&r->act, id, CONTACT_PHONE, phone, &sent) == ERR_OK);
    expect(contact_check_code(&r->act, id, CONTACT_PHONE, test_room_code(r, phone), &check) ==
           ERR_OK);
    expect(check == CONTACT_PROVEN);
    test_room_wait(r, WHEN_HOUR);
}

static str not_that(str code)
{
    return str_eq(code, STR("000000")) ? STR("000001") : STR("000000");
}

/* Whoever began a flow must not learn from it that the account lives. */
static void expect_looks_like_nobodys(struct test_room *r, recovery_id id)
{
    struct recovery_wait wait;
    expect(recovery_waiting(&r->act, id, &wait) == ERR_OK);
    for (int i = 0; i < CODE_TRIES_MAX; i++) {
        expect(prove(r, id, STR("123456")) == RECOVERY_CODE_WRONG);
    }
    expect(prove(r, id, STR("123456")) == RECOVERY_CODE_SPENT);
}

static void mailbox_tests(struct test_room *r)
{
    (void)test_room_account(r, STR("olena.k"), STR("+380671000001"), OLD_PASSWORD);
    str mail = STR("olena.k@example.com");
    test ("without a proven phone the code goes to the mailbox and leads to a new password") {
        recovery_id id = begin(r, STR("OLENA.K"));
        str code = test_room_code(r, mail);
        expect(set_password(r, id, NEW_PASSWORD) == RECOVERY_NOT_PROVEN);
        expect(prove(r, id, not_that(code)) == RECOVERY_CODE_WRONG);
        expect(prove(r, id, code) == RECOVERY_PROVEN);
        expect(prove(r, id, code) == RECOVERY_CODE_SPENT);
        expect(set_password(r, id, STR("short")) == RECOVERY_BAD_PASSWORD);
        expect(set_password(r, id, NEW_PASSWORD) == RECOVERY_DONE);
        expect(set_password(r, id, STR("another long password")) == RECOVERY_NOT_PROVEN);
        expect(opens(r, STR("olena.k"), NEW_PASSWORD));
        expect(!opens(r, STR("olena.k"), OLD_PASSWORD));
    }
    test ("the browser that finished it is let in, however often strangers guess wrong") {
        str home = r->act.network;
        struct secret wrong = secret_copy(&r->t.arena, STR("wrong"));
        struct secret right = secret_copy(&r->t.arena, NEW_PASSWORD);
        struct attempt attempt = {0};
        for (int i = 0; i < 150; i++) {
            r->act.network = str_printf(&r->t.arena, "198.51.100.%d", i);
            expect(attempt_password(&r->act, STR("olena.k"), wrong, STR(""), &attempt) == ERR_OK);
        }
        expect(attempt.outcome == ATTEMPT_LIMITED);
        r->act.network = home;
        expect(attempt_password(&r->act, STR("olena.k"), right, DEVICE, &attempt) == ERR_OK);
        expect(attempt.outcome == ATTEMPT_OK);
        db_snapshot_end(r->t.db);
        test_room_wait(r, WHEN_HOUR);
    }
    test ("this was not me closes the account until it is recovered again, once") {
        str token = test_room_token(r, mail);
        expect(recovery_object(&r->act, token) == ERR_OK);
        expect(!opens(r, STR("olena.k"), NEW_PASSWORD));
        expect(recovery_object(&r->act, token) == ERR_NOT_FOUND);
        expect(recovery_object(&r->act, STR("nonsense")) == ERR_NOT_FOUND);
    }
    test ("contacts stand still for a day afterwards") {
        when until = WHEN_NONE;
        struct account_key key;
        expect(account_key_by_identifier(r->t.db, &r->t.arena, STR("olena.k"), &key) == ERR_OK);
        expect(account_held_until(r->t.db, &r->t.arena, key.id, r->act.now, &until) == ERR_OK);
        expect_i64(until.us - r->act.now.us, WHEN_DAY);
        db_snapshot_end(r->t.db);
    }
}

/* How many letters come of so many recoveries, an hour apart or at once. */
struct flood {
    str network; /* empty: another one each time */
    str device;
    int count;
    int64_t pause_us;
};

static int64_t letters_of(struct test_room *r, str mail, const struct flood *flood)
{
    str usual = r->act.network;
    int64_t before = test_room_messages(r, mail);
    for (int i = 0; i < flood->count; i++) {
        static int guests = 0;
        recovery_id id = {STR("")};
        str handle;
        r->act.network = flood->network.len > 0
                             ? flood->network
                             : str_printf(&r->t.arena, "198.51.100.%d", guests++);
        expect(recovery_begin(&r->act, STR("limits"), flood->device, &id, &handle) == ERR_OK);
        expect(test_room_job(r, recovery_jobs, "recovery.send", id.text) == ERR_OK);
        test_room_wait(r, flood->pause_us);
    }
    r->act.network = usual;
    return test_room_messages(r, mail) - before;
}

static void come_in(struct test_room *r, str device)
{
    struct attempt good = {0};
    struct entry entry = {.method = "password", .device = device};
    entry.password = secret_copy(&r->t.arena, OLD_PASSWORD);
    expect(attempt_password(&r->act, STR("limits"), entry.password, device, &good) == ERR_OK);
    entry.subject = good.subject;
    session_id session;
    str token;
    expect(enter(&r->act, &entry, &session, &token) == ERR_OK);
}

static void flood_tests(struct test_room *r, str mail)
{
    struct flood guests = {.count = 15, .device = STR("")};
    struct flood own_browser = {.network = STR("203.0.113.80"), .device = DEVICE, .count = 5};
    struct flood own_network = {.network = r->act.network, .device = STR(""), .count = 5};
    test_room_wait(r, WHEN_DAY);
    come_in(r, DEVICE);
    test ("guests have three letters a day sent to a mailbox, and nobody is told") {
        expect_i64(letters_of(r, mail, &guests), 3);
    }
    test ("a browser that the account was opened from has three an hour and twelve a day besides") {
        expect_i64(letters_of(r, mail, &own_browser), 3);
        test_room_wait(r, WHEN_HOUR);
        expect_i64(letters_of(r, mail, &own_browser), 3);
        own_browser.count = 15;
        own_browser.pause_us = WHEN_HOUR;
        expect_i64(letters_of(r, mail, &own_browser), 6);
    }
    test ("a network that it was opened from has three a day, together with what it caused as a "
          "guest") {
        test_room_wait(r, WHEN_DAY);
        expect_i64(letters_of(r, mail, &own_network), 3);
        expect_i64(letters_of(r, mail, &guests), 0);
        test_room_wait(r, WHEN_DAY);
        guests.pause_us = WHEN_MINUTE;
        expect_i64(letters_of(r, mail, &guests), 3);
        expect_i64(letters_of(r, mail, &own_network), 3);
        own_network.pause_us = WHEN_HOUR;
        expect_i64(letters_of(r, mail, &own_network), 0);
    }
    test ("a browser that opened another account is a guest's") {
        test_room_wait(r, WHEN_DAY);
        own_browser.device = STR("fedcba9876543210fedcba9876543210");
        own_browser.pause_us = 0;
        expect_i64(letters_of(r, mail, &own_browser), 3);
    }
}

static void limit_tests(struct test_room *r)
{
    (void)test_room_account(r, STR("limits"), STR("+380671000002"), OLD_PASSWORD);
    str mail = STR("limits@example.com");
    test ("five tries end a code, ten minutes do as well") {
        recovery_id id = begin(r, STR("limits"));
        str code = test_room_code(r, mail);
        for (int i = 0; i < CODE_TRIES_MAX; i++) {
            expect(prove(r, id, not_that(code)) == RECOVERY_CODE_WRONG);
        }
        expect(prove(r, id, code) == RECOVERY_CODE_SPENT);
        recovery_id late = begin(r, STR("limits"));
        str late_code = test_room_code(r, mail);
        test_room_wait(r, RECOVERY_CODE_LIFE);
        expect(prove(r, late, late_code) == RECOVERY_CODE_SPENT);
    }
    flood_tests(r, mail);
    test ("a new code voids the one before it, also that of another flow") {
        test_room_wait(r, WHEN_DAY);
        recovery_id first = begin(r, STR("limits"));
        str first_code = test_room_code(r, mail);
        recovery_id second = begin(r, STR("limits"));
        str second_code = test_room_code(r, mail);
        expect(str_eq(first_code, second_code) ||
               prove(r, second, first_code) == RECOVERY_CODE_WRONG);
        expect(prove(r, first, first_code) == RECOVERY_CODE_WRONG);
        expect(prove(r, second, second_code) == RECOVERY_PROVEN);
    }
    test ("a flow whose code was voided looks like one of nobody's") {
        test_room_wait(r, WHEN_DAY);
        recovery_id voided = begin(r, STR("limits"));
        recovery_id second = begin(r, STR("limits"));
        expect_looks_like_nobodys(r, voided);
        expect(prove(r, second, test_room_code(r, mail)) == RECOVERY_PROVEN);
        recovery_id other = begin(r, STR("limits"));
        expect(set_password(r, second, OLD_PASSWORD) == RECOVERY_DONE);
        expect_looks_like_nobodys(r, other);
    }
    test ("a quarter of an hour after the code no password is taken any more") {
        test_room_wait(r, WHEN_DAY);
        recovery_id id = begin(r, STR("limits"));
        expect(prove(r, id, test_room_code(r, mail)) == RECOVERY_PROVEN);
        test_room_wait(r, RECOVERY_PASSWORD_LIFE);
        expect(set_password(r, id, NEW_PASSWORD) == RECOVERY_NOT_PROVEN);
    }
    test ("what is nobody's gets the same answers and no message") {
        recovery_id id = begin(r, STR("nobody.here"));
        expect_looks_like_nobodys(r, id);
        expect(ask_email(r, id) == RECOVERY_TOO_SOON);
        test_room_wait(r, WHEN_MINUTE);
        expect(ask_email(r, id) == RECOVERY_SENT);
    }
}

static err begin_only(struct test_room *r, str network, str typed)
{
    str usual = r->act.network;
    recovery_id id = {STR("")};
    str handle;
    r->act.network = network;
    err e = recovery_begin(&r->act, typed, STR(""), &id, &handle);
    r->act.network = usual;
    if (e == ERR_OK) {
        expect(test_room_job(r, recovery_jobs, "recovery.send", id.text) == ERR_OK);
    }
    return e;
}

/* How many more letters a network may ask for, as any form that writes letters shows. */
static int letters_left(struct test_room *r, str network)
{
    for (int i = 0; i < 10; i++) {
        err e = begin_only(r, network, str_printf(&r->t.arena, "meter.of.letters%d", i));
        if (e == ERR_LIMITED) {
            return i;
        }
        expect(e == ERR_OK);
    }
    return 10;
}

static void budget_tests(struct test_room *r)
{
    str known = STR("+380671000009");
    account_id id = test_room_account(r, STR("budgeted"), known, OLD_PASSWORD);
    prove_phone(r, id, known);
    test_room_wait(r, 8 * WHEN_DAY);
    int64_t network_hour = r->settings.mail_network_hour;
    int64_t network_day = r->settings.sms_network_day;
    r->settings.mail_network_hour = 5;
    test ("a network's letters are taken alike for a known and for an unknown identifier") {
        expect(begin_only(r, STR("203.0.113.50"), STR("budgeted@example.com")) == ERR_OK);
        expect(begin_only(r, STR("203.0.113.51"), STR("nobody@example.com")) == ERR_OK);
        expect_i64(letters_left(r, STR("203.0.113.50")), 4);
        expect_i64(letters_left(r, STR("203.0.113.51")), 4);
    }
    r->settings.mail_network_hour = network_hour;
    test ("a recovery by phone leaves the budgets of the network and the phone for other codes") {
        account_id other = test_room_account(r, STR("prober"), STR("+380671000010"), OLD_PASSWORD);
        test_room_wait(r, WHEN_DAY);
        r->settings.sms_network_day = 1;
        int64_t texts = test_room_messages(r, known);
        expect(begin_only(r, r->act.network, known) == ERR_OK);
        expect_i64(test_room_messages(r, known), texts + 1);
        enum contact_send sent = CONTACT_LIMITED;
        expect(contact_send_code(&r->act, other, CONTACT_PHONE, known, &sent) == ERR_OK);
        expect(sent == CONTACT_CODE_SENT);
    }
    test ("a network that asked for its day's text messages is written to instead") {
        test_room_wait(r, WHEN_HOUR);
        int64_t texts = test_room_messages(r, known);
        int64_t mails = test_room_messages(r, STR("budgeted@example.com"));
        expect(begin_only(r, r->act.network, known) == ERR_OK);
        expect_i64(test_room_messages(r, known), texts);
        expect_i64(test_room_messages(r, STR("budgeted@example.com")), mails + 1);
        r->settings.sms_network_day = network_day;
        test_room_wait(r, WHEN_DAY);
    }
}

static void phone_tests(struct test_room *r)
{
    str phone = STR("+380671000003");
    account_id id = test_room_account(r, STR("phoned"), phone, OLD_PASSWORD);
    prove_phone(r, id, phone);
    test ("a proven phone is asked first, the mailbox a minute later when the code did not come") {
        int64_t mails = test_room_messages(r, STR("phoned@example.com"));
        recovery_id flow = begin(r, STR("067 100 00 03"));
        str sms_code = test_room_code(r, phone);
        expect_i64(test_room_messages(r, STR("phoned@example.com")), mails);
        expect(ask_email(r, flow) == RECOVERY_TOO_SOON);
        test_room_wait(r, WHEN_MINUTE);
        expect(ask_email(r, flow) == RECOVERY_SENT);
        expect_i64(test_room_messages(r, STR("phoned@example.com")), mails + 1);
        str mail_code = test_room_code(r, STR("phoned@example.com"));
        expect(str_eq(sms_code, mail_code) || prove(r, flow, sms_code) == RECOVERY_CODE_WRONG);
        expect(prove(r, flow, mail_code) == RECOVERY_PROVEN);
    }
    test ("the code by phone leads on, and both contacts hear of the new password") {
        test_room_wait(r, WHEN_HOUR);
        int64_t texts = test_room_messages(r, phone);
        int64_t mails = test_room_messages(r, STR("phoned@example.com"));
        recovery_id flow = begin(r, STR("phoned"));
        expect(prove(r, flow, test_room_code(r, phone)) == RECOVERY_PROVEN);
        expect(set_password(r, flow, NEW_PASSWORD) == RECOVERY_DONE);
        expect_i64(test_room_messages(r, phone), texts + 2);
        expect_i64(test_room_messages(r, STR("phoned@example.com")), mails + 1);
    }
}

static void link_tests(struct test_room *r)
{
    (void)test_room_account(r, STR("linked"), STR("+380671000004"), OLD_PASSWORD);
    test ("a link goes on in the browser that pressed its button, not where the flow began") {
        recovery_id begun = begin(r, STR("linked"));
        str token = test_room_token(r, STR("linked@example.com"));
        enum recovery_check check = RECOVERY_CODE_SPENT;
        recovery_id next = {STR("")};
        str handle, spent;
        expect(recovery_prove_by_link(&r->act, token, &check, &handle) == ERR_OK);
        expect(check == RECOVERY_PROVEN);
        expect(recovery_of_handle(&r->act, handle, &next) == ERR_OK);
        db_snapshot_end(r->t.db);
        expect(set_password(r, begun, NEW_PASSWORD) == RECOVERY_NOT_PROVEN);
        expect(recovery_prove_by_link(&r->act, token, &check, &spent) == ERR_OK);
        expect(check == RECOVERY_CODE_SPENT);
        expect(set_password(r, next, NEW_PASSWORD) == RECOVERY_DONE);
        expect_looks_like_nobodys(r, begun);
    }
    test ("flows are forgotten after a day") {
        test_room_wait(r, RECOVERY_LIFE);
        expect(test_room_job(r, recovery_jobs, "recovery.purge", STR("")) == ERR_OK);
    }
}

static void handle_tests(struct test_room *r)
{
    (void)test_room_account(r, STR("handled"), STR("+380671000005"), OLD_PASSWORD);
    test ("the id alone goes on with nothing, nor does the secret of another flow") {
        recovery_id first = begin(r, STR("handled")), found = {STR("x")};
        str first_handle = handle_of_last;
        (void)begin(r, STR("handled"));
        str secret;
        (void)str_cut(handle_of_last, '.', &secret);
        str wrong[] = {first.text, STR(""),
                       str_printf(&r->t.arena, "%" STR_FMT ".%" STR_FMT, STR_ARG(first.text),
                                  STR_ARG(secret))};
        for (size_t i = 0; i < ARRAY_LEN(wrong); i++) {
            expect(recovery_of_handle(&r->act, wrong[i], &found) == ERR_OK);
            expect_i64((int64_t)found.text.len, 0);
        }
        expect(recovery_of_handle(&r->act, first_handle, &found) == ERR_OK);
        expect_str(found.text, first.text);
        db_snapshot_end(r->t.db);
    }
}

static void send_phone_code(struct test_room *r, account_id id, str phone)
{
    enum contact_send sent;
    test_room_wait(r, WHEN_HOUR);
    expect(contact_send_code(&r->act, id, CONTACT_PHONE, phone, &sent) == ERR_OK);
    expect(sent == CONTACT_CODE_SENT);
}

static void recover_by_mail(struct test_room *r, str login, str mail)
{
    test_room_wait(r, WHEN_HOUR);
    recovery_id flow = begin(r, login);
    enum recovery_resend other;
    test_room_wait(r, WHEN_MINUTE);
    other = ask_email(r, flow);
    expect(other == RECOVERY_SENT);
    expect(prove(r, flow, test_room_code(r, mail)) == RECOVERY_PROVEN);
    expect(set_password(r, flow, NEW_PASSWORD) == RECOVERY_DONE);
}

/* Somebody registered with another's e-mail and proved a phone of their own; the owner of the
 * mailbox recovers access by it. */
static void intruder_tests(struct test_room *r)
{
    str phone = STR("+380671000006"), mail = STR("taken@example.com");
    account_id id = test_room_account(r, STR("taken"), phone, OLD_PASSWORD);
    test_room_wait(r, WHEN_MINUTE);
    prove_phone(r, id, phone);
    test ("a phone that was proven after the e-mail recovers nothing after a recovery by e-mail") {
        recover_by_mail(r, STR("taken"), mail);
        test_room_wait(r, 2 * WHEN_HOUR);
        int64_t texts = test_room_messages(r, phone), mails = test_room_messages(r, mail);
        (void)begin(r, STR("taken"));
        expect_i64(test_room_messages(r, phone), texts);
        expect_i64(test_room_messages(r, mail), mails + 1);
    }
    test ("until it is proven again, which the hold does not forbid") {
        enum contact_check check;
        send_phone_code(r, id, phone);
        expect(contact_check_code(&r->act, id, CONTACT_PHONE, test_room_code(r, phone), &check) ==
               ERR_OK);
        expect(check == CONTACT_PROVEN);
        test_room_wait(r, 2 * WHEN_HOUR);
        int64_t texts = test_room_messages(r, phone);
        (void)begin(r, STR("taken"));
        expect_i64(test_room_messages(r, phone), texts + 1);
    }
    test ("a suspect phone may be removed at once, and is told; the account's own not during a "
          "hold") {
        enum phone_removal removed;
        expect(phone_remove(&r->act, id, &removed) == ERR_OK);
        expect(removed == PHONE_IS_HELD);
        recover_by_mail(r, STR("taken"), mail);
        int64_t texts = test_room_messages(r, phone);
        expect(phone_remove(&r->act, id, &removed) == ERR_OK);
        expect(removed == PHONE_REMOVED);
        expect_i64(test_room_messages(r, phone), texts + 1);
        expect(phone_remove(&r->act, id, &removed) == ERR_OK);
        expect(removed == PHONE_IS_NONE);
    }
    str other = STR("+380671000007");
    test ("a phone that came later recovers nothing for a day") {
        enum contact_check check;
        test_room_wait(r, 2 * WHEN_DAY);
        send_phone_code(r, id, other);
        expect(contact_check_code(&r->act, id, CONTACT_PHONE, test_room_code(r, other), &check) ==
               ERR_OK);
        expect(check == CONTACT_PROVEN);
        test_room_wait(r, 2 * WHEN_HOUR);
        int64_t texts = test_room_messages(r, other);
        (void)begin(r, STR("taken"));
        expect_i64(test_room_messages(r, other), texts);
        test_room_wait(r, WHEN_DAY);
        (void)begin(r, STR("taken"));
        expect_i64(test_room_messages(r, other), texts + 1);
    }
    test ("a phone that is removed after its code was right sets no password any more") {
        enum phone_removal removed;
        test_room_wait(r, WHEN_DAY);
        recovery_id flow = begin(r, STR("taken"));
        expect(prove(r, flow, test_room_code(r, other)) == RECOVERY_PROVEN);
        expect(phone_remove(&r->act, id, &removed) == ERR_OK && removed == PHONE_REMOVED);
        expect(set_password(r, flow, STR("an intruder's own river")) == RECOVERY_NOT_PROVEN);
        expect(opens(r, STR("taken"), NEW_PASSWORD));
    }
}

struct guessing {
    struct test_room *room;
    struct code_target target;
    bool open, checked;
};

static err guess_wrong(struct db *tx, void *arg)
{
    struct guessing *guessing = arg;
    struct test_room *r = guessing->room;
    return code_guess_wrong(tx, &r->t.arena, &guessing->target, r->act.now);
}

static err look(struct db *tx, void *arg)
{
    struct guessing *guessing = arg;
    struct test_room *r = guessing->room;
    err e = code_guess_allowed(tx, &r->t.arena, &guessing->target, r->act.now, &guessing->open);
    return e == ERR_OK ? code_guess_counts(tx, &r->t.arena, &guessing->target, r->act.now,
                                           &guessing->checked)
                       : e;
}

static void guess_tests(struct test_room *r)
{
    struct guessing door = {.room = r, .target = {.phone = {STR("+380671000077")}}};
    struct guessing recovery = door;
    recovery.target.unseen = true;
    recovery.target.account = (account_id){STR("018f0000-0000-7000-8000-000000000077")};
    test ("wrong codes of recoveries close no door that guests see, but nothing more is checked") {
        for (int i = 0; i < WRONG_CODES_A_DAY; i++) {
            expect(db_transaction(r->t.db, guess_wrong, &recovery) == ERR_OK);
        }
        expect(db_transaction(r->t.db, look, &door) == ERR_OK);
        expect(door.open && !door.checked);
        for (int i = 0; i < WRONG_CODES_A_DAY; i++) {
            expect(db_transaction(r->t.db, look, &door) == ERR_OK && door.open);
            expect(db_transaction(r->t.db, guess_wrong, &door) == ERR_OK);
        }
        expect(db_transaction(r->t.db, look, &door) == ERR_OK);
        expect(!door.open && !door.checked);
        test_room_wait(r, WHEN_DAY);
        expect(db_transaction(r->t.db, look, &door) == ERR_OK);
        expect(door.open && door.checked);
    }
}

int main(void)
{
    struct test_room r;
    if (!test_room_open(&r)) {
        return tests_skipped("no PostgreSQL at hand");
    }
    mailbox_tests(&r);
    limit_tests(&r);
    phone_tests(&r);
    budget_tests(&r);
    link_tests(&r);
    handle_tests(&r);
    intruder_tests(&r);
    guess_tests(&r);
    test_room_close(&r);
    return tests_done();
}
