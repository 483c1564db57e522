/*
 * What one JavaScript environment (main thread or worker) owns: its open sockets and TUN devices, and its waiting thread. Several
 * environments live in one process at once, so there is no static state anywhere in the addon.
 */
#ifndef ICMP_ENVIRONMENT_H
#define ICMP_ENVIRONMENT_H

#include "endpoint.h"

#define NAPI_VERSION 8
#include <node_api.h>
#include <pthread.h>

/* Endpoints that became ready and that JavaScript has not taken yet. When it is full the thread pauses. */
#define READY_CAPACITY 1024

struct waiter {
  bool started;
  struct poller poller;
  pthread_t thread;
  pthread_mutex_t lock;
  /* Under the lock. */
  struct ready ready[READY_CAPACITY];
  uint32_t count;
  bool queued; /* a call into JavaScript is on its way */
  bool stopping;
  /* Of the JavaScript thread. */
  napi_threadsafe_function call;
};

struct slot {
  struct endpoint endpoint;
  uint16_t generation;
  bool used;
};

struct environment {
  napi_env env;
  struct waiter waiter;
  struct slot *slots;
  uint32_t slot_count;
  uint32_t first_free_hint;
};

/* The environment's own state; NULL with an exception pending if there is none. */
struct environment *environment_of(napi_env env);
napi_status environment_create(napi_env env);

/*
 * An id is slot and generation, so one that outlived its endpoint names no other. `slots_add` returns 0 when there are
 * 65,535 already or memory is out; 0 is never an id.
 */
uint32_t slots_add(struct environment *environment, const struct endpoint *endpoint);
struct endpoint *slots_find(struct environment *environment, uint32_t id);
void slots_remove(struct environment *environment, uint32_t id);
void slots_close_all(struct environment *environment);

/* Starts the thread once; `wake` is called without arguments, in a fresh turn, when `waiter_take` has something. */
bool waiter_start(struct environment *environment, napi_value wake, struct fault *fault);
void waiter_stop(struct environment *environment);
uint32_t waiter_take(struct waiter *waiter, uint32_t *out, uint32_t capacity);

#endif
