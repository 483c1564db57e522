#include "kernel.h"

void address_seal(union any_address *address) {
  address->base.sa_len =
      address->base.sa_family == AF_INET6 ? (uint8_t)sizeof address->v6 : (uint8_t)sizeof address->v4;
}
