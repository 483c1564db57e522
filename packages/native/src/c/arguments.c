#include "arguments.h"

#include <stdint.h>

static bool refuse(napi_env env, const char *message) {
  napi_throw_type_error(env, "EINVAL", message);
  return false;
}

bool arguments_read(napi_env env, napi_callback_info info, size_t wanted, struct arguments *arguments) {
  arguments->env = env;
  arguments->count = sizeof arguments->values / sizeof arguments->values[0];
  if (napi_get_cb_info(env, info, &arguments->count, arguments->values, NULL, NULL) != napi_ok)
    return refuse(env, "no arguments");
  arguments->environment = environment_of(env);
  if (!arguments->environment) return false;
  return arguments->count >= wanted || refuse(env, "too few arguments");
}

bool argument_uint32(const struct arguments *arguments, size_t index, uint32_t *value) {
  return napi_get_value_uint32(arguments->env, arguments->values[index], value) == napi_ok ||
         refuse(arguments->env, "a number was expected");
}

bool argument_time(const struct arguments *arguments, size_t index, double *value) {
  const double longest = 1e15;
  if (napi_get_value_double(arguments->env, arguments->values[index], value) != napi_ok || !(*value >= 0))
    return refuse(arguments->env, "a time was expected");
  if (*value > longest) *value = longest;
  return true;
}

bool argument_bool(const struct arguments *arguments, size_t index, bool *value) {
  return napi_get_value_bool(arguments->env, arguments->values[index], value) == napi_ok ||
         refuse(arguments->env, "a boolean was expected");
}

static bool is_absent(const struct arguments *arguments, size_t index) {
  napi_valuetype type;
  if (napi_typeof(arguments->env, arguments->values[index], &type) != napi_ok) return false;
  return type == napi_undefined || type == napi_null;
}

bool argument_string(const struct arguments *arguments, size_t index, char *value, size_t capacity, bool *present) {
  *present = !is_absent(arguments, index);
  if (!*present) return true;
  size_t length = 0;
  if (napi_get_value_string_utf8(arguments->env, arguments->values[index], NULL, 0, &length) != napi_ok)
    return refuse(arguments->env, "a string was expected");
  if (length >= capacity) return refuse(arguments->env, "the string is too long");
  return napi_get_value_string_utf8(arguments->env, arguments->values[index], value, capacity, &length) == napi_ok ||
         refuse(arguments->env, "a string was expected");
}

bool argument_arena(const struct arguments *arguments, size_t index, size_t size, void **memory) {
  bool is = false;
  size_t length = 0;
  if (napi_is_arraybuffer(arguments->env, arguments->values[index], &is) != napi_ok || !is ||
      napi_get_arraybuffer_info(arguments->env, arguments->values[index], memory, &length) != napi_ok ||
      length != size || (uintptr_t)*memory % 8 != 0)
    return refuse(arguments->env, "an ArrayBuffer of the arena's size was expected");
  return true;
}

bool argument_array(const struct arguments *arguments, size_t index, napi_typedarray_type type, size_t length,
                    void **memory) {
  *memory = NULL;
  if (is_absent(arguments, index)) return true;
  bool is = false;
  napi_typedarray_type found;
  size_t elements = 0;
  if (napi_is_typedarray(arguments->env, arguments->values[index], &is) != napi_ok || !is ||
      napi_get_typedarray_info(arguments->env, arguments->values[index], &found, &elements, memory, NULL, NULL) !=
          napi_ok ||
      found != type || elements != length || !*memory)
    return refuse(arguments->env, "a typed array of another type or length was expected");
  return true;
}

static bool closed(napi_env env) {
  napi_throw_error(env, "EBADF", "the id names nothing that is open");
  return false;
}

bool argument_endpoint(const struct arguments *arguments, size_t index, struct endpoint **endpoint) {
  uint32_t id;
  if (!argument_uint32(arguments, index, &id)) return false;
  *endpoint = slots_find(arguments->environment, id);
  return *endpoint || closed(arguments->env);
}

bool argument_socket(const struct arguments *arguments, size_t index, struct icmp_socket **socket) {
  struct endpoint *endpoint;
  if (!argument_endpoint(arguments, index, &endpoint)) return false;
  *socket = &endpoint->socket;
  return endpoint->kind == ENDPOINT_SOCKET || closed(arguments->env);
}

bool argument_tun(const struct arguments *arguments, size_t index, struct tun_device **device) {
  struct endpoint *endpoint;
  if (!argument_endpoint(arguments, index, &endpoint)) return false;
  *device = &endpoint->tun;
  return endpoint->kind == ENDPOINT_TUN || closed(arguments->env);
}

napi_value result_number(napi_env env, double value) {
  napi_value result = NULL;
  return napi_create_double(env, value, &result) == napi_ok ? result : NULL;
}

static void set_string(napi_env env, napi_value object, const char *key, const char *text) {
  napi_value value;
  if (text && napi_create_string_utf8(env, text, NAPI_AUTO_LENGTH, &value) == napi_ok)
    napi_set_named_property(env, object, key, value);
}

napi_value result_fault(napi_env env, const struct fault *fault) {
  napi_value object, number;
  if (napi_create_object(env, &object) != napi_ok) return NULL;
  if (napi_create_int32(env, fault->number, &number) != napi_ok) return NULL;
  napi_set_named_property(env, object, "errno", number);
  set_string(env, object, "syscall", fault->call);
  set_string(env, object, "option", fault->option);
  return object;
}
