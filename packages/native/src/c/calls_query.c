#include "calls.h"

#include <errno.h>
#include <stddef.h>

napi_value call_now(napi_env env, napi_callback_info info) {
  (void)info;
  return result_number(env, platform_monotonic());
}

/* layout(): the numbers that src/layout.ts must agree with, in the order of its `LAYOUT`. */
napi_value call_layout(napi_env env, napi_callback_info info) {
  (void)info;
  static const size_t numbers[] = {
      SLOTS,
      SEND_BYTES,
      SEND_RECORDS,
      sizeof(struct send_record),
      SEND_DATA,
      SEND_DATA_BYTES,
      offsetof(struct send_record, error),
      offsetof(struct send_record, to),
      offsetof(struct send_record, source),
      DRAIN_BYTES,
      DRAIN_PACKETS,
      sizeof(struct packet_record),
      DRAIN_ENTRIES,
      sizeof(struct entry_record),
      DRAIN_QUOTES,
      QUOTE_STRIDE,
      DRAIN_DATA,
      PACKET_STRIDE,
      offsetof(struct packet_record, from),
      offsetof(struct packet_record, to),
      offsetof(struct entry_record, from),
      offsetof(struct entry_record, to),
      REVISION,
  };
  napi_value array;
  if (napi_create_array(env, &array) != napi_ok) return NULL;
  for (uint32_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
    napi_set_element(env, array, i, result_number(env, (double)numbers[i]));
  return array;
}

/* drops(id): a number, or a fault. */
napi_value call_drops(napi_env env, napi_callback_info info) {
  struct arguments arguments;
  struct icmp_socket *socket;
  struct fault fault;
  uint32_t drops;
  if (!arguments_read(env, info, 1, &arguments) || !argument_socket(&arguments, 0, &socket)) return NULL;
  return platform_drops(socket, &drops, &fault) ? result_number(env, drops) : result_fault(env, &fault);
}

/* pathMtu(to, scope, source, device): a number, or a fault. Addresses are Uint8Arrays of 4 or 16 bytes. */
napi_value call_path_mtu(napi_env env, napi_callback_info info) {
  struct arguments arguments;
  struct fault fault;
  uint32_t scope, device, mtu;
  void *to, *source;
  if (!arguments_read(env, info, 4, &arguments)) return NULL;
  napi_typedarray_type type;
  size_t length;
  if (napi_get_typedarray_info(env, arguments.values[0], &type, &length, NULL, NULL, NULL) != napi_ok ||
      (length != 4 && length != 16)) {
    napi_throw_type_error(env, "EINVAL", "an address of 4 or 16 bytes was expected");
    return NULL;
  }
  if (!argument_array(&arguments, 0, napi_uint8_array, length, &to) || !argument_uint32(&arguments, 1, &scope) ||
      !argument_array(&arguments, 2, napi_uint8_array, length, &source) || !argument_uint32(&arguments, 3, &device))
    return NULL;
  return platform_path_mtu(length == 4 ? 4 : 6, to, scope, source, device, &mtu, &fault) ? result_number(env, mtu)
                                                                                        : result_fault(env, &fault);
}

/* interfaceIndex(name): 0 when there is none. */
napi_value call_interface_index(napi_env env, napi_callback_info info) {
  struct arguments arguments;
  struct fault fault;
  char name[256];
  uint32_t index;
  bool present;
  if (!arguments_read(env, info, 1, &arguments) || !argument_string(&arguments, 0, name, sizeof name, &present))
    return NULL;
  if (!present) return result_number(env, 0);
  return platform_interface_index(name, &index, &fault) ? result_number(env, index) : result_fault(env, &fault);
}

/* interfaceName(index): an empty string when there is none. */
napi_value call_interface_name(napi_env env, napi_callback_info info) {
  struct arguments arguments;
  struct fault fault;
  char name[64];
  uint32_t index;
  napi_value result;
  if (!arguments_read(env, info, 1, &arguments) || !argument_uint32(&arguments, 0, &index)) return NULL;
  if (!platform_interface_name(index, name, &fault)) return result_fault(env, &fault);
  return napi_create_string_utf8(env, name, NAPI_AUTO_LENGTH, &result) == napi_ok ? result : NULL;
}
