/* SPDX-License-Identifier: Apache-2.0 */
/* The stylesheet, scripts, faces and icons, embedded in the program. Each file lives at an address
 * that carries a digest of its bytes (/assets/kabinet.1a2b3c4d5e.css), so that a browser may keep
 * it for ever, and lies there plain and, where that pays, packed beforehand with gzip and brotli.
 * Pages ask for an address by the file's own name; nothing here touches the disk. */
#pragma once

#include "base/str.h"
#include "web/page.h"

/* The address of a file, or of an icon as "icons.svg#name"; a CHECK when there is none of that
 * name: names are literals in our pages. */
str asset_path(const char *name);
struct url asset_url(const char *name);

/* asset_url of the sprite's icon of that name. */
struct url asset_icon(const char *icon);

struct asset {
    str path; /* "/assets/…" */
    str type; /* Content-Type */
    str digest;
    str plain, gzip, brotli; /* gzip and brotli are empty where packing does not pay */
};

/* The file at an address, or NULL. */
const struct asset *asset_at(str path);

struct asset_body {
    str bytes;
    const char *encoding; /* "br", "gzip" or "" for none */
    char etag[40];        /* quoted, different for each encoding */
};

/* The form of the file that suits an Accept-Encoding header best (empty = the plain one). */
struct asset_body asset_choose(const struct asset *asset, str accept_encoding);

/* True when an If-None-Match header names this form. */
bool asset_is_fresh(const struct asset_body *body, str if_none_match);

#define ASSET_CACHE_CONTROL "public, max-age=31536000, immutable"
