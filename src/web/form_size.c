/* SPDX-License-Identifier: Apache-2.0 */
#include "web/form_size.h"

#include <string.h>

/* A character is four bytes of UTF-8 at most, and each of them three when percent-encoded; as an
 * escape of JSON (a pair of \\uXXXX) it is twelve as well. */
#define CHAR_BYTES ((size_t)12)

#define SLACK_BYTES                                                                                \
    ((size_t)4096)                /* form token, buttons, white space, what is a little too long   \
                                   */
#define FIELD_BYTES ((size_t)256) /* the head of its part in multipart/form-data */
#define ITEM_BYTES ((size_t)2048) /* of a list, with its options */
#define MEMBER_BYTES                                                                               \
    ((size_t)4096) /* of an object: a price or a choice of a plan's description                    \
                    */

#define SLACK_NODES ((size_t)64) /* the body itself, and fields that do not exist */
#define ITEM_NODES ((size_t)48)
#define MEMBER_NODES ((size_t)128)

static size_t value_bytes(const struct field_rule *field)
{
    switch (field->kind) {
    case FIELD_LIST:
        return field->max * ITEM_BYTES;
    case FIELD_OBJECT:
        return field->max * MEMBER_BYTES;
    case FIELD_CHECK:
    case FIELD_NUMBER: /* its max is a value, not a length */
        return FIELD_BYTES;
    case FIELD_LINE:
    case FIELD_TEXT:
    case FIELD_SECRET:
    case FIELD_TOKEN:
        break;
    }
    return field->max * CHAR_BYTES;
}

size_t form_bytes_max(const struct form_rule *rule)
{
    size_t bytes = SLACK_BYTES;
    for (size_t i = 0; i < rule->count; i++) {
        bytes += strlen(rule->fields[i].name) + FIELD_BYTES + value_bytes(&rule->fields[i]);
    }
    if (rule->more != NULL) {
        bytes += FORM_MORE_MAX * (FIELD_BYTES + FORM_MORE_CHARS_MAX * CHAR_BYTES);
    }
    return bytes;
}

size_t form_nodes_max(const struct form_rule *rule)
{
    size_t nodes = SLACK_NODES;
    for (size_t i = 0; i < rule->count; i++) {
        const struct field_rule *field = &rule->fields[i];
        nodes += field->kind == FIELD_LIST     ? field->max * ITEM_NODES
                 : field->kind == FIELD_OBJECT ? field->max * MEMBER_NODES
                                               : 1;
    }
    return nodes;
}
