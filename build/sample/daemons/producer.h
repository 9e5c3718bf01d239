/* What fwlog, logsd and auditd share: threads that make records and hand them to librdkafka. */
#ifndef PRODUCER_H
#define PRODUCER_H

#include "traffic.h"

struct producer_spec {
    const char *name;   /* of the daemon */
    const char *prefix; /* of its session ids */

    /* One record of this daemon's shape. The caller releases it. */
    struct json_object *(*record)(struct traffic *t, const char *session_id);
};

/*
 * Runs the daemon until SIGTERM: `NAME CONFIG`. The config file has one `key=value` per line. `topic`, `threads` and
 * `rate` (records per second over all threads) and `records` (of each thread; 0, the default: no end) are the daemon's
 * own; every other key goes to librdkafka.
 *
 * Once a second the daemon's counters go to /run/counters/NAME.json; on SIGUSR1 they go to NAME.malloc_info.json, with
 * malloc_info(3) in them. They are the answer key of the sample: what the daemon itself knows about queue and heap.
 */
int producer_main(const struct producer_spec *spec, int argc, char **argv);

#endif
