/* SPDX-License-Identifier: Apache-2.0 */
#include "opinion.h"

#include <llhttp.h>
#include <stdint.h>
#include <string.h>

static int on_body(llhttp_t *parser, const char *at, size_t len)
{
    struct opinion *opinion = parser->data;
    if (len <= sizeof opinion->content - opinion->len) {
        memcpy(opinion->content + opinion->len, at, len);
        opinion->len += len;
    }
    return 0;
}

/* An upgrade nobody takes up would end the reading. */
static int on_head(llhttp_t *parser)
{
    parser->upgrade = 0;
    return 0;
}

/* So would Connection: close; of the server's reading the answer is the end. */
static int on_end(llhttp_t *parser)
{
    struct opinion *opinion = parser->data;
    opinion->messages++;
    parser->flags = F_CONNECTION_KEEP_ALIVE;
    return 0;
}

bool opinion_read(const char *data, size_t len, struct opinion *out)
{
    static const llhttp_settings_t settings = {
        .on_headers_complete = on_head,
        .on_body = on_body,
        .on_message_complete = on_end,
    };
    llhttp_t parser;
    llhttp_init(&parser, HTTP_REQUEST, &settings);
    out->len = 0;
    out->messages = 0;
    parser.data = out;
    return llhttp_execute(&parser, data, len) == HPE_OK;
}
