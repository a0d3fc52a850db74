/* SPDX-License-Identifier: Apache-2.0 */
#include "features/payments/payments_mail.h"

#include "features/accounts/accounts.h"
#include "features/payments/letters_page.h"
#include "features/payments/payments_view.h"
#include "features/payments/returns_store.h"
#include "i18n/format.h"

err payment_letter(struct db *tx, const struct job_run *run)
{
    struct payment payment;
    struct account account;
    err e = payment_by_id(tx, run->arena, (payment_id){run->ref}, &payment);
    if (e != ERR_OK) {
        return err_absent_is_fine(e);
    }
    e = account_by_id(tx, run->arena, payment.account, &account);
    if (e != ERR_OK || account.email.text.len == 0) {
        return err_absent_is_fine(e);
    }
    struct mail_page *letter = letter_to(run->arena, run->site, &account, payment.received_at);
    struct url page = url_fill(run->arena, "/payments/{}", payment.id.text);
    payment_mail(letter, account.name, fmt_money(run->arena, letter->lang, payment.received),
                 str_printf(run->arena, "%lld", (long long)payment.number),
                 payment_method_name(letter->lang, payment.provider),
                 payment_did_words(letter->lang, &payment),
                 letter_url(run->arena, run->site, page));
    struct letter_post post = {.kind = LETTER_HOUSE, .to = account.email.text};
    return letter_put(tx, letter, &post, NULL);
}

err payment_return_letter(struct db *tx, const struct job_run *run)
{
    struct payment_return one;
    struct payment payment;
    struct account account;
    money balance = {0};
    err e = return_store_find(tx, run->arena, (refund_id){run->ref}, &one);
    if (e != ERR_OK) {
        return err_absent_is_fine(e);
    }
    e = payment_by_id(tx, run->arena, one.payment, &payment);
    if (e == ERR_OK) {
        e = payment_spendable(tx, run->arena, payment.account, money_currency(&one.amount),
                              &balance);
    }
    if (e != ERR_OK) {
        return e;
    }
    e = account_by_id(tx, run->arena, payment.account, &account);
    if (e != ERR_OK || account.email.text.len == 0) {
        return err_absent_is_fine(e);
    }
    bool taken = str_eq(one.kind, STR("charge_back"));
    struct mail_page *letter = letter_to(run->arena, run->site, &account, run->now);
    struct url page = url_fill(run->arena, "/payments/{}", payment.id.text);
    payment_return_mail(
        letter, account.name, taken, fmt_money(run->arena, letter->lang, one.amount),
        str_printf(run->arena, "%lld", (long long)payment.number), one.reason,
        fmt_money(run->arena, letter->lang, balance), letter_url(run->arena, run->site, page));
    struct letter_post post = {.kind = LETTER_HOUSE, .to = account.email.text};
    return letter_put(tx, letter, &post, NULL);
}
