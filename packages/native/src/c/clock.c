#include "clock.h"
#include "platform.h"

#include <time.h>

static double milliseconds(clockid_t clock) {
  struct timespec now;
  if (clock_gettime(clock, &now) != 0) return 0;
  return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

double platform_monotonic(void) { return milliseconds(CLOCK_MONOTONIC); }

double platform_realtime(void) { return milliseconds(CLOCK_REALTIME); }

void clock_sample(double *monotonic, double *offset) {
  double best = 1e9;
  *monotonic = 0;
  *offset = 0;
  /* A preemption between the reads would look like a stepped clock: read again if they lie 20 microseconds apart. */
  for (int attempt = 0; attempt < 4 && best > 0.02; attempt++) {
    double before = platform_monotonic();
    double real = platform_realtime();
    double after = platform_monotonic();
    if (after - before >= best) continue;
    best = after - before;
    *monotonic = before;
    *offset = real - (before + after) / 2;
  }
}
