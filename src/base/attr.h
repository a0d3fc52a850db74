/* SPDX-License-Identifier: Apache-2.0 */
/* Compiler attributes behind words of ours, so that moving to another standard changes one file. */
#pragma once

#define MUST_CHECK __attribute__((warn_unused_result))
#define NORETURN __attribute__((noreturn))
#define ATTR_PRINTF(fmt, first) __attribute__((format(printf, fmt, first)))
#define ATTR_SENTINEL __attribute__((sentinel))
#define UNUSED __attribute__((unused))

/* Runs fn(&variable) when the variable's block ends. The function takes a pointer to the handle,
 * accepts NULL inside it and sets it to NULL. */
#define CLEANUP(fn) __attribute__((cleanup(fn)))

#define ARRAY_LEN(a) (sizeof(a) / sizeof((a)[0]))
