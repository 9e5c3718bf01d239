/* fwlog: one JSON record per firewall session. */
#include "producer.h"

static const char *const actions[] = {"allow", "allow", "allow", "allow", "deny", "reset"};
static const char *const policies[] = {"web-out", "mail-out", "dns-out", "partner-vpn", "guest-wifi", "backup-window"};
static const char *const applications[] = {"https", "http", "smtp", "imap", "dns", "ssh", "ntp", "rdp"};
static const char *const groups[] = {"finance", "engineering", "operations", "sales", "visitors"};
static const char *const hosts[] = {"www.example.com",    "mail.example.com",  "cdn.example.net",
                                    "api.example.org",    "files.example.com", "intranet.example.com",
                                    "update.example.net", "video.example.org"};
static const char *const endings[] = {"fin", "fin", "fin", "rst", "idle-timeout"};

static struct json_object *record(struct traffic *t, const char *session_id)
{
    struct json_object *o = json_object_new_object();
    struct json_object *tls = json_object_new_object();
    char text[32], ip[16];
    const char *host = PICK(t, hosts);
    unsigned packets = 4 + traffic_below(t, 400);

    traffic_timestamp(text);
    put_string(o, "session_id", session_id);
    put_string(o, "timestamp", text);
    put_string(o, "device", t->device);
    traffic_client_ip(t, ip);
    put_string(o, "src_ip", ip);
    put_number(o, "src_port", 32768 + traffic_below(t, 28000));
    traffic_server_ip(t, ip);
    put_string(o, "dst_ip", ip);
    put_number(o, "dst_port", 443);
    put_string(o, "protocol", "tcp");
    put_string(o, "user", traffic_user(t));
    put_string(o, "user_group", PICK(t, groups));
    put_string(o, "policy", PICK(t, policies));
    put_string(o, "action", PICK(t, actions));
    put_string(o, "application", PICK(t, applications));
    put_string(o, "zone_in", "lan");
    put_string(o, "zone_out", "wan");
    traffic_nat_ip(t, ip);
    put_string(o, "nat_ip", ip);
    put_number(o, "packets_up", packets);
    put_number(o, "packets_down", packets * 2);
    put_number(o, "bytes_up", packets * 180);
    put_number(o, "bytes_down", packets * 2900);
    put_number(o, "duration_ms", packets * 35);
    put_string(o, "url_host", host);
    put_string(o, "url_category", "business-and-economy");
    put_string(tls, "version", "TLSv1.3");
    put_string(tls, "cipher", "TLS_AES_128_GCM_SHA256");
    put_string(tls, "server_name", host);
    json_object_object_add(o, "tls", tls);
    put_string(o, "inspection", "certificate-only");
    put_string(o, "close_reason", PICK(t, endings));
    put_string(o, "log_format", "fwlog/session/4");
    return o;
}

int main(int argc, char **argv)
{
    return producer_main(&(struct producer_spec){.name = "fwlog", .prefix = "fw", .record = record}, argc, argv);
}
