#include "kernel.h"

#include <errno.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/timerfd.h>
#include <unistd.h>

/* Socket ids never have this value: it marks the stop event. */
#define STOP UINT64_MAX

static bool watch(const struct poller *poller, int fd, uint32_t events, uint64_t id) {
  struct epoll_event event = {.events = events, .data.u64 = id};
  return epoll_ctl(poller->set, EPOLL_CTL_ADD, fd, &event) == 0;
}

static bool give_up(struct poller *poller, struct fault *fault, const char *call) {
  fault_of(fault, call, NULL);
  poller_close(poller);
  return false;
}

bool poller_open(struct poller *poller, struct fault *fault) {
  poller->stop = poller->timer = -1;
  poller->set = epoll_create1(EPOLL_CLOEXEC);
  if (poller->set < 0) return fault_of(fault, "epoll_create1", NULL);
  poller->stop = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  if (poller->stop < 0) return give_up(poller, fault, "eventfd");
  poller->timer = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
  if (poller->timer < 0) return give_up(poller, fault, "timerfd_create");
  /* Edge-triggered, the timer reports each expiry once, and nobody has to read it. */
  if (watch(poller, poller->stop, EPOLLIN, STOP) && watch(poller, poller->timer, EPOLLIN | EPOLLET, ALARM_ID))
    return true;
  return give_up(poller, fault, "epoll_ctl");
}

void poller_close(struct poller *poller) {
  if (poller->set >= 0) close(poller->set);
  if (poller->stop >= 0) close(poller->stop);
  if (poller->timer >= 0) close(poller->timer);
  poller->set = poller->stop = poller->timer = -1;
}

/* Added and removed each time: epoll reports errors, and so transmit stamps, even of a descriptor without events. */
bool poller_arm(struct poller *poller, int fd, uint32_t id, bool write, struct fault *fault) {
  struct epoll_event event = {.events = EPOLLIN | EPOLLONESHOT | (write ? EPOLLOUT : 0u), .data.u64 = id};
  if (epoll_ctl(poller->set, EPOLL_CTL_MOD, fd, &event) == 0) return true;
  if (errno == ENOENT && epoll_ctl(poller->set, EPOLL_CTL_ADD, fd, &event) == 0) return true;
  return fault_of(fault, "epoll_ctl", NULL);
}

void poller_disarm(struct poller *poller, int fd) {
  struct epoll_event event = {0};
  (void)epoll_ctl(poller->set, EPOLL_CTL_DEL, fd, &event);
}

bool poller_alarm(struct poller *poller, double at, struct fault *fault) {
  /* Rounded up, so that it is never early; 0 would mean no time at all. */
  double seconds = (double)(int64_t)(at / 1e3);
  int64_t nanoseconds = (int64_t)((at - seconds * 1e3) * 1e6) + 1;
  struct itimerspec when = {.it_value.tv_sec = (time_t)seconds};
  if (nanoseconds >= 1000000000) {
    when.it_value.tv_sec++;
    nanoseconds -= 1000000000;
  }
  if (nanoseconds < 0) nanoseconds = 0;
  when.it_value.tv_nsec = (long)nanoseconds;
  if (timerfd_settime(poller->timer, TFD_TIMER_ABSTIME, &when, NULL) == 0) return true;
  return fault_of(fault, "timerfd_settime", NULL);
}

int poller_wait(struct poller *poller, struct ready *ready, int capacity) {
  struct epoll_event events[SLOTS];
  if (capacity > (int)SLOTS) capacity = (int)SLOTS;
  int got;
  do got = epoll_wait(poller->set, events, capacity, -1);
  while (got < 0 && errno == EINTR);
  for (int i = 0; i < got; i++) {
    if (events[i].data.u64 == STOP) return -1;
    /* EPOLLERR says that the error queue has entries: reading. */
    bool write = events[i].events & EPOLLOUT, read = events[i].events & ~(uint32_t)EPOLLOUT;
    ready[i].id = (uint32_t)events[i].data.u64;
    ready[i].events = (read ? READY_READ : 0u) | (write ? READY_WRITE : 0u);
  }
  return got < 0 ? -1 : got;
}

void poller_stop(struct poller *poller) {
  uint64_t one = 1;
  ssize_t written;
  do written = write(poller->stop, &one, sizeof one);
  while (written < 0 && errno == EINTR);
}
