#include "kernel.h"

#include <errno.h>
#include <net/if.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

/* The system does not tell. */
bool platform_drops(const struct icmp_socket *socket, uint32_t *drops, struct fault *fault) {
  (void)socket;
  (void)drops;
  *fault = (struct fault){.number = ENOTSUP, .call = "getsockopt"};
  return false;
}

static bool device_mtu(int fd, uint32_t device, uint32_t *mtu, struct fault *fault) {
  struct ifreq request;
  memset(&request, 0, sizeof request);
  if (!if_indextoname(device, request.ifr_name)) return fault_of(fault, "if_indextoname", NULL);
  if (ioctl(fd, SIOCGIFMTU, &request) != 0) return fault_of(fault, "ioctl", "SIOCGIFMTU");
  *mtu = (uint32_t)request.ifr_mtu;
  return true;
}

static bool path_mtu_v6(int fd, const uint8_t *to, uint32_t scope, const uint8_t *source, uint32_t device,
                        uint32_t *mtu, struct fault *fault) {
  union any_address address;
  if (source) {
    socklen_t length = address_fill(&address, 6, source, device);
    address_seal(&address);
    if (bind(fd, &address.base, length) != 0) return fault_of(fault, "bind", NULL);
  }
  socklen_t length = address_fill(&address, 6, to, scope);
  address_seal(&address);
  address.v6.sin6_port = htons(9);
  if (connect(fd, &address.base, length) != 0) return fault_of(fault, "connect", NULL);
  struct ip6_mtuinfo info;
  socklen_t size = sizeof info;
  if (getsockopt(fd, IPPROTO_IPV6, IPV6_PATHMTU, &info, &size) != 0) return fault_of(fault, "getsockopt", "IPV6_PATHMTU");
  *mtu = info.ip6m_mtu;
  return true;
}

/* IPv4 has no option for it: what is known without a route socket is the MTU of a given device. */
bool platform_path_mtu(int family, const uint8_t *to, uint32_t scope, const uint8_t *source, uint32_t device,
                       uint32_t *mtu, struct fault *fault) {
  if (family == 4 && device == 0) {
    *fault = (struct fault){.number = ENOTSUP, .call = "getsockopt", .option = "IP_MTU"};
    return false;
  }
  int fd = socket(family == 4 ? AF_INET : AF_INET6, SOCK_DGRAM, 0);
  if (fd < 0) return fault_of(fault, "socket", NULL);
  bool known =
      family == 4 ? device_mtu(fd, device, mtu, fault) : path_mtu_v6(fd, to, scope, source, device, mtu, fault);
  close(fd);
  return known;
}
