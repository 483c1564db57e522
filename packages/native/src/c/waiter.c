/*
 * The waiting thread. It reads nothing and touches no JavaScript: it waits, notes which endpoints became ready, and asks for
 * one call into JavaScript at a time.
 */
#include "environment.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <time.h>

#define STACK_BYTES (256 * 1024)

static const struct timespec FULL_PAUSE = {.tv_nsec = 1000 * 1000};

static void *wait_for_endpoints(void *data) {
  struct waiter *waiter = data;
  struct ready batch[SLOTS];
  for (;;) {
    int got = poller_wait(&waiter->poller, batch, (int)SLOTS);
    pthread_mutex_lock(&waiter->lock);
    while (!waiter->stopping && got > 0 && waiter->count + (uint32_t)got > READY_CAPACITY) {
      /* Rare enough to look again: a condition variable would bind to glibc's oldest form of it (unversioned symbols). */
      pthread_mutex_unlock(&waiter->lock);
      nanosleep(&FULL_PAUSE, NULL);
      pthread_mutex_lock(&waiter->lock);
    }
    if (waiter->stopping || got < 0) {
      pthread_mutex_unlock(&waiter->lock);
      return NULL;
    }
    memcpy(waiter->ready + waiter->count, batch, (size_t)got * sizeof batch[0]);
    waiter->count += (uint32_t)got;
    bool call = waiter->count > 0 && !waiter->queued;
    if (call) waiter->queued = true;
    pthread_mutex_unlock(&waiter->lock);
    if (call && napi_call_threadsafe_function(waiter->call, NULL, napi_tsfn_nonblocking) != napi_ok) return NULL;
  }
}

/* A queued call can still run while the environment ends: then `env` is NULL, or the thread is gone already. */
static void call_javascript(napi_env env, napi_value wake, void *context, void *data) {
  (void)context;
  (void)data;
  if (!env || !wake) return;
  void *instance = NULL;
  if (napi_get_instance_data(env, &instance) != napi_ok || !instance) return;
  struct waiter *waiter = &((struct environment *)instance)->waiter;
  if (!waiter->started) return;
  pthread_mutex_lock(&waiter->lock);
  waiter->queued = false;
  pthread_mutex_unlock(&waiter->lock);
  napi_value receiver, result;
  if (napi_get_undefined(env, &receiver) != napi_ok) return;
  /* What handlers throw is caught and thrown again in JavaScript, where every runtime reports it alike. */
  (void)napi_call_function(env, receiver, wake, 0, NULL, &result);
}

static void stop_hook(void *data) { waiter_stop(data); }

static int start_thread(struct waiter *waiter) {
  pthread_attr_t attributes;
  int error = pthread_attr_init(&attributes);
  if (error) return error;
  (void)pthread_attr_setstacksize(&attributes, STACK_BYTES);
  /* Signals are the runtime's business: none may be delivered to this thread. */
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  error = pthread_create(&waiter->thread, &attributes, wait_for_endpoints, waiter);
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  pthread_attr_destroy(&attributes);
  return error;
}

static bool create_call(napi_env env, struct waiter *waiter, napi_value wake) {
  napi_value name;
  if (napi_create_string_utf8(env, "icmp", NAPI_AUTO_LENGTH, &name) != napi_ok) return false;
  if (napi_create_threadsafe_function(env, wake, NULL, name, 0, 1, NULL, NULL, NULL, call_javascript,
                                      &waiter->call) != napi_ok)
    return false;
  /* It holds the event loop only while an endpoint asks for that. */
  return napi_unref_threadsafe_function(env, waiter->call) == napi_ok;
}

bool waiter_start(struct environment *environment, napi_value wake, struct fault *fault) {
  struct waiter *waiter = &environment->waiter;
  if (waiter->started) return true;
  if (!poller_open(&waiter->poller, fault)) return false;
  pthread_mutex_init(&waiter->lock, NULL);
  waiter->count = 0;
  waiter->queued = waiter->stopping = false;
  *fault = (struct fault){.number = ENOMEM, .call = "napi_create_threadsafe_function"};
  bool created = create_call(environment->env, waiter, wake);
  int error = created ? start_thread(waiter) : 0;
  if (created && error == 0) {
    waiter->started = true;
    /*
     * Registered after the thread-safe function registered its own, this hook runs before that one: the thread is
     * joined while the function it calls still exists.
     */
    if (napi_add_env_cleanup_hook(environment->env, stop_hook, environment) == napi_ok) return true;
    waiter_stop(environment);
    return false;
  }
  if (error) *fault = (struct fault){.number = error, .call = "pthread_create"};
  if (created) napi_release_threadsafe_function(waiter->call, napi_tsfn_abort);
  pthread_mutex_destroy(&waiter->lock);
  poller_close(&waiter->poller);
  return false;
}

void waiter_stop(struct environment *environment) {
  struct waiter *waiter = &environment->waiter;
  if (!waiter->started) return;
  waiter->started = false;
  pthread_mutex_lock(&waiter->lock);
  waiter->stopping = true;
  pthread_mutex_unlock(&waiter->lock);
  poller_stop(&waiter->poller);
  pthread_join(waiter->thread, NULL);
  (void)napi_release_threadsafe_function(waiter->call, napi_tsfn_abort);
  pthread_mutex_destroy(&waiter->lock);
  poller_close(&waiter->poller);
}

uint32_t waiter_take(struct waiter *waiter, uint32_t *out, uint32_t capacity) {
  if (!waiter->started) return 0;
  pthread_mutex_lock(&waiter->lock);
  uint32_t taken = waiter->count < capacity ? waiter->count : capacity;
  for (uint32_t i = 0; i < taken; i++) {
    out[2 * i] = waiter->ready[i].id;
    out[2 * i + 1] = waiter->ready[i].events;
  }
  waiter->count -= taken;
  memmove(waiter->ready, waiter->ready + taken, waiter->count * sizeof waiter->ready[0]);
  pthread_mutex_unlock(&waiter->lock);
  return taken;
}
