/* SPDX-License-Identifier: Apache-2.0 */
#include <inttypes.h>
#include <stdio.h>

#include "app/command_database.h"
#include "app/commands.h"
#include "app/seed.h"
#include "app/startup.h"
#include "crypto/password.h"
#include "db/migrate.h"
#include "system/clock.h"
#include "system/random.h"

#define ARENA_BYTES ((size_t)64 << 20)

struct seed_options {
    struct startup_options startup;
    int64_t accounts, seed, of_one;
};

/* One hash for everybody: a thousand different ones would take a minute and show nothing more. */
static err hash_password(struct arena *arena, const struct settings *settings, str password,
                         str *out)
{
    struct password_cost cost = {
        .memory_kib = (uint32_t)settings->hash_memory_kib,
        .passes = (uint32_t)settings->hash_passes,
        .slots = 1,
    };
    struct password_hasher *hasher = NULL;
    err e = password_hasher_open(&cost, &hasher);
    if (e == ERR_OK) {
        e = password_hash(hasher, arena, secret_copy(arena, password), out);
    }
    password_hasher_close(&hasher);
    return e;
}

static err fill(struct arena *arena, const struct settings *settings,
                const struct seed_options *options, struct db_engine *engine, str password,
                struct buf *complaints, struct seed_counts *counts)
{
    struct seed_plan plan = {
        .accounts = (uint64_t)options->accounts,
        .seed = (uint64_t)options->seed,
        .transactions_of_one = (uint64_t)options->of_one,
        .terms_version = settings->terms_version,
    };
    struct buf said = buf_in(arena);
    err e = db_migrate(engine, arena, &db_migrations, clock_now(), &said);
    if (e != ERR_OK) {
        buf_put(complaints, buf_str(&said));
        return e;
    }
    e = hash_password(arena, settings, password, &plan.password_hash);
    return e == ERR_OK ? seed_fill(engine, arena, &plan, complaints, counts) : e;
}

static err seed(struct arena *arena, const struct seed_options *options, struct buf *complaints)
{
    struct settings settings;
    struct seed_counts counts = {0};
    struct db_engine *engine = NULL;
    err e = startup_settings(arena, &options->startup, &settings, complaints);
    if (e == ERR_OK && !options->startup.force && !url_is_loopback(settings.public_url)) {
        buf_put(complaints,
                STR("everybody knows the password of sample accounts, so "
                    "server.public_url must be a loopback address; --force overrides\n"));
        e = ERR_INVALID;
    }
    if (e == ERR_OK) {
        e = startup_data_dir(arena, &settings, complaints);
    }
    if (e == ERR_OK) {
        e = command_database_open(arena, &settings, DB_READ_WRITE, &engine, complaints);
    }
    str password = str_printf(arena, "sample-account-%" PRId64, options->seed);
    if (e == ERR_OK) {
        random_repeat((uint64_t)options->seed);
        e = fill(arena, &settings, options, engine, password, complaints, &counts);
    }
    db_engine_close(&engine);
    if (e == ERR_OK) {
        printf("%" PRIu64 " services, %" PRIu64 " orders, %" PRIu64 " invoices, %" PRIu64
               " payments\n",
               counts.services, counts.orders, counts.invoices, counts.payments);
        if (counts.busiest.len > 0) {
            printf("most transactions: %" STR_FMT "\n", STR_ARG(counts.busiest));
        }
        printf("%" PRId64 " accounts; the password of each is %" STR_FMT "\n", options->accounts,
               STR_ARG(password));
    }
    return e;
}

static bool read_options(int argc, char **argv, struct seed_options *options)
{
    static const struct option rows[] = {
        STARTUP_LONG_OPTIONS,
        {"accounts", required_argument, NULL, 'a'},
        {"seed", required_argument, NULL, 's'},
        {"transactions-of-one", required_argument, NULL, 't'},
        {"force", no_argument, NULL, 'F'},
        {0},
    };
    bool fine = true;
    int letter;
    while ((letter = getopt_long(argc, argv, "", rows, NULL)) != -1) {
        if (letter == 'a') {
            fine = fine && str_to_i64(str_from_z(optarg), &options->accounts);
        } else if (letter == 's') {
            fine = fine && str_to_i64(str_from_z(optarg), &options->seed);
        } else if (letter == 't') {
            fine = fine && str_to_i64(str_from_z(optarg), &options->of_one);
        } else {
            fine = fine && startup_option(&options->startup, letter, optarg);
        }
    }
    return fine && optind == argc && options->accounts > 0 && options->accounts <= 10000000 &&
           options->seed >= 0 && options->of_one >= 0 && options->of_one <= 100000000;
}

int command_seed(int argc, char **argv)
{
    struct seed_options options = {.seed = 1};
    if (!read_options(argc, argv, &options)) {
        return command_usage(argv[0]);
    }
    struct arena arena;
    arena_init(&arena, ARENA_BYTES);
    struct buf complaints = buf_in(&arena);
    err e = seed(&arena, &options, &complaints);
    if (e != ERR_OK && complaints.len == 0) {
        buf_put(&complaints, STR("the sample data could not be written\n"));
    }
    startup_complain(buf_str(&complaints));
    arena_done(&arena);
    return e == ERR_OK ? 0 : EXIT_FAULT;
}
