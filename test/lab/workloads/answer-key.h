/*
 * The answer key of a workload: one JSON object that it writes about itself, to the file that LAB_KEY names, whole
 * (by rename). First when the workload has settled, again after each SIGUSR1.
 */
#ifndef ANSWER_KEY_H
#define ANSWER_KEY_H

#include <stdint.h>

/* Blocks SIGUSR1 in the thread that calls and in those that it starts. Call it first in main(). */
void key_prepare(void);

void key_begin(const char *workload);
void key_number(const char *name, uint64_t value);
void key_text(const char *name, const char *value);

/* As "0x7f…". */
void key_address(const char *name, const void *address);

/* malloc_info(3) as text, under "malloc_info". Its own buffer is a mapping, not heap. */
void key_malloc_info(void);

/* An array of objects: key_list, then key_item before each object's fields, then key_list_end. */
void key_list(const char *name);
void key_item(void);
void key_list_end(void);

void key_end(void);

/* Until SIGUSR1 or `seconds` have passed (0: for ever). Returns 1 where SIGUSR1 came. */
int key_wait(unsigned seconds);

/* The number after "NAME=" among the arguments, or the default. Ends the program over an argument that is no number. */
uint64_t option(int argc, char **argv, const char *name, uint64_t otherwise);

void *must(void *pointer);

#endif
