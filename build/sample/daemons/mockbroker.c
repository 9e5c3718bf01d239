/* mockbroker: librdkafka's own mock cluster as a process. `mockbroker ADDRESS PORT TOPIC...` */
#include <arpa/inet.h>
#include <librdkafka/rdkafka.h>
#include <librdkafka/rdkafka_mock.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

static struct sockaddr_in listen_at = {.sin_family = AF_INET};

/*
 * The mock cluster always binds to a random port of 127.0.0.1 and offers no setting for it. This bind() stands in
 * front of libc's and gives it the address that the appliances have in their configuration.
 */
int bind(int fd, const struct sockaddr *address, socklen_t length)
{
    if (address->sa_family == AF_INET)
        address = (const struct sockaddr *)&listen_at;
    return (int)syscall(SYS_bind, fd, address, length);
}

int main(int argc, char **argv)
{
    char reason[256];

    if (argc < 4 || inet_pton(AF_INET, argv[1], &listen_at.sin_addr) != 1) {
        fprintf(stderr, "usage: mockbroker ADDRESS PORT TOPIC...\n");
        return 2;
    }
    listen_at.sin_port = htons((unsigned short)atoi(argv[2]));

    rd_kafka_conf_t *conf = rd_kafka_conf_new();
    rd_kafka_conf_set(conf, "log_level", "3", reason, sizeof reason);
    rd_kafka_t *kafka = rd_kafka_new(RD_KAFKA_PRODUCER, conf, reason, sizeof reason);
    rd_kafka_mock_cluster_t *cluster = kafka ? rd_kafka_mock_cluster_new(kafka, 1) : NULL;
    if (!cluster) {
        fprintf(stderr, "mockbroker: no cluster\n");
        return 1;
    }
    for (int i = 3; i < argc; i++)
        rd_kafka_mock_topic_create(cluster, argv[i], 2, 1);
    printf("mockbroker: %s\n", rd_kafka_mock_cluster_bootstraps(cluster));
    fflush(stdout);
    for (;;)
        pause();
}
