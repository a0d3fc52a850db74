/* SPDX-License-Identifier: Apache-2.0 */
/* The one table of field mistakes: the stable word of the JSON API and the sentence of the pages.
 */
#include "base/check.h"
#include "i18n/tr.h"
#include "web/form.h"

static const struct {
    const char *code;
    const char *sentence;
} field_errors[] = {
    /* any field */
    {"required", N_("Please fill this in.")},
    {"too_short", N_("This is too short.")},
    {"too_long", N_("This is too long.")},
    {"bad_characters", N_("There are characters here that cannot be used.")},
    {"bad_encoding", N_("This text is not valid UTF-8.")},
    {"wrong_type", N_("This value is of the wrong kind.")},
    {"repeated", N_("This field was sent more than once.")},
    {"unknown_field", N_("This form has no such field.")},
    {"bad_number", N_("Please give a whole number.")},
    {"out_of_range", N_("This number is too small or too large.")},
    {"too_many", N_("There are too many of these.")},
    {"bad_choice", N_("Please choose one of the values offered.")},
    /* logins, e-mail, phone, names */
    {"login_first_letter", N_("A login begins with a Latin letter.")},
    {"login_characters", N_("A login has only Latin letters, digits, dot, hyphen and underscore.")},
    {"login_length", N_("A login has 3 to 32 characters.")},
    {"cyrillic", N_("Use Latin letters. Is the keyboard switched to another layout?")},
    {"mixed_script",
     N_("Letters of different alphabets look alike here. Please use one alphabet.")},
    {"invisible", N_("There are invisible characters here. Please type it anew.")},
    {"taken", N_("This login is taken. Please choose another.")},
    {"bad_email", N_("This does not look like an e-mail address.")},
    {"banned_domain", N_("Addresses of this mail service cannot be used. Please give another.")},
    {"email_proven", N_("This is your e-mail already, and it is confirmed.")},
    {"email_held", N_("After a recovery of access the e-mail cannot be changed for a day.")},
    {"email_taken", N_("This e-mail belongs to another account. Log in there, or recover access.")},
    {"bad_phone", N_("This does not look like a phone number. Example: +380 67 123 45 67.")},
    {"phone_taken", N_("This number belongs to another account. Log in there, or recover access.")},
    {"phone_proven", N_("Your phone is confirmed already.")},
    {"phone_held", N_("After a recovery of access the number cannot be changed for a day.")},
    {"no_sms", N_("Text messages are not sent at the moment.")},
    {"bad_name", N_("Please write the name with letters.")},
    /* payers */
    {"bad_person_number",
     N_("An individual tax number has ten digits, and these do not fit together.")},
    {"bad_company_number", N_("A company code has eight digits, and these do not fit together.")},
    {"bad_tax_number", N_("A tax number has 2 to 20 Latin letters and digits.")},
    {"bad_vat_number", N_("A VAT number has 12 digits, or 9 or 10 of a person.")},
    {"bad_iban", N_("This account number is not complete or has a misprint.")},
    {"set_elsewhere",
     N_("This is set in the server's settings file and can only be changed there.")},
    {"bad_country", N_("Please give the two letters of a country, such as UA.")},
    {"payer_held", N_("After a recovery of access payers cannot be changed for a day.")},
    {"too_many_payers", N_("There are too many payers. Please remove one that is not needed.")},
    /* money */
    {"bad_amount", N_("Please write an amount such as 123.45.")},
    /* passwords */
    {"password_short", N_("A password has at least 12 characters.")},
    {"password_characters",
     N_("A password has Latin letters, digits and signs of a Latin keyboard only.")},
    {"password_common", N_("This password is too common. Please think of another.")},
    {"password_breached",
     N_("This password is on a list of stolen passwords. Please think of another.")},
    {"password_personal", N_("The password must not contain your login, e-mail or phone.")},
    {"password_weak", N_("This password is easy to guess. A few unrelated words make a good one.")},
    {"password_same", N_("This is the password you have now. Please think of another.")},
    {"wrong_password", N_("This is not your current password.")},
    /* codes and checks */
    {"terms_required", N_("Please read and accept the terms.")},
    {"captcha_required", N_("Please confirm that you are not a robot.")},
    {"captcha_wrong", N_("The check did not succeed. Please try once more.")},
    {"captcha_crowded", N_("Too many pictures have been answered from your network recently. Use "
                           "the automatic check, or try again in ten minutes.")},
    {"captcha_expired", N_("The check has expired. Please try once more.")},
    {"wrong_code", N_("This code is wrong. Please look at the newest message.")},
    {"expired_code", N_("This code no longer works. Please ask for a new one.")},
    {"too_many_tries", N_("Too many wrong tries. Please ask for a new code.")},
    {"too_many_codes", N_("Too many wrong codes today. Use the link in our letter if you have one, "
                          "or try again tomorrow.")},
    {"too_soon", N_("A code was sent a moment ago. Please wait a minute.")},
    {"too_many_sends", N_("Too many codes were sent. Please try again later.")},
    /* plans and their options */
    {"unknown_plan", N_("There is no such plan.")},
    {"not_sold", N_("This plan is not sold at the moment.")},
    {"bad_months", N_("The plan is not sold for this period.")},
    {"bad_quantity", N_("Please choose a quantity from 1 to 1000.")},
    {"unknown_option", N_("The plan has no such option.")},
    {"bad_option", N_("This value does not fit the option.")},
    {"no_price", N_("This is not sold in the currency chosen.")},
    {"sold_out", N_("There are not so many left.")},
    {"customer_limit", N_("One customer cannot have so many of these.")},
    {"addon_alone", N_("An add-on is ordered together with a service.")},
    {"addon_not_allowed", N_("This add-on does not go with the plan.")},
    {"too_much", N_("The sum is too large.")},
    {"days_unpaid", N_("Nothing is paid for. To give days for nothing, move the end.")},
    {"nothing_asked", N_("Nothing was chosen.")},
    {"too_many_items", N_("Too many items at once.")},
    {"too_many_carts", N_("Too many carts have been started from your network recently. Log in, "
                          "and your cart will be kept in your account.")},
    {"other_currency", N_("Everything in one order is in one currency.")},
    {"other_payer", N_("These orders are for different payers.")},
    {"price_changed", N_("A price has changed. Please look at the sum again and confirm it.")},
    {"unknown_service", N_("This add-on is for a service that you do not have.")},
    {"unknown_payer", N_("There is no such payer.")},
    {"email_unverified", N_("Please confirm your e-mail first, then order.")},
    {"account_restricted", N_("Nothing can be ordered with this account. Please write to us.")},
    {"too_many_orders", N_("Too many orders wait for payment. Pay or delete some of them.")},
    {"order_over", N_("This order is not open any more.")},
    {"order_locked", N_("A payment for this order is under way; it cannot be changed now.")},
    {"order_part_paid", N_("This order is paid in part; it cannot be changed any more.")},
    {"split_nothing", N_("Please choose what becomes another order.")},
    {"split_everything", N_("Something must stay in this order.")},
    {"promo_unknown", N_("There is no such promo code.")},
    {"promo_expired", N_("This promo code has expired.")},
    {"promo_used_up", N_("This promo code was used up.")},
    {"promo_limited", N_("Too many promo codes were tried. Please try again in an hour.")},
    {"promo_elsewhere", N_("This promo code is not for what was chosen.")},
    /* staff */
    {"staff_login", N_("A login has 2 to 32 Latin letters, digits, dots, hyphens or underscores, "
                       "and begins with a letter.")},
    {"wrong_factor", N_("This code is wrong or was used before. Wait for the next one.")},
    {"above_yourself", N_("Your own role does not include all of that.")},
    {"last_full", N_("This is the last member with full access; somebody has to stay.")},
    {"own_account", N_("You cannot do that to yourself. Ask a colleague.")},
    /* money */
    {"amount_too_small", N_("This amount is too small.")},
    {"amount_too_large", N_("This amount is too large.")},
    {"more_than_left", N_("This is more than is left of the payment.")},
    {"more_than_balance", N_("This is more than the customer has on the balance.")},
    {"account_held", N_("Access was recovered: no money leaves this account for a day.")},
    {"reference_used",
     N_("This was credited before, or the reference belongs to another payment.")},
    {"waits_for_second", N_("This waits for a second member of staff already.")},
    {"no_such_payment", N_("There is no payment of this number.")},
    {"does_not_match", N_("It cannot be credited there: another currency, or it was settled.")},
    {"no_such_customer", N_("There is no such customer.")},
    {"balance_too_low", N_("There is not enough money on the balance.")},
    /* the catalogue's editor */
    {"bad_code", N_("A code has small Latin letters, digits and hyphens, a letter first.")},
    {"code_taken", N_("This code is taken. Please choose another.")},
    {"bad_line", N_("This is not written as described.")},
    {"line_twice", N_("This stands here twice.")},
    {"option_price_missing", N_("An option has no price in a currency the plan is sold in.")},
    {"out_of_order", N_("This must come after the step before it.")},
    {"bad_json", N_("This is not a JSON object.")},
    {"driver_name_missing", N_("A program needs its name as hook, a web address as webhook.")},
    {"publish_first", N_("Publish the draft first.")},
    {"draft_changed", N_("Somebody else saved this plan meanwhile. Saving again replaces that.")},
    {"stock_changed", N_("Something was ordered meanwhile. Please look at the stock again.")},
    {"bad_promo_code", N_("A promo code has 3 or more capitals, digits and hyphens.")},
    {"bad_percent", N_("Please write a percentage from 0 to 100.")},
    {"bad_currency", N_("Please give the three letters of a currency, such as UAH.")},
    {"bad_date", N_("Please write a date such as 2026-12-31.")},
    {"unknown_account", N_("There is no account with this number.")},
    /* changes of tariff */
    {"service_not_active", N_("This can be done while the service works.")},
    {"service_ends", N_("The service is cancelled. Take that back first.")},
    {"work_under_way",
     N_("A renewal or change of the service is being carried out. Please wait for it.")},
    {"change_pending", N_("Another plan change is waiting. Pay for it or withdraw it first.")},
    {"too_many_changes", N_("The plan has been changed often lately. Try again in a few days.")},
    {"change_not_offered", N_("One cannot change to this plan.")},
    {"mode_not_offered", N_("This way of changing is not offered here.")},
    {"addons_stay", N_("With add-ons only changes that keep the end are possible.")},
    {"usage_over_limit", N_("You use more than the new plan allows.")},
    {"nothing_left", N_("Nothing paid is left that could be counted.")},
    {"nothing_changes", N_("This is what you have now.")},
    {"quote_stale", N_("The numbers have changed meanwhile. Please look at them again.")},
    /* the form as a whole */
    {"wrong_credentials",
     N_("The login or the password is wrong. If you are sure of both, log in from a browser you "
        "have used before, or recover access with a code.")},
    {"staff_wrong", N_("The login or the password is wrong.")},
    {"account_locked", N_("This account is locked. To have it unlocked, please write to us.")},
    {"too_many_attempts", N_("There were too many wrong attempts. Log in from a browser you have "
                             "used before, or recover access with a code.")},
    {"staff_codes", N_("There were too many wrong codes. Codes are taken again within the hour.")},
    {"staff_locked",
     N_("There were too many wrong attempts. Log in from a browser you have used before, or ask a "
        "colleague with full access for a new link.")},
    {"content_type", N_("The data was sent in a form this page does not take.")},
    {"malformed", N_("The data sent could not be read.")},
    {"form_expired", N_("This page was open for too long. Please send the form once more.")},
    {"registration_closed", N_("Registration is closed at the moment.")},
};

str field_error_text(enum lang lang, const char *code)
{
    for (size_t i = 0; i < ARRAY_LEN(field_errors); i++) {
        if (str_eq(str_from_z(field_errors[i].code), str_from_z(code))) {
            return tr(lang, field_errors[i].sentence);
        }
    }
    check_failed(code, __FILE__, __LINE__);
}

const char *field_error_code(size_t index)
{
    return index < ARRAY_LEN(field_errors) ? field_errors[index].code : NULL;
}
