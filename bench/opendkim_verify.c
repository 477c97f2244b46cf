/* Verifies the DKIM signatures of an mbox (mboxrd, LF) with libopendkim and nothing else: the yardstick of bench/run.py.
   usage: opendkim_verify BOX KEYS    (KEYS: lines "SELECTOR._domainkey.DOMAIN RECORD")
   dkim.h needs sys/types.h and stdbool.h before it. */
#define _GNU_SOURCE
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>

#include <dkim.h>

enum { MAX_KEYS = 256 };
static struct { char name[256], record[1024]; } keys[MAX_KEYS];
static int key_count;
static long passed, failed;

static DKIM_CBSTAT look_up(DKIM *dkim, DKIM_SIGINFO *signature, unsigned char *out, size_t size) {
  char name[600];
  (void)dkim;
  snprintf(name, sizeof name, "%s._domainkey.%s", (char *)dkim_sig_getselector(signature),
           (char *)dkim_sig_getdomain(signature));
  for (int i = 0; i < key_count; ++i)
    if (strcmp(keys[i].name, name) == 0) {
      snprintf((char *)out, size, "%s", keys[i].record);
      return DKIM_CBSTAT_CONTINUE;
    }
  return DKIM_CBSTAT_NOTFOUND;
}

static void read_keys(const char *path) {
  FILE *in = fopen(path, "r");
  if (in == NULL)
    exit(2);
  while (key_count < MAX_KEYS && fscanf(in, "%255s %1023[^\n]", keys[key_count].name, keys[key_count].record) == 2)
    ++key_count;
  fclose(in);
}

/* Copies with CRLF line ends and one '>' less before quoted "From "; returns the length. */
static size_t as_sent(const char *begin, const char *end, char *out) {
  char *to = out;
  while (begin < end) {
    const char *line_end = memchr(begin, '\n', (size_t)(end - begin));
    const char *stop = line_end == NULL ? end : line_end;
    const char *text = begin;
    if (*text == '>') {
      while (text < stop && *text == '>')
        ++text;
      text = stop - text >= 5 && memcmp(text, "From ", 5) == 0 ? begin + 1 : begin;
    }
    memcpy(to, text, (size_t)(stop - text));
    to += stop - text;
    *to++ = '\r';
    *to++ = '\n';
    begin = stop + 1;
  }
  return (size_t)(to - out);
}

static void verify(DKIM_LIB *library, const char *message, size_t size) {
  DKIM_STAT status;
  DKIM_SIGINFO **signatures;
  int count = 0;
  DKIM *dkim = dkim_verify(library, (unsigned char *)"message", NULL, &status);
  if (dkim == NULL)
    exit(2);
  if (dkim_chunk(dkim, (unsigned char *)message, size) == DKIM_STAT_OK && dkim_chunk(dkim, NULL, 0) == DKIM_STAT_OK)
    (void)dkim_eom(dkim, NULL);
  if (dkim_getsiglist(dkim, &signatures, &count) == DKIM_STAT_OK)
    for (int i = 0; i < count; ++i) {
      (void)dkim_sig_process(dkim, signatures[i]);
      if ((dkim_sig_getflags(signatures[i]) & DKIM_SIGFLAG_PASSED) != 0 &&
          dkim_sig_getbh(signatures[i]) == DKIM_SIGBH_MATCH)
        ++passed;
      else
        ++failed;
    }
  dkim_free(dkim);
}

int main(int argc, char **argv) {
  if (argc != 3)
    return 2;
  read_keys(argv[2]);
  FILE *in = fopen(argv[1], "rb");
  if (in == NULL)
    return 2;
  DKIM_LIB *library = dkim_init(NULL, NULL);
  if (library == NULL || dkim_set_key_lookup(library, look_up) != DKIM_STAT_OK)
    return 2;
  size_t capacity = 1 << 22, held = 0;
  char *window = malloc(capacity), *sent = malloc(2 * capacity);
  bool at_end = false;
  while (!at_end) {
    held += fread(window + held, 1, capacity - held, in);
    at_end = feof(in) != 0;
    const char *at = window, *end = window + held, *next;
    while ((next = memmem(at, (size_t)(end - at), "\n\nFrom ", 7)) != NULL || (at_end && at < end)) {
      const char *stop = next == NULL ? end : next + 1;
      const char *body = memchr(at, '\n', (size_t)(stop - at));
      if (body != NULL)
        verify(library, sent, as_sent(body + 1, stop, sent));
      at = next == NULL ? end : next + 2;
    }
    held = (size_t)(end - at);
    memmove(window, at, held);
    if (held == capacity && !at_end) {
      capacity *= 2;
      window = realloc(window, capacity);
      sent = realloc(sent, 2 * capacity);
    }
    if (window == NULL || sent == NULL)
      return 2;
  }
  dkim_close(library);
  fclose(in);
  free(window);
  free(sent);
  printf("%ld pass, %ld do not\n", passed, failed);
  return 0;
}
