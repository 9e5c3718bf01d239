#include "producer.h"

#include <librdkafka/rdkafka.h>
#include <malloc.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <syslog.h>
#include <time.h>
#include <unistd.h>

#define MAX_THREADS 16
#define BATCHES_PER_SECOND 5
#define NOTE_BYTES 1280

struct producer {
    const struct producer_spec *spec;
    rd_kafka_t *kafka;
    char topic[64];
    char device[64];
    unsigned threads;
    unsigned rate;
    unsigned long records;    /* of each thread, after which it is silent; 0: no end */
    unsigned long note_every; /* records for each of which a note stays for good; 0: no notes */
    long max_messages;
    atomic_ullong accepted, accepted_bytes, accepted_key_bytes;  /* taken by librdkafka */
    atomic_ullong delivered, failed, done_bytes, done_key_bytes; /* given back by it */
    atomic_ullong dropped;                                       /* queue full */
};

struct worker {
    struct producer *producer;
    unsigned index;
};

static volatile sig_atomic_t stop_wanted;
static volatile sig_atomic_t malloc_info_wanted;

static void on_signal(int number)
{
    if (number == SIGUSR1)
        malloc_info_wanted = 1;
    else
        stop_wanted = 1;
}

/* librdkafka has finished with a message; called from rd_kafka_poll(). */
static void on_delivery(rd_kafka_t *kafka, const rd_kafka_message_t *message, void *opaque)
{
    struct producer *p = opaque;

    (void)kafka;
    atomic_fetch_add(message->err ? &p->failed : &p->delivered, 1);
    atomic_fetch_add(&p->done_bytes, message->len);
    atomic_fetch_add(&p->done_key_bytes, message->key_len);
}

/*
 * What outlives the record, as an entry in a table of sessions: malloc can give nothing back that lies below it. About
 * as large as a record, so that it comes from where the records come from and not from a small chunk freed before.
 */
static void keep_note(const struct traffic *traffic)
{
    char *note = malloc(NOTE_BYTES);

    if (note)
        snprintf(note, NOTE_BYTES, "session %lu", (unsigned long)traffic->session);
}

static void send_record(struct producer *p, struct traffic *traffic)
{
    char id[32];
    traffic_next_session(traffic, id);

    struct json_object *record = p->spec->record(traffic, id);
    const char *text = json_object_to_json_string_ext(record, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE);
    size_t length = strlen(text);
    size_t key_length = strlen(id);

    /* Counted beforehand: a delivery report may come before rd_kafka_producev() returns. */
    atomic_fetch_add(&p->accepted, 1);
    atomic_fetch_add(&p->accepted_bytes, length);
    atomic_fetch_add(&p->accepted_key_bytes, key_length);

    /* RD_KAFKA_MSG_F_COPY: librdkafka keeps its own copy until the broker has acknowledged it. */
    rd_kafka_resp_err_t error = rd_kafka_producev(
        p->kafka, RD_KAFKA_V_TOPIC(p->topic), RD_KAFKA_V_KEY(id, key_length), RD_KAFKA_V_VALUE((void *)text, length),
        RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY), RD_KAFKA_V_END);
    if (p->note_every != 0 && traffic->session % p->note_every == 0)
        keep_note(traffic);
    json_object_put(record);

    if (error) {
        atomic_fetch_add(&p->dropped, 1);
        atomic_fetch_sub(&p->accepted, 1);
        atomic_fetch_sub(&p->accepted_bytes, length);
        atomic_fetch_sub(&p->accepted_key_bytes, key_length);
    }
}

static void *work(void *argument)
{
    struct worker *w = argument;
    struct producer *p = w->producer;
    struct traffic traffic;
    struct timespec due;
    unsigned batch = p->rate / p->threads / BATCHES_PER_SECOND;

    traffic_init(&traffic, w->index, p->device, p->spec->prefix);
    clock_gettime(CLOCK_MONOTONIC, &due);
    while (!stop_wanted) {
        for (unsigned i = 0; i < batch && (p->records == 0 || traffic.session < p->records); i++)
            send_record(p, &traffic);
        due.tv_nsec += 1000000000L / BATCHES_PER_SECOND;
        due.tv_sec += due.tv_nsec / 1000000000L;
        due.tv_nsec %= 1000000000L;
        clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &due, NULL);
    }
    return NULL;
}

static void put_malloc_info(struct json_object *counters)
{
    char *xml = NULL;
    size_t size = 0;
    FILE *stream = open_memstream(&xml, &size);

    if (!stream)
        return;
    malloc_info(0, stream);
    fclose(stream);
    put_string(counters, "malloc_info", xml);
    free(xml);
}

static void write_counters(struct producer *p, int with_malloc_info)
{
    char path[96], temporary[104], now[32];
    struct json_object *counters = json_object_new_object();

    /* Read what is done before what was accepted: the difference is then never negative. */
    unsigned long long delivered = p->delivered, failed = p->failed, bytes = p->done_bytes, keys = p->done_key_bytes;
    traffic_timestamp(now);
    put_string(counters, "daemon", p->spec->name);
    put_number(counters, "pid", getpid());
    put_string(counters, "at", now);
    put_number(counters, "queue_limit_messages", p->max_messages);
    put_number(counters, "queue_messages", rd_kafka_outq_len(p->kafka));
    put_number(counters, "queue_payload_bytes", (int64_t)(p->accepted_bytes - bytes));
    put_number(counters, "queue_key_bytes", (int64_t)(p->accepted_key_bytes - keys));
    put_number(counters, "accepted", (int64_t)p->accepted);
    put_number(counters, "delivered", (int64_t)delivered);
    put_number(counters, "failed", (int64_t)failed);
    put_number(counters, "dropped", (int64_t)p->dropped);
    if (with_malloc_info)
        put_malloc_info(counters);

    snprintf(path, sizeof path, "/run/counters/%s%s.json", p->spec->name, with_malloc_info ? ".malloc_info" : "");
    snprintf(temporary, sizeof temporary, "%s.new", path);
    if (json_object_to_file_ext(temporary, counters, JSON_C_TO_STRING_PLAIN) == 0)
        rename(temporary, path);
    json_object_put(counters);
}

static void die(const char *what, const char *why)
{
    syslog(LOG_ERR, "%s: %s", what, why);
    fprintf(stderr, "%s: %s\n", what, why);
    exit(1);
}

static void read_config(struct producer *p, rd_kafka_conf_t *conf, const char *path)
{
    char line[256], reason[256];
    FILE *file = fopen(path, "r");

    if (!file)
        die(path, "cannot be read");
    while (fgets(line, sizeof line, file)) {
        line[strcspn(line, "\n")] = '\0';
        char *value = strchr(line, '=');
        if (line[0] == '#' || !value)
            continue;
        *value++ = '\0';
        if (strcmp(line, "topic") == 0)
            snprintf(p->topic, sizeof p->topic, "%s", value);
        else if (strcmp(line, "threads") == 0)
            p->threads = (unsigned)atoi(value);
        else if (strcmp(line, "rate") == 0)
            p->rate = (unsigned)atoi(value);
        else if (strcmp(line, "records") == 0)
            p->records = strtoul(value, NULL, 10);
        else if (strcmp(line, "note_every") == 0)
            p->note_every = strtoul(value, NULL, 10);
        else if (rd_kafka_conf_set(conf, line, value, reason, sizeof reason) != RD_KAFKA_CONF_OK)
            die(line, reason);
        if (strcmp(line, "queue.buffering.max.messages") == 0)
            p->max_messages = atol(value);
    }
    fclose(file);
    if (!p->topic[0] || p->threads < 1 || p->threads > MAX_THREADS || p->rate < p->threads * BATCHES_PER_SECOND)
        die(path, "needs topic, threads (1 to 16) and rate (at least 5 per thread)");
}

int producer_main(const struct producer_spec *spec, int argc, char **argv)
{
    static struct producer p;
    static struct worker workers[MAX_THREADS];
    pthread_t threads[MAX_THREADS];
    char reason[256];
    time_t written = 0;

    if (argc != 2) {
        fprintf(stderr, "usage: %s CONFIG\n", spec->name);
        return 2;
    }
    openlog(spec->name, LOG_PID, LOG_DAEMON);
    signal(SIGTERM, on_signal);
    signal(SIGUSR1, on_signal);

    p.spec = spec;
    gethostname(p.device, sizeof p.device - 1);
    rd_kafka_conf_t *conf = rd_kafka_conf_new();
    read_config(&p, conf, argv[1]);
    rd_kafka_conf_set_opaque(conf, &p);
    rd_kafka_conf_set_dr_msg_cb(conf, on_delivery);
    rd_kafka_conf_set_log_cb(conf, rd_kafka_log_syslog);
    p.kafka = rd_kafka_new(RD_KAFKA_PRODUCER, conf, reason, sizeof reason);
    if (!p.kafka)
        die("librdkafka", reason);

    for (unsigned i = 0; i < p.threads; i++) {
        workers[i] = (struct worker){.producer = &p, .index = i + 1};
        if (pthread_create(&threads[i], NULL, work, &workers[i]) != 0)
            die("pthread_create", "failed");
    }

    while (!stop_wanted) {
        rd_kafka_poll(p.kafka, 200);
        if (time(NULL) != written) {
            written = time(NULL);
            write_counters(&p, 0);
        }
        if (malloc_info_wanted) {
            malloc_info_wanted = 0;
            write_counters(&p, 1);
        }
    }

    for (unsigned i = 0; i < p.threads; i++)
        pthread_join(threads[i], NULL);
    rd_kafka_flush(p.kafka, 1000);
    rd_kafka_destroy(p.kafka);
    return 0;
}
