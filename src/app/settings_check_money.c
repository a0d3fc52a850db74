/* SPDX-License-Identifier: Apache-2.0 */
/* How customers pay. */
#include "app/settings_check_private.h"

#include "base/money.h"
#include "features/payers/payers.h"
#include "features/payments/payments.h"
#include "web/site.h"

/* ISO 4217, without funds, metals and codes for testing. */
static const char currencies[] =
    "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP "
    "BYN BZD CAD CDF CHF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP "
    "GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR "
    "KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK "
    "MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR "
    "SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS "
    "UAH UGX USD UYU UZS VED VES VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG";

static bool is_currency(str code)
{
    money unused;
    return money_of(0, code, &unused) && str_find(str_from_z(currencies), code) >= 0;
}

static bool can_be_paid(const struct settings *settings, str currency)
{
    struct site site = {.settings = settings};
    struct payment_method method;
    return payment_methods(&site, currency, &method, 1) > 0;
}

/* What the operator wrote must be payable; of the default only what is payable counts. */
static void check_currencies(struct check *check)
{
    const struct settings *s = check->settings;
    bool written = s->origin[SETTING_payments_currencies] != SETTING_FROM_DEFAULT;
    str rest = s->payments_currencies;
    bool any = false;
    while (rest.len > 0) {
        str code = str_trim(str_cut(rest, ',', &rest));
        any = any || code.len > 0;
        if (!is_currency(code)) {
            check_fault(check,
                        "payments.currencies: %" STR_FMT " is not a currency; write codes such "
                        "as UAH, separated by commas",
                        STR_ARG(code));
        } else if (written && check->options.serving && !can_be_paid(s, code)) {
            check_fault(check,
                        "payments.currencies: nobody can pay in %" STR_FMT ", neither by "
                        "payments.bank_iban nor by payments.stripe_key",
                        STR_ARG(code));
        }
    }
    if (!any) {
        check_fault(check, "payments.currencies must not be empty");
    }
}

static void check_bank(struct check *check)
{
    const struct settings *s = check->settings;
    str iban;
    if (s->bank_iban.len > 0 && (payer_iban_parse(check->arena, s->bank_iban, &iban) != NULL ||
                                 !str_eq(iban, s->bank_iban))) {
        check_fault(check, "payments.bank_iban is not complete, has a misprint, or is not written "
                           "in capitals and without blanks");
    }
    if (!is_currency(s->bank_currency)) {
        check_fault(check, "payments.bank_currency must be a code such as UAH");
    }
    if (s->bank_iban.len == 0 && !s->demo && check->options.serving &&
        s->bank_receiver.len + s->bank_code.len + s->bank_name.len > 0) {
        check_fault(check, "payments.bank_iban is missing, so the other details of the bank are "
                           "shown to nobody");
    }
    if (s->brand_legal.len > 0 && s->bank_receiver.len > 0 &&
        !str_eq(s->brand_legal, s->bank_receiver)) {
        check_fault(check, "payments.bank_receiver differs from brand.legal; leave it out, and "
                           "the legal name is used");
    }
}

static bool are_notice_secrets(str list)
{
    while (list.len > 0) {
        str one = str_trim(str_cut(list, ',', &list));
        if (!str_starts(one, STR("whsec_")) || one.len < 10 || str_index(one, ' ') >= 0) {
            return false;
        }
    }
    return true;
}

static void check_stripe(struct check *check)
{
    const struct settings *s = check->settings;
    str key = secret_reveal(s->stripe_key);
    str notices = secret_reveal(s->stripe_notice_secret);
    if (str_starts(key, STR("pk_"))) {
        check_fault(check, "payments.stripe_key is a publishable key (pk_); the secret key begins "
                           "with sk_ or rk_");
    } else if (key.len > 0 && !str_starts(key, STR("sk_")) && !str_starts(key, STR("rk_"))) {
        check_fault(check, "payments.stripe_key must begin with sk_ or rk_");
    }
    if (key.len > 0 && notices.len == 0) {
        check_fault(check, "payments.stripe_notice_secret must be set with payments.stripe_key, "
                           "else no payment is ever confirmed");
    }
    if (!are_notice_secrets(notices)) {
        check_fault(check, "payments.stripe_notice_secret must be whsec_..., two separated by a "
                           "comma");
    }
    bool reached =
        !check->options.serving || key.len == 0 || check_may_be_reached(s, s->stripe_url);
    if (!check_is_web_url(s->stripe_url) || !reached) {
        check_fault(check, "payments.stripe_url must be an https:// address");
    }
}

void check_money(struct check *check)
{
    const struct settings *s = check->settings;
    check_currencies(check);
    if (s->payments_top_up_min > s->payments_top_up_max) {
        check_fault(check, "payments.top_up_min must not be above payments.top_up_max");
    }
    check_bank(check);
    check_stripe(check);
}
