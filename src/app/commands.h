/* SPDX-License-Identifier: Apache-2.0 */
/* The commands of the program. Each reads its own options (argv[0] is the command's name), prints
 * results on stdout and complaints on stderr, and returns the exit status: 0 done, 1 a fault, one
 * line each, 2 a command line it does not understand. serve alone has 78: what it was given
 * (settings, data directory, key) is wrong, and starting it again changes nothing. */
#pragma once

#define EXIT_FAULT 1
#define EXIT_USAGE 2
#define EXIT_SETTINGS 78 /* EX_CONFIG of sysexits.h */

int command_check(int argc, char **argv);
int command_doctor(int argc, char **argv);
int command_documents(int argc, char **argv);
int command_jobs(int argc, char **argv);
int command_keys(int argc, char **argv);
int command_migrate(int argc, char **argv);
int command_routes(int argc, char **argv);
int command_openapi(int argc, char **argv);
int command_seed(int argc, char **argv);
int command_serve(int argc, char **argv);
int command_settings(int argc, char **argv);

/* Says on stderr how to ask for help, and returns EXIT_USAGE. */
int command_usage(const char *command);
