#include "address.h"

#include <string.h>

socklen_t address_fill(union any_address *out, int family, const uint8_t *bytes, uint32_t scope) {
  memset(out, 0, sizeof *out);
  if (family == 4) {
    out->v4.sin_family = AF_INET;
    if (bytes) memcpy(&out->v4.sin_addr, bytes, 4);
    return sizeof out->v4;
  }
  out->v6.sin6_family = AF_INET6;
  if (bytes) memcpy(&out->v6.sin6_addr, bytes, 16);
  out->v6.sin6_scope_id = scope;
  return sizeof out->v6;
}

bool address_read(const union any_address *in, uint8_t *bytes, uint32_t *scope) {
  if (in->base.sa_family == AF_INET) {
    memcpy(bytes, &in->v4.sin_addr, 4);
    *scope = 0;
    return true;
  }
  if (in->base.sa_family == AF_INET6) {
    memcpy(bytes, &in->v6.sin6_addr, 16);
    *scope = in->v6.sin6_scope_id;
    return true;
  }
  return false;
}
