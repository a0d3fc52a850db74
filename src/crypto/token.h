/* SPDX-License-Identifier: Apache-2.0 */
/* Secrets handed to people: 256-bit tokens for cookies and links, 6-digit codes for mail and SMS.
 * The person gets the text, the database only a keyed digest of it: who reads the database can
 * neither use a token nor try the million codes without the server's key. */
#pragma once

#include <stdbool.h>

#include "base/secret.h"
#include "base/str.h"
#include "crypto/mac.h"

#define TOKEN_TEXT_LEN 43 /* 32 bytes in base64url */
#define CODE_DIGITS 6

/* A new token, base64url. */
struct secret token_new(struct arena *arena);

/* 43 base64url characters: worth asking the database about. */
bool token_is_wellformed(str token);

/* What is stored and looked up: 64 hexadecimal digits. */
str token_digest(struct arena *arena, struct secret key, str token);

/* Six digits, each of the million codes equally likely. */
struct secret code_new(struct arena *arena);

/* The code as typed without spaces and dashes; false when what is left is not six digits. */
bool code_parse(struct arena *arena, str typed, str *out);

/* What is stored for a code: bound to its flow, so that it answers for no other. */
str code_digest(struct arena *arena, struct secret key, str flow_id, str code);
