/*
 * The memory that JavaScript and C share. JavaScript owns it; every number here has its twin in src/layout.ts, and
 * loading the addon compares the two, so a binary of another version is refused instead of read wrongly.
 */
#ifndef ICMP_LAYOUT_H
#define ICMP_LAYOUT_H

#include <stddef.h>
#include <stdint.h>

/* Packets of one sendmmsg or recvmmsg, and entries of one read of the error queue. */
#define SLOTS 64u

/* Room for packets to send: at least one of the largest size. */
#define SEND_DATA_BYTES (128u * 1024u)

/*
 * A slot holds the largest packet there is (65,535 bytes), so none is ever cut. Pages of a slot become resident only
 * when a packet reaches them. The odd stride keeps the beginnings of the slots out of each other's cache sets.
 */
#define PACKET_STRIDE 65856u

/* Quotes are at most 1,280 bytes by RFC 4443 section 2.4 (c); what is longer is cut, as a quote may be. */
#define QUOTE_STRIDE 2048u

#define ABSENT (-1)

/* Raised with every change of the addon's functions that no size or offset shows. */
#define REVISION 3u

struct send_header {
  double monotonic;     /* CLOCK_MONOTONIC in ms, read before the packets left */
  double offset;        /* CLOCK_REALTIME - CLOCK_MONOTONIC in ms, sampled with it */
  int32_t error;        /* errno of the first packet not sent, or 0 */
  uint32_t ids_uncertain; /* 1: the kernel counts stamps, and a failed packet may be among them: see platform_restart */
  uint32_t reserved[2];
};

struct send_record {
  uint32_t data_offset; /* within the data area */
  uint32_t data_length;
  uint32_t scope;
  int32_t hop_limit;
  int32_t traffic_class;
  uint32_t interface_index;
  int32_t dont_fragment;
  uint32_t has_source;
  uint32_t stamp_id;
  int32_t error; /* of a TUN device: errno of this packet alone, or 0 */
  uint8_t to[16];
  uint8_t source[16];
};

struct drain_header {
  double monotonic;
  double offset;
  uint32_t packets;
  uint32_t entries;
  int32_t error;
  uint32_t reserved;
};

struct packet_record {
  double kernel; /* CLOCK_REALTIME in ms; 0: no stamp */
  uint32_t given;
  uint32_t length;
  int32_t hop_limit;
  uint32_t from_scope;
  uint32_t to_scope;
  uint32_t has_to;
  uint8_t from[16];
  uint8_t to[16];
};

enum entry_kind { ENTRY_STAMP = 0, ENTRY_NETWORK = 1, ENTRY_LOCAL = 2 };

struct entry_record {
  double kernel;
  uint32_t kind;
  int32_t error;
  uint32_t type;
  uint32_t code;
  uint32_t info;
  uint32_t stamp_id;
  uint32_t quoted;
  uint32_t from_scope;
  uint32_t to_scope;
  uint32_t has_from;
  uint8_t from[16];
  uint8_t to[16];
};

#define SEND_RECORDS sizeof(struct send_header)
#define SEND_DATA (SEND_RECORDS + SLOTS * sizeof(struct send_record))
#define SEND_BYTES (SEND_DATA + SEND_DATA_BYTES)

#define DRAIN_PACKETS sizeof(struct drain_header)
#define DRAIN_ENTRIES (DRAIN_PACKETS + SLOTS * sizeof(struct packet_record))
#define DRAIN_QUOTES (DRAIN_ENTRIES + SLOTS * sizeof(struct entry_record))
#define DRAIN_DATA (DRAIN_QUOTES + SLOTS * QUOTE_STRIDE)
#define DRAIN_BYTES (DRAIN_DATA + SLOTS * PACKET_STRIDE)

_Static_assert(sizeof(struct send_header) == 32, "send header");
_Static_assert(sizeof(struct send_record) == 72, "send record");
_Static_assert(sizeof(struct drain_header) == 32, "drain header");
_Static_assert(sizeof(struct packet_record) == 64, "packet record");
_Static_assert(sizeof(struct entry_record) == 80, "entry record");
_Static_assert(SEND_DATA % 8 == 0 && DRAIN_QUOTES % 8 == 0 && DRAIN_DATA % 8 == 0, "alignment");

#endif
