#include "kernel.h"

#include <errno.h>
#include <string.h>
#include <sys/time.h>

static void read_option(const struct cmsghdr *option, struct packet_record *record) {
  const void *value = CMSG_DATA(option);
  size_t size = option->cmsg_len - CMSG_LEN(0);
  int level = option->cmsg_level, type = option->cmsg_type;
  if (level == SOL_SOCKET && type == SCM_TIMESTAMP && size >= sizeof(struct timeval)) {
    struct timeval stamp;
    memcpy(&stamp, value, sizeof stamp);
    record->kernel = (double)stamp.tv_sec * 1e3 + (double)stamp.tv_usec / 1e3;
  } else if (level == IPPROTO_IPV6 && type == IPV6_HOPLIMIT && size >= sizeof(int)) {
    memcpy(&record->hop_limit, value, sizeof(int));
  } else if (level == IPPROTO_IPV6 && type == IPV6_PKTINFO && size >= sizeof(struct in6_pktinfo)) {
    struct in6_pktinfo info;
    memcpy(&info, value, sizeof info);
    memcpy(record->to, &info.ipi6_addr, 16);
    record->to_scope = IN6_IS_ADDR_LINKLOCAL(&info.ipi6_addr) ? info.ipi6_ifindex : 0;
    record->has_to = 1;
  }
}

/* IPv4 packets come with their header; the kernel leaves these two fields as they arrived. */
static void read_header(const uint8_t *data, size_t length, struct packet_record *record) {
  if (length < 20 || data[0] >> 4 != 4) return;
  record->hop_limit = data[8];
  memcpy(record->to, data + 16, 4);
  record->has_to = 1;
}

/* The number of bytes, or -1 with *error 0 when there is nothing. */
static ssize_t receive(int fd, struct msghdr *message, int *error) {
  struct msghdr fresh = *message;
  for (int attempt = 0; attempt < 16; attempt++) {
    *message = fresh;
    ssize_t got = recvmsg(fd, message, MSG_DONTWAIT);
    *error = got < 0 ? errno : 0;
    if (got >= 0) return got;
    if (*error == EAGAIN || *error == EWOULDBLOCK) {
      *error = 0;
      return -1;
    }
  }
  return -1;
}

unsigned platform_receive(struct icmp_socket *socket, struct packet_record *records, unsigned count, uint8_t *data,
                          int *error) {
  _Alignas(struct cmsghdr) uint8_t control[CONTROL_BYTES];
  unsigned i = 0;
  for (*error = 0; i < count; i++) {
    union any_address from;
    memset(&from, 0, sizeof from);
    struct iovec part = {.iov_base = data + (size_t)i * PACKET_STRIDE, .iov_len = PACKET_STRIDE};
    struct msghdr message = {.msg_name = &from,
                             .msg_namelen = sizeof from,
                             .msg_iov = &part,
                             .msg_iovlen = 1,
                             .msg_control = control,
                             .msg_controllen = sizeof control};
    ssize_t got = receive(socket->fd, &message, error);
    if (got < 0) break;
    struct packet_record *record = &records[i];
    memset(record, 0, sizeof *record);
    record->hop_limit = ABSENT;
    record->length = record->given = (uint32_t)got;
    (void)address_read(&from, record->from, &record->from_scope);
    if (socket->family == 4) read_header(part.iov_base, (size_t)got, record);
    for (struct cmsghdr *o = CMSG_FIRSTHDR(&message); o; o = CMSG_NXTHDR(&message, o)) read_option(o, record);
  }
  return i;
}

unsigned platform_entries(struct icmp_socket *socket, struct entry_record *records, unsigned count, uint8_t *quotes) {
  (void)socket;
  (void)records;
  (void)count;
  (void)quotes;
  return 0;
}
