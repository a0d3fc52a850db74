/* SPDX-License-Identifier: Apache-2.0 */
#include "features/catalogue/quote_option.h"

#include <inttypes.h>

#include "json/reader.h"
#include "json/writer.h"

struct option_taken option_preset(const struct plan_option *option)
{
    return option->kind == OPTION_LIST ? (struct option_taken){.choice = &option->choices[0]}
                                       : (struct option_taken){.number = option->preset};
}

bool option_take(const struct plan_option *option, str value, struct option_taken *out)
{
    *out = (struct option_taken){0};
    if (option->kind != OPTION_LIST) {
        return str_to_i64(value, &out->number) && out->number >= option->min &&
               out->number <= option->max && (out->number - option->min) % option->step == 0;
    }
    for (size_t i = 0; i < option->choice_count; i++) {
        if (str_eq(option->choices[i].code, value)) {
            out->choice = &option->choices[i];
        }
    }
    return out->choice != NULL;
}

static const struct option_price *price_in(const struct option_price *prices, size_t count,
                                           str currency)
{
    for (size_t i = 0; i < count; i++) {
        if (str_eq(str_from_z(prices[i].currency), currency)) {
            return &prices[i];
        }
    }
    return NULL;
}

bool option_price_of(const struct plan_option *option, const struct option_taken *taken,
                     str currency, int64_t *out)
{
    bool is_list = taken->choice != NULL;
    const struct option_price *price =
        is_list ? price_in(taken->choice->prices, taken->choice->price_count, currency)
                : price_in(option->prices, option->price_count, currency);
    int64_t units = is_list ? 1 : taken->number - option->included;
    *out = 0;
    if (units <= 0) {
        return true;
    }
    return price != NULL && !__builtin_mul_overflow(price->price, units, out);
}

void option_write(struct json *json, const struct plan_option *option,
                  const struct option_taken *taken)
{
    json_key_str(json, option->code);
    if (taken->choice != NULL) {
        json_str(json, taken->choice->code);
    } else {
        json_i64(json, taken->number);
    }
}

err options_take(struct arena *arena, const struct json_node *object, struct quote_option **out,
                 size_t *out_count)
{
    if (object->kind != JSON_KIND_OBJECT) {
        return ERR_INVALID;
    }
    *out = ARENA_ARRAY(arena, struct quote_option, object->count);
    *out_count = object->count;
    for (size_t i = 0; i < object->count; i++) {
        const struct json_node *node = &object->items[i];
        if (node->kind != JSON_KIND_STRING && node->kind != JSON_KIND_INTEGER) {
            return ERR_INVALID;
        }
        (*out)[i] = (struct quote_option){
            .code = node->key,
            .value = node->kind == JSON_KIND_STRING ? node->text
                                                    : str_printf(arena, "%" PRId64, node->number),
        };
    }
    return ERR_OK;
}

err options_read(struct arena *arena, str text, struct quote_option **out, size_t *out_count)
{
    struct json_node root;
    err e = json_read(arena, text.len == 0 ? STR("{}") : text, &root);
    return e == ERR_OK ? options_take(arena, &root, out, out_count) : e;
}

static str amount_of(struct arena *arena, int64_t number, str unit)
{
    return unit.len == 0 ? str_printf(arena, "%" PRId64, number)
                         : str_printf(arena, "%" PRId64 " %" STR_FMT, number, STR_ARG(unit));
}

struct words option_words(struct arena *arena, const struct plan_option *option,
                          const struct option_taken *taken)
{
    if (taken->choice != NULL) {
        return taken->choice->name;
    }
    return (struct words){.uk = amount_of(arena, taken->number, option->unit.uk),
                          .en = amount_of(arena, taken->number, option->unit.en)};
}
