#include "platform.h"

#include <errno.h>

bool fault_of(struct fault *fault, const char *call, const char *option) {
  fault->number = errno;
  fault->call = call;
  fault->option = option;
  return false;
}
