#include "calls.h"

#include <errno.h>
#include <string.h>

/* start(wake): undefined or a fault. */
napi_value call_start(napi_env env, napi_callback_info info) {
  struct arguments arguments;
  struct fault fault;
  if (!arguments_read(env, info, 1, &arguments)) return NULL;
  return waiter_start(arguments.environment, arguments.values[0], &fault) ? NULL : result_fault(env, &fault);
}

/* The numbers of open(): in the order of `OPEN` in src/layout.ts. */
enum open_number {
  OPEN_RAW,
  OPEN_FAMILY,
  OPEN_DONT_FRAGMENT,
  OPEN_BROADCAST,
  OPEN_ERROR_QUEUE,
  OPEN_RECEIVE_BUFFER,
  OPEN_SEND_BUFFER,
  OPEN_BLOCK_FIRST, /* ABSENT: no block */
  OPEN_BLOCK_MASK,
  OPEN_COUNTED_IDS,
  OPEN_NUMBERS
};

enum opened_number {
  OPENED_IDENTIFIER,
  OPENED_RECEIVE_BUFFER,
  OPENED_SEND_BUFFER,
  OPENED_STAMPS_SENT,
  OPENED_STAMPS_RECEIVED
};

static bool read_config(const struct arguments *arguments, struct socket_config *config, char *device,
                        int32_t **numbers) {
  void *memory, *accept;
  bool has_device;
  if (!argument_array(arguments, 0, napi_int32_array, OPEN_NUMBERS, &memory)) return false;
  if (!argument_string(arguments, 1, device, 64, &has_device)) return false;
  if (!argument_array(arguments, 2, napi_uint8_array, 32, &accept)) return false;
  if (!memory) {
    napi_throw_type_error(arguments->env, "EINVAL", "the numbers of open are missing");
    return false;
  }
  int32_t *n = *numbers = memory;
  *config = (struct socket_config){.raw = n[OPEN_RAW] != 0,
                                   .family = n[OPEN_FAMILY] == 6 ? 6 : 4,
                                   .device = has_device ? device : NULL,
                                   .dont_fragment = n[OPEN_DONT_FRAGMENT],
                                   .broadcast = n[OPEN_BROADCAST] != 0,
                                   .error_queue = n[OPEN_ERROR_QUEUE] != 0,
                                   .receive_buffer = n[OPEN_RECEIVE_BUFFER],
                                   .send_buffer = n[OPEN_SEND_BUFFER],
                                   .counted_ids = n[OPEN_COUNTED_IDS] != 0,
                                   .has_accept = accept != NULL,
                                   .has_block = n[OPEN_BLOCK_FIRST] != ABSENT,
                                   .block_first = (uint16_t)n[OPEN_BLOCK_FIRST],
                                   .block_mask = (uint16_t)n[OPEN_BLOCK_MASK]};
  if (accept) memcpy(config->accept, accept, sizeof config->accept);
  return true;
}

/* open(numbers, device, accept): the id, or a fault. What the kernel chose is written over the numbers. */
napi_value call_open(napi_env env, napi_callback_info info) {
  struct arguments arguments;
  struct socket_config config;
  struct icmp_socket opened;
  struct fault fault;
  char device[64];
  int32_t *numbers;
  if (!arguments_read(env, info, 3, &arguments)) return NULL;
  if (!read_config(&arguments, &config, device, &numbers)) return NULL;
  if (!platform_open(&config, &opened, &fault)) return result_fault(env, &fault);
  uint32_t id = slots_add(arguments.environment, &opened);
  if (id == 0) {
    platform_close(&opened);
    fault = (struct fault){.number = ENOMEM, .call = "socket"};
    return result_fault(env, &fault);
  }
  numbers[OPENED_IDENTIFIER] = opened.identifier;
  numbers[OPENED_RECEIVE_BUFFER] = opened.receive_buffer;
  numbers[OPENED_SEND_BUFFER] = opened.send_buffer;
  numbers[OPENED_STAMPS_SENT] = opened.stamps_sent;
  numbers[OPENED_STAMPS_RECEIVED] = opened.stamps_received;
  return result_number(env, id);
}

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
  struct icmp_socket *socket;
  struct fault fault;
  uint32_t id;
  bool write;
  if (!arguments_read(env, info, 2, &arguments) || !argument_socket(&arguments, 0, &socket) ||
      !argument_uint32(&arguments, 0, &id) || !argument_bool(&arguments, 1, &write))
    return NULL;
  struct waiter *waiter = &arguments.environment->waiter;
  if (!waiter->started) {
    fault = (struct fault){.number = EBADF, .call = "epoll_ctl"};
    return result_fault(env, &fault);
  }
  return poller_arm(&waiter->poller, socket->fd, id, write, &fault) ? NULL : result_fault(env, &fault);
}

/* disarm(id) */
napi_value call_disarm(napi_env env, napi_callback_info info) {
  struct arguments arguments;
  struct icmp_socket *socket;
  if (!arguments_read(env, info, 1, &arguments) || !argument_socket(&arguments, 0, &socket)) return NULL;
  if (arguments.environment->waiter.started) poller_disarm(&arguments.environment->waiter.poller, socket->fd);
  return NULL;
}

#define TAKE_PAIRS 64u

/* take(Uint32Array(128)): how many pairs of id and events were written. */
napi_value call_take(napi_env env, napi_callback_info info) {
  struct arguments arguments;
  void *pairs;
  if (!arguments_read(env, info, 1, &arguments)) return NULL;
  if (!argument_array(&arguments, 0, napi_uint32_array, TAKE_PAIRS * 2, &pairs)) return NULL;
  return result_number(env, pairs ? waiter_take(&arguments.environment->waiter, pairs, TAKE_PAIRS) : 0);
}

/* hold(on): whether the waiting thread holds the event loop. */
napi_value call_hold(napi_env env, napi_callback_info info) {
  struct arguments arguments;
  bool on;
  if (!arguments_read(env, info, 1, &arguments) || !argument_bool(&arguments, 0, &on)) return NULL;
  struct waiter *waiter = &arguments.environment->waiter;
  if (!waiter->started) return NULL;
  if (on) napi_ref_threadsafe_function(env, waiter->call);
  else napi_unref_threadsafe_function(env, waiter->call);
  return NULL;
}

/* alarm(at): undefined or a fault. At that time of the monotonic clock, in milliseconds, id 0 is ready once. */
napi_value call_alarm(napi_env env, napi_callback_info info) {
  struct arguments arguments;
  struct fault fault;
  double at;
  if (!arguments_read(env, info, 1, &arguments) || !argument_time(&arguments, 0, &at)) return NULL;
  struct waiter *waiter = &arguments.environment->waiter;
  if (!waiter->started) {
    fault = (struct fault){.number = EBADF, .call = "timerfd_settime"};
    return result_fault(env, &fault);
  }
  return poller_alarm(&waiter->poller, at, &fault) ? NULL : result_fault(env, &fault);
}
