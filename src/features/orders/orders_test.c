/* SPDX-License-Identifier: Apache-2.0 */
/* From the cart to running services: rules, frozen prices, what is held and given back. */
#include "features/invoices/invoices.h"
#include "features/orders/cart_change.h"
#include "features/orders/cart_store.h"
#include "features/orders/change.h"
#include "features/orders/order_rules.h"
#include "features/orders/orders_store.h"
#include "features/orders/place.h"
#include "features/payments/payments.h"
#include "service_fixture.h"
#include "system/random.h"
#include "test.h"

static struct world w;
static const struct listener *const listening[] = {services_listeners, orders_listeners, NULL};
static const struct job_kind *const kinds[] = {provisioning_jobs, services_jobs, orders_jobs, NULL};

#define ARENA (&w.r.t.arena)

/* --- rules --- */

static void rule_tests(void)
{
    struct order open = {
        .id = {STR("a")}, .state = ORDER_OPEN, .currency = "UAH", .payer = {STR("")}};
    struct order_line lines[] = {
        {.id = {STR("vps")}, .net = 100, .tax = 20, .total = 120, .discount = 5},
        {.id = {STR("backup")}, .parent = {STR("vps")}, .net = 10, .tax = 2, .total = 12},
        {.id = {STR("domain")}, .net = 50, .tax = 10, .total = 60},
    };
    bool goes[ARRAY_LEN(lines)];
    test ("an open order may be renamed, deleted, split and merged; a locked one only renamed") {
        expect(order_refuses(&open, ORDER_CANCEL) == NULL);
        expect(order_refuses(&open, ORDER_SPLIT) == NULL);
        struct order locked = open;
        locked.locked = true;
        expect(order_refuses(&locked, ORDER_RENAME) == NULL);
        expect_str(str_from_z(order_refuses(&locked, ORDER_CANCEL)), STR("order_locked"));
        expect_str(str_from_z(order_refuses(&locked, ORDER_MERGE)), STR("order_locked"));
        struct order part = open;
        part.part_paid = true;
        expect_str(str_from_z(order_refuses(&part, ORDER_SPLIT)), STR("order_part_paid"));
        struct order done = open;
        done.state = ORDER_DONE;
        expect_str(str_from_z(order_refuses(&done, ORDER_CANCEL)), STR("order_over"));
        expect(order_refuses(&done, ORDER_RENAME) == NULL);
    }
    test ("add-ons go with what they belong to; neither nothing nor everything is split off") {
        const str vps = STR("vps");
        const str backup = STR("backup");
        const str all[] = {STR("vps"), STR("domain")};
        const str unknown = STR("other");
        expect(order_split_choose(lines, 3, &vps, 1, goes) == NULL);
        expect(goes[0] && goes[1] && !goes[2]);
        expect_str(str_from_z(order_split_choose(lines, 3, &backup, 1, goes)), STR("addon_alone"));
        expect_str(str_from_z(order_split_choose(lines, 3, all, 2, goes)), STR("split_everything"));
        expect_str(str_from_z(order_split_choose(lines, 3, NULL, 0, goes)), STR("split_nothing"));
        expect_str(str_from_z(order_split_choose(lines, 3, &unknown, 1, goes)), STR("bad_choice"));
    }
    test ("orders of two currencies are not merged, nor one with itself") {
        struct order other = {
            .id = {STR("b")}, .state = ORDER_OPEN, .currency = "EUR", .payer = {STR("")}};
        expect_str(str_from_z(order_merge_fault(&open, &other, 2)), STR("other_currency"));
        expect_str(str_from_z(order_merge_fault(&open, &open, 2)), STR("bad_choice"));
        memcpy(other.currency, "UAH", 4);
        expect(order_merge_fault(&open, &other, 2) == NULL);
        expect_str(str_from_z(order_merge_fault(&open, &other, ORDER_LINES_MAX + 1)),
                   STR("too_many_items"));
    }
    test ("sums are sums of lines; the part for the period leaves the setup out") {
        expect(order_sums(lines, 3, &open));
        expect_i64(open.total, 192);
        expect_i64(open.net + open.tax, 192);
        struct order_line line = {.setup = 5000, .amount = 35000, .total = 35000};
        expect_i64(order_line_period_total(&line), 30000);
        struct order_line freed = {.setup = 5000,
                                   .discount = 5000,
                                   .amount = 30000,
                                   .total = 36000,
                                   .promo_kind = PROMO_FREE_SETUP};
        expect_i64(order_line_period_total(&freed), 36000);
    }
}

/* --- placing --- */

struct asking {
    struct order_place place;
    order_id order;
    struct quote_fault fault;
};

static err place_in(struct db *tx, void *arg)
{
    struct asking *asking = arg;
    return order_place(tx, ARENA, &asking->place, &asking->order, &asking->fault);
}

static struct asking ask_for(const struct requested_item *requested, size_t count,
                             const char *promo)
{
    return (struct asking){.place = {.site = &w.r.site,
                                     .buyer = {.account = w.olena,
                                               .zone = zone_by_name(STR("Europe/Kyiv")),
                                               .now = w.r.act.now,
                                               .payer = {STR("")}},
                                     .token = id_new(ARENA),
                                     .requested = requested,
                                     .count = count,
                                     .currency = STR("UAH"),
                                     .promo = str_from_z(promo),
                                     .network = STR("192.0.2.1")}};
}

static struct requested_item requesting(const char *plan, int64_t quantity)
{
    return (struct requested_item){.item = {.plan = str_from_z(plan),
                                            .months = 1,
                                            .quantity = quantity,
                                            .parent_plan = STR("")},
                                   .service = STR("")};
}

/* An order of one piece of each plan. */
static struct order order_of(const char *promo, const char *first, const char *second)
{
    struct order order = {0};
    struct requested_item requested[] = {requesting(first, 1),
                                         requesting(second == NULL ? "" : second, 1)};
    struct asking asking = ask_for(requested, second == NULL ? 1 : 2, promo);
    expect(world_do(&w, place_in, &asking) == ERR_OK);
    expect(order_by_id(w.r.t.db, ARENA, asking.order, &order) == ERR_OK);
    db_snapshot_end(w.r.t.db);
    return order;
}

static struct order again(const struct order *order)
{
    struct order now = {0};
    expect(order_by_id(w.r.t.db, ARENA, order->id, &now) == ERR_OK);
    db_snapshot_end(w.r.t.db);
    return now;
}

static struct invoice invoice_of(const struct order *order)
{
    struct invoice invoice = {0};
    expect(invoice_by_id(w.r.t.db, ARENA, order->invoice, &invoice) == ERR_OK);
    db_snapshot_end(w.r.t.db);
    return invoice;
}

static struct order_line *lines_of(const struct order *order, size_t *out_count)
{
    struct order_line *lines = NULL;
    expect(order_line_store_all(w.r.t.db, ARENA, order->id, &lines, out_count) == ERR_OK);
    db_snapshot_end(w.r.t.db);
    return lines;
}

static int64_t stock_of(const char *code)
{
    struct plan plan = {0};
    expect(plan_current(w.r.t.db, ARENA, str_from_z(code), &plan) == ERR_OK);
    db_snapshot_end(w.r.t.db);
    return plan.stock_left;
}

static void place_tests(void)
{
    test ("an order freezes prices and asks for exactly the sum of its lines") {
        struct order order = order_of("START10", "vps-start", NULL);
        size_t count = 0;
        struct order_line *lines = lines_of(&order, &count);
        struct invoice invoice = invoice_of(&order);
        expect_i64((int64_t)count, 1);
        expect_i64(order.total, 27000);
        expect_i64(lines[0].total, 27000);
        expect_i64(lines[0].net + lines[0].tax, 27000);
        expect_i64(invoice.total.minor, 27000);
        expect_i64(invoice.tax.minor, 4500);
        expect(order.state == ORDER_OPEN && !order.locked);
        expect(order.number > 0);
    }
    test ("the same token is the same order, even with other items") {
        struct requested_item requested = requesting("vps-start", 1);
        struct asking first = ask_for(&requested, 1, "");
        expect(world_do(&w, place_in, &first) == ERR_OK);
        struct requested_item other = requesting("vps-pro", 2);
        struct asking second = ask_for(&other, 1, "");
        second.place.token = first.place.token;
        expect(world_do(&w, place_in, &second) == ERR_OK);
        expect_str(second.order.text, first.order.text);
    }
    test ("nothing of price or quantity is believed") {
        static const int64_t quantities[] = {-1, 0, INT64_C(1) << 31, INT64_MAX, INT64_MIN};
        for (size_t i = 0; i < ARRAY_LEN(quantities); i++) {
            struct requested_item requested = requesting("vps-start", quantities[i]);
            struct asking asking = ask_for(&requested, 1, "");
            expect(world_do(&w, place_in, &asking) == ERR_INVALID);
            expect_str(str_from_z(asking.fault.code), STR("bad_quantity"));
        }
        struct requested_item strange = requesting("no-such-plan", 1);
        struct asking asking = ask_for(&strange, 1, "");
        expect(world_do(&w, place_in, &asking) == ERR_INVALID);
        struct requested_item fine = requesting("vps-start", 1);
        asking = ask_for(&fine, 1, "");
        asking.place.currency = STR("ZZZ");
        expect(world_do(&w, place_in, &asking) == ERR_INVALID);
        asking = ask_for(&fine, 1, "NONSENSE");
        expect(world_do(&w, place_in, &asking) == ERR_INVALID);
        asking = ask_for(&fine, 1, "");
        asking.place.expects = true;
        asking.place.total = 1;
        expect(world_do(&w, place_in, &asking) == ERR_CONFLICT);
        expect_str(str_from_z(asking.fault.code), STR("price_changed"));
        asking = ask_for(&fine, 1, "");
        asking.place.buyer.payer = (payer_id){id_new(ARENA)};
        expect(world_do(&w, place_in, &asking) == ERR_INVALID);
        expect_str(str_from_z(asking.fault.code), STR("unknown_payer"));
    }
    test ("items of the API are validated by shape before they are priced") {
        static const struct {
            const char *text, *code, *where;
        } cases[] = {
            {"[{\"plan\":\"vps-start\"}]", "required", "items.1.months"},
            {"[{\"months\":1}]", "required", "items.1.plan"},
            {"[7]", "wrong_type", "items.1"},
            {"[{\"plan\":\"a\",\"months\":1,\"quantity\":0.5}]", "wrong_type", "items.1.quantity"},
            {"[{\"plan\":\"a\",\"months\":1,\"quantity\":1e20}]", "wrong_type", "items.1.quantity"},
            {"[{\"plan\":\"a\",\"months\":1,\"price\":1}]", "unknown_field", "items.1.price"},
            {"[{\"plan\":\"a\",\"months\":1,\"options\":{\"disk\":[]}}]", "wrong_type",
             "items.1.options.disk"},
        };
        for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
            struct json_node list;
            struct requested_item *requested = NULL;
            str where = STR("");
            expect(json_read(ARENA, str_from_z(cases[i].text), &list) == ERR_OK);
            const char *code = requested_items(ARENA, &list, &requested, &where);
            expect_str(str_from_z(code), str_from_z(cases[i].code));
            expect_str(where, str_from_z(cases[i].where));
        }
    }
}

/* --- delivery --- */

static err pay_in(struct db *tx, void *arg)
{
    const struct order *order = arg;
    struct invoice invoice;
    return invoice_pay_from_balance(tx, ARENA, order->invoice, STR("system"), w.r.act.now,
                                    &invoice);
}

static err hear_again(struct db *tx, void *arg)
{
    const struct order *order = arg;
    return announce(tx, ARENA, "invoice.paid", order->invoice.text, w.r.act.now);
}

static void delivery_tests(void)
{
    test ("a paid order becomes its services, each line one, and once") {
        struct order order = order_of("", "vps-start", "vps-pro");
        world_top_up(&w, order.total);
        expect(world_do(&w, pay_in, &order) == ERR_OK);
        expect(again(&order).state == ORDER_PAID || again(&order).state == ORDER_DONE);
        expect(world_do(&w, hear_again, &order) == ERR_OK);
        world_run(&w);
        size_t count = 0;
        struct order_line *lines = lines_of(&order, &count);
        expect_i64((int64_t)count, 2);
        expect(lines[0].service.text.len > 0 && lines[1].service.text.len > 0);
        expect(!str_eq(lines[0].service.text, lines[1].service.text));
        expect(world_service(&w, lines[0].service).state == SERVICE_ACTIVE);
        expect(again(&order).state == ORDER_DONE);
        world_sound(&w);
    }
    test ("an add-on hangs on the service of its line") {
        struct requested_item requested[] = {requesting("vps-start", 1), requesting("backup", 1)};
        requested[1].item.parent = 1;
        struct asking asking = ask_for(requested, 2, "");
        expect(world_do(&w, place_in, &asking) == ERR_OK);
        struct order order = again(&(struct order){.id = asking.order});
        world_top_up(&w, order.total);
        expect(world_do(&w, pay_in, &order) == ERR_OK);
        size_t count = 0;
        struct order_line *lines = lines_of(&order, &count);
        expect_str(lines[1].parent.text, lines[0].id.text);
        expect_str(world_service(&w, lines[1].service).parent.text, lines[0].service.text);
    }
    test ("paid in part it waits, and is neither split nor deleted") {
        struct order order = order_of("", "vps-start", "vps-pro");
        world_top_up(&w, 100);
        expect(world_do(&w, pay_in, &order) == ERR_OK);
        struct order now = again(&order);
        expect(now.state == ORDER_OPEN && now.part_paid);
        expect_str(str_from_z(order_refuses(&now, ORDER_CANCEL)), STR("order_part_paid"));
        world_top_up(&w, order.total - 100);
        expect(world_do(&w, pay_in, &order) == ERR_OK);
        expect(again(&order).state != ORDER_OPEN);
        world_run(&w);
        world_sound(&w);
    }
}

/* --- changing --- */

struct changing {
    str id, other, name;
    const str *ids;
    size_t count;
    order_id made;
    const char *code;
};

static err split_in(struct db *tx, void *arg)
{
    struct changing *c = arg;
    return order_split(tx, ARENA, w.olena, c->id, c->ids, c->count, w.r.act.now, &c->made,
                       &c->code);
}

static err merge_in(struct db *tx, void *arg)
{
    struct changing *c = arg;
    return order_merge(tx, ARENA, w.olena, c->id, c->other, w.r.act.now, &c->code);
}

static err cancel_in(struct db *tx, void *arg)
{
    struct changing *c = arg;
    return order_cancel(tx, ARENA, w.olena, c->id, w.r.act.now, &c->code);
}

static err rename_in(struct db *tx, void *arg)
{
    struct changing *c = arg;
    return order_rename(tx, ARENA, w.olena, c->id, c->name, &c->code);
}

static err staff_in(struct db *tx, void *arg)
{
    struct changing *c = arg;
    return order_cancel_by_staff(tx, ARENA, (order_id){c->id}, STR("staff"), STR("asked for"),
                                 w.r.act.now);
}

static void change_tests(void)
{
    test ("a deleted order gives its stock back and takes its invoice back") {
        int64_t before = stock_of("server-e3");
        struct order order = order_of("", "server-e3", NULL);
        expect_i64(stock_of("server-e3"), before - 1);
        struct changing c = {.id = order.id.text, .name = STR("For the office")};
        expect(world_do(&w, rename_in, &c) == ERR_OK);
        expect_str(again(&order).name, STR("For the office"));
        expect(world_do(&w, cancel_in, &c) == ERR_OK);
        expect_i64(stock_of("server-e3"), before);
        expect(again(&order).state == ORDER_CANCELLED);
        expect(invoice_of(&order).state == INVOICE_CANCELLED);
        expect(world_do(&w, cancel_in, &c) == ERR_CONFLICT);
        expect_str(str_from_z(c.code), STR("order_over"));
    }
    test ("an order split and merged again asks for the same and holds the same") {
        int64_t before = stock_of("server-e3");
        struct order order = order_of("START10", "vps-start", "server-e3");
        size_t count = 0;
        struct order_line *lines = lines_of(&order, &count);
        struct changing c = {.id = order.id.text, .ids = &lines[1].id.text, .count = 1};
        expect(world_do(&w, split_in, &c) == ERR_OK);
        struct order left = again(&order);
        struct order off = again(&(struct order){.id = c.made});
        expect_i64(left.total + off.total, order.total);
        expect_i64(invoice_of(&left).total.minor, left.total);
        expect_i64(invoice_of(&off).total.minor, off.total);
        expect(invoice_of(&order).state == INVOICE_CANCELLED);
        expect(left.state == ORDER_OPEN && off.state == ORDER_OPEN);
        expect_i64(stock_of("server-e3"), before - 1);
        c = (struct changing){.id = order.id.text, .other = off.id.text};
        expect(world_do(&w, merge_in, &c) == ERR_OK);
        struct order one = again(&order);
        expect_i64(one.total, order.total);
        expect_i64(invoice_of(&one).total.minor, order.total);
        expect(again(&off).state == ORDER_CANCELLED);
        expect_i64(stock_of("server-e3"), before - 1);
        expect(world_do(&w, cancel_in, &c) == ERR_OK);
        expect_i64(stock_of("server-e3"), before);
    }
    test ("what was split off gives back its own only") {
        int64_t before = stock_of("server-e3");
        struct order order = order_of("", "vps-start", "server-e3");
        size_t count = 0;
        struct order_line *lines = lines_of(&order, &count);
        struct changing c = {.id = order.id.text, .ids = &lines[0].id.text, .count = 1};
        expect(world_do(&w, split_in, &c) == ERR_OK);
        struct changing off = {.id = c.made.text};
        expect(world_do(&w, cancel_in, &off) == ERR_OK);
        expect_i64(stock_of("server-e3"), before - 1);
        expect(again(&order).state == ORDER_OPEN);
        expect(world_do(&w, cancel_in, &c) == ERR_OK);
        expect_i64(stock_of("server-e3"), before);
    }
    test ("somebody else's order is not there") {
        struct order order = order_of("", "vps-start", NULL);
        struct order found;
        account_id other = {STR("01890000-0000-7000-8000-000000000000")};
        expect(order_of_account(w.r.t.db, ARENA, other, order.id.text, &found) == ERR_NOT_FOUND);
        expect(order_of_account(w.r.t.db, ARENA, w.olena, STR("nonsense"), &found) ==
               ERR_NOT_FOUND);
        db_snapshot_end(w.r.t.db);
    }
    test ("staff ends an order that is paid in part; the money is on the balance") {
        struct order order = order_of("", "vps-pro", NULL);
        int64_t before = world_balance(&w);
        world_top_up(&w, 100);
        expect(world_do(&w, pay_in, &order) == ERR_OK);
        struct changing c = {.id = order.id.text};
        expect(world_do(&w, staff_in, &c) == ERR_OK);
        expect_i64(world_balance(&w), before + 100);
        expect(again(&order).state == ORDER_CANCELLED);
        expect_str(again(&order).end_reason, STR("asked for"));
        world_sound(&w);
    }
}

static err cancel_invoice_in(struct db *tx, void *arg)
{
    const struct order *order = arg;
    return invoice_cancel(tx, ARENA, order->invoice, w.r.act.now);
}

static void expiry_tests(void)
{
    test ("an order that nobody paid ends by itself, with everything it held") {
        int64_t before = stock_of("server-e3");
        struct order order = order_of("", "server-e3", NULL);
        world_run(&w);
        expect(again(&order).state == ORDER_OPEN);
        test_room_wait(&w.r, 7 * WHEN_DAY - WHEN_MINUTE);
        world_run(&w);
        expect(again(&order).state == ORDER_OPEN);
        test_room_wait(&w.r, 2 * WHEN_MINUTE);
        world_run(&w);
        expect(again(&order).state == ORDER_EXPIRED);
        expect(invoice_of(&order).state == INVOICE_CANCELLED);
        expect_i64(stock_of("server-e3"), before);
    }
    test ("a cancelled invoice ends its order") {
        int64_t before = stock_of("server-e3");
        struct order order = order_of("", "server-e3", NULL);
        expect(world_do(&w, cancel_invoice_in, &order) == ERR_OK);
        expect(again(&order).state == ORDER_CANCELLED);
        expect_i64(stock_of("server-e3"), before);
    }
    test ("its owner is told of an order placed, and of one that ran out") {
        str to = STR("olena@example.com");
        int64_t before = test_room_messages(&w.r, to);
        struct order order = order_of("", "vps-start", NULL);
        world_run(&w);
        expect_i64(test_room_messages(&w.r, to), before + 1);
        expect(str_find(test_room_text(&w.r, to), order.id.text) >= 0);
        test_room_wait(&w.r, 8 * WHEN_DAY);
        world_run(&w);
        expect(again(&order).state == ORDER_EXPIRED);
        expect(str_find(test_room_text(&w.r, to), STR("was not paid in time")) >= 0);
    }
}

/* --- carts --- */

struct carting {
    struct cart_act act;
    struct cart_addition addition;
    cart_id cart;
    str item;
    int64_t months, quantity;
    str text;
    const char *code;
};

static err take_in(struct db *tx, void *arg)
{
    struct carting *c = arg;
    return cart_take(tx, ARENA, &c->act, &c->addition, &c->cart, &c->code);
}

static err join_in(struct db *tx, void *arg)
{
    struct carting *c = arg;
    return cart_join(tx, ARENA, &c->act.owner, w.r.act.now);
}

static err change_in(struct db *tx, void *arg)
{
    struct carting *c = arg;
    return cart_change(tx, ARENA, &c->act, c->item, c->months, c->quantity, &c->code);
}

static err promo_in(struct db *tx, void *arg)
{
    struct carting *c = arg;
    return cart_set_promo(tx, ARENA, &c->act, c->text, &c->code);
}

static err currency_in(struct db *tx, void *arg)
{
    struct carting *c = arg;
    return cart_set_currency(tx, ARENA, &c->act, c->text);
}

static err unsee_in(struct db *tx, void *arg)
{
    struct carting *c = arg;
    struct cart_item old = {.id = c->item, .seen_total = 12345, .seen_currency = STR("UAH")};
    return cart_store_seen(tx, c->cart, &old);
}

static struct carting carting_of(account_id account, cart_id guest)
{
    return (struct carting){.act = {.site = &w.r.site,
                                    .owner = {account, guest},
                                    .buyer = {.account = account,
                                              .payer = {STR("")},
                                              .zone = zone_by_name(STR("Europe/Kyiv")),
                                              .now = w.r.act.now}}};
}

static struct cart cart_now(const struct carting *c)
{
    struct cart cart = {0};
    expect(cart_of(w.r.t.db, ARENA, &c->act.owner, &cart) == ERR_OK);
    db_snapshot_end(w.r.t.db);
    return cart;
}

static struct cart_quote priced(const struct carting *c, const struct cart *cart)
{
    struct cart_quote quote = {0};
    expect(cart_price(w.r.t.db, ARENA, &w.r.site, cart, &c->act.buyer, &quote) == ERR_OK);
    db_snapshot_end(w.r.t.db);
    return quote;
}

static void cart_tests(void)
{
    account_id nobody = {STR("")};
    struct carting guest = carting_of(nobody, (cart_id){STR("")});
    struct quote_item items[] = {
        {.plan = STR("vps-start"), .months = 1, .quantity = 1, .parent_plan = STR("")},
        {.plan = STR("backup"), .months = 1, .quantity = 1, .parent_plan = STR("")},
    };
    guest.addition = (struct cart_addition){.currency = STR("UAH"),
                                            .promo = STR(""),
                                            .parent_item = STR(""),
                                            .parent_service = STR(""),
                                            .items = items,
                                            .count = 2};
    test ("a guest's cart takes a plan with its add-on and asks for today's prices") {
        expect(world_do(&w, take_in, &guest) == ERR_OK);
        guest.act.owner.guest = guest.cart;
        struct cart cart = cart_now(&guest);
        struct cart_quote quote = priced(&guest, &cart);
        expect_i64((int64_t)cart.count, 2);
        expect_str(cart.items[1].parent_item, cart.items[0].id);
        expect(quote.ready && !quote.changed);
        expect_i64(quote.quote.total, cart.items[0].seen_total + cart.items[1].seen_total);
    }
    test ("what cannot be had is not taken, and the code says why") {
        struct carting c = guest;
        struct quote_item strange = {
            .plan = STR("no-such"), .months = 1, .quantity = 1, .parent_plan = STR("")};
        c.addition.items = &strange;
        c.addition.count = 1;
        expect(world_do(&w, take_in, &c) == ERR_CONFLICT);
        expect_str(str_from_z(c.code), STR("unknown_plan"));
        c = guest;
        c.addition.currency = STR("EUR");
        expect(world_do(&w, take_in, &c) == ERR_CONFLICT);
        expect_str(str_from_z(c.code), STR("other_currency"));
        c = guest;
        c.item = cart_now(&guest).items[0].id;
        c.months = 7;
        c.quantity = 1;
        expect(world_do(&w, change_in, &c) == ERR_CONFLICT);
        expect_str(str_from_z(c.code), STR("bad_months"));
        c.text = STR("NONSENSE");
        expect(world_do(&w, promo_in, &c) == ERR_CONFLICT);
        expect_str(str_from_z(c.code), STR("promo_unknown"));
    }
    test ("add-ons take the period of what they belong to; own changes are no surprise") {
        struct carting c = guest;
        c.item = cart_now(&guest).items[0].id;
        c.months = 12;
        c.quantity = 2;
        expect(world_do(&w, change_in, &c) == ERR_OK);
        struct cart cart = cart_now(&guest);
        expect_i64(cart.items[1].months, 12);
        expect_i64(cart.items[0].quantity, 2);
        expect(!priced(&guest, &cart).changed);
        c.text = STR("EUR");
        expect(world_do(&w, currency_in, &c) == ERR_OK);
        cart = cart_now(&guest);
        struct cart_quote quote = priced(&guest, &cart);
        expect_str(str_from_z(quote.quote.currency), STR("EUR"));
        expect(!quote.changed);
    }
    test ("a price that changed meanwhile is told") {
        struct carting c = guest;
        c.item = cart_now(&guest).items[0].id;
        c.cart = guest.cart;
        expect(world_do(&w, unsee_in, &c) == ERR_OK);
        struct cart cart = cart_now(&guest);
        struct cart_quote quote = priced(&guest, &cart);
        expect(quote.changed && quote.lines[0].changed && !quote.lines[1].changed);
        expect_i64(quote.lines[0].before.minor, 12345);
        expect(quote.ready);
    }
    test ("at sign-in the guest's cart joins the customer's, once") {
        struct carting mine = carting_of(w.olena, (cart_id){STR("")});
        mine.addition = guest.addition;
        mine.addition.count = 1;
        expect(world_do(&w, take_in, &mine) == ERR_OK);
        mine.act.owner.guest = guest.cart;
        expect(world_do(&w, join_in, &mine) == ERR_OK);
        expect(world_do(&w, join_in, &mine) == ERR_OK);
        struct cart cart = cart_now(&mine);
        expect_i64((int64_t)cart.count, 3);
        expect_str(cart.currency, STR("EUR"));
        expect_i64((int64_t)cart_now(&guest).count, 0);
        struct carting stolen = carting_of(nobody, cart.id);
        expect_i64((int64_t)cart_now(&stolen).count, 0);
    }
    test ("an order from the cart empties it") {
        struct carting mine = carting_of(w.olena, (cart_id){STR("")});
        struct cart cart = cart_now(&mine);
        struct requested_item *requested = NULL;
        cart_requested(ARENA, &cart, &requested);
        struct asking asking = ask_for(requested, cart.count, "");
        asking.place.currency = cart.currency;
        asking.place.emptied = cart.id;
        expect(world_do(&w, place_in, &asking) == ERR_OK);
        expect_i64((int64_t)cart_now(&mine).count, 0);
    }
}

int main(void)
{
    rule_tests();
    if (!world_open(&w, listening, kinds)) {
        return tests_skipped("no PostgreSQL at hand");
    }
    place_tests();
    delivery_tests();
    change_tests();
    cart_tests();
    expiry_tests();
    world_close(&w);
    return tests_done();
}
