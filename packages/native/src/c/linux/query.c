#include "kernel.h"

#include <linux/in6.h>
#include <linux/sock_diag.h>
#include <string.h>
#include <unistd.h>

bool platform_drops(const struct icmp_socket *socket, uint32_t *drops, struct fault *fault) {
  uint32_t info[SK_MEMINFO_VARS] = {0};
  socklen_t size = sizeof info;
  if (getsockopt(socket->fd, SOL_SOCKET, SO_MEMINFO, info, &size) != 0)
    return fault_of(fault, "getsockopt", "SO_MEMINFO");
  *drops = info[SK_MEMINFO_DROPS];
  return true;
}

static bool mtu_of(int fd, int family, const uint8_t *to, uint32_t scope, const uint8_t *source, uint32_t device,
                   uint32_t *mtu, struct fault *fault) {
  union any_address address;
  int index = (int)device, value = 0;
  if (index > 0 && setsockopt(fd, SOL_SOCKET, SO_BINDTOIFINDEX, &index, sizeof index) != 0)
    return fault_of(fault, "setsockopt", "SO_BINDTOIFINDEX");
  if (source) {
    socklen_t length = address_fill(&address, family, source, device);
    if (bind(fd, &address.base, length) != 0) return fault_of(fault, "bind", NULL);
  }
  socklen_t length = address_fill(&address, family, to, scope);
  if (family == 4) address.v4.sin_port = htons(9);
  else address.v6.sin6_port = htons(9);
  if (connect(fd, &address.base, length) != 0) return fault_of(fault, "connect", NULL);
  socklen_t size = sizeof value;
  int level = family == 4 ? IPPROTO_IP : IPPROTO_IPV6, name = family == 4 ? IP_MTU : IPV6_MTU;
  if (getsockopt(fd, level, name, &value, &size) != 0)
    return fault_of(fault, "getsockopt", family == 4 ? "IP_MTU" : "IPV6_MTU");
  *mtu = (uint32_t)value;
  return true;
}

/* Connecting a UDP socket sends nothing, but looks the route up as a packet would, with what was learnt about its MTU. */
bool platform_path_mtu(int family, const uint8_t *to, uint32_t scope, const uint8_t *source, uint32_t device,
                       uint32_t *mtu, struct fault *fault) {
  int fd = socket(family == 4 ? AF_INET : AF_INET6, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (fd < 0) return fault_of(fault, "socket", NULL);
  bool known = mtu_of(fd, family, to, scope, source, device, mtu, fault);
  close(fd);
  return known;
}
