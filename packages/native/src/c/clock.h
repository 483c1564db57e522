#ifndef ICMP_CLOCK_H
#define ICMP_CLOCK_H

/* Reads both clocks as close together as it can: *offset is CLOCK_REALTIME - CLOCK_MONOTONIC, in milliseconds. */
void clock_sample(double *monotonic, double *offset);

#endif
