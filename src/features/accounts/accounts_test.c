/* SPDX-License-Identifier: Apache-2.0 */
#include "features/accounts/accounts.h"
#include "features/accounts/contact.h"
#include "test.h"
#include "testroom.h"

#define PHONE STR("+380671234567")

static struct account load(struct test_room *r, account_id id)
{
    struct account account = {0};
    expect(account_by_id(r->t.db, &r->t.arena, id, &account) == ERR_OK);
    db_snapshot_end(r->t.db);
    return account;
}

static enum contact_send send_code(struct test_room *r, account_id id, str phone)
{
    enum contact_send sent = CONTACT_LIMITED;
    expect(contact_send_code(&r->act, id, CONTACT_PHONE, phone, &sent) == ERR_OK);
    return sent;
}

static enum contact_check check_code(struct test_room *r, account_id id, str code)
{
    enum contact_check check = CONTACT_CODE_SPENT;
    expect(contact_check_code(&r->act, id, CONTACT_PHONE, code, &check) == ERR_OK);
    return check;
}

struct twin {
    struct arena *arena;
    struct account_draft draft;
};

static err make_twin(struct db *tx, void *arg)
{
    struct twin *twin = arg;
    account_id id;
    return account_create(tx, twin->arena, &twin->draft, &id);
}

static void account_tests(struct test_room *r)
{
    account_id id = test_room_account(r, STR("olena.k"), PHONE, STR("a quiet green river"));
    test ("a new account has all three identifiers, the phone unproven") {
        struct account account = load(r, id);
        expect_str(account.login, STR("olena.k"));
        expect_str(account.email.text, STR("olena.k@example.com"));
        expect_str(account.phone.text, PHONE);
        expect(!when_is_none(account.email_verified_at));
        expect(when_is_none(account.phone_verified_at));
        expect(account.number >= 10000000 && account.number <= 99999999);
    }
    test ("one index keeps every identifier of whatever kind to one account") {
        struct twin twin = {
            .arena = &r->t.arena,
            .draft = {.login = {STR("other")},
                      .email = {STR("other@example.com")},
                      .phone = {PHONE},
                      .name = STR("Other"),
                      .language = STR("en"),
                      .timezone = STR("UTC"),
                      .password_hash = STR("x"),
                      .terms_version = STR("1"),
                      .network = STR("192.0.2.1"),
                      .now = r->act.now},
        };
        expect(db_transaction(r->t.db, make_twin, &twin) == ERR_CONFLICT);
        struct identifier_owner owner;
        expect(identifier_owner_of(r->t.db, &r->t.arena, STR("other"), &owner) == ERR_OK);
        expect(!owner.taken);
    }
    test ("an unknown identifier has no key") {
        struct account_key key;
        expect(account_key_by_identifier(r->t.db, &r->t.arena, STR("nobody"), &key) ==
               ERR_NOT_FOUND);
    }
}

static void phone_tests(struct test_room *r)
{
    account_id first = test_room_account(r, STR("first"), STR("+380501111111"), STR("x"));
    account_id second = test_room_account(r, STR("second"), STR("+380502222222"), STR("x"));
    test ("a wrong code does not prove a phone, the right one does, once") {
        expect(send_code(r, first, STR("+380501111111")) == CONTACT_CODE_SENT);
        str code = test_room_code(r, STR("+380501111111"));
        str wrong = str_eq(code, STR("000000")) ? STR("000001") : STR("000000");
        expect(check_code(r, first, wrong) == CONTACT_CODE_WRONG);
        expect(check_code(r, second, code) == CONTACT_CODE_SPENT);
        expect(check_code(r, first, code) == CONTACT_PROVEN);
        expect(check_code(r, first, code) == CONTACT_CODE_SPENT);
        expect(!when_is_none(load(r, first).phone_verified_at));
    }
    test ("a second code waits a minute and voids the first") {
        expect(send_code(r, second, STR("+380502222222")) == CONTACT_CODE_SENT);
        str old = test_room_code(r, STR("+380502222222"));
        expect(send_code(r, second, STR("+380502222222")) == CONTACT_TOO_SOON);
        test_room_wait(r, 61 * WHEN_SECOND);
        expect(send_code(r, second, STR("+380502222222")) == CONTACT_CODE_SENT);
        str fresh = test_room_code(r, STR("+380502222222"));
        expect(str_eq(old, fresh) || check_code(r, second, old) == CONTACT_CODE_WRONG);
    }
    test ("five tries end a code, and so do ten minutes") {
        str code = test_room_code(r, STR("+380502222222"));
        for (int i = 0; i < 5; i++) {
            (void)check_code(r, second, STR("no code"));
        }
        expect(check_code(r, second, code) == CONTACT_CODE_SPENT);
        test_room_wait(r, 61 * WHEN_SECOND);
        expect(send_code(r, second, STR("+380502222222")) == CONTACT_CODE_SENT);
        test_room_wait(r, 10 * WHEN_MINUTE + WHEN_SECOND);
        expect(check_code(r, second, test_room_code(r, STR("+380502222222"))) ==
               CONTACT_CODE_SPENT);
    }
    account_id taker = test_room_account(r, STR("taker"), STR("+380503333333"), STR("x"));
    test ("whoever proves a phone takes it from an account that never did") {
        expect(send_code(r, taker, STR("+380502222222")) == CONTACT_LIMITED);
        test_room_wait(r, WHEN_DAY);
        expect(send_code(r, taker, STR("+380502222222")) == CONTACT_CODE_SENT);
        expect(check_code(r, taker, test_room_code(r, STR("+380502222222"))) == CONTACT_PROVEN);
        expect_str(load(r, taker).phone.text, STR("+380502222222"));
        expect_str(load(r, second).phone.text, STR(""));
        bool wants = false;
        expect(account_wants_phone(r->t.db, &r->t.arena, second, &wants) == ERR_OK && wants);
        expect_i64(test_room_messages(r, STR("second@example.com")), 1);
    }
    test ("a phone that its owner proved cannot be taken") {
        expect(send_code(r, second, STR("+380501111111")) == CONTACT_CODE_SENT);
        expect(check_code(r, second, test_room_code(r, STR("+380501111111"))) ==
               CONTACT_OF_ANOTHER);
        expect_str(load(r, first).phone.text, STR("+380501111111"));
    }
    test ("a proven phone is not replaced by this way") {
        expect(send_code(r, first, STR("+380504444444")) == CONTACT_IS_PROVEN);
    }
}

int main(void)
{
    struct test_room r;
    if (!test_room_open(&r)) {
        return tests_skipped("no PostgreSQL at hand");
    }
    account_tests(&r);
    phone_tests(&r);
    test_room_close(&r);
    return tests_done();
}
