#include "kernel.h"

#include <errno.h>
#include <linux/filter.h>
#include <linux/icmp.h>
#include <string.h>

#ifndef ICMP6_FILTER
#define ICMP6_FILTER 1
#endif

/* Jump targets are counted from the next instruction; ACCEPT and REJECT are the last two of each program. */
#define ACCEPT BPF_STMT(BPF_RET | BPF_K, 0xffffffffu)
#define REJECT BPF_STMT(BPF_RET | BPF_K, 0)
#define LOAD8(at) BPF_STMT(BPF_LD | BPF_B | BPF_ABS, at)
#define LOAD16(at) BPF_STMT(BPF_LD | BPF_H | BPF_ABS, at)
#define LOAD8_X(at) BPF_STMT(BPF_LD | BPF_B | BPF_IND, at)
#define LOAD16_X(at) BPF_STMT(BPF_LD | BPF_H | BPF_IND, at)
#define AND(mask) BPF_STMT(BPF_ALU | BPF_AND | BPF_K, mask)
#define EQUAL(value, yes, no) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, value, yes, no)

static bool attach(int fd, struct sock_filter *code, unsigned short length, struct fault *fault) {
  struct sock_fprog program = {.len = length, .filter = code};
  if (setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof program) == 0) return true;
  return fault_of(fault, "setsockopt", "SO_ATTACH_FILTER");
}

/*
 * On an IPv4 raw socket offset 0 is the outer IP header. A load past the end rejects the packet, which is right: a
 * quote that does not reach the identifier can't be matched either.
 */
static bool attach_v4(int fd, uint16_t first, uint16_t mask, struct fault *fault) {
  struct sock_filter code[] = {
      BPF_STMT(BPF_LDX | BPF_B | BPF_MSH, 0), /*  0: X = length of the outer header */
      LOAD8_X(0),                             /*  1: ICMP type */
      EQUAL(0, 16, 0),                        /*  2: echo reply -> 19 */
      EQUAL(3, 4, 0),                         /*  3: errors -> 8 */
      EQUAL(11, 3, 0),                        /*  4 */
      EQUAL(12, 2, 0),                        /*  5 */
      EQUAL(4, 1, 0),                         /*  6 */
      EQUAL(5, 0, 15),                        /*  7: else reject -> 23 */
      LOAD8_X(8 + 9),                         /*  8: protocol of the quoted datagram */
      EQUAL(1, 0, 13),                        /*  9 */
      LOAD8_X(8),                             /* 10: X += length of the quoted header */
      AND(0x0f),                              /* 11 */
      BPF_STMT(BPF_ALU | BPF_LSH | BPF_K, 2), /* 12 */
      BPF_STMT(BPF_ALU | BPF_ADD | BPF_X, 0), /* 13 */
      BPF_STMT(BPF_MISC | BPF_TAX, 0),        /* 14 */
      LOAD8_X(8),                             /* 15: quoted ICMP type: echo request */
      EQUAL(8, 0, 6),                         /* 16 */
      LOAD16_X(8 + 4),                        /* 17: its identifier */
      BPF_STMT(BPF_JMP | BPF_JA, 1),          /* 18: -> 20 */
      LOAD16_X(4),                            /* 19: identifier of the reply */
      AND(mask),                              /* 20 */
      EQUAL(first, 0, 1),                     /* 21 */
      ACCEPT,                                 /* 22 */
      REJECT,                                 /* 23 */
  };
  return attach(fd, code, sizeof code / sizeof code[0], fault);
}

/*
 * On an IPv6 raw socket offset 0 is the ICMPv6 header. In a redirect (RFC 4861 section 4.5) the quote is inside an
 * option, and behind an extension header ICMPv6 may follow: there user space looks again. Any other next header is
 * somebody else's datagram, and UDP's port-unreachables come in floods.
 */
static bool attach_v6(int fd, uint16_t first, uint16_t mask, struct fault *fault) {
  struct sock_filter code[] = {
      LOAD8(0),                      /*  0: ICMPv6 type */
      EQUAL(129, 17, 0),             /*  1: echo reply -> 19 */
      EQUAL(137, 19, 0),             /*  2: redirect: accept -> 22 */
      EQUAL(1, 3, 0),                /*  3: errors -> 7 */
      EQUAL(2, 2, 0),                /*  4 */
      EQUAL(3, 1, 0),                /*  5 */
      EQUAL(4, 0, 16),               /*  6: else reject -> 23 */
      LOAD8(8 + 6),                  /*  7: next header of the quoted datagram */
      EQUAL(58, 6, 0),               /*  8: ICMPv6 -> 15 */
      EQUAL(0, 12, 0),               /*  9: hop-by-hop options: accept -> 22 */
      EQUAL(43, 11, 0),              /* 10: routing */
      EQUAL(44, 10, 0),              /* 11: fragment */
      EQUAL(51, 9, 0),               /* 12: authentication */
      EQUAL(60, 8, 0),               /* 13: destination options */
      EQUAL(135, 7, 8),              /* 14: mobility; else reject -> 23 */
      LOAD8(8 + 40),                 /* 15: quoted ICMPv6 type: echo request */
      EQUAL(128, 0, 6),              /* 16 */
      LOAD16(8 + 40 + 4),            /* 17: its identifier */
      BPF_STMT(BPF_JMP | BPF_JA, 1), /* 18: -> 20 */
      LOAD16(4),                     /* 19: identifier of the reply */
      AND(mask),                     /* 20 */
      EQUAL(first, 0, 1),            /* 21 */
      ACCEPT,                        /* 22 */
      REJECT,                        /* 23 */
  };
  return attach(fd, code, sizeof code / sizeof code[0], fault);
}

static bool accepts(const struct socket_config *config, unsigned type) {
  return (config->accept[type / 8] >> (type % 8)) & 1;
}

static bool accept_types(int fd, const struct socket_config *config, struct fault *fault) {
  if (config->family == 4) {
    /* The kernel's mask names the types to block, and only those below 32 can be. */
    struct icmp_filter filter = {.data = 0};
    for (unsigned type = 0; type < 32; type++)
      if (!accepts(config, type)) filter.data |= 1u << type;
    if (setsockopt(fd, SOL_RAW, ICMP_FILTER, &filter, sizeof filter) == 0) return true;
    return fault_of(fault, "setsockopt", "ICMP_FILTER");
  }
  uint32_t blocked[8] = {0};
  for (unsigned type = 0; type < 256; type++)
    if (!accepts(config, type)) blocked[type / 32] |= 1u << (type % 32);
  if (setsockopt(fd, IPPROTO_ICMPV6, ICMP6_FILTER, blocked, sizeof blocked) == 0) return true;
  return fault_of(fault, "setsockopt", "ICMP6_FILTER");
}

bool filter_attach(int fd, const struct socket_config *config, struct fault *fault) {
  if (config->has_block) {
    bool attached = config->family == 4 ? attach_v4(fd, config->block_first, config->block_mask, fault)
                                        : attach_v6(fd, config->block_first, config->block_mask, fault);
    if (!attached) return false;
  }
  if (config->has_accept && !accept_types(fd, config, fault)) return false;
  if (!config->has_block && !config->has_accept) return true;
  /* Foreign packets may have come between socket() and the filter. */
  uint8_t byte;
  while (recv(fd, &byte, sizeof byte, MSG_DONTWAIT | MSG_TRUNC) >= 0 || errno == EINTR) continue;
  return true;
}
