/* logsd: one JSON record per log line of the services behind the appliance. */
#include "producer.h"

static const char *const services[] = {"portal", "mailgate", "dhcp", "radius", "proxy", "vpn"};
static const char *const severities[] = {"info", "info", "info", "notice", "warning", "error"};
static const char *const messages[] = {
    "session opened after successful two-factor check",
    "session renewed before its lease ran out",
    "client asked for an address outside of its pool, offered the next free one",
    "upstream answered slowly, request was retried once",
    "quota at 80 percent, notice sent to the owner of the account",
    "session closed by the client",
};

static struct json_object *record(struct traffic *t, const char *session_id)
{
    struct json_object *o = json_object_new_object();
    char text[32], ip[16];

    traffic_timestamp(text);
    put_string(o, "time", text);
    put_string(o, "collector", t->device);
    put_string(o, "facility", "local4");
    put_string(o, "severity", PICK(t, severities));
    put_string(o, "service", PICK(t, services));
    put_string(o, "session_id", session_id);
    put_string(o, "user", traffic_user(t));
    traffic_client_ip(t, ip);
    put_string(o, "src_ip", ip);
    traffic_server_ip(t, ip);
    put_string(o, "dst_ip", ip);
    put_number(o, "worker", t->thread);
    put_number(o, "sequence", (int64_t)t->session);
    put_number(o, "latency_ms", 1 + traffic_below(t, 250));
    put_string(o, "message", PICK(t, messages));
    put_string(o, "realm", "users.example.com");
    put_string(o, "schema", "logsd/line/2");
    return o;
}

int main(int argc, char **argv)
{
    return producer_main(&(struct producer_spec){.name = "logsd", .prefix = "ls", .record = record}, argc, argv);
}
