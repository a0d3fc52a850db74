/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <string.h>

#include "app/command_room.h"
#include "app/commands.h"
#include "app/feature_list.h"
#include "base/attr.h"

static const struct command {
    const char *name;
    int (*run)(int argc, char **argv);
    const char *arguments;
    const char *summary;
} commands[] = {
    {"check", command_check, "[--config FILE] [--data DIR]",
     "validate settings, data directory, schema and keys"},
    {"doctor", command_doctor, "[--config FILE] [--data DIR] [--sandbox-probe]",
     "versions, file modes, sandbox, time, disk, reachability of mail and SMS"},
    {"documents", command_documents, "check [--config FILE] [--data DIR]",
     "print every issued document anew and compare it with the one that was kept"},
    {"jobs", command_jobs, "run [--now TIME] | list [--json] [--config FILE] [--data DIR]",
     "run what is due at a time, or show the queue and the dead letters"},
    {"keys", command_keys,
     "list | add | rotate | retire ID [--now] | adopt [--config FILE] [--data DIR]",
     "the keys in secret.key: what is there, another one, an old one taken out"},
    {"migrate", command_migrate, "[--config FILE] [--data DIR] [--check]",
     "bring the schema to this version, copying the database first, or say what is pending"},
    {"routes", command_routes, "", "every address, who may come in, and what it takes"},
    {"openapi", command_openapi, "", "the description of the JSON API (OpenAPI 3.1)"},
    {"seed", command_seed,
     "--accounts N [--seed S] [--transactions-of-one N] [--config FILE] [--data DIR]",
     "fill an empty database with a sample provider: customers, services, documents, money; same "
     "seed, same data"},
    {"serve", command_serve, "[--config FILE] [--data DIR] [--listen ADDR:PORT] [--demo [--force]]",
     "run the server; SIGTERM drains and stops, SIGHUP reloads settings"},
    {"settings", command_settings, "[--config FILE] [--json | --manual]",
     "every setting: value, where it came from, limits, meaning"},
};

static void print_help(FILE *to)
{
    fputs("Kabinet, a server of personal accounts\n\nusage:\n", to);
    for (size_t i = 0; i < ARRAY_LEN(commands); i++) {
        fprintf(to, "  kabinet %s %s\n          %s\n", commands[i].name, commands[i].arguments,
                commands[i].summary);
    }
    command_room_help(to, NULL);
    fputs("  kabinet --version\n", to);
}

int command_usage(const char *command)
{
    for (size_t i = 0; i < ARRAY_LEN(commands); i++) {
        if (strcmp(command, commands[i].name) == 0) {
            fprintf(stderr, "usage: kabinet %s %s\n", command, commands[i].arguments);
        }
    }
    return EXIT_USAGE;
}

int main(int argc, char **argv)
{
    features_wire();
    const char *name = argc > 1 ? argv[1] : "";
    if (strcmp(name, "--version") == 0) {
        puts("kabinet " KABINET_VERSION);
        return 0;
    }
    if (strcmp(name, "--help") == 0 || strcmp(name, "help") == 0) {
        print_help(stdout);
        return 0;
    }
    for (size_t i = 0; i < ARRAY_LEN(commands); i++) {
        if (strcmp(name, commands[i].name) == 0) {
            return commands[i].run(argc - 1, argv + 1);
        }
    }
    if (command_room_has(name)) {
        return command_room(argc - 1, argv + 1);
    }
    print_help(stderr);
    if (argc > 1) {
        fprintf(stderr, "\nkabinet: there is no command %s\n", name);
    }
    return EXIT_USAGE;
}
