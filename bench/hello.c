/* SPDX-License-Identifier: Apache-2.0 */
/* The smallest own answer: the HTTP floor with a handler that does nothing, 600 bytes a reply with
 * the headers every answer has. Usage: hello PORT [loops]. Ends with its standard input. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "http/loop.h"

static char text[280];

static bool on_request(void *context, void *loop_context, struct http_exchange *exchange)
{
    struct http_response *response = &exchange->response;
    (void)context, (void)loop_context;
    http_set_header(response, STR("Content-Type"), STR("text/plain; charset=utf-8"));
    http_set_header(response, STR("Cache-Control"), STR("no-store"));
    http_set_header(response, STR("X-Content-Type-Options"), STR("nosniff"));
    http_set_header(response, STR("Referrer-Policy"), STR("same-origin"));
    http_set_header(response, STR("Content-Security-Policy"), STR("default-src 'none'"));
    response->body = (str){text, sizeof text};
    return true;
}

int main(int argc, char **argv)
{
    char listen[32];
    struct http_handlers handlers = {.on_request = on_request};
    struct http_server *server = NULL;
    memset(text, 'x', sizeof text);
    snprintf(listen, sizeof listen, "127.0.0.1:%d", argc > 1 ? atoi(argv[1]) : 8082);
    struct http_options options = {.listen = str_from_z(listen),
                                   .loops = argc > 2 ? atoi(argv[2]) : 1};
    if (http_server_start(&options, &handlers, &server) != ERR_OK) {
        fprintf(stderr, "%s\n", http_server_story());
        return 1;
    }
    while (read(STDIN_FILENO, listen, sizeof listen) > 0) {
    }
    http_server_stop(&server, 1000);
    return 0;
}
