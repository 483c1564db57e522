/* Linux names newer than the headers a binary may be built with. */
#ifndef ICMP_LINUX_KERNEL_H
#define ICMP_LINUX_KERNEL_H

#include "../address.h"
#include "../platform.h"

#ifndef SCM_TS_OPT_ID
#define SCM_TS_OPT_ID 81 /* Linux 6.13: the id of a packet's transmit stamp, given with the packet */
#endif
#ifndef SO_MEMINFO
#define SO_MEMINFO 55
#endif
#ifndef SO_BINDTOIFINDEX
#define SO_BINDTOIFINDEX 62
#endif

/*
 * Packets and entries that are asked for first. Whoever pings one host after another has one of each to read: headers of
 * all 64 need not be filled in for it. Only when these come back full the others are asked for.
 */
#define FIRST_READ 4u

bool filter_attach(int fd, const struct socket_config *config, struct fault *fault);

double stamp_milliseconds(const void *timestamping);

#endif
