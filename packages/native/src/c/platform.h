/*
 * What the common part asks of an operating system. One folder implements it for each: linux, darwin.
 * Nothing here knows JavaScript, and nothing behind it calls back.
 */
#ifndef ICMP_PLATFORM_H
#define ICMP_PLATFORM_H

#include "layout.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What a failing call leaves behind. `option` is the option's name for setsockopt and getsockopt, else NULL. */
struct fault {
  int number;
  const char *call;
  const char *option;
};

/* Fills the fault from errno; always false, so that callers can `return fault_of(...)`. */
bool fault_of(struct fault *fault, const char *call, const char *option);

struct socket_config {
  bool raw;
  int family; /* 4 or 6 */
  const char *device;
  int dont_fragment; /* 1: DF, and nothing is fragmented here; 0: no DF; 2: DF on what fits; ABSENT: the system's default */
  bool broadcast;
  bool error_queue;
  int receive_buffer; /* bytes as reported; 0: the system's default */
  int send_buffer;
  bool counted_ids; /* as kernels do that know no id with the packet */
  bool has_accept;
  uint8_t accept[32]; /* one bit an ICMP type */
  bool has_block;
  uint16_t block_first;
  uint16_t block_mask;
};

/* How transmit stamps get their ids: not yet known, given with each packet (Linux 6.13), or counted by the kernel. */
enum stamp_ids { IDS_UNKNOWN, IDS_CHOSEN, IDS_COUNTED };

struct icmp_socket {
  int fd;
  int family;
  bool raw;
  bool stamps_sent;
  bool stamps_received;
  bool has_entries; /* there is an error queue to read */
  enum stamp_ids ids;
  uint16_t identifier;
  int receive_buffer;
  int send_buffer;
};

bool platform_open(const struct socket_config *config, struct icmp_socket *opened, struct fault *fault);
void platform_close(struct icmp_socket *socket);

/*
 * Sends records from the front, never blocking, and returns how many left. `header->error` is the errno of the first
 * that did not; 0 with a short count means: try again from there. Data offsets were checked by the caller.
 */
unsigned platform_send(struct icmp_socket *socket, struct send_header *header, const struct send_record *records,
                       unsigned count, const uint8_t *data);

/* The ids of transmit stamps begin at 0 again, where the kernel counts them. */
void platform_restart(struct icmp_socket *socket);

/* Reads at most `count` packets without blocking. `*error` is 0 also when there was nothing. */
unsigned platform_receive(struct icmp_socket *socket, struct packet_record *records, unsigned count, uint8_t *data,
                          int *error);

/* Reads at most `count` entries of the error queue without blocking. */
unsigned platform_entries(struct icmp_socket *socket, struct entry_record *records, unsigned count, uint8_t *quotes);

/* Packets that the receive buffer had no room for since the socket was opened. */
bool platform_drops(const struct icmp_socket *socket, uint32_t *drops, struct fault *fault);

#define TUN_NAME_BYTES 16

/* A network device whose other end is a descriptor: each read is a packet that the system sent, each write one that it receives. */
struct tun_device {
  int fd;
  uint32_t mtu;
  char pattern[TUN_NAME_BYTES]; /* the name as it was asked for */
};

/*
 * Creates the device, or attaches to a persistent one that this user may use. A `%d` in the name becomes the first free
 * number. `mtu` 0: the system's default. It is down and has no address.
 */
bool platform_tun_open(const char *name, uint32_t mtu, struct tun_device *opened, struct fault *fault);
void platform_tun_close(struct tun_device *device);

/* Into the network namespace of that file; the descriptor goes on working. The device is down after it. */
bool platform_tun_move(struct tun_device *device, const char *path, struct fault *fault);

/* As it is called now, wherever it is. `name` has room for TUN_NAME_BYTES. */
bool platform_tun_name(const struct tun_device *device, char *name, struct fault *fault);

/* As platform_receive; fills in nothing of the records but their lengths. `*error` says that the device is gone. */
unsigned platform_tun_read(struct tun_device *device, struct packet_record *records, unsigned count, uint8_t *data,
                           int *error);

/*
 * Writes from the front, never blocking, and returns how many packets are done with: those that the system refused have
 * its errno in their record. `*error` is why the next one waits (EAGAIN), or that the device is gone.
 */
unsigned platform_tun_write(struct tun_device *device, struct send_record *records, unsigned count,
                            const uint8_t *data, int *error);

/* The MTU the system knows for the path to `to`; `source` may be NULL, `device` 0. */
bool platform_path_mtu(int family, const uint8_t *to, uint32_t scope, const uint8_t *source, uint32_t device,
                       uint32_t *mtu, struct fault *fault);

/* Index 0, or an empty name, when there is no such interface. `name` has room for 64 bytes. */
bool platform_interface_index(const char *name, uint32_t *index, struct fault *fault);
bool platform_interface_name(uint32_t index, char *name, struct fault *fault);

/* Milliseconds. */
double platform_monotonic(void);
double platform_realtime(void);

/* The set of descriptors that the waiting thread waits on. */
struct poller {
  int set;
  int stop;
  int timer; /* -1: none */
};

enum readiness { READY_READ = 1, READY_WRITE = 2 };

/* In the place of a socket's id. */
#define ALARM_ID 0u

struct ready {
  uint32_t id;
  uint32_t events;
};

bool poller_open(struct poller *poller, struct fault *fault);
void poller_close(struct poller *poller);
/* Reports the descriptor's next readiness once. Callable from another thread while `poller_wait` waits. */
bool poller_arm(struct poller *poller, int fd, uint32_t id, bool write, struct fault *fault);
/* Also before a descriptor is closed. What was reported already may still be on its way. */
void poller_disarm(struct poller *poller, int fd);
/* Reports ALARM_ID once at that time of the monotonic clock, in milliseconds; replaces what was set. Callable as above. */
bool poller_alarm(struct poller *poller, double at, struct fault *fault);
/* Blocks; returns how many became ready, or -1 after `poller_stop`. */
int poller_wait(struct poller *poller, struct ready *ready, int capacity);
void poller_stop(struct poller *poller);

#endif
