/* SPDX-License-Identifier: Apache-2.0 */
/* Bytes of a connection. The verdict must not depend on how they were cut into reads; what passes
 * must keep the promises of http/request.h; and llhttp must read the same messages in it, with the
 * same ends and the same content: two readers that disagree are how requests are smuggled. */
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/check.h"
#include "bound.h"
#include "opinion.h"
#include "reader.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct opinion ours, theirs;

static void on_content(void *context, str piece)
{
    (void)context;
    if (piece.len > 0 && piece.len <= sizeof ours.content - ours.len) {
        memcpy(ours.content + ours.len, piece.ptr, piece.len);
        ours.len += piece.len;
    }
}

static void check_path(str path)
{
    CHECK(str_is_utf8(path) && str_index(path, '\0') < 0);
    for (str rest = path; rest.len > 0;) {
        str segment = str_cut(rest, '/', &rest);
        CHECK(!str_eq(segment, STR("..")) && !str_eq(segment, STR(".")));
    }
}

static void on_head(void *context, const struct http_request *request)
{
    const struct reader *reader = context;
    CHECK(request->method != HTTP_NONE);
    CHECK(request->path.len > 0 &&
          (request->path.ptr[0] == '/' || str_eq(request->path, STR("*"))));
    CHECK(request->header_count <= GATE_HEADERS_MAX);
    check_path(request->path);
    int hosts = 0;
    for (size_t i = 0; i < request->header_count; i++) {
        str value = request->headers[i].value;
        hosts += str_eq_nocase(request->headers[i].name, STR("Host"));
        for (size_t k = 0; k < value.len; k++) {
            unsigned char c = (unsigned char)value.ptr[k];
            CHECK(c == '\t' || (c >= 0x20 && c != 0x7f));
        }
    }
    CHECK(hosts == (request->host.len > 0));
    CHECK(hosts == 1 || reader->framing.http_1_0);
}

static void compare(str passed, int messages)
{
    if (!opinion_read(passed.ptr, passed.len, &theirs)) {
        /* llhttp 8 does not know every form of a chunk extension the standard allows. */
        CHECK(str_index(passed, ';') >= 0);
        return;
    }
    CHECK(theirs.messages == messages);
    CHECK(theirs.len == ours.len && memcmp(theirs.content, ours.content, ours.len) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena = bounded_arena(size);
    size_t whole_taken = 0;
    size_t cut_taken = 0;
    str raw = {(const char *)data, size};
    if (size > sizeof ours.content) {
        return 0;
    }
    struct reader cut = {.arena = &arena};
    struct reader whole = {.arena = &arena, .on_head = on_head, .on_content = on_content};
    whole.context = &whole;
    ours.len = 0;
    int cut_result = reader_run(&cut, raw, 1, &cut_taken);
    bounded_next(&arena);
    int result = reader_run(&whole, raw, SIZE_MAX, &whole_taken);
    CHECK(result == cut_result && whole_taken == cut_taken && whole.complete == cut.complete);
    if (whole.complete > 0 && result == GATE_MORE && whole_taken == size) {
        compare(raw, whole.complete);
    }
    bounded_end(&arena);
    return 0;
}
