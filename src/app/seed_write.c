/* SPDX-License-Identifier: Apache-2.0 */
#include "app/seed_write.h"

#include "app/seed_write_sql.h"
#include "json/writer.h"
#include "system/random.h"
#include "web/job.h"

#define RENEWED_BEFORE 14 /* days */

/* Ids of what one purchase became. */
struct bought {
    service_id service;
    order_id order;
    order_line_id line;
};

struct writing {
    struct db *tx;
    struct arena *arena;
    struct seed_books *books;
    const struct seed_customer *customer;
    struct seed_purse purse;
    struct bought bought[2];
    str parties;
};

/* Seller and payer as documents keep them; the account itself is the payer. */
static str parties_of(struct arena *arena, const struct seed_person *person)
{
    struct buf text = buf_in(arena);
    struct json json = json_into(&text);
    json_obj(&json);
    json_key(&json, "seller"), json_obj(&json), json_end(&json);
    json_key(&json, "payer"), json_obj(&json);
    json_key(&json, "kind"), json_text(&json, "individual");
    json_key(&json, "name"), json_str(&json, person->name);
    static const char *const others[] = {"tax_number", "vat_number", "iban"};
    for (size_t i = 0; i < ARRAY_LEN(others); i++) {
        json_key(&json, others[i]), json_text(&json, "");
    }
    json_key(&json, "country"), json_text(&json, "UA");
    json_key(&json, "address"), json_text(&json, "");
    json_end(&json);
    json_end(&json);
    return buf_str(&text);
}

static when day_moment(struct day date)
{
    return (when){date.number * (int64_t)WHEN_DAY};
}

static const struct quote_line *line_of(const struct writing *w, int service)
{
    const struct seed_purchase *purchase = w->customer->purchase;
    const struct seed_service *of = &purchase->services[service];
    return seed_good_line(w->customer->goods, of->good, of->months, purchase->currency);
}

static err put_service(struct writing *w, int index, const struct seed_paper *first)
{
    const struct seed_service *service = &w->customer->purchase->services[index];
    const struct quote_line *line = line_of(w, index);
    int shown = service->cycle_count - (service->suspended ? 2 : 1);
    struct day until = service->cycles[shown].until;
    struct civil start = day_civil(service->cycles[0].from);
    bool is_domain = service->good == GOOD_DOMAIN;
    str host = str_printf(w->arena, "%" STR_FMT ".%s", STR_ARG(w->customer->person->login),
                          is_domain ? "com.ua" : "example.net");
    struct seed_service_in in = {
        .id = w->bought[index].service,
        .number = first->service_number,
        .account = w->customer->account,
        .origin = w->bought[index].line.text,
        .state = service->ended       ? STR("terminated")
                 : service->suspended ? STR("suspended")
                                      : STR("active"),
        .suspended_for = service->suspended ? STR("debt") : STR(""),
        .plan = line->plan,
        .version = line->version,
        .name_uk = line->name.uk,
        .name_en = line->name.en,
        .label = is_domain ? host : STR(""),
        .currency = str_from_z(w->customer->purchase->currency),
        .months = service->months,
        .options = line->options,
        .anchor = start.day,
        .from_day = service->cycles[shown].from.number,
        .until_day = until.number,
        .auto_renew = !service->ended,
        .answer = str_printf(w->arena, "{\"host\":\"%" STR_FMT "\"}", STR_ARG(host)),
        .at = {first->at_us},
        .ended_at = service->ended ? day_moment((struct day){until.number + 30}) : WHEN_NONE,
    };
    err e = seed_service(w->tx, &in);
    if (e != ERR_OK || service->ended || !w->customer->is_watched) {
        return e;
    }
    return job_put(w->tx, day_moment((struct day){SEED_LAST_DAY}), STR("service.tick"), in.id.text,
                   day_moment((struct day){until.number - RENEWED_BEFORE}), in.id.text);
}

static err put_order(struct writing *w, const struct seed_paper *paper, struct bought *bought,
                     const struct quote_line *line, invoice_id invoice)
{
    bool paid = paper->is_paid;
    when at = {paper->issued_us - WHEN_MINUTE};
    struct seed_order_in order = {
        .id = bought->order,
        .number = paper->order,
        .account = w->customer->account,
        .state = paid ? STR("done") : STR("open"),
        .currency = str_from_z(w->customer->purchase->currency),
        .net = line->net,
        .tax = line->tax,
        .total = line->total,
        .invoice = invoice.text,
        .token = str_printf(w->arena, "sample-%d", paper->order),
        .terms = w->customer->plan->terms_version,
        .network = w->customer->person->network,
        .at = at,
        .expires = when_add(at, 7 * WHEN_DAY),
        .paid_at = paid ? (when){paper->at_us} : WHEN_NONE,
    };
    struct seed_order_line_in in = {
        .id = bought->line,
        .order = bought->order,
        .plan = line->plan,
        .version = line->version,
        .code = line->code,
        .name_uk = line->name.uk,
        .name_en = line->name.en,
        .text_uk = line->text.uk,
        .text_en = line->text.en,
        .months = line->months,
        .options = line->options,
        .recurring = line->recurring,
        .setup = line->setup,
        .amount = line->amount,
        .tax_bp = line->tax_bp,
        .tax_inclusive = line->tax_inclusive,
        .net = line->net,
        .tax = line->tax,
        .total = line->total,
        .service = bought->service,
    };
    err e = seed_order(w->tx, &order);
    return e == ERR_OK ? seed_order_line(w->tx, &in) : e;
}

struct document {
    invoice_id id;
    str number, cause, cause_ref, ref;
    str text_uk, text_en;
    int64_t net, tax_bp, tax;
    struct day from, until;
};

static err put_invoice(struct writing *w, const struct seed_paper *paper,
                       const struct document *document)
{
    int64_t total = document->net + document->tax;
    struct seed_invoice_in in = {
        .id = document->id,
        .number = document->number,
        .account = w->customer->account,
        .currency = str_from_z(w->customer->purchase->currency),
        .cause = document->cause,
        .cause_ref = document->cause_ref,
        .net = document->net,
        .tax = document->tax,
        .total = total,
        .parties = w->parties,
        .issued_day = paper->issued_us / WHEN_DAY,
        .issued_at = {paper->issued_us},
        .due_at = when_add((when){paper->issued_us}, 10 * WHEN_DAY),
        .state = paper->is_paid ? STR("paid") : STR("issued"),
        .paid = paper->is_paid ? total : 0,
        .payments = paper->is_paid,
        .paid_at = paper->is_paid ? (when){paper->at_us} : WHEN_NONE,
    };
    struct seed_invoice_line_in line = {
        .invoice = document->id,
        .text_uk = document->text_uk,
        .text_en = document->text_en,
        .unit = total,
        .net = document->net,
        .tax_bp = document->tax_bp,
        .tax = document->tax,
        .total = total,
        .from_day = document->from.number,
        .until_day = document->until.number,
        .ref = document->ref,
    };
    err e = seed_invoice(w->tx, &in);
    return e == ERR_OK ? seed_invoice_line(w->tx, &line) : e;
}

static err pay_in(struct writing *w, const struct seed_paper *paper, str invoice, int64_t amount)
{
    struct seed_payment_in in = {
        .id = {id_new(w->arena)},
        .number = paper->payment,
        .account = w->customer->account,
        .provider = paper->payment % 5 == 0 ? STR("bank") : STR("sandbox"),
        .invoice = invoice,
        .currency = str_from_z(w->customer->purchase->currency),
        .amount = amount,
        .at = {paper->at_us},
    };
    err e = seed_payment(w->tx, &in);
    return e == ERR_OK
               ? seed_purse_pay_in(w->tx, w->arena, w->books, &w->purse, in.id,
                                   str_printf(w->arena, "%d", paper->payment), amount, in.at)
               : e;
}

/* The invoice, and when it is paid the payment and what became of it. */
static err put_document(struct writing *w, const struct seed_paper *paper,
                        const struct document *document)
{
    err e = put_invoice(w, paper, document);
    if (e == ERR_OK && paper->is_paid) {
        e = pay_in(w, paper, document->id.text, document->net + document->tax);
    }
    struct seed_bill bill = {
        document->id, document->number, document->net, document->tax, {paper->at_us}};
    return e == ERR_OK && paper->is_paid
               ? seed_purse_spend(w->tx, w->arena, w->books, &w->purse, &bill)
               : e;
}

static struct document document_of(struct writing *w, const struct seed_paper *paper,
                                   const struct quote_line *line)
{
    return (struct document){
        .id = {id_new(w->arena)},
        .number = str_printf(w->arena, "%04d-%06d", paper->year, paper->invoice),
        .text_uk = line->text.uk,
        .text_en = line->text.en,
        .net = line->net,
        .tax_bp = line->tax_bp,
        .tax = line->tax,
    };
}

/* Days with their sale, and the money they were paid with. */
static err put_days(struct writing *w, int index, const struct seed_cycle *cycle,
                    const struct document *document)
{
    const struct seed_service *service = &w->customer->purchase->services[index];
    const struct quote_line *line = line_of(w, index);
    service_id id = w->bought[index].service;
    int64_t total = document->net + document->tax;
    struct seed_period_in period = {
        .service = id,
        .from_day = cycle->from.number,
        .until_day = cycle->until.number,
        .months = service->months,
        .anchor = day_civil(service->cycles[0].from).day,
        .plan = line->plan.text,
        .version = line->version,
        .quantity = 1,
        .options = line->options,
        .price = total,
        .tax_bp = document->tax_bp,
    };
    struct seed_money_in paid = {id, cycle->from.number, document->id, total};
    err e = seed_period(w->tx, &period);
    return e == ERR_OK && total > 0 ? seed_money(w->tx, &paid) : e;
}

static err put_period(struct writing *w, const struct seed_paper *paper,
                      const struct seed_cycle *cycle, const struct document *document)
{
    service_id service = w->bought[paper->service].service;
    int64_t total = document->net + document->tax;
    struct seed_service_invoice_in in = {
        .service = service,
        .invoice = document->id,
        .kind = paper->cycle == 0 ? STR("first") : STR("renewal"),
        .state = paper->is_paid ? STR("paid") : STR("open"),
        .from_day = cycle->from.number,
        .until_day = cycle->until.number,
        .total = total,
        .at = {paper->issued_us},
    };
    err e = seed_service_invoice(w->tx, &in);
    return e == ERR_OK && paper->is_paid ? put_days(w, paper->service, cycle, document) : e;
}

static err put_cycle(struct writing *w, const struct seed_paper *paper)
{
    struct bought *bought = &w->bought[paper->service];
    const struct quote_line *line = line_of(w, paper->service);
    const struct seed_cycle *cycle =
        &w->customer->purchase->services[paper->service].cycles[paper->cycle];
    struct document document = document_of(w, paper, line);
    bool is_first = paper->cycle == 0;
    err e = ERR_OK;
    document.from = cycle->from;
    document.until = cycle->until;
    document.ref = is_first ? bought->line.text : bought->service.text;
    document.cause = is_first ? STR("order") : STR("service.renewal");
    document.cause_ref = is_first
                             ? str_printf(w->arena, "%" STR_FMT ":1", STR_ARG(bought->order.text))
                             : id_new(w->arena);
    if (is_first) {
        e = put_service(w, paper->service, paper);
    }
    if (e == ERR_OK && is_first) {
        e = put_order(w, paper, bought, line, document.id);
    }
    if (e == ERR_OK) {
        e = put_document(w, paper, &document);
    }
    return e == ERR_OK ? put_period(w, paper, cycle, &document) : e;
}

static err put_open_order(struct writing *w, const struct seed_paper *paper)
{
    struct bought bought = {.order = {id_new(w->arena)}, .line = {id_new(w->arena)}};
    const struct quote_line *line =
        seed_good_line(w->customer->goods, GOOD_PRO, 3, w->customer->purchase->currency);
    struct document document = document_of(w, paper, line);
    document.cause = STR("order");
    document.cause_ref = str_printf(w->arena, "%" STR_FMT ":1", STR_ARG(bought.order.text));
    document.ref = bought.line.text;
    err e = put_order(w, paper, &bought, line, document.id);
    return e == ERR_OK ? put_document(w, paper, &document) : e;
}

static err put_usage(struct writing *w, const struct seed_paper *paper)
{
    int64_t net = 100 + (int64_t)(seed_mixed(w->customer->plan->seed, paper->cycle, 3000) % 2000);
    struct document document = {
        .id = {id_new(w->arena)},
        .number = str_printf(w->arena, "%04d-%06d", paper->year, paper->invoice),
        .cause = STR("usage"),
        .cause_ref = str_printf(w->arena, "%u", paper->cycle),
        .ref = STR(""),
        .text_uk = STR("Трафік понад включений"),
        .text_en = STR("Traffic above the included"),
        .net = net * 5,
        .tax_bp = 2000,
        .tax = net,
    };
    return put_document(w, paper, &document);
}

static err put_paper(struct writing *w, const struct seed_paper *paper)
{
    switch ((enum seed_paper_kind)paper->kind) {
    case PAPER_CYCLE:
        return put_cycle(w, paper);
    case PAPER_ORDER:
        return put_open_order(w, paper);
    case PAPER_TOP_UP:
        return pay_in(w, paper, STR(""), w->customer->purchase->top_up);
    case PAPER_USAGE:
        return put_usage(w, paper);
    }
    return ERR_INTERNAL;
}

err seed_write_customer(struct db *tx, struct arena *arena, struct seed_books *books,
                        const struct seed_customer *customer)
{
    struct writing w = {
        .tx = tx,
        .arena = arena,
        .books = books,
        .customer = customer,
        .purse = {.account = customer->account, .currency = customer->purchase->currency},
        .parties = parties_of(arena, customer->person),
    };
    bool moves_money = false;
    for (size_t i = 0; i < ARRAY_LEN(w.bought); i++) {
        w.bought[i] = (struct bought){{id_new(arena)}, {id_new(arena)}, {id_new(arena)}};
    }
    for (size_t i = 0; i < customer->count; i++) {
        moves_money = moves_money || customer->papers[i].is_paid;
    }
    err e = moves_money ? seed_purse_open(tx, arena, books, &w.purse) : ERR_OK;
    for (size_t i = 0; e == ERR_OK && i < customer->count; i++) {
        struct arena_mark mark = arena_mark(arena);
        bool keeps = w.purse.receivable.id.text.len == 0; /* its id is made on the way */
        e = put_paper(&w, &customer->papers[i]);
        if (!keeps) {
            arena_rewind(arena, mark);
        }
    }
    return e == ERR_OK && moves_money ? seed_purse_close(tx, &w.purse) : e;
}
