#include "kernel.h"

#include <errno.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

/* Socket ids never have this value: it marks the stop event. */
#define STOP UINT64_MAX

bool poller_open(struct poller *poller, struct fault *fault) {
  poller->stop = -1;
  poller->set = epoll_create1(EPOLL_CLOEXEC);
  if (poller->set < 0) return fault_of(fault, "epoll_create1", NULL);
  poller->stop = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  if (poller->stop < 0) {
    fault_of(fault, "eventfd", NULL);
    poller_close(poller);
    return false;
  }
  struct epoll_event event = {.events = EPOLLIN, .data.u64 = STOP};
  if (epoll_ctl(poller->set, EPOLL_CTL_ADD, poller->stop, &event) == 0) return true;
  fault_of(fault, "epoll_ctl", NULL);
  poller_close(poller);
  return false;
}

void poller_close(struct poller *poller) {
  if (poller->set >= 0) close(poller->set);
  if (poller->stop >= 0) close(poller->stop);
  poller->set = poller->stop = -1;
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
