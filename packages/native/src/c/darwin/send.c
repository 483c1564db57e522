#include "kernel.h"

#include <errno.h>
#include <string.h>

struct control {
  _Alignas(struct cmsghdr) uint8_t bytes[CONTROL_BYTES];
};

static void append(struct msghdr *message, int level, int type, const void *value, size_t size) {
  struct cmsghdr header = {.cmsg_len = (socklen_t)CMSG_LEN(size), .cmsg_level = level, .cmsg_type = type};
  uint8_t *at = (uint8_t *)message->msg_control + message->msg_controllen;
  memcpy(at, &header, sizeof header);
  memcpy(at + CMSG_LEN(0), value, size);
  message->msg_controllen += (socklen_t)CMSG_SPACE(size);
}

static void append_int(struct msghdr *message, int level, int type, int value) {
  append(message, level, type, &value, sizeof value);
}

static void options_v6(struct msghdr *message, const struct send_record *record) {
  if (record->hop_limit != ABSENT) append_int(message, IPPROTO_IPV6, IPV6_HOPLIMIT, record->hop_limit);
  if (record->traffic_class != ABSENT) append_int(message, IPPROTO_IPV6, IPV6_TCLASS, record->traffic_class);
  if (record->dont_fragment != ABSENT) append_int(message, IPPROTO_IPV6, IPV6_DONTFRAG, record->dont_fragment != 0);
  if (record->has_source || record->interface_index) {
    struct in6_pktinfo info = {.ipi6_ifindex = record->interface_index};
    if (record->has_source) memcpy(&info.ipi6_addr, record->source, 16);
    append(message, IPPROTO_IPV6, IPV6_PKTINFO, &info, sizeof info);
  }
}

static int transmit(struct icmp_socket *socket, const struct send_record *record, const uint8_t *data) {
  struct control control;
  union any_address to;
  struct iovec part = {.iov_base = (void *)(uintptr_t)(data + record->data_offset), .iov_len = record->data_length};
  struct msghdr message = {.msg_name = &to, .msg_iov = &part, .msg_iovlen = 1, .msg_control = control.bytes};
  message.msg_namelen = address_fill(&to, socket->family, record->to, record->scope);
  address_seal(&to);
  if (socket->family == 6) options_v6(&message, record);
  if (message.msg_controllen == 0) message.msg_control = NULL;
  ssize_t sent;
  do sent = sendmsg(socket->fd, &message, MSG_DONTWAIT);
  while (sent < 0 && errno == EINTR);
  return sent < 0 ? errno : 0;
}

/*
 * On IPv4 these belong to the socket: they are set before a packet that has them, and taken back after it. Nobody else
 * sends on this socket meanwhile.
 */
struct setting {
  int option;
  int value; /* ABSENT: leave it */
  int before;
  bool changed;
};

static bool apply(int fd, struct setting *setting) {
  socklen_t size = sizeof setting->before;
  if (setting->value == ABSENT) return true;
  if (getsockopt(fd, IPPROTO_IP, setting->option, &setting->before, &size) != 0) return false;
  setting->changed = setsockopt(fd, IPPROTO_IP, setting->option, &setting->value, sizeof setting->value) == 0;
  return setting->changed;
}

static int transmit_v4(struct icmp_socket *socket, const struct send_record *record, const uint8_t *data) {
  /* A source is the socket's too, but only by binding it: it can't be taken back. */
  if (record->has_source) return EOPNOTSUPP;
  struct setting settings[] = {
      {.option = IP_TTL, .value = record->hop_limit},
      {.option = IP_TOS, .value = record->traffic_class},
      {.option = IP_BOUND_IF, .value = record->interface_index ? (int)record->interface_index : ABSENT},
  };
  const size_t count = sizeof settings / sizeof settings[0];
  int error = 0;
  for (size_t i = 0; i < count && error == 0; i++)
    if (!apply(socket->fd, &settings[i])) error = errno;
  if (error == 0) error = transmit(socket, record, data);
  for (size_t i = 0; i < count; i++)
    if (settings[i].changed)
      (void)setsockopt(socket->fd, IPPROTO_IP, settings[i].option, &settings[i].before, sizeof settings[i].before);
  return error;
}

/* There is no public call for a batch. */
unsigned platform_send(struct icmp_socket *socket, struct send_header *header, const struct send_record *records,
                       unsigned count, const uint8_t *data) {
  header->error = 0;
  header->ids_uncertain = 0;
  for (unsigned i = 0; i < count; i++) {
    header->error = socket->family == 4 ? transmit_v4(socket, &records[i], data) : transmit(socket, &records[i], data);
    if (header->error != 0) return i;
  }
  return count;
}

/* There are no transmit stamps here. */
void platform_restart(struct icmp_socket *socket) { (void)socket; }
