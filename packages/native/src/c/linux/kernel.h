/* Linux names newer than the headers a binary may be built with. */
#ifndef ICMP_LINUX_KERNEL_H
#define ICMP_LINUX_KERNEL_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/socket.h>

#include "../platform.h"

#ifndef SCM_TS_OPT_ID
#define SCM_TS_OPT_ID 81 /* Linux 6.13: the id of a packet's transmit stamp, given with the packet */
#endif
#ifndef SO_MEMINFO
#define SO_MEMINFO 55
#endif
#ifndef SO_BINDTOIFINDEX
#define SO_BINDTOIFINDEX 62
#endif

union any_address {
  struct sockaddr base;
  struct sockaddr_in v4;
  struct sockaddr_in6 v6;
};

/* Returns the length for bind, connect and msg_namelen. */
socklen_t address_fill(union any_address *out, int family, const uint8_t *bytes, uint32_t scope);
/* False for another family; fills 4 or 16 bytes and the scope. */
bool address_read(const union any_address *in, uint8_t *bytes, uint32_t *scope);

bool filter_attach(int fd, const struct socket_config *config, struct fault *fault);
bool stamps_enable(int fd);
/* The kernel's count of transmit stamps begins at 0 again. */
void stamps_restart(int fd);

double stamp_milliseconds(const void *timestamping);

#endif
