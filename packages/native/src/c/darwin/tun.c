/* The system has utun, which frames packets and lives in no namespace: another device, and not this one. */
#include "../platform.h"

#include <errno.h>

static bool unsupported(struct fault *fault) {
  *fault = (struct fault){.number = ENOTSUP, .call = "open", .option = "TUN device"};
  return false;
}

bool platform_tun_open(const char *name, uint32_t mtu, struct tun_device *opened, struct fault *fault) {
  (void)name;
  (void)mtu;
  (void)opened;
  return unsupported(fault);
}

void platform_tun_close(struct tun_device *device) { (void)device; }

bool platform_tun_move(struct tun_device *device, const char *path, struct fault *fault) {
  (void)device;
  (void)path;
  return unsupported(fault);
}

bool platform_tun_name(const struct tun_device *device, char *name, struct fault *fault) {
  (void)device;
  (void)name;
  return unsupported(fault);
}

unsigned platform_tun_read(struct tun_device *device, struct packet_record *records, unsigned count, uint8_t *data,
                           int *error) {
  (void)device;
  (void)records;
  (void)count;
  (void)data;
  *error = ENOTSUP;
  return 0;
}

unsigned platform_tun_write(struct tun_device *device, struct send_record *records, unsigned count,
                            const uint8_t *data, int *error) {
  (void)device;
  (void)records;
  (void)count;
  (void)data;
  *error = ENOTSUP;
  return 0;
}
