#include "traffic.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

static const char *const users[] = {
    "a.lindqvist", "b.okafor",   "c.marchetti", "d.nakamura", "e.haddad",   "f.kowalska", "g.oyelaran", "h.svensson",
    "i.petrova",   "j.castillo", "k.whitmore",  "l.banerjee", "m.dubois",   "n.fitzroy",  "o.zhang",    "p.novak",
    "q.almeida",   "r.thornton", "s.iversen",   "t.mbeki",    "u.romano",   "v.karlsson", "w.hughes",   "x.liu",
    "y.tanaka",    "z.abdullah", "svc-backup",  "svc-mail",   "svc-update", "svc-print",  "guest-01",   "guest-02",
};

void traffic_init(struct traffic *t, unsigned thread, const char *device, const char *prefix)
{
    memset(t, 0, sizeof *t);
    t->random = 0x9e3779b97f4a7c15u * (thread + 1);
    t->thread = thread;
    t->device = device;
    t->prefix = prefix;
}

void traffic_next_session(struct traffic *t, char id[32])
{
    t->session++;
    snprintf(id, 32, "%s-%02u-%012" PRIu64, t->prefix, t->thread, t->session);
}

unsigned traffic_below(struct traffic *t, unsigned limit)
{
    /* xorshift64*: small, fast, and good enough for made-up traffic */
    t->random ^= t->random >> 12;
    t->random ^= t->random << 25;
    t->random ^= t->random >> 27;
    return (unsigned)((t->random * 0x2545f4914f6cdd1du) >> 33) % limit;
}

const char *traffic_pick(struct traffic *t, const char *const *list, unsigned count)
{
    return list[traffic_below(t, count)];
}

const char *traffic_user(struct traffic *t)
{
    return PICK(t, users);
}

void traffic_client_ip(struct traffic *t, char ip[16])
{
    snprintf(ip, 16, "192.0.2.%u", 100 + traffic_below(t, 96));
}

void traffic_server_ip(struct traffic *t, char ip[16])
{
    snprintf(ip, 16, "198.51.100.%u", 20 + traffic_below(t, 24));
}

void traffic_nat_ip(struct traffic *t, char ip[16])
{
    snprintf(ip, 16, "203.0.113.%u", 4 + traffic_below(t, 4));
}

void traffic_timestamp(char text[32])
{
    struct timespec now;
    struct tm utc;

    clock_gettime(CLOCK_REALTIME, &now);
    gmtime_r(&now.tv_sec, &utc);
    size_t used = strftime(text, 32, "%Y-%m-%dT%H:%M:%S", &utc);
    snprintf(text + used, 32 - used, ".%03ldZ", now.tv_nsec / 1000000);
}

void put_string(struct json_object *object, const char *key, const char *value)
{
    json_object_object_add(object, key, json_object_new_string(value));
}

void put_number(struct json_object *object, const char *key, int64_t value)
{
    json_object_object_add(object, key, json_object_new_int64(value));
}
