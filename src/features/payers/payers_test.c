/* SPDX-License-Identifier: Apache-2.0 */
#include "features/payers/payer_act.h"
#include "features/payers/payers.h"
#include "test.h"
#include "testroom.h"

static struct test_room r;
static account_id olena, petro;

static struct payer company(account_id account, str name)
{
    return (struct payer){.account = account,
                          .kind = STR("company"),
                          .name = name,
                          .tax_number = STR("32855961"),
                          .vat_number = STR(""),
                          .iban = STR(""),
                          .country = STR("UA"),
                          .address = STR("Київ")};
}

static payer_id create(account_id account, str name)
{
    struct payer payer = company(account, name);
    enum payer_outcome outcome = PAYER_FULL;
    expect(payer_create(&r.act, &payer, &outcome) == ERR_OK && outcome == PAYER_DONE);
    return payer.id;
}

static str default_of(account_id account)
{
    struct payer payer = {.name = STR("nobody")};
    err e = payer_of_account(r.t.db, &r.t.arena, account, (payer_id){STR("")}, &payer);
    db_snapshot_end(r.t.db);
    return e == ERR_OK ? payer.name : STR("none");
}

static str snapshot_of(account_id account, payer_id id)
{
    str json = STR("");
    err e = payer_snapshot(r.t.db, &r.t.arena, account, id, &json);
    db_snapshot_end(r.t.db);
    return e == ERR_OK ? json : str_from_z(err_word(e));
}

struct exempting {
    payer_id id;
};

static err exempt_in(struct db *tx, void *arg)
{
    const struct exempting *work = arg;
    return payer_free_of_tax(tx, work->id, r.act.now);
}

static bool is_exempt(payer_id id)
{
    bool exempt = false;
    expect(payer_is_exempt(r.t.db, &r.t.arena, olena, id, &exempt) == ERR_OK);
    db_snapshot_end(r.t.db);
    return exempt;
}

static err hold_in(struct db *tx, void *arg)
{
    const account_id *account = arg;
    return account_hold_begin(tx, *account, r.act.now, when_add(r.act.now, WHEN_DAY));
}

static void default_tests(void)
{
    enum payer_outcome outcome = PAYER_FULL;
    test ("without a payer the account's own name stands on documents") {
        expect(str_find(snapshot_of(olena, (payer_id){STR("")}), STR("Олена Ковальчук")) > 0);
        expect_str(default_of(olena), STR("none"));
    }
    test ("the first payer is the default, until another one is preferred or it is put away") {
        payer_id first = create(olena, STR("Перша"));
        payer_id second = create(olena, STR("Друга"));
        expect_str(default_of(olena), STR("Перша"));
        expect(payer_prefer(&r.act, olena, second, &outcome) == ERR_OK);
        expect_str(default_of(olena), STR("Друга"));
        expect(payer_deactivate(&r.act, olena, second, &outcome) == ERR_OK);
        expect_str(default_of(olena), STR("Перша"));
        expect_str(snapshot_of(olena, second), STR("not_found"));
        expect(payer_deactivate(&r.act, olena, first, &outcome) == ERR_OK);
        expect_str(default_of(olena), STR("none"));
    }
}

static void guard_tests(void)
{
    enum payer_outcome outcome = PAYER_FULL;
    payer_id id = create(olena, STR("Третя"));
    test ("somebody else's payer is not there") {
        struct payer foreign = company(petro, STR("Чужа"));
        foreign.id = id;
        expect(payer_change(&r.act, &foreign, &outcome) == ERR_NOT_FOUND);
        expect(payer_prefer(&r.act, petro, id, &outcome) == ERR_NOT_FOUND);
        expect(payer_deactivate(&r.act, petro, id, &outcome) == ERR_NOT_FOUND);
        expect_str(snapshot_of(petro, id), STR("not_found"));
    }
    test ("a new tax number ends an exemption, a new address does not") {
        struct exempting work = {.id = id};
        expect(db_transaction(r.t.db, exempt_in, &work) == ERR_OK);
        struct payer changed = company(olena, STR("Третя"));
        changed.id = id;
        changed.address = STR("Львів");
        expect(payer_change(&r.act, &changed, &outcome) == ERR_OK);
        expect(is_exempt(id));
        changed.tax_number = STR("14360570");
        expect(payer_change(&r.act, &changed, &outcome) == ERR_OK);
        expect(!is_exempt(id));
    }
    test ("after a recovery payers stand still, and there is a most") {
        for (int i = 0; i < PAYERS_MAX; i++) {
            (void)create(petro, str_printf(&r.t.arena, "Платник %d", i));
        }
        struct payer one_more = company(petro, STR("Зайвий"));
        expect(payer_create(&r.act, &one_more, &outcome) == ERR_OK && outcome == PAYER_FULL);
        expect(db_transaction(r.t.db, hold_in, &olena) == ERR_OK);
        struct payer held = company(olena, STR("Крадій"));
        expect(payer_create(&r.act, &held, &outcome) == ERR_OK && outcome == PAYER_HELD);
        expect(payer_prefer(&r.act, olena, id, &outcome) == ERR_OK && outcome == PAYER_HELD);
    }
}

int main(void)
{
    if (!test_room_open(&r)) {
        return tests_skipped("no PostgreSQL at hand");
    }
    olena = test_room_account(&r, STR("olena"), STR("+380501112233"), STR("correct horse 12"));
    petro = test_room_account(&r, STR("petro"), STR("+380501112234"), STR("correct horse 12"));
    default_tests();
    guard_tests();
    test_room_close(&r);
    return tests_done();
}
