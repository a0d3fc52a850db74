/* SPDX-License-Identifier: Apache-2.0 */
/* Money that goes back: out of the days it bought, by credit notes of the invoices it came from,
 * and what credit notes of others do to the days they are about. */
#include "features/services/work.h"

/* The credit note is heard by service_on_credit, which takes it out of hand. */
err give_back(struct db *tx, struct arena *arena, const struct service *service, str reason,
              const struct initiator *by)
{
    struct purse hand;
    err e = money_store_at(tx, arena, service->id, MONEY_IN_HAND, &hand);
    if (e != ERR_OK) {
        return e;
    }
    for (size_t i = 0; i < hand.count && e == ERR_OK; i++) {
        struct credit_note note;
        struct credit_draft draft = {
            .invoice = hand.parts[i].invoice,
            .total = hand.parts[i].amount,
            .reason = reason,
            .actor = by->actor,
            .now = by->now,
        };
        e = invoice_credit(tx, arena, &draft, &note);
    }
    return e;
}

/* What the room gives back itself is in hand; takes that away and leaves the other places. */
static err take_from_hand(struct db *tx, invoice_id invoice, struct money_place *places,
                          size_t *count, int64_t *credit)
{
    size_t kept = 0;
    err e = ERR_OK;
    for (size_t i = 0; i < *count && e == ERR_OK; i++) {
        if (places[i].place != MONEY_IN_HAND) {
            places[kept++] = places[i];
            continue;
        }
        int64_t part = places[i].amount < *credit ? places[i].amount : *credit;
        e = money_store_lower(tx, &places[i], invoice, part);
        *credit -= part;
    }
    *count = kept;
    return e;
}

/* Days whose money went stay as a gift, for the reason that the note gives: whether they are
 * shortened, or the service ends, is for people to decide. */
static err lower(struct db *tx, const struct credit_note *note, const struct money_place *place,
                 int64_t amount)
{
    err e = money_store_lower(tx, place, note->invoice, amount);
    return e == ERR_OK && place->place >= 0
               ? period_store_gift(tx, place->service, (day){(int32_t)place->place}, note->reason)
               : e;
}

static err tell(struct db *tx, struct arena *arena, const struct credit_note *note,
                service_id service, int64_t amount, when now)
{
    str detail = str_printf(arena, "{\"amount\":%lld}", (long long)amount);
    err e = service_event_note(tx, arena, service, "credited", detail, note->actor, now);
    return e == ERR_OK ? announce(tx, arena, SERVICE_PAID_TIME, service.text, now) : e;
}

/* Of all that is left of the invoice's money every part loses its share. */
static err lower_all(struct db *tx, struct arena *arena, const struct credit_note *note,
                     const struct money_place *places, size_t count, int64_t credit, int64_t net,
                     when now)
{
    int64_t *amounts = ARENA_ARRAY(arena, int64_t, count);
    int64_t *shares = ARENA_ARRAY(arena, int64_t, count);
    for (size_t i = 0; i < count; i++) {
        amounts[i] = places[i].amount;
    }
    err e = credit_shares(amounts, count, credit, net, shares);
    int64_t of_service = 0;
    for (size_t i = 0; i < count && e == ERR_OK; i++) {
        bool last = i + 1 == count || !str_eq(places[i].service.text, places[i + 1].service.text);
        e = shares[i] > 0 ? lower(tx, note, &places[i], shares[i]) : ERR_OK;
        of_service += shares[i];
        if (e == ERR_OK && last && of_service > 0) {
            e = tell(tx, arena, note, places[i].service, of_service, now);
        }
        of_service = last ? 0 : of_service;
    }
    return e;
}

/* Whether any money is left in what was paid for it. */
static err is_paid_for(struct db *tx, struct arena *arena, service_id id, bool *out)
{
    struct money_place *places = NULL;
    struct asked *asked = NULL;
    size_t count = 0;
    size_t asked_count = 0;
    err e = asked_store_all(tx, arena, id, &asked, &asked_count);
    *out = true;
    for (size_t i = 0; i < asked_count && e == ERR_OK; i++) {
        bool first = str_eq(asked[i].kind, STR("first")) && asked[i].total > 0;
        e = first ? money_store_of_invoice(tx, arena, asked[i].invoice, &places, &count) : ERR_OK;
        *out = *out && !first;
        for (size_t n = 0; first && n < count && e == ERR_OK; n++) {
            *out = *out || (str_eq(places[n].service.text, id.text) && places[n].amount > 0);
        }
    }
    return e;
}

/* What is being prepared for money that was given back in full is not brought up: its operation is
 * taken back, or, begun already, undone when it ends (service_is_given_back). */
static err stop_preparing(struct db *tx, struct arena *arena, service_id id, when now)
{
    struct operation *open = NULL;
    struct service service;
    size_t count = 0;
    bool paid = true;
    err e = service_store_find(tx, arena, id, &service);
    if (e == ERR_OK && service.state == SERVICE_PREPARING) {
        e = is_paid_for(tx, arena, id, &paid);
    }
    if (e == ERR_OK && !paid) {
        e = operations_of_subject(tx, arena, id.text, 1, &open, &count);
    }
    if (e != ERR_OK || count == 0) {
        return e;
    }
    e = operation_cancel(tx, arena, open[0].id, STR("all that was paid for it was given back"),
                         now);
    return e == ERR_CONFLICT ? ERR_OK : e;
}

err service_is_given_back(struct db *tx, struct arena *arena, const struct service *service,
                          bool *out)
{
    bool paid = true;
    err e = is_paid_for(tx, arena, service->id, &paid);
    if (e == ERR_OK) {
        *out = !paid;
    }
    return e;
}

/* What waits for its outcome, and has no money any more, is not begun. */
static err stop_work(struct db *tx, struct arena *arena, invoice_id invoice,
                     const struct money_place *places, size_t count, when now)
{
    err e = ERR_OK;
    for (size_t i = 0; i < count && e == ERR_OK; i++) {
        struct purse purse = {0};
        bool same = i > 0 && str_eq(places[i].service.text, places[i - 1].service.text);
        if (same) {
            continue;
        }
        e = stop_preparing(tx, arena, places[i].service, now);
        if (e == ERR_OK) {
            e = money_store_at(tx, arena, places[i].service, MONEY_UNDER_WAY, &purse);
        }
        bool none = true;
        for (size_t n = 0; n < purse.count && e == ERR_OK; n++) {
            none = none && !str_eq(purse.parts[n].invoice.text, invoice.text);
        }
        e = e == ERR_OK && none ? work_cancel(tx, arena, places[i].service, invoice, now) : e;
    }
    return e;
}

err service_on_credit(struct db *tx, struct arena *arena, str ref, when now)
{
    struct credit_note note;
    struct invoice invoice;
    struct money_place *places = NULL;
    size_t count = 0;
    err e = credit_note_by_id(tx, arena, (document_id){ref}, &note);
    if (e == ERR_OK) {
        e = invoice_by_id(tx, arena, note.invoice, &invoice);
    }
    if (e == ERR_OK) {
        e = money_store_of_invoice(tx, arena, note.invoice, &places, &count);
    }
    int64_t credit = e == ERR_OK ? note.total.minor : 0;
    if (e == ERR_OK) {
        e = take_from_hand(tx, note.invoice, places, &count, &credit);
    }
    if (e != ERR_OK || credit == 0) {
        return e;
    }
    int64_t net = invoice.total.minor - invoice.credited.minor + credit;
    e = lower_all(tx, arena, &note, places, count, credit, net, now);
    return e == ERR_OK ? stop_work(tx, arena, note.invoice, places, count, now) : e;
}
