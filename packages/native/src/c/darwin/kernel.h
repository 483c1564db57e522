/* macOS. Written from its manual pages and headers; see the package's README for what was run. */
#ifndef ICMP_DARWIN_KERNEL_H
#define ICMP_DARWIN_KERNEL_H

#include "../address.h"
#include "../platform.h"

/* Larger than the control messages of one packet: a timestamp, packet info, a hop limit. */
#define CONTROL_BYTES 512

/* The address family's own length byte, which Linux lacks. */
void address_seal(union any_address *address);

#endif
