#include "environment.h"

#include <stdlib.h>
#include <string.h>

struct environment *environment_of(napi_env env) {
  void *data = NULL;
  if (napi_get_instance_data(env, &data) != napi_ok || !data) {
    napi_throw_error(env, "EINVAL", "the addon's environment is gone");
    return NULL;
  }
  return data;
}

/*
 * Hooks run in reverse order of their registration. This one is older than the thread-safe function, whose own hook
 * would come first, so starting the thread registers another (see waiter.c); here the endpoints are closed.
 */
static void cleanup(void *data) {
  struct environment *environment = data;
  waiter_stop(environment);
  slots_close_all(environment);
}

static void finalize(napi_env env, void *data, void *hint) {
  (void)env;
  (void)hint;
  struct environment *environment = data;
  /* A runtime that skipped the hooks must not leave a thread behind that reads freed memory. */
  waiter_stop(environment);
  slots_close_all(environment);
  free(environment);
}

napi_status environment_create(napi_env env) {
  struct environment *environment = calloc(1, sizeof *environment);
  if (!environment) return napi_generic_failure;
  environment->env = env;
  napi_status status = napi_set_instance_data(env, environment, finalize, NULL);
  if (status != napi_ok) {
    free(environment);
    return status;
  }
  return napi_add_env_cleanup_hook(env, cleanup, environment);
}

#define MAX_SLOTS 65535u

static uint32_t id_of(const struct slot *slot, uint32_t index) {
  return (uint32_t)slot->generation << 16 | (index + 1);
}

static uint32_t free_slot(struct environment *environment) {
  for (uint32_t i = environment->first_free_hint; i < environment->slot_count; i++)
    if (!environment->slots[i].used) return i;
  return environment->slot_count;
}

static bool grow(struct environment *environment) {
  uint32_t count = environment->slot_count ? environment->slot_count * 2 : 8;
  if (count > MAX_SLOTS) count = MAX_SLOTS;
  if (count == environment->slot_count) return false;
  struct slot *slots = realloc(environment->slots, count * sizeof *slots);
  if (!slots) return false;
  memset(slots + environment->slot_count, 0, (count - environment->slot_count) * sizeof *slots);
  environment->slots = slots;
  environment->slot_count = count;
  return true;
}

uint32_t slots_add(struct environment *environment, const struct endpoint *endpoint) {
  uint32_t index = free_slot(environment);
  if (index == environment->slot_count && !grow(environment)) return 0;
  struct slot *slot = &environment->slots[index];
  slot->endpoint = *endpoint;
  slot->used = true;
  environment->first_free_hint = index + 1;
  return id_of(slot, index);
}

static struct slot *find(struct environment *environment, uint32_t id) {
  uint32_t index = (id & 0xffff) - 1;
  if (index >= environment->slot_count) return NULL;
  struct slot *slot = &environment->slots[index];
  return slot->used && id_of(slot, index) == id ? slot : NULL;
}

struct endpoint *slots_find(struct environment *environment, uint32_t id) {
  struct slot *slot = find(environment, id);
  return slot ? &slot->endpoint : NULL;
}

void slots_remove(struct environment *environment, uint32_t id) {
  struct slot *slot = find(environment, id);
  if (!slot) return;
  uint32_t index = (uint32_t)(slot - environment->slots);
  if (environment->waiter.started)
    poller_disarm(&environment->waiter.poller, endpoint_descriptor(&slot->endpoint));
  endpoint_close(&slot->endpoint);
  slot->used = false;
  slot->generation++;
  if (index < environment->first_free_hint) environment->first_free_hint = index;
}

void slots_close_all(struct environment *environment) {
  for (uint32_t i = 0; i < environment->slot_count; i++)
    if (environment->slots[i].used) endpoint_close(&environment->slots[i].endpoint);
  free(environment->slots);
  environment->slots = NULL;
  environment->slot_count = 0;
  environment->first_free_hint = 0;
}
