#include "calls.h"

#include <errno.h>

#define PATH_BYTES 256

/* tunOpen(name, mtu): the id, or a fault. The MTU as it is then is written over the number. */
napi_value call_tun_open(napi_env env, napi_callback_info info) {
  struct arguments arguments;
  struct endpoint opened = {.kind = ENDPOINT_TUN};
  struct fault fault;
  char name[TUN_NAME_BYTES];
  bool present;
  void *memory;
  if (!arguments_read(env, info, 2, &arguments) || !argument_string(&arguments, 0, name, sizeof name, &present) ||
      !argument_array(&arguments, 1, napi_uint32_array, 1, &memory))
    return NULL;
  if (!present || !memory) {
    napi_throw_type_error(env, "EINVAL", "a name and an MTU were expected");
    return NULL;
  }
  uint32_t *mtu = memory;
  if (!platform_tun_open(name, *mtu, &opened.tun, &fault)) return result_fault(env, &fault);
  uint32_t id = slots_add(arguments.environment, &opened);
  if (id == 0) {
    endpoint_close(&opened);
    fault = (struct fault){.number = ENOMEM, .call = "open"};
    return result_fault(env, &fault);
  }
  *mtu = opened.tun.mtu;
  return result_number(env, id);
}

/* tunName(id): a string, or a fault. */
napi_value call_tun_name(napi_env env, napi_callback_info info) {
  struct arguments arguments;
  struct tun_device *device;
  struct fault fault;
  char name[TUN_NAME_BYTES];
  napi_value result;
  if (!arguments_read(env, info, 1, &arguments) || !argument_tun(&arguments, 0, &device)) return NULL;
  if (!platform_tun_name(device, name, &fault)) return result_fault(env, &fault);
  return napi_create_string_utf8(env, name, NAPI_AUTO_LENGTH, &result) == napi_ok ? result : NULL;
}

/* tunMove(id, path): undefined or a fault. */
napi_value call_tun_move(napi_env env, napi_callback_info info) {
  struct arguments arguments;
  struct tun_device *device;
  struct fault fault;
  char path[PATH_BYTES];
  bool present;
  if (!arguments_read(env, info, 2, &arguments) || !argument_tun(&arguments, 0, &device) ||
      !argument_string(&arguments, 1, path, sizeof path, &present))
    return NULL;
  if (!present) {
    napi_throw_type_error(env, "EINVAL", "a path was expected");
    return NULL;
  }
  return platform_tun_move(device, path, &fault) ? NULL : result_fault(env, &fault);
}

/* tunRead(id, arena, count): how many packets were read into an arena of drain(). */
napi_value call_tun_read(napi_env env, napi_callback_info info) {
  struct arguments arguments;
  struct tun_device *device;
  void *memory;
  uint32_t count;
  if (!arguments_read(env, info, 3, &arguments) || !argument_tun(&arguments, 0, &device) ||
      !argument_arena(&arguments, 1, DRAIN_BYTES, &memory) || !argument_uint32(&arguments, 2, &count))
    return NULL;
  if (count > SLOTS) {
    napi_throw_range_error(env, "EINVAL", "more packets than there are slots");
    return NULL;
  }
  uint8_t *arena = memory;
  struct drain_header *header = memory;
  int error = 0;
  header->packets =
      platform_tun_read(device, (void *)(arena + DRAIN_PACKETS), count, arena + DRAIN_DATA, &error);
  header->entries = 0;
  header->error = error;
  return result_number(env, header->packets);
}

/* tunWrite(id, arena, count): how many records of an arena of send() are done with. */
napi_value call_tun_write(napi_env env, napi_callback_info info) {
  struct arguments arguments;
  struct tun_device *device;
  void *memory;
  uint32_t count;
  if (!arguments_read(env, info, 3, &arguments) || !argument_tun(&arguments, 0, &device) ||
      !argument_arena(&arguments, 1, SEND_BYTES, &memory) || !argument_uint32(&arguments, 2, &count))
    return NULL;
  uint8_t *arena = memory;
  struct send_header *header = memory;
  struct send_record *records = (void *)(arena + SEND_RECORDS);
  if (count > SLOTS || !records_fit(records, count)) {
    napi_throw_range_error(env, "EINVAL", "a record lies outside of the arena");
    return NULL;
  }
  int error = 0;
  unsigned taken = platform_tun_write(device, records, count, arena + SEND_DATA, &error);
  header->error = error;
  return result_number(env, taken);
}
