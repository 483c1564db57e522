#include "calls.h"

#include <errno.h>

/* close(id): closing twice is no error. */
napi_value call_close(napi_env env, napi_callback_info info) {
  struct arguments arguments;
  uint32_t id;
  if (!arguments_read(env, info, 1, &arguments) || !argument_uint32(&arguments, 0, &id)) return NULL;
  slots_remove(arguments.environment, id);
  return NULL;
}

/* arm(id, write): undefined or a fault. */
napi_value call_arm(napi_env env, napi_callback_info info) {
  struct arguments arguments;
  struct endpoint *endpoint;
  struct fault fault;
  uint32_t id;
  bool write;
  if (!arguments_read(env, info, 2, &arguments) || !argument_endpoint(&arguments, 0, &endpoint) ||
      !argument_uint32(&arguments, 0, &id) || !argument_bool(&arguments, 1, &write))
    return NULL;
  struct waiter *waiter = &arguments.environment->waiter;
  if (!waiter->started) {
    fault = (struct fault){.number = EBADF, .call = "epoll_ctl"};
    return result_fault(env, &fault);
  }
  int fd = endpoint_descriptor(endpoint);
  return poller_arm(&waiter->poller, fd, id, write, &fault) ? NULL : result_fault(env, &fault);
}

/* disarm(id) */
napi_value call_disarm(napi_env env, napi_callback_info info) {
  struct arguments arguments;
  struct endpoint *endpoint;
  if (!arguments_read(env, info, 1, &arguments) || !argument_endpoint(&arguments, 0, &endpoint)) return NULL;
  struct waiter *waiter = &arguments.environment->waiter;
  if (waiter->started) poller_disarm(&waiter->poller, endpoint_descriptor(endpoint));
  return NULL;
}
