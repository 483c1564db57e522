/* Reading arguments. Each returns false with a TypeError pending (code EINVAL) when JavaScript gave something else. */
#ifndef ICMP_ARGUMENTS_H
#define ICMP_ARGUMENTS_H

#include "environment.h"

struct arguments {
  napi_env env;
  struct environment *environment;
  size_t count;
  napi_value values[6];
};

bool arguments_read(napi_env env, napi_callback_info info, size_t wanted, struct arguments *arguments);
bool argument_uint32(const struct arguments *arguments, size_t index, uint32_t *value);
/* Milliseconds, finite and not negative; what exceeds 30,000 years is cut. */
bool argument_time(const struct arguments *arguments, size_t index, double *value);
bool argument_bool(const struct arguments *arguments, size_t index, bool *value);
/* A string shorter than `capacity`; *present is false for undefined and null. */
bool argument_string(const struct arguments *arguments, size_t index, char *value, size_t capacity, bool *present);
/* The memory of an ArrayBuffer of exactly `size` bytes, aligned to 8; valid until JavaScript runs again. */
bool argument_arena(const struct arguments *arguments, size_t index, size_t size, void **memory);
/* A typed array of that type with exactly `length` elements; *memory is NULL for undefined and null. */
bool argument_array(const struct arguments *arguments, size_t index, napi_typedarray_type type, size_t length,
                    void **memory);
/* What an id names; EBADF when it was closed, or is of the other kind. */
bool argument_endpoint(const struct arguments *arguments, size_t index, struct endpoint **endpoint);
bool argument_socket(const struct arguments *arguments, size_t index, struct icmp_socket **socket);
bool argument_tun(const struct arguments *arguments, size_t index, struct tun_device **device);

napi_value result_number(napi_env env, double value);
/* { errno, syscall, option } */
napi_value result_fault(napi_env env, const struct fault *fault);

#endif
