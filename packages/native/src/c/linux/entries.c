#include "kernel.h"

#include <errno.h>
#include <linux/errqueue.h>
#include <linux/in6.h>
#include <string.h>

#define CONTROL_BYTES 512

struct control {
  _Alignas(struct cmsghdr) uint8_t bytes[CONTROL_BYTES];
};

/* The offender's address follows the entry: SO_EE_OFFENDER, without its unaligned cast. */
static void read_offender(const uint8_t *value, size_t size, struct entry_record *record) {
  union any_address offender;
  memset(&offender, 0, sizeof offender);
  size_t rest = size - sizeof(struct sock_extended_err);
  memcpy(&offender, value + sizeof(struct sock_extended_err), rest < sizeof offender ? rest : sizeof offender);
  record->has_from = address_read(&offender, record->from, &record->from_scope);
}

static bool read_entry(const uint8_t *value, size_t size, struct entry_record *record) {
  struct sock_extended_err entry;
  if (size < sizeof entry) return false;
  memcpy(&entry, value, sizeof entry);
  record->error = (int32_t)entry.ee_errno;
  record->type = entry.ee_type;
  record->code = entry.ee_code;
  record->info = entry.ee_info;
  record->stamp_id = entry.ee_data;
  switch (entry.ee_origin) {
  case SO_EE_ORIGIN_TIMESTAMPING:
    record->kind = ENTRY_STAMP;
    return true;
  case SO_EE_ORIGIN_ICMP:
  case SO_EE_ORIGIN_ICMP6:
    record->kind = ENTRY_NETWORK;
    read_offender(value, size, record);
    return true;
  case SO_EE_ORIGIN_LOCAL:
    record->kind = ENTRY_LOCAL;
    return true;
  default:
    return false;
  }
}

static bool read_message(struct msghdr *message, struct entry_record *record) {
  bool known = false;
  for (struct cmsghdr *o = CMSG_FIRSTHDR(message); o; o = CMSG_NXTHDR(message, o)) {
    size_t size = o->cmsg_len - CMSG_LEN(0);
    if (o->cmsg_level == SOL_SOCKET && o->cmsg_type == SCM_TIMESTAMPING && size >= sizeof(struct timespec))
      record->kernel = stamp_milliseconds(CMSG_DATA(o));
    else if ((o->cmsg_level == IPPROTO_IP && o->cmsg_type == IP_RECVERR) ||
             (o->cmsg_level == IPPROTO_IPV6 && o->cmsg_type == IPV6_RECVERR))
      known = read_entry(CMSG_DATA(o), size, record);
  }
  return known;
}

static unsigned read_batch(struct icmp_socket *socket, struct entry_record *records, unsigned count, uint8_t *quotes) {
  struct mmsghdr messages[SLOTS];
  struct iovec parts[SLOTS];
  union any_address to[SLOTS];
  struct control controls[SLOTS];
  for (unsigned i = 0; i < count; i++) {
    parts[i] = (struct iovec){.iov_base = quotes + (size_t)i * QUOTE_STRIDE, .iov_len = QUOTE_STRIDE};
    to[i].base.sa_family = AF_UNSPEC;
    messages[i].msg_hdr = (struct msghdr){.msg_name = &to[i],
                                          .msg_namelen = sizeof to[i],
                                          .msg_iov = &parts[i],
                                          .msg_iovlen = 1,
                                          .msg_control = controls[i].bytes,
                                          .msg_controllen = CONTROL_BYTES};
  }
  int got;
  do got = recvmmsg(socket->fd, messages, count, MSG_DONTWAIT | MSG_ERRQUEUE, NULL);
  while (got < 0 && errno == EINTR);
  for (int i = 0; i < got; i++) {
    struct entry_record *record = &records[i];
    memset(record, 0, sizeof *record);
    record->quoted = messages[i].msg_len < QUOTE_STRIDE ? messages[i].msg_len : QUOTE_STRIDE;
    (void)address_read(&to[i], record->to, &record->to_scope);
    /* An origin that nobody asked for (zero-copy, transmit time) is kept as a stamp of no packet. */
    if (!read_message(&messages[i].msg_hdr, record)) record->kind = ENTRY_STAMP, record->kernel = 0;
  }
  return got < 0 ? 0 : (unsigned)got;
}

unsigned platform_entries(struct icmp_socket *socket, struct entry_record *records, unsigned count, uint8_t *quotes) {
  if (!socket->has_entries) return 0;
  unsigned first = count < FIRST_READ ? count : FIRST_READ;
  unsigned got = read_batch(socket, records, first, quotes);
  if (got < first || got == count) return got;
  return got + read_batch(socket, records + got, count - got, quotes + (size_t)got * QUOTE_STRIDE);
}
