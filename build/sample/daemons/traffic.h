/* Invented traffic: who talks to whom. The same seed gives the same sessions: both appliances see the same load. */
#ifndef TRAFFIC_H
#define TRAFFIC_H

#include <json-c/json.h>
#include <stdint.h>

struct traffic {
    uint64_t random;    /* state of the generator */
    uint64_t session;   /* counts up, one per record */
    unsigned thread;    /* producer thread that owns this state */
    const char *device; /* host name of the appliance */
    const char *prefix; /* first letters of a session id */
};

void traffic_init(struct traffic *t, unsigned thread, const char *device, const char *prefix);

/* The next session id, for example "fw-02-000000004711". */
void traffic_next_session(struct traffic *t, char id[32]);

unsigned traffic_below(struct traffic *t, unsigned limit);
const char *traffic_pick(struct traffic *t, const char *const *list, unsigned count);
const char *traffic_user(struct traffic *t);

/* Documentation networks only (RFC 5737): clients 192.0.2.0/24, servers 198.51.100.0/24, NAT 203.0.113.0/24. */
void traffic_client_ip(struct traffic *t, char ip[16]);
void traffic_server_ip(struct traffic *t, char ip[16]);
void traffic_nat_ip(struct traffic *t, char ip[16]);

/* Now, as "2026-01-31T08:15:00.123Z". */
void traffic_timestamp(char text[32]);

#define PICK(t, list) traffic_pick((t), (list), sizeof(list) / sizeof((list)[0]))

void put_string(struct json_object *object, const char *key, const char *value);
void put_number(struct json_object *object, const char *key, int64_t value);

#endif
