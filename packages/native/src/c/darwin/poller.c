#include "kernel.h"

#include <errno.h>
#include <string.h>
#include <sys/event.h>
#include <sys/time.h>
#include <unistd.h>

/* The stop event is a user event of the set itself: it needs no descriptor. */
#define STOP_IDENT 1

bool poller_open(struct poller *poller, struct fault *fault) {
  poller->stop = poller->timer = -1;
  poller->set = kqueue();
  if (poller->set < 0) return fault_of(fault, "kqueue", NULL);
  struct kevent event;
  EV_SET(&event, STOP_IDENT, EVFILT_USER, EV_ADD | EV_CLEAR, 0, 0, NULL);
  if (kevent(poller->set, &event, 1, NULL, 0, NULL) == 0) return true;
  fault_of(fault, "kevent", NULL);
  poller_close(poller);
  return false;
}

void poller_close(struct poller *poller) {
  if (poller->set >= 0) close(poller->set);
  poller->set = -1;
}

bool poller_arm(struct poller *poller, int fd, uint32_t id, bool write, struct fault *fault) {
  struct kevent events[2];
  void *tag = (void *)(uintptr_t)id;
  EV_SET(&events[0], (uintptr_t)fd, EVFILT_READ, EV_ADD | EV_ONESHOT, 0, 0, tag);
  EV_SET(&events[1], (uintptr_t)fd, EVFILT_WRITE, EV_ADD | EV_ONESHOT, 0, 0, tag);
  if (kevent(poller->set, events, write ? 2 : 1, NULL, 0, NULL) == 0) return true;
  return fault_of(fault, "kevent", NULL);
}

/* One by one: that one of them is not set is an error which would keep the other. */
void poller_disarm(struct poller *poller, int fd) {
  struct kevent event;
  EV_SET(&event, (uintptr_t)fd, EVFILT_READ, EV_DELETE, 0, 0, NULL);
  (void)kevent(poller->set, &event, 1, NULL, 0, NULL);
  EV_SET(&event, (uintptr_t)fd, EVFILT_WRITE, EV_DELETE, 0, 0, NULL);
  (void)kevent(poller->set, &event, 1, NULL, 0, NULL);
}

/* The event loop's timers serve. */
bool poller_alarm(struct poller *poller, double at, struct fault *fault) {
  (void)poller;
  (void)at;
  *fault = (struct fault){.number = ENOSYS, .call = "timerfd_settime"};
  return false;
}

int poller_wait(struct poller *poller, struct ready *ready, int capacity) {
  struct kevent events[SLOTS];
  if (capacity > (int)SLOTS) capacity = (int)SLOTS;
  int got;
  do got = kevent(poller->set, NULL, 0, events, capacity, NULL);
  while (got < 0 && errno == EINTR);
  for (int i = 0; i < got; i++) {
    if (events[i].filter == EVFILT_USER) return -1;
    ready[i].id = (uint32_t)(uintptr_t)events[i].udata;
    ready[i].events = events[i].filter == EVFILT_WRITE ? READY_WRITE : READY_READ;
  }
  return got < 0 ? -1 : got;
}

void poller_stop(struct poller *poller) {
  struct kevent event;
  EV_SET(&event, STOP_IDENT, EVFILT_USER, 0, NOTE_TRIGGER, 0, NULL);
  (void)kevent(poller->set, &event, 1, NULL, 0, NULL);
}
