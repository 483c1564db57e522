/* Any other system: everything that needs a socket fails with ENOSYS, and says which backend is missing. */
#include "../platform.h"

#include <errno.h>

static bool missing(struct fault *fault) {
  *fault = (struct fault){.number = ENOSYS, .call = "socket", .option = "(no ICMP backend for this system)"};
  return false;
}

bool platform_open(const struct socket_config *config, struct icmp_socket *opened, struct fault *fault) {
  (void)config;
  (void)opened;
  return missing(fault);
}

void platform_close(struct icmp_socket *socket) { (void)socket; }

unsigned platform_send(struct icmp_socket *socket, struct send_header *header, const struct send_record *records,
                       unsigned count, const uint8_t *data) {
  (void)socket;
  (void)records;
  (void)count;
  (void)data;
  header->error = ENOSYS;
  header->ids_uncertain = 0;
  return 0;
}

void platform_restart(struct icmp_socket *socket) { (void)socket; }

unsigned platform_receive(struct icmp_socket *socket, struct packet_record *records, unsigned count, uint8_t *data,
                          int *error) {
  (void)socket;
  (void)records;
  (void)count;
  (void)data;
  *error = ENOSYS;
  return 0;
}

unsigned platform_entries(struct icmp_socket *socket, struct entry_record *records, unsigned count, uint8_t *quotes) {
  (void)socket;
  (void)records;
  (void)count;
  (void)quotes;
  return 0;
}

bool platform_drops(const struct icmp_socket *socket, uint32_t *drops, struct fault *fault) {
  (void)socket;
  (void)drops;
  return missing(fault);
}

bool platform_path_mtu(int family, const uint8_t *to, uint32_t scope, const uint8_t *source, uint32_t device,
                       uint32_t *mtu, struct fault *fault) {
  (void)family;
  (void)to;
  (void)scope;
  (void)source;
  (void)device;
  (void)mtu;
  return missing(fault);
}

/* No socket is ever armed here, so the waiting thread is not started. */
bool poller_open(struct poller *poller, struct fault *fault) {
  (void)poller;
  return missing(fault);
}

void poller_close(struct poller *poller) { (void)poller; }

bool poller_arm(struct poller *poller, int fd, uint32_t id, bool write, struct fault *fault) {
  (void)poller;
  (void)fd;
  (void)id;
  (void)write;
  return missing(fault);
}

void poller_disarm(struct poller *poller, int fd) {
  (void)poller;
  (void)fd;
}

bool poller_alarm(struct poller *poller, double at, struct fault *fault) {
  (void)poller;
  (void)at;
  return missing(fault);
}

int poller_wait(struct poller *poller, struct ready *ready, int capacity) {
  (void)poller;
  (void)ready;
  (void)capacity;
  return -1;
}

void poller_stop(struct poller *poller) { (void)poller; }
