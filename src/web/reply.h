/* SPDX-License-Identifier: Apache-2.0 */
/* The ways to answer. Every handler ends in one of these or returns an error code, and reply_error
 * is the one place that turns a code into an error page or a JSON problem (RFC 9457). */
#pragma once

#include "base/buf.h"
#include "base/err.h"
#include "web/page.h"
#include "web/request.h"

/* A page to write into, in the request's language, zone and time. */
struct page *page_for(struct request *req);

/* Sends what was written into the page. 422 is used by itself when the form failed and status is
 * 200. */
err reply_page(struct request *req, int status, struct page *page);

/* 303 to a path of ours; 422 when the address has grown beyond 8,000 bytes. */
err reply_redirect(struct request *req, struct url where);

/* The same, with a sentence (an N_() string) shown once on the next page. */
err reply_redirect_saying(struct request *req, struct url where, const char *sentence);
err reply_redirect_warning(struct request *req, struct url where, const char *sentence);

/* A JSON answer; json is complete. */
err reply_json(struct request *req, int status, const struct buf *json);
/* The same with another media type. */
err reply_json_as(struct request *req, int status, str content_type, const struct buf *json);
/* 204. */
err reply_nothing(struct request *req);

/* Bytes of another type (picture, sound). The bytes live in the request's arena. */
err reply_bytes(struct request *req, str content_type, str bytes);

/* Turns a code into the answer; called by the dispatcher with what the handler returned. */
void reply_error(struct request *req, err e);

/* The same for a status that no code stands for (401, 405, 413, 415); code is the API's word, NULL
 * = the status's own. */
void reply_status(struct request *req, int status, const char *code);

/* A local path to return to after sign-in, from the query parameter or field value given: a path
 * that starts with one slash and stays on this site, else fallback. Never an absolute URL (open
 * redirect). */
struct url safe_return(struct request *req, str wanted, struct url fallback);
