#include "netlink.h"

#include <errno.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <string.h>
#include <sys/socket.h>

#define SEQUENCE 1u
#define ATTRIBUTE_BYTES 64

struct link_request {
  struct nlmsghdr header;
  struct ifinfomsg link;
  uint8_t attributes[ATTRIBUTE_BYTES];
};

static void append(struct link_request *request, uint16_t type, const void *value, size_t size) {
  struct nlattr attribute = {.nla_len = (uint16_t)(NLA_HDRLEN + size), .nla_type = type};
  uint8_t *at = (uint8_t *)request + request->header.nlmsg_len;
  memcpy(at, &attribute, sizeof attribute);
  memcpy(at + NLA_HDRLEN, value, size);
  request->header.nlmsg_len += (uint32_t)NLA_ALIGN(NLA_HDRLEN + size);
}

int netlink_verdict(const uint8_t *answer, size_t size, uint32_t sequence) {
  while (size >= sizeof(struct nlmsghdr)) {
    struct nlmsghdr header;
    memcpy(&header, answer, sizeof header);
    if (header.nlmsg_len < sizeof header || header.nlmsg_len > size) return NETLINK_OTHER;
    if (header.nlmsg_type == NLMSG_ERROR && header.nlmsg_seq == sequence) {
      int32_t error; /* the first member of nlmsgerr; the request's own header follows it */
      if (header.nlmsg_len < NLMSG_HDRLEN + sizeof(struct nlmsgerr)) return NETLINK_OTHER;
      memcpy(&error, answer + NLMSG_HDRLEN, sizeof error);
      return error > 0 || error < -4095 ? EPROTO : -error;
    }
    size_t step = NLMSG_ALIGN((size_t)header.nlmsg_len);
    if (step > size) return NETLINK_OTHER;
    answer += step;
    size -= step;
  }
  return NETLINK_OTHER;
}

/* The kernel answers within the send. What others may have sent to this socket is passed over, but not without end. */
static int await(int fd) {
  _Alignas(struct nlmsghdr) uint8_t answer[1024];
  for (int attempt = 0; attempt < 64; attempt++) {
    struct sockaddr_nl from = {0};
    socklen_t length = sizeof from;
    ssize_t got = recvfrom(fd, answer, sizeof answer, MSG_DONTWAIT, (struct sockaddr *)&from, &length);
    if (got < 0 && errno != EINTR) return errno;
    if (got < 0 || length != sizeof from || from.nl_pid != 0) continue;
    int verdict = netlink_verdict(answer, (size_t)got, SEQUENCE);
    if (verdict != NETLINK_OTHER) return verdict;
  }
  return EPROTO;
}

int netlink_move(int socket, int index, int namespace_fd, const char *pattern) {
  struct link_request request = {
      .header = {.nlmsg_len = NLMSG_LENGTH(sizeof(struct ifinfomsg)),
                 .nlmsg_type = RTM_NEWLINK,
                 .nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK,
                 .nlmsg_seq = SEQUENCE},
      .link = {.ifi_family = AF_UNSPEC, .ifi_index = index},
  };
  append(&request, IFLA_NET_NS_FD, &namespace_fd, sizeof namespace_fd);
  if (pattern) append(&request, IFLA_IFNAME, pattern, strlen(pattern) + 1);
  struct sockaddr_nl kernel = {.nl_family = AF_NETLINK};
  ssize_t sent;
  do sent = sendto(socket, &request, request.header.nlmsg_len, 0, (struct sockaddr *)&kernel, sizeof kernel);
  while (sent < 0 && errno == EINTR);
  return sent < 0 ? errno : await(socket);
}
