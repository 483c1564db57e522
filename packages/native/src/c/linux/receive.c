#include "kernel.h"

#include <errno.h>
#include <linux/errqueue.h>
#include <linux/in6.h>
#include <string.h>
#include <time.h>

#define CONTROL_BYTES 256

struct control {
  _Alignas(struct cmsghdr) uint8_t bytes[CONTROL_BYTES];
};

double stamp_milliseconds(const void *timestamping) {
  struct timespec software; /* the first of three */
  memcpy(&software, timestamping, sizeof software);
  return (double)software.tv_sec * 1e3 + (double)software.tv_nsec / 1e6;
}

static void read_option(const struct cmsghdr *option, struct packet_record *record) {
  const void *value = CMSG_DATA(option);
  size_t size = option->cmsg_len - CMSG_LEN(0);
  int level = option->cmsg_level, type = option->cmsg_type;
  if (level == SOL_SOCKET && type == SCM_TIMESTAMPING && size >= sizeof(struct timespec)) {
    record->kernel = stamp_milliseconds(value);
  } else if (size >= sizeof(int) && ((level == IPPROTO_IP && type == IP_TTL) ||
                                     (level == IPPROTO_IPV6 && type == IPV6_HOPLIMIT))) {
    memcpy(&record->hop_limit, value, sizeof(int));
  } else if (level == IPPROTO_IP && type == IP_PKTINFO && size >= sizeof(struct in_pktinfo)) {
    struct in_pktinfo info;
    memcpy(&info, value, sizeof info);
    memcpy(record->to, &info.ipi_addr, 4);
    record->has_to = 1;
  } else if (level == IPPROTO_IPV6 && type == IPV6_PKTINFO && size >= sizeof(struct in6_pktinfo)) {
    struct in6_pktinfo info;
    memcpy(&info, value, sizeof info);
    memcpy(record->to, &info.ipi6_addr, 16);
    record->to_scope = IN6_IS_ADDR_LINKLOCAL(&info.ipi6_addr) ? info.ipi6_ifindex : 0;
    record->has_to = 1;
  }
}

static int receive(int fd, struct mmsghdr *messages, unsigned count, int *error) {
  /*
   * An ICMP error for an earlier packet makes one read fail on dgram, which clears it: the error queue has it in full.
   * Only a socket that goes on failing is broken.
   */
  for (int attempt = 0; attempt < 16; attempt++) {
    int got = recvmmsg(fd, messages, count, MSG_DONTWAIT, NULL);
    *error = got < 0 ? errno : 0;
    if (got >= 0) return got;
    if (*error == EAGAIN || *error == EWOULDBLOCK) {
      *error = 0;
      return 0;
    }
  }
  return 0;
}

static unsigned read_batch(struct icmp_socket *socket, struct packet_record *records, unsigned count, uint8_t *data,
                           int *error) {
  struct mmsghdr messages[SLOTS];
  struct iovec parts[SLOTS];
  union any_address from[SLOTS];
  struct control controls[SLOTS];
  for (unsigned i = 0; i < count; i++) {
    parts[i] = (struct iovec){.iov_base = data + (size_t)i * PACKET_STRIDE, .iov_len = PACKET_STRIDE};
    from[i].base.sa_family = AF_UNSPEC;
    messages[i].msg_hdr = (struct msghdr){.msg_name = &from[i],
                                          .msg_namelen = sizeof from[i],
                                          .msg_iov = &parts[i],
                                          .msg_iovlen = 1,
                                          .msg_control = controls[i].bytes,
                                          .msg_controllen = CONTROL_BYTES};
  }
  int got = receive(socket->fd, messages, count, error);
  for (int i = 0; i < got; i++) {
    struct packet_record *record = &records[i];
    struct msghdr *message = &messages[i].msg_hdr;
    memset(record, 0, sizeof *record);
    record->hop_limit = ABSENT;
    record->length = messages[i].msg_len;
    record->given = record->length < PACKET_STRIDE ? record->length : PACKET_STRIDE;
    (void)address_read(&from[i], record->from, &record->from_scope);
    for (struct cmsghdr *o = CMSG_FIRSTHDR(message); o; o = CMSG_NXTHDR(message, o)) read_option(o, record);
  }
  return (unsigned)got;
}

unsigned platform_receive(struct icmp_socket *socket, struct packet_record *records, unsigned count, uint8_t *data,
                          int *error) {
  unsigned first = count < FIRST_READ ? count : FIRST_READ;
  unsigned got = read_batch(socket, records, first, data, error);
  if (got < first || got == count) return got;
  return got + read_batch(socket, records + got, count - got, data + (size_t)got * PACKET_STRIDE, error);
}
