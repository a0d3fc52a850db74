/* SPDX-License-Identifier: Apache-2.0 */
#include "http/forward.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>

static const uint8_t mapped_prefix[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

static bool is_mapped(const struct forward_address *address)
{
    return memcmp(address->bytes, mapped_prefix, sizeof mapped_prefix) == 0;
}

static bool parse_address(str s, struct forward_address *out)
{
    char text[INET6_ADDRSTRLEN];
    if (s.len >= 2 && s.ptr[0] == '[' && s.ptr[s.len - 1] == ']') {
        s = str_sub(s, 1, s.len - 2);
    }
    if (s.len == 0 || s.len >= sizeof text) {
        return false;
    }
    memcpy(text, s.ptr, s.len);
    text[s.len] = '\0';
    if (inet_pton(AF_INET6, text, out->bytes) == 1) {
        return true;
    }
    memcpy(out->bytes, mapped_prefix, sizeof mapped_prefix);
    return inet_pton(AF_INET, text, out->bytes + sizeof mapped_prefix) == 1;
}

static bool parse_range(str word, struct forward_range *out)
{
    str bits;
    int64_t number = 0;
    bool has_bits = str_index(word, '/') >= 0;
    if (!parse_address(str_cut(word, '/', &bits), &out->address)) {
        return false;
    }
    int most = is_mapped(&out->address) ? 32 : 128;
    out->bits = 128;
    if (has_bits) {
        if (!str_to_i64(bits, &number) || number < 0 || number > most) {
            return false;
        }
        out->bits = (int)number + 128 - most;
    }
    return true;
}

err forward_trust_parse(str list, struct forward_trust *out)
{
    struct forward_trust trust = {0};
    size_t at = 0;
    while (at < list.len) {
        size_t from = at;
        while (at < list.len && list.ptr[at] != ',' && list.ptr[at] != ' ') {
            at++;
        }
        str word = str_trim(str_sub(list, from, at - from));
        at++;
        if (word.len == 0) {
            continue;
        }
        if (str_eq(word, STR("unix"))) {
            trust.socket_files = true;
        } else if (trust.count == FORWARD_RANGES_MAX ||
                   !parse_range(word, &trust.ranges[trust.count++])) {
            return ERR_INVALID;
        }
    }
    *out = trust;
    return ERR_OK;
}

static bool in_range(const struct forward_range *range, const struct forward_address *address)
{
    int whole = range->bits / 8;
    int rest = range->bits % 8;
    if (memcmp(range->address.bytes, address->bytes, (size_t)whole) != 0) {
        return false;
    }
    unsigned differ = rest == 0 ? 0 : range->address.bytes[whole] ^ address->bytes[whole];
    return differ >> (8 - rest) == 0;
}

static bool is_trusted(const struct forward_trust *trust, const struct forward_address *address)
{
    for (int i = 0; i < trust->count; i++) {
        if (in_range(&trust->ranges[i], address)) {
            return true;
        }
    }
    return false;
}

static void address_text(const struct forward_address *address, char *out, size_t size)
{
    if (is_mapped(address)) {
        inet_ntop(AF_INET, address->bytes + sizeof mapped_prefix, out, (socklen_t)size);
    } else {
        inet_ntop(AF_INET6, address->bytes, out, (socklen_t)size);
    }
}

void forward_peer(const struct forward_trust *trust, const struct sockaddr_storage *address,
                  struct peer *out)
{
    struct forward_address a;
    if (address->ss_family == AF_INET6) {
        struct sockaddr_in6 v6;
        memcpy(&v6, address, sizeof v6);
        memcpy(a.bytes, &v6.sin6_addr, sizeof a.bytes);
    } else if (address->ss_family == AF_INET) {
        struct sockaddr_in v4;
        memcpy(&v4, address, sizeof v4);
        memcpy(a.bytes, mapped_prefix, sizeof mapped_prefix);
        memcpy(a.bytes + sizeof mapped_prefix, &v4.sin_addr, 4);
    } else {
        snprintf(out->text, sizeof out->text, "unix");
        out->is_trusted = trust->socket_files;
        return;
    }
    address_text(&a, out->text, sizeof out->text);
    out->is_trusted = is_trusted(trust, &a);
}

static str last_item(str *list)
{
    size_t at = list->len;
    while (at > 0 && list->ptr[at - 1] != ',') {
        at--;
    }
    str item = str_trim(str_skip(*list, at));
    list->len = at > 0 ? at - 1 : 0;
    return item;
}

/* Walks one field from the right; false when the walk ends here. */
static bool walk(const struct forward_trust *trust, str list, struct http_request *request)
{
    while (list.len > 0) {
        struct forward_address address;
        if (!parse_address(last_item(&list), &address)) {
            return false;
        }
        char *text = arena_alloc(request->arena, INET6_ADDRSTRLEN);
        address_text(&address, text, INET6_ADDRSTRLEN);
        request->peer = str_from_z(text);
        if (!is_trusted(trust, &address)) {
            return false;
        }
    }
    return true;
}

void forward_apply(const struct forward_trust *trust, const struct peer *peer,
                   struct http_request *request)
{
    bool go_on = true;
    str scheme = STR("");
    request->secure = false;
    request->peer = str_from_z(peer->text);
    if (!peer->is_trusted) {
        return;
    }
    for (size_t i = request->header_count; i > 0; i--) {
        const struct http_header *header = &request->headers[i - 1];
        if (go_on && str_eq_nocase(header->name, STR("X-Forwarded-For"))) {
            go_on = walk(trust, header->value, request);
        } else if (scheme.len == 0 && str_eq_nocase(header->name, STR("X-Forwarded-Proto"))) {
            str list = header->value;
            scheme = last_item(&list);
        }
    }
    request->secure = str_eq_nocase(scheme, STR("https"));
}
