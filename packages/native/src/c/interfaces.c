#include "platform.h"

#include <errno.h>
#include <net/if.h>
#include <string.h>

bool platform_interface_index(const char *name, uint32_t *index, struct fault *fault) {
  *index = 0;
  if (strlen(name) >= IF_NAMESIZE) return true;
  *index = if_nametoindex(name);
  if (*index != 0 || errno == ENODEV || errno == ENXIO) return true;
  return fault_of(fault, "if_nametoindex", NULL);
}

bool platform_interface_name(uint32_t index, char *name, struct fault *fault) {
  name[0] = 0;
  if (index == 0 || if_indextoname(index, name)) return true;
  name[0] = 0;
  if (errno == ENXIO || errno == ENODEV) return true;
  return fault_of(fault, "if_indextoname", NULL);
}
