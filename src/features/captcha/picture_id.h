/* SPDX-License-Identifier: Apache-2.0 */
/* The name of a picture. It carries its end and a signature over its form and browser; the symbols
 * are drawn from it with the server's key, so a picture nobody answers costs no row. Private to the
 * room. */
#pragma once

#include <stdbool.h>

#include "base/secret.h"
#include "base/str.h"
#include "base/when.h"

#define PICTURE_SYMBOLS 6
/* Read alike in both alphabets, and by sound in both languages; no 0 O, 1 I l, B. */
#define PICTURE_ALPHABET "23456789AEKMT"

struct picture_symbols {
    unsigned char index[PICTURE_SYMBOLS]; /* into PICTURE_ALPHABET */
};

/* A new one: base64url, digits and full stops. */
str picture_id_new(struct arena *arena, struct secret key, str scope, str guest, when expires_at);

struct picture_id {
    str nonce;
    when expires_at;
    str signature;
};

/* False when it is no name of a picture at all. Says nothing about the signature. */
bool picture_id_parse(str id, struct picture_id *out);

/* True when it was made by us for that form and that browser. */
bool picture_id_is_for(struct arena *arena, struct secret key, const struct picture_id *id,
                       str scope, str guest);

/* What is to be seen and heard. */
struct picture_symbols picture_symbols_of(struct arena *arena, struct secret key,
                                          const struct picture_id *id);

/* 64 bits for the drawing's own dice, so that reloading shows the same picture. */
uint64_t picture_seed(struct arena *arena, struct secret key, const struct picture_id *id,
                      str purpose);

/* Case, blanks, hyphens and the alphabet typed in do not matter. */
bool picture_is_answered(struct arena *arena, const struct picture_symbols *symbols, str typed);
