/* What an id names: an open socket or TUN device. Both wait in the same poller. */
#ifndef ICMP_ENDPOINT_H
#define ICMP_ENDPOINT_H

#include "platform.h"

enum endpoint_kind { ENDPOINT_SOCKET, ENDPOINT_TUN };

struct endpoint {
  enum endpoint_kind kind;
  union {
    struct icmp_socket socket;
    struct tun_device tun;
  };
};

int endpoint_descriptor(const struct endpoint *endpoint);
void endpoint_close(struct endpoint *endpoint);

#endif
