/* Addresses as they cross the boundary, and as sockets want them: the same on every POSIX system. */
#ifndef ICMP_ADDRESS_H
#define ICMP_ADDRESS_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/socket.h>

union any_address {
  struct sockaddr base;
  struct sockaddr_in v4;
  struct sockaddr_in6 v6;
};

/* Returns the length for bind, connect and msg_namelen. `bytes` may be NULL: the unspecified address. */
socklen_t address_fill(union any_address *out, int family, const uint8_t *bytes, uint32_t scope);
/* False for another family; fills 4 or 16 bytes and the scope. */
bool address_read(const union any_address *in, uint8_t *bytes, uint32_t *scope);

#endif
