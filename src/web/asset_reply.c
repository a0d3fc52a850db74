/* SPDX-License-Identifier: Apache-2.0 */
#include "web/asset_reply.h"

#include "web/assets.h"

bool asset_is_there(str path)
{
    return asset_at(path) != NULL;
}

bool asset_reply(const struct http_request *http, struct http_response *reply)
{
    bool is_read = http->method == HTTP_GET || http->method == HTTP_HEAD;
    const struct asset *asset = is_read ? asset_at(http->path) : NULL;
    if (asset == NULL) {
        return false;
    }
    struct asset_body body = asset_choose(asset, http_header(http, STR("accept-encoding")));
    http_set_header(reply, STR("Cache-Control"), STR(ASSET_CACHE_CONTROL));
    http_set_header(reply, STR("Vary"), STR("Accept-Encoding"));
    http_set_header(reply, STR("ETag"), str_dup(http->arena, str_from_z(body.etag)));
    if (asset_is_fresh(&body, http_header(http, STR("if-none-match")))) {
        reply->status = 304;
        return true;
    }
    http_set_header(reply, STR("Content-Type"), asset->type);
    if (body.encoding[0] != '\0') {
        http_set_header(reply, STR("Content-Encoding"), str_from_z(body.encoding));
    }
    reply->status = 200;
    reply->body = body.bytes;
    return true;
}
