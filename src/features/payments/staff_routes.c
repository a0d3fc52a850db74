/* SPDX-License-Identifier: Apache-2.0 */
/* The console's routes and screens of payments. */
#include "features/payments/notice_store.h"
#include "features/payments/payments_staff.h"

#define SEE (STAFF_MAY_MONEY | STAFF_MAY_MONEY_APPROVE)

#define STAFF_PAGE(address, does, says)                                                            \
    {                                                                                              \
        .method = HTTP_GET, .path = (address), .handler = (does), .who = WHO_STAFF, .may = SEE,    \
        .lane = LANE_WORK, .summary = (says)                                                       \
    }
#define STAFF_POST(address, does, rule, right, says)                                               \
    {                                                                                              \
        .method = HTTP_POST, .path = (address), .handler = (does), .who = WHO_STAFF,               \
        .may = (right), .form = (rule), .rate = RATE_WRITE, .lane = LANE_WORK, .creates = true,    \
        .summary = (says)                                                                          \
    }

const struct route payments_staff_routes[] = {
    STAFF_PAGE("/staff/payments", get_staff_payments, "Everybody's payments."),
    STAFF_PAGE("/staff/payments/{id}", get_staff_payment,
               "One payment, with its notices and refunds."),
    STAFF_POST("/staff/payments/{id}/confirm", post_transfer, &transfer_form, STAFF_MAY_MONEY,
               "Credits a bank transfer that arrived, or asks a second member to agree."),
    STAFF_POST("/staff/transfers/{id}/agree", post_transfer_agree, NULL, STAFF_MAY_MONEY_APPROVE,
               "A second member agrees to a bank transfer."),
    STAFF_POST("/staff/transfers/{id}/refuse", post_transfer_refuse, NULL, SEE,
               "A bank transfer that waits is refused."),
    STAFF_POST("/staff/payments/{id}/refund", post_refund, &refund_form, STAFF_MAY_MONEY,
               "Sends money of a payment back."),
    STAFF_POST("/staff/returns/{id}/agree", post_return_agree, NULL, STAFF_MAY_MONEY_APPROVE,
               "A second member agrees to a refund."),
    STAFF_POST("/staff/returns/{id}/refuse", post_return_refuse, NULL, SEE,
               "A refund that waits is refused."),
    STAFF_PAGE("/staff/notices", get_payment_notices, "Notices of providers that did not fit."),
    STAFF_PAGE("/staff/notices/{id}", get_payment_notice, "One notice, byte for byte."),
    STAFF_POST("/staff/notices/{id}/match", post_match, &match_form, STAFF_MAY_MONEY,
               "Credits a parked notice's money to a payment."),
    STAFF_POST("/staff/notices/{id}/dismiss", post_dismiss, &dismiss_form, STAFF_MAY_MONEY,
               "Lays a parked notice aside, with a reason."),
    STAFF_PAGE("/staff/corrections", get_corrections, "Corrections of balances."),
    STAFF_POST("/staff/corrections", post_correction, &correction_form, STAFF_MAY_MONEY,
               "Corrects a balance, or asks a second member to agree."),
    STAFF_POST("/staff/corrections/{id}/agree", post_correction_agree, NULL,
               STAFF_MAY_MONEY_APPROVE, "A second member agrees to a correction."),
    STAFF_POST("/staff/corrections/{id}/refuse", post_correction_refuse, NULL, SEE,
               "A correction that waits is refused."),
    ROUTES_END,
};

static err notices_waiting(struct request *req, int64_t *out)
{
    return notice_store_count(req->db, req->arena, STR("parked"), out);
}

static err approvals_open(struct request *req, int64_t *out)
{
    struct payment_return *returns = NULL;
    size_t count = 0;
    err e = returns_waiting(req->db, req->arena, &returns, &count);
    struct transfer *transfers = NULL;
    size_t waiting = 0;
    if (e == ERR_OK) {
        e = transfers_waiting(req->db, req->arena, &transfers, &waiting);
    }
    if (e == ERR_OK) {
        *out = (int64_t)waiting;
        for (size_t i = 0; i < count; i++) {
            *out += str_eq(returns[i].state, STR("approval")) ? 1 : 0;
        }
    }
    return e;
}

const struct staff_screen payments_staff_screens[] = {
    {.path = "/staff/payments",
     .label = N_("Payments"),
     .may = SEE,
     .waiting = approvals_open,
     .of_account = "/staff/payments?account={}"},
    {.path = "/staff/notices",
     .label = N_("Parked notices"),
     .may = SEE,
     .waiting = notices_waiting},
    {.path = "/staff/corrections", .label = N_("Corrections"), .may = SEE},
    STAFF_SCREENS_END,
};
