/* SPDX-License-Identifier: Apache-2.0 */
/* Between the files of the sandbox: lists of calls, and rules about them. */
#pragma once

#include <errno.h>
#include <seccomp.h>

#include "system/sandbox.h"

/* What a server at work does. */
extern const int sandbox_allowed[];
extern const size_t sandbox_allowed_count;
/* Known and meant to be refused. */
extern const int sandbox_forbidden[];
extern const size_t sandbox_forbidden_count;

#define SANDBOX_REFUSED SCMP_ACT_ERRNO(EPERM)

/* Rules are many and each may fail for want of memory only: the first failure is kept. */
struct sandbox_filter {
    scmp_filter_ctx rules;
    int failure;
};

/* otherwise: what becomes of a call without a rule. */
err sandbox_filter_open(struct sandbox_filter *filter, uint32_t otherwise,
                        struct buf *complaint) MUST_CHECK;
/* Puts it in force in all threads and ends it. */
err sandbox_filter_load(struct sandbox_filter *filter, struct buf *complaint) MUST_CHECK;

void sandbox_put(struct sandbox_filter *filter, uint32_t action, int call, size_t count,
                 const struct scmp_arg_cmp *conditions);
/* The argument has those bits as in value. */
struct scmp_arg_cmp sandbox_bits(unsigned argument, uint64_t mask, uint64_t value);
/* Allowed when the argument has those bits as in value. */
void sandbox_put_if(struct sandbox_filter *filter, int call, unsigned argument, uint64_t mask,
                    uint64_t value);
