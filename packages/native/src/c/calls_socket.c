#include "calls.h"

#include <errno.h>
#include <string.h>

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
  struct endpoint opened = {.kind = ENDPOINT_SOCKET};
  struct fault fault;
  char device[64];
  int32_t *numbers;
  if (!arguments_read(env, info, 3, &arguments)) return NULL;
  if (!read_config(&arguments, &config, device, &numbers)) return NULL;
  if (!platform_open(&config, &opened.socket, &fault)) return result_fault(env, &fault);
  uint32_t id = slots_add(arguments.environment, &opened);
  if (id == 0) {
    endpoint_close(&opened);
    fault = (struct fault){.number = ENOMEM, .call = "socket"};
    return result_fault(env, &fault);
  }
  numbers[OPENED_IDENTIFIER] = opened.socket.identifier;
  numbers[OPENED_RECEIVE_BUFFER] = opened.socket.receive_buffer;
  numbers[OPENED_SEND_BUFFER] = opened.socket.send_buffer;
  numbers[OPENED_STAMPS_SENT] = opened.socket.stamps_sent;
  numbers[OPENED_STAMPS_RECEIVED] = opened.socket.stamps_received;
  return result_number(env, id);
}
