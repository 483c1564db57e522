#include "kernel.h"

#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <string.h>
#include <unistd.h>

static bool set(int fd, int level, int name, int value, const char *label, struct fault *fault) {
  if (setsockopt(fd, level, name, &value, sizeof value) == 0) return true;
  return fault_of(fault, "setsockopt", label);
}

static bool buffer(int fd, int name, int wanted, int *actual, const char *label, struct fault *fault) {
  if (wanted > 0 && !set(fd, SOL_SOCKET, name, wanted, label, fault)) return false;
  socklen_t size = sizeof *actual;
  if (getsockopt(fd, SOL_SOCKET, name, actual, &size) == 0) return true;
  return fault_of(fault, "getsockopt", label);
}

/* What is not in the control messages of a packet here is set for the socket. */
static bool family_options(int fd, const struct socket_config *config, struct fault *fault) {
  int df = config->dont_fragment == 1;
  if (config->family == 4) {
    /* Hop limit and destination are read from the IP header, which is delivered here. */
    return !df || set(fd, IPPROTO_IP, IP_DONTFRAG, 1, "IP_DONTFRAG", fault);
  }
  if (!set(fd, IPPROTO_IPV6, IPV6_RECVHOPLIMIT, 1, "IPV6_RECVHOPLIMIT", fault)) return false;
  if (!set(fd, IPPROTO_IPV6, IPV6_RECVPKTINFO, 1, "IPV6_RECVPKTINFO", fault)) return false;
  return !df || set(fd, IPPROTO_IPV6, IPV6_DONTFRAG, 1, "IPV6_DONTFRAG", fault);
}

static bool bind_device(int fd, const struct socket_config *config, struct fault *fault) {
  unsigned index = if_nametoindex(config->device);
  if (index == 0) {
    errno = ENODEV;
    return fault_of(fault, "if_nametoindex", NULL);
  }
  if (config->family == 4) return set(fd, IPPROTO_IP, IP_BOUND_IF, (int)index, "IP_BOUND_IF", fault);
  return set(fd, IPPROTO_IPV6, IPV6_BOUND_IF, (int)index, "IPV6_BOUND_IF", fault);
}

static bool configure(int fd, const struct socket_config *config, struct icmp_socket *opened, struct fault *fault) {
  /* SOCK_NONBLOCK and SOCK_CLOEXEC don't exist here. */
  int flags = fcntl(fd, F_GETFL);
  if (flags < 0 || fcntl(fd, F_SETFL, flags | O_NONBLOCK) != 0) return fault_of(fault, "fcntl", "O_NONBLOCK");
  if (fcntl(fd, F_SETFD, FD_CLOEXEC) != 0) return fault_of(fault, "fcntl", "FD_CLOEXEC");
  if (config->device && !bind_device(fd, config, fault)) return false;
  if (config->broadcast && !set(fd, SOL_SOCKET, SO_BROADCAST, 1, "SO_BROADCAST", fault)) return false;
  if (!family_options(fd, config, fault)) return false;
  /* Stamps of arrival, on the wall clock as on Linux. There are none of departure: those are the user's. */
  opened->stamps_received = set(fd, SOL_SOCKET, SO_TIMESTAMP, 1, "SO_TIMESTAMP", fault);
  return buffer(fd, SO_RCVBUF, config->receive_buffer, &opened->receive_buffer, "SO_RCVBUF", fault) &&
         buffer(fd, SO_SNDBUF, config->send_buffer, &opened->send_buffer, "SO_SNDBUF", fault);
}

/*
 * An ICMP datagram socket needs no privilege here. It has no port: the caller's identifier goes out as it is, and every
 * echo reply of the machine may be seen. ICMP errors arrive as packets; there is no error queue.
 */
bool platform_open(const struct socket_config *config, struct icmp_socket *opened, struct fault *fault) {
  if (config->raw) {
    *fault = (struct fault){.number = ENOTSUP, .call = "socket", .option = "SOCK_RAW"};
    return false;
  }
  bool v4 = config->family == 4;
  int fd = socket(v4 ? AF_INET : AF_INET6, SOCK_DGRAM, v4 ? IPPROTO_ICMP : IPPROTO_ICMPV6);
  if (fd < 0) return fault_of(fault, "socket", NULL);
  memset(opened, 0, sizeof *opened);
  opened->fd = fd;
  opened->family = config->family;
  if (configure(fd, config, opened, fault)) return true;
  close(fd);
  return false;
}

void platform_close(struct icmp_socket *socket) {
  if (socket->fd >= 0) close(socket->fd);
  socket->fd = -1;
}
