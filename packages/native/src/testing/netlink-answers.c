/*
 * Answers of netlink, true and made up, given to the function that reads them, each in memory of exactly its size: the
 * sanitizers see every byte that is read beside it. Prints nothing when all is well.
 */
#include "../c/linux/netlink.h"

#include <errno.h>
#include <linux/netlink.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SEQUENCE 1u

static int failures;

static void expect(const char *what, int verdict, int expected) {
  if (verdict == expected) return;
  printf("%s: %d instead of %d\n", what, verdict, expected);
  failures++;
}

static int judge(const void *bytes, size_t size) {
  uint8_t *exact = malloc(size ? size : 1);
  if (!exact) abort();
  if (size) memcpy(exact, bytes, size);
  int verdict = netlink_verdict(exact, size, SEQUENCE);
  free(exact);
  return verdict;
}

struct answer {
  struct nlmsghdr header;
  struct nlmsgerr body;
};

static struct answer answer_of(int error) {
  struct answer answer;
  memset(&answer, 0, sizeof answer);
  answer.header = (struct nlmsghdr){.nlmsg_len = sizeof answer, .nlmsg_type = NLMSG_ERROR, .nlmsg_seq = SEQUENCE};
  answer.body.error = error;
  return answer;
}

static void known(void) {
  struct answer answer = answer_of(0);
  expect("done", judge(&answer, sizeof answer), 0);
  answer = answer_of(-EPERM);
  expect("refused", judge(&answer, sizeof answer), EPERM);
  for (size_t size = 0; size < sizeof answer; size++) expect("cut", judge(&answer, size), NETLINK_OTHER);
  answer.header.nlmsg_seq++;
  expect("another's", judge(&answer, sizeof answer), NETLINK_OTHER);
  answer = answer_of(5);
  expect("positive", judge(&answer, sizeof answer), EPROTO);
  answer = answer_of(-2147483647 - 1);
  expect("no errno", judge(&answer, sizeof answer), EPROTO);
  answer = answer_of(0);
  answer.header.nlmsg_type = NLMSG_DONE;
  expect("another type", judge(&answer, sizeof answer), NETLINK_OTHER);
  const uint32_t lengths[] = {0, 1, 15, 16, 17, sizeof answer - 1, sizeof answer + 1, 0x7fffffff, 0xfffffffc, 0xffffffff};
  for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++) {
    answer = answer_of(0);
    answer.header.nlmsg_len = lengths[i];
    expect("length", judge(&answer, sizeof answer), NETLINK_OTHER);
  }
}

/* A message of another kind, whose length needs padding, and then the answer. */
static void behind_another(void) {
  uint8_t bytes[20 + sizeof(struct answer)] = {0};
  struct nlmsghdr other = {.nlmsg_len = 18, .nlmsg_type = NLMSG_NOOP};
  struct answer answer = answer_of(-EEXIST);
  memcpy(bytes, &other, sizeof other);
  memcpy(bytes + 20, &answer, sizeof answer);
  expect("second", judge(bytes, sizeof bytes), EEXIST);
  expect("padding only", judge(bytes, 20), NETLINK_OTHER);
  expect("padding cut", judge(bytes, 18), NETLINK_OTHER);
}

static void random_bytes(void) {
  uint32_t seed = 2025;
  for (int round = 0; round < 200000; round++) {
    uint8_t bytes[80];
    for (size_t i = 0; i < sizeof bytes; i++) {
      seed = seed * 1664525u + 1013904223u;
      bytes[i] = (uint8_t)(seed >> 24);
    }
    if (round % 2) {
      struct answer answer = answer_of(-(int)bytes[7]);
      memcpy(bytes, &answer, sizeof answer);
      bytes[bytes[70] % sizeof answer] ^= (uint8_t)(1u << (bytes[71] % 8));
    }
    int verdict = judge(bytes, bytes[72] % (sizeof bytes + 1));
    if (verdict < NETLINK_OTHER || verdict > 4095) expect("random", verdict, NETLINK_OTHER);
  }
}

int main(void) {
  known();
  behind_another();
  random_bytes();
  return failures > 0;
}
