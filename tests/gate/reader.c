/* SPDX-License-Identifier: Apache-2.0 */
#include "reader.h"

static int after_body(struct reader *reader, int result)
{
    if (result == GATE_DONE) {
        reader->complete++;
        reader->in_body = false;
        reader->scan = (struct gate_scan){0};
        return GATE_MORE;
    }
    return result;
}

static int take_head(struct reader *reader, str input, size_t *used)
{
    int result = gate_scan(&reader->scan, input.ptr, input.len);
    if (result != GATE_DONE) {
        return result;
    }
    *used = reader->scan.seen;
    str head = str_skip(str_sub(input, 0, *used), reader->scan.skipped);
    reader->request = (struct http_request){.arena = reader->arena};
    result = wire_head(str_dup(reader->arena, head), &reader->request, &reader->framing);
    if (result != GATE_DONE) {
        return result;
    }
    if (reader->on_head != NULL) {
        reader->on_head(reader->context, &reader->request);
    }
    reader->in_body = true;
    return after_body(reader, wire_body_begin(&reader->body, &reader->framing, READER_BODY_LIMIT));
}

static int take_body(struct reader *reader, str input, size_t *used)
{
    str piece;
    int result = wire_body_next(&reader->body, input.ptr, input.len, used, &piece);
    if (reader->on_content != NULL) {
        reader->on_content(reader->context, piece);
    }
    return after_body(reader, result);
}

int reader_run(struct reader *reader, str raw, size_t step, size_t *taken)
{
    size_t from = 0;
    size_t to = 0;
    int result = GATE_MORE;
    *taken = 0;
    while (to < raw.len && result == GATE_MORE) {
        to = raw.len - to < step ? raw.len : to + step;
        while (from < to && result == GATE_MORE) {
            size_t used = 0;
            int before = reader->complete;
            str input = str_sub(raw, from, to - from);
            result =
                reader->in_body ? take_body(reader, input, &used) : take_head(reader, input, &used);
            from += used;
            if (reader->complete > before) {
                *taken = from;
            }
            if (used == 0) {
                break;
            }
        }
    }
    return result;
}
