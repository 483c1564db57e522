#include "kernel.h"

#include <errno.h>
#include <linux/in6.h>
#include <string.h>

/* IPv6 with everything: hop limit, traffic class, packet info, don't-fragment, stamp id. */
#define CONTROL_BYTES (4 * CMSG_SPACE(sizeof(int)) + CMSG_SPACE(sizeof(struct in6_pktinfo)))

struct control {
  _Alignas(struct cmsghdr) uint8_t bytes[CONTROL_BYTES];
};

static void append(struct msghdr *message, int level, int type, const void *value, size_t size) {
  struct cmsghdr header = {.cmsg_len = CMSG_LEN(size), .cmsg_level = level, .cmsg_type = type};
  uint8_t *at = (uint8_t *)message->msg_control + message->msg_controllen;
  memcpy(at, &header, sizeof header);
  memcpy(at + CMSG_LEN(0), value, size);
  message->msg_controllen += CMSG_SPACE(size);
}

static void append_int(struct msghdr *message, int level, int type, int value) {
  append(message, level, type, &value, sizeof value);
}

static void options_v4(struct msghdr *message, const struct send_record *record) {
  if (record->hop_limit != ABSENT) append_int(message, IPPROTO_IP, IP_TTL, record->hop_limit);
  if (record->traffic_class != ABSENT) append_int(message, IPPROTO_IP, IP_TOS, record->traffic_class);
  if (record->has_source || record->interface_index) {
    struct in_pktinfo info = {.ipi_ifindex = (int)record->interface_index};
    if (record->has_source) memcpy(&info.ipi_spec_dst, record->source, 4);
    append(message, IPPROTO_IP, IP_PKTINFO, &info, sizeof info);
  }
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

static int transmit(struct icmp_socket *socket, const struct send_record *records, unsigned count,
                    const uint8_t *data, bool with_ids) {
  struct mmsghdr messages[SLOTS];
  struct iovec parts[SLOTS];
  union any_address to[SLOTS];
  struct control controls[SLOTS];
  for (unsigned i = 0; i < count; i++) {
    const struct send_record *record = &records[i];
    parts[i].iov_base = (void *)(uintptr_t)(data + record->data_offset);
    parts[i].iov_len = record->data_length;
    struct msghdr *message = &messages[i].msg_hdr;
    memset(&messages[i], 0, sizeof messages[i]);
    message->msg_name = &to[i];
    message->msg_namelen = address_fill(&to[i], socket->family, record->to, record->scope);
    message->msg_iov = &parts[i];
    message->msg_iovlen = 1;
    message->msg_control = controls[i].bytes;
    if (socket->family == 4) options_v4(message, record);
    else options_v6(message, record);
    if (with_ids) append(message, SOL_SOCKET, SCM_TS_OPT_ID, &record->stamp_id, sizeof record->stamp_id);
    if (message->msg_controllen == 0) message->msg_control = NULL;
  }
  int sent;
  do sent = sendmmsg(socket->fd, messages, count, MSG_DONTWAIT);
  while (sent < 0 && errno == EINTR);
  return sent;
}

unsigned platform_send(struct icmp_socket *socket, struct send_header *header, const struct send_record *records,
                       unsigned count, const uint8_t *data) {
  header->error = 0;
  header->ids_uncertain = 0;
  bool with_ids = socket->stamps_sent && socket->ids != IDS_COUNTED;
  int sent = transmit(socket, records, count, data, with_ids);
  if (sent < 0 && errno == EINVAL && with_ids && socket->ids == IDS_UNKNOWN) {
    /* Before Linux 6.13 the stamp id is an unknown control message. If the packet itself is at fault, it fails again. */
    sent = transmit(socket, records, count, data, false);
    if (sent > 0 || errno != EINVAL) socket->ids = IDS_COUNTED;
  } else if (sent > 0 && with_ids) {
    socket->ids = IDS_CHOSEN;
  }
  if (sent < 0) header->error = errno;
  /* Whether a packet that failed was counted depends on the kernel's version and on where it failed. */
  header->ids_uncertain = sent < (int)count && socket->stamps_sent && socket->ids == IDS_COUNTED;
  return sent < 0 ? 0 : (unsigned)sent;
}
