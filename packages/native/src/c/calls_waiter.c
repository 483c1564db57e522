#include "calls.h"

#include <errno.h>

/* start(wake): undefined or a fault. */
napi_value call_start(napi_env env, napi_callback_info info) {
  struct arguments arguments;
  struct fault fault;
  if (!arguments_read(env, info, 1, &arguments)) return NULL;
  return waiter_start(arguments.environment, arguments.values[0], &fault) ? NULL : result_fault(env, &fault);
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
