#include "endpoint.h"

int endpoint_descriptor(const struct endpoint *endpoint) {
  return endpoint->kind == ENDPOINT_TUN ? endpoint->tun.fd : endpoint->socket.fd;
}

void endpoint_close(struct endpoint *endpoint) {
  if (endpoint->kind == ENDPOINT_TUN) platform_tun_close(&endpoint->tun);
  else platform_close(&endpoint->socket);
}
