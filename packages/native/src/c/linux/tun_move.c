#include "kernel.h"
#include "netlink.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/if.h>
#include <linux/if_tun.h>
#include <linux/netlink.h>
#include <pthread.h>
#include <sched.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#ifndef TUNGETDEVNETNS
#define TUNGETDEVNETNS _IO('T', 227) /* Linux 5.2: a descriptor of the namespace that the device is in */
#endif

#define OWN_NAMESPACE "/proc/thread-self/ns/net"

static int netlink_socket(void) { return socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE); }

/* statx: fstat has no symbol of its own before glibc 2.33. */
static bool is_own(int namespace_fd) {
  struct statx there, here;
  return statx(namespace_fd, "", AT_EMPTY_PATH, STATX_INO, &there) == 0 &&
         statx(AT_FDCWD, OWN_NAMESPACE, 0, STATX_INO, &here) == 0 && there.stx_ino == here.stx_ino &&
         there.stx_dev_major == here.stx_dev_major && there.stx_dev_minor == here.stx_dev_minor;
}

struct visit {
  int namespace_fd;
  int socket;
  int error;
};

static void *open_there(void *data) {
  struct visit *visit = data;
  if (setns(visit->namespace_fd, CLONE_NEWNET) == 0) visit->socket = netlink_socket();
  if (visit->socket < 0) visit->error = errno;
  return NULL;
}

/*
 * A device is moved by a socket of the namespace it is in. For one that was moved before, a thread that ends with it
 * goes there: JavaScript's own thread would be stuck there if the way back failed.
 */
static int socket_beside(const struct tun_device *device, struct fault *fault) {
  struct visit visit = {.namespace_fd = ioctl(device->fd, TUNGETDEVNETNS), .socket = -1};
  if (visit.namespace_fd < 0 || is_own(visit.namespace_fd)) {
    if (visit.namespace_fd >= 0) close(visit.namespace_fd);
    int own = netlink_socket();
    if (own < 0) fault_of(fault, "socket", "NETLINK_ROUTE");
    return own;
  }
  pthread_t thread;
  int error = pthread_create(&thread, NULL, open_there, &visit);
  if (error == 0) pthread_join(thread, NULL);
  close(visit.namespace_fd);
  if (visit.socket < 0) *fault = (struct fault){.number = error ? error : visit.error, .call = "setns"};
  return visit.socket;
}

static bool move(const struct tun_device *device, int socket, int namespace_fd, struct fault *fault) {
  struct ifreq request = {0};
  if (!platform_tun_name(device, request.ifr_name, fault)) return false;
  if (ioctl(socket, SIOCGIFINDEX, &request) != 0) return fault_of(fault, "ioctl", "SIOCGIFINDEX");
  int error = netlink_move(socket, request.ifr_ifindex, namespace_fd, NULL);
  /* Its name is taken there. Whoever left the number open gets another one. */
  if (error == EEXIST && strchr(device->pattern, '%'))
    error = netlink_move(socket, request.ifr_ifindex, namespace_fd, device->pattern);
  if (error == 0) return true;
  *fault = (struct fault){.number = error, .call = "RTM_NEWLINK", .option = "IFLA_NET_NS_FD"};
  return false;
}

bool platform_tun_move(struct tun_device *device, const char *path, struct fault *fault) {
  /* O_NONBLOCK: whatever else the path names must not block. */
  int namespace_fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
  if (namespace_fd < 0) return fault_of(fault, "open", "network namespace");
  int socket = socket_beside(device, fault);
  bool moved = socket >= 0 && move(device, socket, namespace_fd, fault);
  if (socket >= 0) close(socket);
  close(namespace_fd);
  return moved;
}
