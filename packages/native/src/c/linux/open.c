#include "kernel.h"

#include <errno.h>
#include <linux/in6.h>
#include <linux/net_tstamp.h>
#include <string.h>
#include <unistd.h>

#define STAMP_FLAGS                                                                                                  \
  (SOF_TIMESTAMPING_TX_SOFTWARE | SOF_TIMESTAMPING_RX_SOFTWARE | SOF_TIMESTAMPING_SOFTWARE | SOF_TIMESTAMPING_OPT_TSONLY)

static bool stamps_set(int fd, int flags) {
  return setsockopt(fd, SOL_SOCKET, SO_TIMESTAMPING, &flags, sizeof flags) == 0;
}

static bool stamps_enable(int fd) { return stamps_set(fd, STAMP_FLAGS | SOF_TIMESTAMPING_OPT_ID); }

/* The kernel sets its counter to 0 when the option is switched on. */
void platform_restart(struct icmp_socket *socket) {
  if (stamps_set(socket->fd, STAMP_FLAGS)) (void)stamps_enable(socket->fd);
}

static bool set(int fd, int level, int name, int value, const char *label, struct fault *fault) {
  if (setsockopt(fd, level, name, &value, sizeof value) == 0) return true;
  return fault_of(fault, "setsockopt", label);
}

static bool buffers(int fd, const struct socket_config *config, struct icmp_socket *opened, struct fault *fault) {
  /* The kernel doubles what it is asked for, and reports the doubled number. */
  int receive = config->receive_buffer / 2, send = config->send_buffer / 2;
  if (receive > 0 && !set(fd, SOL_SOCKET, SO_RCVBUF, receive, "SO_RCVBUF", fault)) return false;
  if (send > 0 && !set(fd, SOL_SOCKET, SO_SNDBUF, send, "SO_SNDBUF", fault)) return false;
  socklen_t size = sizeof(int);
  if (getsockopt(fd, SOL_SOCKET, SO_RCVBUF, &opened->receive_buffer, &size) != 0)
    return fault_of(fault, "getsockopt", "SO_RCVBUF");
  size = sizeof(int);
  if (getsockopt(fd, SOL_SOCKET, SO_SNDBUF, &opened->send_buffer, &size) != 0)
    return fault_of(fault, "getsockopt", "SO_SNDBUF");
  return true;
}

static bool family_options(int fd, const struct socket_config *config, struct fault *fault) {
  bool df = config->dont_fragment == 1;
  if (config->family == 4) {
    if (!set(fd, IPPROTO_IP, IP_RECVTTL, 1, "IP_RECVTTL", fault)) return false;
    if (!set(fd, IPPROTO_IP, IP_PKTINFO, 1, "IP_PKTINFO", fault)) return false;
    if (config->error_queue && !set(fd, IPPROTO_IP, IP_RECVERR, 1, "IP_RECVERR", fault)) return false;
    /*
     * The system's default is WANT unless `ip_no_pmtu_disc` says otherwise: what fits the known path MTU goes with DF,
     * what doesn't is fragmented here. DO refuses to fragment, DONT never sets DF, so that routers fragment too.
     */
    if (config->dont_fragment == ABSENT) return true;
    int discovery = df ? IP_PMTUDISC_DO : config->dont_fragment == 0 ? IP_PMTUDISC_DONT : IP_PMTUDISC_WANT;
    return set(fd, IPPROTO_IP, IP_MTU_DISCOVER, discovery, "IP_MTU_DISCOVER", fault);
  }
  if (!set(fd, IPPROTO_IPV6, IPV6_RECVHOPLIMIT, 1, "IPV6_RECVHOPLIMIT", fault)) return false;
  if (!set(fd, IPPROTO_IPV6, IPV6_RECVPKTINFO, 1, "IPV6_RECVPKTINFO", fault)) return false;
  if (config->error_queue && !set(fd, IPPROTO_IPV6, IPV6_RECVERR, 1, "IPV6_RECVERR", fault)) return false;
  return !df || set(fd, IPPROTO_IPV6, IPV6_DONTFRAG, 1, "IPV6_DONTFRAG", fault);
}

/* SO_REUSEADDR stays off: with it another socket could take this identifier, and the replies with it. */
static bool bind_identifier(int fd, int family, struct icmp_socket *opened, struct fault *fault) {
  union any_address local;
  socklen_t length = address_fill(&local, family, NULL, 0);
  if (bind(fd, &local.base, length) != 0) return fault_of(fault, "bind", NULL);
  length = sizeof local;
  if (getsockname(fd, &local.base, &length) != 0) return fault_of(fault, "getsockname", NULL);
  opened->identifier = ntohs(family == 4 ? local.v4.sin_port : local.v6.sin6_port);
  return true;
}

static bool configure(int fd, const struct socket_config *config, struct icmp_socket *opened, struct fault *fault) {
  if (config->raw && !filter_attach(fd, config, fault)) return false;
  opened->stamps_sent = opened->stamps_received = stamps_enable(fd);
  opened->has_entries = opened->stamps_sent || config->error_queue;
  if (config->device &&
      setsockopt(fd, SOL_SOCKET, SO_BINDTODEVICE, config->device, (socklen_t)strlen(config->device) + 1) != 0)
    return fault_of(fault, "setsockopt", "SO_BINDTODEVICE");
  if (config->broadcast && !set(fd, SOL_SOCKET, SO_BROADCAST, 1, "SO_BROADCAST", fault)) return false;
  if (!family_options(fd, config, fault)) return false;
  if (!buffers(fd, config, opened, fault)) return false;
  return config->raw || bind_identifier(fd, config->family, opened, fault);
}

bool platform_open(const struct socket_config *config, struct icmp_socket *opened, struct fault *fault) {
  int domain = config->family == 4 ? AF_INET : AF_INET6;
  int protocol = config->family == 4 ? IPPROTO_ICMP : IPPROTO_ICMPV6;
  int type = (config->raw ? SOCK_RAW : SOCK_DGRAM) | SOCK_NONBLOCK | SOCK_CLOEXEC;
  int fd = socket(domain, type, protocol);
  if (fd < 0) return fault_of(fault, "socket", NULL);
  memset(opened, 0, sizeof *opened);
  opened->fd = fd;
  opened->family = config->family;
  opened->raw = config->raw;
  opened->ids = config->counted_ids ? IDS_COUNTED : IDS_UNKNOWN;
  if (configure(fd, config, opened, fault)) return true;
  close(fd);
  return false;
}

void platform_close(struct icmp_socket *socket) {
  if (socket->fd >= 0) close(socket->fd);
  socket->fd = -1;
}
