/* auditd: one JSON record per administrative or user action. Not the Linux audit daemon: the appliance's own. */
#include "producer.h"

static const char *const operations[] = {"login", "logout", "read", "update", "download", "share", "approve"};
static const char *const objects[] = {"/reports/quarter", "/policies/web-out", "/accounts/self", "/files/shared/plan",
                                      "/tickets/open",    "/devices/list"};
static const char *const results[] = {"success", "success", "success", "success", "denied", "failure"};
static const char *const roles[] = {"employee", "employee", "auditor", "administrator", "contractor"};

static struct json_object *record(struct traffic *t, const char *session_id)
{
    struct json_object *o = json_object_new_object();
    struct json_object *actor = json_object_new_object();
    char text[32], ip[16];

    traffic_timestamp(text);
    put_string(o, "audit_time", text);
    put_string(o, "session_id", session_id);
    put_string(actor, "user", traffic_user(t));
    put_string(actor, "role", PICK(t, roles));
    traffic_client_ip(t, ip);
    put_string(actor, "src_ip", ip);
    put_string(actor, "agent", "Mozilla/5.0 (X11; Linux x86_64) ExampleBrowser/12.0");
    json_object_object_add(o, "actor", actor);
    traffic_server_ip(t, ip);
    put_string(o, "dst_ip", ip);
    put_string(o, "operation", PICK(t, operations));
    put_string(o, "object", PICK(t, objects));
    put_string(o, "result", PICK(t, results));
    put_number(o, "risk_score", traffic_below(t, 100));
    put_string(o, "appliance", t->device);
    put_string(o, "retention", "400 days");
    put_string(o, "schema", "auditd/event/1");
    return o;
}

int main(int argc, char **argv)
{
    return producer_main(&(struct producer_spec){.name = "auditd", .prefix = "au", .record = record}, argc, argv);
}
