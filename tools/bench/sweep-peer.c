// What a C program does with the same socket options as ours: one thread that sends in batches and reads what came.
// Usage: sweep-peer COUNT BATCH, over 127.1.0.0 onwards. Prints: replies, transmit stamps, seconds, seconds of CPU.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <linux/errqueue.h>
#include <linux/filter.h>
#include <linux/net_tstamp.h>
#include <netinet/in.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define ICMP_FILTER 1
#define MOST 256
#define READ 64
#define LENGTH 64

static double now(void) {
  struct timespec at;
  clock_gettime(CLOCK_MONOTONIC, &at);
  return (double)at.tv_sec + (double)at.tv_nsec / 1e9;
}

static uint16_t checksum(const uint8_t *bytes, int length) {
  uint32_t sum = 0;
  for (int at = 0; at < length; at += 2) {
    uint16_t word;
    memcpy(&word, bytes + at, 2);
    sum += word;
  }
  while (sum >> 16) sum = (sum & 0xffff) + (sum >> 16);
  return (uint16_t)~sum;
}

static void option(int fd, int level, int name, int value) {
  if (setsockopt(fd, level, name, &value, sizeof value) != 0) {
    perror("setsockopt");
    exit(1);
  }
}

/** Echo replies with this identifier, and nothing else. */
static void filter(int fd, uint16_t identifier) {
  struct sock_filter code[] = {
      BPF_STMT(BPF_LDX | BPF_B | BPF_MSH, 0), BPF_STMT(BPF_LD | BPF_B | BPF_IND, 0),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 0, 0, 3), BPF_STMT(BPF_LD | BPF_H | BPF_IND, 4),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, identifier, 0, 1), BPF_STMT(BPF_RET | BPF_K, 0xffffffffu),
      BPF_STMT(BPF_RET | BPF_K, 0),
  };
  struct sock_fprog program = {.len = sizeof code / sizeof code[0], .filter = code};
  if (setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof program) != 0) {
    perror("setsockopt");
    exit(1);
  }
}

static struct mmsghdr messages[READ];
static struct iovec parts[READ];
static uint8_t data[READ][2048];
static char control[READ][512];
static struct sockaddr_in sources[READ];

/** Reads until nothing is left; how many. */
static int readAll(int fd, int flags) {
  int total = 0;
  for (;;) {
    for (int i = 0; i < READ; i++) {
      parts[i] = (struct iovec){data[i], sizeof data[i]};
      messages[i].msg_hdr = (struct msghdr){.msg_name = &sources[i],
                                            .msg_namelen = sizeof sources[i],
                                            .msg_iov = &parts[i],
                                            .msg_iovlen = 1,
                                            .msg_control = control[i],
                                            .msg_controllen = sizeof control[i]};
    }
    int count = recvmmsg(fd, messages, READ, flags | MSG_DONTWAIT, NULL);
    if (count <= 0) return total;
    total += count;
    if (count < READ) return total;
  }
}

int main(int count, char **arguments) {
  if (count < 3) return 2;
  int targets = atoi(arguments[1]);
  int batch = atoi(arguments[2]);
  if (batch < 1 || batch > MOST) return 2;
  int fd = socket(AF_INET, SOCK_RAW, IPPROTO_ICMP);
  if (fd < 0) return perror("socket"), 1;
  option(fd, SOL_SOCKET, SO_RCVBUF, 1 << 19);
  option(fd, SOL_SOCKET, SO_SNDBUF, 1 << 17);
  option(fd, SOL_RAW, ICMP_FILTER, ~1);
  filter(fd, (uint16_t)getpid());
  option(fd, SOL_IP, IP_RECVTTL, 1);
  option(fd, SOL_IP, IP_PKTINFO, 1);
  option(fd, SOL_SOCKET, SO_TIMESTAMPING,
         SOF_TIMESTAMPING_RX_SOFTWARE | SOF_TIMESTAMPING_TX_SOFTWARE | SOF_TIMESTAMPING_SOFTWARE |
             SOF_TIMESTAMPING_OPT_ID | SOF_TIMESTAMPING_OPT_TSONLY);
  // Stamps of what arrives are switched on a moment later.
  usleep(2000);

  static struct mmsghdr out[MOST];
  static struct iovec outParts[MOST];
  static struct sockaddr_in to[MOST];
  static uint8_t packets[MOST][LENGTH];
  uint16_t identifier = (uint16_t)getpid();
  int sent = 0, got = 0, stamps = 0;
  double start = now();
  while (got < targets && now() - start < 10) {
    int waiting = 0;
    for (; waiting < batch && sent + waiting < targets; waiting++) {
      uint32_t host = (uint32_t)(sent + waiting);
      uint8_t *packet = packets[waiting];
      memset(packet, 0, LENGTH);
      packet[0] = 8;
      packet[4] = (uint8_t)(identifier >> 8);
      packet[5] = (uint8_t)identifier;
      packet[6] = (uint8_t)(host >> 8);
      packet[7] = (uint8_t)host;
      uint16_t sum = checksum(packet, LENGTH);
      memcpy(packet + 2, &sum, 2);
      to[waiting] = (struct sockaddr_in){.sin_family = AF_INET, .sin_addr.s_addr = htonl(0x7f010000 + host)};
      outParts[waiting] = (struct iovec){packet, LENGTH};
      out[waiting].msg_hdr = (struct msghdr){
          .msg_name = &to[waiting], .msg_namelen = sizeof to[waiting], .msg_iov = &outParts[waiting], .msg_iovlen = 1};
    }
    if (waiting > 0) {
      int taken = sendmmsg(fd, out, (unsigned)waiting, MSG_DONTWAIT);
      if (taken > 0) sent += taken;
    }
    stamps += readAll(fd, MSG_ERRQUEUE);
    got += readAll(fd, 0);
  }
  double took = now() - start;
  struct rusage used;
  getrusage(RUSAGE_SELF, &used);
  double cpu = (double)(used.ru_utime.tv_sec + used.ru_stime.tv_sec) +
               (double)(used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1e6;
  printf("{\"replies\":%d,\"stamps\":%d,\"seconds\":%.6f,\"cpu\":%.6f}\n", got, stamps, took, cpu);
  return got == targets ? 0 : 1;
}
