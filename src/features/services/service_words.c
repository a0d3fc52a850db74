/* SPDX-License-Identifier: Apache-2.0 */
#include "features/services/service_words.h"

str service_state_name(enum lang lang, const struct service *service)
{
    switch (service->state) {
    case SERVICE_PREPARING:
        return tr(lang, "Being prepared");
    case SERVICE_ACTIVE:
        return service->cancel_at_end ? tr(lang, "Works, will end") : tr(lang, "Works");
    case SERVICE_SUSPENDED:
        return service->suspended_for.len > 0 ? tr(lang, "Suspended") : tr(lang, "Coming back");
    case SERVICE_TERMINATING:
        return tr(lang, "Being deleted");
    case SERVICE_TERMINATED:
        return tr(lang, "Ended");
    }
    return STR("");
}

enum tone service_state_tone(const struct service *service)
{
    switch (service->state) {
    case SERVICE_PREPARING:
        return TONE_INFO;
    case SERVICE_ACTIVE:
        return service->cancel_at_end ? TONE_WARN : TONE_GOOD;
    case SERVICE_SUSPENDED:
        return service->suspended_for.len > 0 ? TONE_BAD : TONE_INFO;
    case SERVICE_TERMINATING:
    case SERVICE_TERMINATED:
        break;
    }
    return TONE_PLAIN;
}

static const struct {
    const char *why, *sentence;
} suspensions[] = {
    {"debt", N_("It stands still because the next period is not paid. Once it is, the service "
                "comes back by itself, and its new period begins that day.")},
    {"staff", N_("We have stopped it. Please write to us.")},
    {"abuse", N_("We have stopped it because of a complaint. Please write to us.")},
    {"own", N_("It is suspended at your request.")},
    {"", N_("It is paid and is being brought back.")},
};

str service_explanation(struct arena *arena, enum lang lang, const struct service *service)
{
    if (service->state == SERVICE_PREPARING) {
        return tr(lang, "We are bringing it up. The first period begins when it works.");
    }
    if (service->state == SERVICE_ACTIVE && service->cancel_at_end) {
        str last = fmt_day(arena, lang, (day){service->until.number - 1});
        return tr_fill(arena, tr(lang, "As requested, it ends after {date} and is not renewed."),
                       "date", last, NULL);
    }
    for (size_t i = 0; service->state == SERVICE_SUSPENDED && i < ARRAY_LEN(suspensions); i++) {
        if (str_eq(service->suspended_for, str_from_z(suspensions[i].why))) {
            return tr(lang, suspensions[i].sentence);
        }
    }
    return STR("");
}

str operation_kind_name(enum lang lang, enum operation_kind kind)
{
    static const char *const names[] = {
        [OPERATION_CREATE] = N_("Bringing it up"),   [OPERATION_SUSPEND] = N_("Suspending"),
        [OPERATION_RESUME] = N_("Bringing it back"), [OPERATION_CHANGE] = N_("Changing"),
        [OPERATION_RENEW] = N_("Renewing"),          [OPERATION_TERMINATE] = N_("Deleting"),
    };
    return tr(lang, names[kind]);
}

str operation_state_name(enum lang lang, enum operation_state state)
{
    static const char *const names[] = {
        [OPERATION_WAITING] = N_("waiting for its turn"),
        [OPERATION_RUNNING] = N_("under way"),
        [OPERATION_DONE] = N_("done"),
        [OPERATION_FAILED] = N_("it did not work at once; our staff is looking into it"),
        [OPERATION_MANUAL] = N_("our staff is doing it"),
        [OPERATION_CANCELLED] = N_("given up"),
    };
    return tr(lang, names[state]);
}

static const struct {
    const char *what, *words;
} events[] = {
    {"ordered", N_("Ordered and paid")},
    {"renewed", N_("Renewed")},
    {"suspended", N_("Suspended")},
    {"resuming", N_("Is being brought back")},
    {"terminating", N_("Is being deleted")},
    {"given_up", N_("Operation given up")},
    {"tariff", N_("The new plan has started")},
    {"changed", N_("Plan changed")},
    {"change_asked", N_("Plan change ordered")},
    {"change_scheduled", N_("Plan change scheduled for the end of the period")},
    {"credited", N_("Money was given back by a credit note; the days stay")},
    {"change_void", N_("Plan change withdrawn")},
    {"auto_on", N_("Automatic renewal switched on")},
    {"auto_off", N_("Automatic renewal switched off")},
    {"cancelled", N_("Cancelled for the end of the paid time")},
    {"uncancelled", N_("Cancellation taken back")},
    {"end_moved", N_("The end was moved by our staff")},
};

/* What a finished operation has brought about; its word stands in the detail. */
static str done_name(enum lang lang, str detail)
{
    static const char *const names[] = {
        [OPERATION_CREATE] = N_("It is up"),
        [OPERATION_SUSPEND] = N_("It was stopped"),
        [OPERATION_RESUME] = N_("It is back"),
        [OPERATION_CHANGE] = N_("The change is done"),
        [OPERATION_RENEW] = N_("The renewal is done"),
        [OPERATION_TERMINATE] = N_("It was deleted"),
    };
    for (size_t kind = 0; kind < ARRAY_LEN(names); kind++) {
        if (str_find(detail, operation_kind_word((enum operation_kind)kind)) >= 0) {
            return tr(lang, names[kind]);
        }
    }
    return tr(lang, "Operation finished");
}

str service_event_name(enum lang lang, const struct service_event *event)
{
    if (str_eq(event->what, STR("done"))) {
        return done_name(lang, event->detail);
    }
    for (size_t i = 0; i < ARRAY_LEN(events); i++) {
        if (str_eq(event->what, str_from_z(events[i].what))) {
            return tr(lang, events[i].words);
        }
    }
    return event->what;
}

static const struct {
    const char *words;
    enum tone tone;
} comings[] = {
    [CALENDAR_INVOICE] = {N_("We issue the invoice for the next period"), TONE_PLAIN},
    [CALENDAR_REMIND] = {N_("We remind you by e-mail"), TONE_PLAIN},
    [CALENDAR_CHARGE] = {N_("Paid from your balance"), TONE_GOOD},
    [CALENDAR_SHORT] = {N_("The balance does not cover the renewal"), TONE_WARN},
    [CALENDAR_RENEW] = {N_("The new period begins"), TONE_GOOD},
    [CALENDAR_SUSPEND] = {N_("The service is suspended"), TONE_BAD},
    [CALENDAR_WARN] = {N_("Last warning"), TONE_BAD},
    [CALENDAR_TERMINATE] = {N_("The service and its data are deleted"), TONE_BAD},
    [CALENDAR_CHANGE] = {N_("The new plan starts"), TONE_INFO},
};

struct dated_line calendar_line(struct arena *arena, enum lang lang,
                                const struct calendar_event *event)
{
    return (struct dated_line){
        .day = fmt_day(arena, lang, event->day),
        .text = tr(lang, comings[event->what].words),
        .amount = event->amount.minor != 0 ? fmt_money(arena, lang, event->amount) : STR(""),
        .tone = comings[event->what].tone,
    };
}
