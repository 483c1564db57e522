#include "calls.h"
#include "clock.h"

#include <errno.h>
#include <string.h>

bool records_fit(const struct send_record *records, uint32_t count) {
  for (uint32_t i = 0; i < count; i++) {
    uint32_t offset = records[i].data_offset, length = records[i].data_length;
    if (offset > SEND_DATA_BYTES || length > SEND_DATA_BYTES - offset) return false;
  }
  return true;
}

/* send(id, arena, count): how many of the records left; the rest is in the arena's header. */
napi_value call_send(napi_env env, napi_callback_info info) {
  struct arguments arguments;
  struct icmp_socket *socket;
  void *memory;
  uint32_t count;
  if (!arguments_read(env, info, 3, &arguments) || !argument_socket(&arguments, 0, &socket) ||
      !argument_arena(&arguments, 1, SEND_BYTES, &memory) || !argument_uint32(&arguments, 2, &count))
    return NULL;
  uint8_t *arena = memory;
  struct send_header *header = memory;
  const struct send_record *records = (const void *)(arena + SEND_RECORDS);
  if (count > SLOTS || !records_fit(records, count)) {
    napi_throw_range_error(env, "EINVAL", "a record lies outside of the arena");
    return NULL;
  }
  clock_sample(&header->monotonic, &header->offset);
  return result_number(env, platform_send(socket, header, records, count, arena + SEND_DATA));
}

/* restart(id): see platform_restart. */
napi_value call_restart(napi_env env, napi_callback_info info) {
  struct arguments arguments;
  struct icmp_socket *socket;
  if (!arguments_read(env, info, 1, &arguments) || !argument_socket(&arguments, 0, &socket)) return NULL;
  platform_restart(socket);
  return NULL;
}

/*
 * drain(id, arena, count): reads packets (none when count is 0) and then up to 64 entries of the error queue. In this
 * order no packet is handed over whose transmit stamp is still in the queue.
 */
napi_value call_drain(napi_env env, napi_callback_info info) {
  struct arguments arguments;
  struct icmp_socket *socket;
  void *memory;
  uint32_t count;
  if (!arguments_read(env, info, 3, &arguments) || !argument_socket(&arguments, 0, &socket) ||
      !argument_arena(&arguments, 1, DRAIN_BYTES, &memory) || !argument_uint32(&arguments, 2, &count))
    return NULL;
  if (count > SLOTS) {
    napi_throw_range_error(env, "EINVAL", "more packets than there are slots");
    return NULL;
  }
  uint8_t *arena = memory;
  struct drain_header *header = memory;
  struct packet_record *packets = (void *)(arena + DRAIN_PACKETS);
  struct entry_record *entries = (void *)(arena + DRAIN_ENTRIES);
  int error = 0;
  header->packets = count > 0 ? platform_receive(socket, packets, count, arena + DRAIN_DATA, &error) : 0;
  header->error = error;
  header->entries = platform_entries(socket, entries, SLOTS, arena + DRAIN_QUOTES);
  clock_sample(&header->monotonic, &header->offset);
  return result_number(env, header->packets);
}
