#include "kernel.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/if.h>
#include <linux/if_tun.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

_Static_assert(TUN_NAME_BYTES == IFNAMSIZ, "interface name");

static bool mtu_of(int fd, const char *name, uint32_t wanted, uint32_t *mtu, struct fault *fault) {
  struct ifreq request = {.ifr_mtu = (int)wanted};
  memcpy(request.ifr_name, name, IFNAMSIZ);
  if (wanted > 0 && ioctl(fd, SIOCSIFMTU, &request) != 0) return fault_of(fault, "ioctl", "SIOCSIFMTU");
  if (ioctl(fd, SIOCGIFMTU, &request) != 0) return fault_of(fault, "ioctl", "SIOCGIFMTU");
  *mtu = (uint32_t)request.ifr_mtu;
  return true;
}

static bool configure(int fd, uint32_t mtu, struct tun_device *opened, struct fault *fault) {
  /* Without IFF_NO_PI four bytes would precede each packet that say no more than its version does. */
  struct ifreq request = {.ifr_flags = IFF_TUN | IFF_NO_PI};
  memcpy(request.ifr_name, opened->pattern, IFNAMSIZ);
  if (ioctl(fd, TUNSETIFF, &request) != 0) return fault_of(fault, "ioctl", "TUNSETIFF");
  int control = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (control < 0) return fault_of(fault, "socket", NULL);
  bool known = mtu_of(control, request.ifr_name, mtu, &opened->mtu, fault);
  close(control);
  return known;
}

bool platform_tun_open(const char *name, uint32_t mtu, struct tun_device *opened, struct fault *fault) {
  memset(opened, 0, sizeof *opened);
  strncpy(opened->pattern, name, IFNAMSIZ - 1);
  opened->fd = open("/dev/net/tun", O_RDWR | O_NONBLOCK | O_CLOEXEC);
  if (opened->fd < 0) return fault_of(fault, "open", "/dev/net/tun");
  if (configure(opened->fd, mtu, opened, fault)) return true;
  platform_tun_close(opened);
  return false;
}

void platform_tun_close(struct tun_device *device) {
  if (device->fd >= 0) close(device->fd);
  device->fd = -1;
}

bool platform_tun_name(const struct tun_device *device, char *name, struct fault *fault) {
  struct ifreq request = {0};
  if (ioctl(device->fd, TUNGETIFF, &request) != 0) return fault_of(fault, "ioctl", "TUNGETIFF");
  memcpy(name, request.ifr_name, IFNAMSIZ);
  name[IFNAMSIZ - 1] = 0;
  return true;
}

/* For the kernel, a device that was deleted, by name or with its namespace, is a descriptor in a bad state. */
static bool is_gone(int error) { return error == EBADFD || error == EFAULT; }

unsigned platform_tun_read(struct tun_device *device, struct packet_record *records, unsigned count, uint8_t *data,
                           int *error) {
  unsigned done = 0;
  *error = 0;
  while (done < count) {
    ssize_t got = read(device->fd, data + (size_t)done * PACKET_STRIDE, PACKET_STRIDE);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) {
      if (errno != EAGAIN) *error = is_gone(errno) ? ENODEV : errno;
      break;
    }
    memset(&records[done], 0, sizeof records[done]);
    records[done].length = records[done].given = (uint32_t)got;
    done++;
  }
  return done;
}

unsigned platform_tun_write(struct tun_device *device, struct send_record *records, unsigned count,
                            const uint8_t *data, int *error) {
  unsigned done = 0;
  *error = 0;
  while (done < count) {
    struct send_record *record = &records[done];
    ssize_t put = write(device->fd, data + record->data_offset, record->data_length);
    if (put < 0 && errno == EINTR) continue;
    if (put < 0 && (errno == EAGAIN || is_gone(errno))) {
      *error = errno == EAGAIN ? EAGAIN : ENODEV;
      break;
    }
    record->error = put < 0 ? errno : 0;
    done++;
  }
  return done;
}
