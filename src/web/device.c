/* SPDX-License-Identifier: Apache-2.0 */
#include "web/device.h"

#include "crypto/codec.h"
#include "system/random.h"
#include "web/cookie.h"

#define NAME_BYTES 16
#define PROGRAM_BYTES_MAX 200

str device_of(const struct request *req)
{
    str name = cookie_get_signed(req, "device");
    return name.len == NAME_BYTES * (size_t)2 ? name : STR("");
}

str device_remember(struct request *req)
{
    str name = device_of(req);
    if (name.len == 0) {
        char bytes[NAME_BYTES];
        random_bytes(bytes, sizeof bytes);
        name = hex_encode(req->arena, (str){bytes, sizeof bytes});
    }
    cookie_set_signed(req, "device", name, COOKIE_FOR_A_YEAR);
    return name;
}

bool device_is_genuine(const struct site *site, const struct http_request *http)
{
    struct request asker = {.arena = http->arena, .site = site, .http = http};
    return device_of(&asker).len > 0;
}

str device_program(const struct request *req)
{
    str given = str_sub(http_header(req->http, STR("user-agent")), 0, PROGRAM_BYTES_MAX);
    struct buf kept = buf_in(req->arena);
    for (size_t i = 0; i < given.len; i++) {
        bool is_plain = given.ptr[i] >= ' ' && given.ptr[i] <= '~';
        buf_put_char(&kept, is_plain ? given.ptr[i] : '?');
    }
    return buf_str(&kept);
}
