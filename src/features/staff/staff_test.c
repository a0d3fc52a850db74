/* SPDX-License-Identifier: Apache-2.0 */
#include "crypto/totp.h"
#include "features/staff/enrol.h"
#include "features/staff/members_store.h"
#include "tamper_trail_sql.h"
#include "test.h"
#include "testroom.h"

#define PASSWORD STR("a quiet green river")

struct doing {
    struct test_room *r;
    struct actor actor;
    struct invitation invitation;
    staff_id id;
    str token;
    const char *fault;
    err (*act)(struct db *tx, struct doing *doing);
};

static err do_in(struct db *tx, void *arg)
{
    struct doing *doing = arg;
    doing->fault = NULL;
    return doing->act(tx, doing);
}

static err invite(struct db *tx, struct doing *d)
{
    return member_invite(tx, &d->r->t.arena, &d->actor, &d->invitation, &d->id, &d->token,
                         &d->fault);
}

static err give(struct db *tx, struct doing *d)
{
    return member_role_give(tx, &d->r->t.arena, &d->actor, d->id, d->invitation.role, &d->fault);
}

static err lock_out(struct db *tx, struct doing *d)
{
    return member_lock_out(tx, &d->r->t.arena, &d->actor, d->id, STR("x"), &d->fault);
}

static err anew(struct db *tx, struct doing *d)
{
    return member_begin_anew(tx, &d->r->t.arena, &d->actor, d->id, &d->token, &d->fault);
}

static str do_it(struct test_room *r, struct doing *doing, err (*act)(struct db *, struct doing *))
{
    doing->r = r;
    doing->act = act;
    doing->actor.audit.now = r->act.now;
    err e = db_transaction(r->act.db, do_in, doing);
    return e == ERR_OK ? STR("ok") : e == ERR_INVALID ? str_from_z(doing->fault) : STR("error");
}

static struct doing at_server(str login, str role)
{
    return (struct doing){.actor = actor_at_server((when){0}),
                          .invitation = {.login = login, .role = role}};
}

static str code_now(struct test_room *r, staff_id member, str salt, int64_t off)
{
    struct secret secret = second_factor_secret(&r->t.arena, &r->site, member, salt);
    return totp_code(&r->t.arena, secret, totp_step_of(r->act.now) + off);
}

static err enrol_with(struct test_room *r, str token, str code, struct enrol_result *out)
{
    struct enrol_offer offer;
    err e = enrol_find(&r->act, token, &offer);
    struct enrol_request asked = {
        .token = token,
        .name = STR("Марія"),
        .code = code.len > 0 || e != ERR_OK ? code : code_now(r, offer.member, offer.salt, 0),
        .password = secret_copy(&r->t.arena, PASSWORD),
    };
    return e == ERR_OK ? enrol(&r->act, &offer, &asked, out) : e;
}

/* An enrolled member; his first code is spent. */
static struct member hire(struct test_room *r, str login, str role)
{
    struct doing doing = at_server(login, role);
    struct enrol_result result;
    struct member member = {0};
    expect_str(do_it(r, &doing, invite), STR("ok"));
    expect(enrol_with(r, doing.token, STR(""), &result) == ERR_OK && !result.wrong_code);
    expect(member_with_id(r->act.db, &r->t.arena, doing.id, &member) == ERR_OK);
    return member;
}

static void link_tests(struct test_room *r)
{
    struct enrol_offer offer;
    struct enrol_result result;
    test ("a login is kept in one spelling, and taken once") {
        struct doing doing = at_server(STR(" Olena.K "), STR("full"));
        expect_str(do_it(r, &doing, invite), STR("ok"));
        expect(enrol_find(&r->act, doing.token, &offer) == ERR_OK);
        expect_str(offer.login, STR("olena.k"));
        doing.invitation.login = STR("olena.k");
        expect_str(do_it(r, &doing, invite), STR("taken"));
        static const str wrong[] = {STR_INIT("x"),     STR_INIT("1ab"), STR_INIT("a b"),
                                    STR_INIT("олена"), STR_INIT("a@b"), STR_INIT("")};
        for (size_t i = 0; i < ARRAY_LEN(wrong); i++) {
            doing.invitation.login = wrong[i];
            expect_str(do_it(r, &doing, invite), STR("staff_login"));
        }
    }
    test ("the link wants a right code, works once, and dies after three days or when another is "
          "made") {
        struct doing doing = at_server(STR("linked"), STR("sales"));
        expect_str(do_it(r, &doing, invite), STR("ok"));
        expect(enrol_with(r, doing.token, STR("000000"), &result) == ERR_OK && result.wrong_code);
        str first = doing.token;
        expect_str(do_it(r, &doing, anew), STR("ok"));
        expect(enrol_find(&r->act, first, &offer) == ERR_NOT_FOUND);
        test_room_wait(r, 3 * WHEN_DAY);
        expect(enrol_find(&r->act, doing.token, &offer) == ERR_NOT_FOUND);
        expect_str(do_it(r, &doing, anew), STR("ok"));
        expect(enrol_with(r, doing.token, STR(""), &result) == ERR_OK && !result.wrong_code);
        expect(result.session.len > 0 && result.codes[9].len == 11);
        expect(enrol_find(&r->act, doing.token, &offer) == ERR_NOT_FOUND);
        expect(enrol_with(r, doing.token, STR(""), &result) == ERR_NOT_FOUND);
    }
}

static enum entry_outcome code_outcome(struct test_room *r, const struct member *member, str code)
{
    struct entry_pass pass;
    expect(entry_code(&r->act, member, code, &pass) == ERR_OK);
    return pass.verdict.outcome;
}

static void factor_tests(struct test_room *r)
{
    struct member member = hire(r, STR("factor"), STR("support"));
    test ("the code of the enrolment, and any step at or before it, is not taken again") {
        expect(code_outcome(r, &member, code_now(r, member.id, member.totp_salt, 0)) ==
               ENTRY_REFUSED);
        expect(code_outcome(r, &member, code_now(r, member.id, member.totp_salt, -1)) ==
               ENTRY_REFUSED);
        expect(code_outcome(r, &member, code_now(r, member.id, member.totp_salt, 1)) == ENTRY_OK);
        test_room_wait(r, 60 * WHEN_SECOND);
        expect(code_outcome(r, &member, code_now(r, member.id, member.totp_salt, 0)) == ENTRY_OK);
    }
    test ("a clock that jumps back accepts nothing it accepted before") {
        when kept = r->act.now;
        r->act.now = when_add(kept, -WHEN_DAY);
        expect(code_outcome(r, &member, code_now(r, member.id, member.totp_salt, 0)) ==
               ENTRY_REFUSED);
        r->act.now = kept;
    }
    test ("ten codes an hour, right or wrong") {
        test_room_wait(r, WHEN_HOUR);
        for (int i = 0; i < 10; i++) {
            expect(code_outcome(r, &member, STR("000000")) == ENTRY_REFUSED);
        }
        expect(code_outcome(r, &member, code_now(r, member.id, member.totp_salt, 0)) ==
               ENTRY_LIMITED);
        test_room_wait(r, WHEN_HOUR);
        expect(code_outcome(r, &member, code_now(r, member.id, member.totp_salt, 0)) == ENTRY_OK);
    }
    test ("the secret is not in the database, and another key makes another one") {
        struct site other = r->site;
        other.keys.second_factor =
            secret_copy(&r->t.arena, STR("another key, 32 bytes of it here"));
        expect(!secret_eq(second_factor_secret(&r->t.arena, &r->site, member.id, member.totp_salt),
                          second_factor_secret(&r->t.arena, &other, member.id, member.totp_salt)));
    }
}

struct replacing {
    staff_id member;
    int64_t version;
};

static err replace_in(struct db *tx, void *arg)
{
    const struct replacing *replacing = arg;
    return member_store_password(tx, replacing->member, STR("another hash"), replacing->version);
}

/* What was verified, when another password is set before it takes effect. */
static void race_tests(struct test_room *r)
{
    struct member member = hire(r, STR("racer"), STR("sales"));
    struct entry_verdict verdict;
    expect(entry_password(&r->act, STR("racer"), secret_copy(&r->t.arena, PASSWORD), STR(""),
                          STR(""), &verdict) == ERR_OK);
    expect(verdict.outcome == ENTRY_OK);
    struct replacing replacing = {member.id, verdict.member.credential_version};
    test ("a password that was changed after it was verified opens neither flow nor session") {
        expect(db_transaction(r->t.db, replace_in, &replacing) == ERR_OK);
        str token;
        expect(entry_flow_begin(&r->act, &verdict.member, STR(""), &token) == ERR_DENIED);
        struct entry_pass pass;
        str code = code_now(r, member.id, member.totp_salt, 1);
        expect(entry_code(&r->act, &verdict.member, code, &pass) == ERR_NOT_FOUND);
    }
    test ("nor does it set another one") {
        expect(db_transaction(r->t.db, replace_in, &replacing) == ERR_DENIED);
    }
}

struct starting {
    struct test_room *r;
    staff_id member;
    session_id session;
};

static err start_in(struct db *tx, void *arg)
{
    struct starting *starting = arg;
    struct staff_session_start start = {.member = starting->member,
                                        .user_agent = STR(""),
                                        .network = STR("192.0.2.1"),
                                        .now = starting->r->act.now};
    str token;
    return staff_session_start(tx, &starting->r->site, &starting->r->t.arena, &start,
                               &starting->session, &token);
}

/* An act of a member, as far as the trail sees it. */
static err put_line(struct db *tx, void *arg)
{
    struct arena arena;
    arena_init(&arena, 64 * 1024);
    err e = staff_audit_put(tx, &arena, arg);
    arena_done(&arena);
    return e;
}

struct changing {
    staff_id member;
    str role; /* empty: the sessions end */
    when now;
};

static err move_in(struct db *tx, void *arg)
{
    const struct changing *changing = arg;
    return changing->role.len > 0 ? member_store_role(tx, changing->member, changing->role)
                                  : staff_session_end_others(tx, changing->member,
                                                             (session_id){STR("")}, changing->now);
}

/* Who was let in, when the right is taken away before the act commits. */
static void act_tests(struct test_room *r)
{
    struct member member = hire(r, STR("mover"), STR("sales"));
    struct starting starting = {.r = r, .member = member.id};
    expect(db_transaction(r->t.db, start_in, &starting) == ERR_OK);
    struct staff_audit_entry entry = {
        .member = member.id,
        .login = STR("mover"),
        .action = "plan.changed",
        .now = r->act.now,
        .session = starting.session,
        .may = STAFF_MAY_CATALOGUE,
    };
    test ("an act of staff commits while its member has the right, and not after it was lost") {
        expect(db_transaction(r->t.db, put_line, &entry) == ERR_OK);
        struct changing changing = {member.id, STR("support"), r->act.now};
        expect(db_transaction(r->t.db, move_in, &changing) == ERR_OK);
        expect(db_transaction(r->t.db, put_line, &entry) == ERR_DENIED);
        entry.may = STAFF_MAY_SUPPORT;
        expect(db_transaction(r->t.db, put_line, &entry) == ERR_OK);
    }
    test ("nor after its session has ended") {
        struct changing changing = {member.id, STR(""), r->act.now};
        expect(db_transaction(r->t.db, move_in, &changing) == ERR_OK);
        expect(db_transaction(r->t.db, put_line, &entry) == ERR_DENIED);
    }
}

static enum entry_outcome try_password(struct test_room *r, str login, str password, str known,
                                       str device)
{
    struct entry_verdict verdict;
    expect(entry_password(&r->act, login, secret_copy(&r->t.arena, password), known, device,
                          &verdict) == ERR_OK);
    return verdict.outcome;
}

static void guard_tests(struct test_room *r)
{
    struct member member = hire(r, STR("guarded"), STR("full"));
    str home = r->act.network;
    int64_t tried = 0;
    test ("guesses from everywhere end after a hundred in a row, whatever the spelling") {
        for (int i = 0; i < 300; i++) {
            r->act.network = str_printf(&r->t.arena, "198.51.100.%d", i % 200);
            str login = i % 2 == 0 ? STR("guarded") : STR(" GUARDED ");
            tried += try_password(r, login, STR("wrong"), STR(""), STR("")) == ENTRY_REFUSED;
        }
        expect_i64(tried, 100);
    }
    test ("her own browser still comes in; one that only says so does not") {
        r->act.network = home;
        expect(try_password(r, STR("guarded"), PASSWORD, STR(""), STR("dev")) == ENTRY_LIMITED);
        expect(try_password(r, STR("guarded"), PASSWORD, member.id.text, STR("")) == ENTRY_LIMITED);
        expect(try_password(r, STR("guarded"), PASSWORD, member.id.text, STR("dev")) == ENTRY_OK);
    }
    test ("and then so does any other place, the API among them") {
        expect(try_password(r, STR("guarded"), PASSWORD, STR(""), STR("")) == ENTRY_OK);
    }
    test ("a full row gives a try back each hour") {
        for (int i = 0; i < 200; i++) {
            r->act.network = str_printf(&r->t.arena, "198.51.101.%d", i);
            (void)try_password(r, STR("guarded"), STR("wrong"), STR(""), STR(""));
        }
        r->act.network = home;
        expect(try_password(r, STR("guarded"), PASSWORD, STR(""), STR("")) == ENTRY_LIMITED);
        test_room_wait(r, WHEN_HOUR);
        expect(try_password(r, STR("guarded"), PASSWORD, STR(""), STR("")) == ENTRY_OK);
    }
    test ("whoever begins anew is not held to what was counted before") {
        struct doing doing = at_server(STR(""), STR(""));
        struct enrol_result result;
        doing.id = member.id;
        for (int i = 0; i < 100; i++) {
            r->act.network = str_printf(&r->t.arena, "198.51.100.%d", i);
            (void)try_password(r, STR("guarded"), STR("wrong"), STR(""), STR(""));
        }
        r->act.network = STR("203.0.113.77");
        expect(try_password(r, STR("guarded"), PASSWORD, STR(""), STR("")) == ENTRY_LIMITED);
        expect_str(do_it(r, &doing, anew), STR("ok"));
        expect(enrol_with(r, doing.token, STR(""), &result) == ERR_OK);
        expect(try_password(r, STR("guarded"), PASSWORD, STR(""), STR("")) == ENTRY_OK);
        r->act.network = home;
    }
    test ("a login that nobody has is limited in the same way") {
        for (int i = 0; i < 10; i++) {
            expect(try_password(r, STR("nobody"), STR("wrong"), STR(""), STR("")) == ENTRY_REFUSED);
        }
        expect(try_password(r, STR("Nobody "), STR("wrong"), STR(""), STR("")) == ENTRY_LIMITED);
    }
}

static void rights_tests(struct test_room *r)
{
    struct member boss = hire(r, STR("boss"), STR("full"));
    struct member clerk = hire(r, STR("clerk"), STR("sales"));
    struct doing doing = {.actor = {.rights = staff_role_by_word(STR("sales"))->rights,
                                    .audit = {.member = clerk.id, .login = clerk.login}}};
    test ("nobody gives or touches what is above himself") {
        doing.invitation = (struct invitation){.login = STR("crony"), .role = STR("full")};
        expect_str(do_it(r, &doing, invite), STR("above_yourself"));
        doing.id = boss.id;
        doing.invitation.role = STR("sales");
        expect_str(do_it(r, &doing, give), STR("above_yourself"));
        expect_str(do_it(r, &doing, lock_out), STR("above_yourself"));
        expect_str(do_it(r, &doing, anew), STR("above_yourself"));
        doing.id = clerk.id;
        doing.invitation.role = STR("full");
        expect_str(do_it(r, &doing, give), STR("above_yourself"));
        doing.invitation.role = STR("sales");
        expect_str(do_it(r, &doing, give), STR("own_account"));
    }
    test ("of all with full access the last one stays") {
        struct doing root = at_server(STR(""), STR("sales"));
        struct member *all = NULL;
        size_t count = 0;
        expect(members_all(r->act.db, &r->t.arena, &all, &count) == ERR_OK);
        for (size_t i = 0; i < count; i++) {
            root.id = all[i].id;
            if (str_eq(all[i].role, STR("full")) && !str_eq(all[i].id.text, boss.id.text)) {
                expect_str(do_it(r, &root, lock_out), STR("ok"));
            }
        }
        root.id = boss.id;
        expect_str(do_it(r, &root, lock_out), STR("last_full"));
        expect_str(do_it(r, &root, give), STR("last_full"));
        root.actor.audit.member = clerk.id;
        expect_str(do_it(r, &root, anew), STR("last_full"));
        root.actor.audit.member = (staff_id){{0}};
        expect_str(do_it(r, &root, anew), STR("ok"));
    }
}

static err change_in(struct db *tx, void *arg)
{
    (void)arg;
    return tamper_trail_change(tx);
}

static err delete_in(struct db *tx, void *arg)
{
    (void)arg;
    return tamper_trail_delete(tx);
}

static void audit_tests(struct test_room *r)
{
    test ("the trail has every act, newest first, and gives up none") {
        struct staff_audit_ask ask = {.action = STR("staff."),
                                      .from = WHEN_NONE,
                                      .until = WHEN_NONE,
                                      .before = WHEN_NONE,
                                      .limit = 3};
        struct staff_audit_item *items = NULL;
        size_t count = 0;
        expect(staff_audit_page(r->act.db, &r->t.arena, &ask, &items, &count) == ERR_OK);
        expect_i64((int64_t)count, 3);
        expect_str(items[0].action, STR("staff.reset"));
        expect(db_transaction(r->act.db, change_in, NULL) != ERR_OK);
        expect(db_transaction(r->act.db, delete_in, NULL) != ERR_OK);
        ask.login = STR("nobody at all");
        expect(staff_audit_page(r->act.db, &r->t.arena, &ask, &items, &count) == ERR_OK);
        expect_i64((int64_t)count, 0);
    }
}

int main(void)
{
    struct test_room r;
    if (!test_room_open(&r)) {
        return tests_skipped("no PostgreSQL at hand");
    }
    link_tests(&r);
    factor_tests(&r);
    race_tests(&r);
    act_tests(&r);
    guard_tests(&r);
    rights_tests(&r);
    audit_tests(&r);
    test_room_close(&r);
    return tests_done();
}
