/* One request of rtnetlink. */
#ifndef ICMP_LINUX_NETLINK_H
#define ICMP_LINUX_NETLINK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What a datagram says about the request with that number: errno, 0 for done, or NETLINK_OTHER when it says nothing. */
#define NETLINK_OTHER (-1)
int netlink_verdict(const uint8_t *answer, size_t size, uint32_t sequence);

/*
 * Moves a device of the namespace that the socket is of; 0 or errno. `pattern`, unless NULL, is the name for it there,
 * in which `%d` becomes the first free number.
 */
int netlink_move(int socket, int index, int namespace_fd, const char *pattern);

#endif
