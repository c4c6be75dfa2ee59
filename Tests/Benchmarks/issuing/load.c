// Load for a token endpoint: N keep-alive connections, on each one request after the other.
//
// Usage: load PORT CONNECTIONS SECONDS MODE HEAD FORM [FILE]
//   HEAD  request line and header fields, without Content-Length and without the empty line
//   FORM  the form that every request sends, or what it begins with
//   MODE  fixed  every request sends FORM
//         each   every request sends FORM and the next line of FILE, each line once; ends with the last line
//         chain  connection i begins with line i of FILE; every further request sends FORM and the refresh_token of
//                the answer before. At the end the last tokens are written back to FILE, for the next run.
// Prints: SUMMARY answered microseconds refused errors p50 p99 with-refresh-token with-id-token   (p50, p99 in µs)
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <ctype.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { ROOM = 65536, DRAIN_MICROSECONDS = 10000000 };
enum mode { FIXED, EACH, CHAIN };

struct connection {
    int socket;
    long sent_at;     // 0: nothing is under way
    char *value;      // what is added to the form
    size_t in_length;
    char out[ROOM], in[ROOM + 1];
};

static enum mode mode;
static const char *head, *form;
static int port, poller;
static char **lines;
static size_t line_count, line_next;
static long answered, refused, errors, with_refresh, with_id, latency_room;
static unsigned *latencies;

static void fail(const char *what) {
    fprintf(stderr, "load: %s: %s\n", what, strerror(errno));
    exit(1);
}

static long microseconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000000L + now.tv_nsec / 1000;
}

static void read_lines(const char *path) {
    FILE *file = fopen(path, "r");
    if (!file) fail(path);
    char *line = NULL;
    size_t room = 0, capacity = 0;
    for (ssize_t length; (length = getline(&line, &room, file)) > 0;) {
        if (line[length - 1] == '\n') line[length - 1] = 0;
        if (line_count == capacity) {
            capacity = capacity ? capacity * 2 : 1024;
            if (!(lines = realloc(lines, capacity * sizeof *lines))) fail("memory");
        }
        if (!(lines[line_count++] = strdup(line))) fail("memory");
    }
    free(line);
    fclose(file);
}

static void open_connection(struct connection *c) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((unsigned short)port)};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    c->socket = socket(AF_INET, SOCK_STREAM, 0);
    if (c->socket < 0 || connect(c->socket, (struct sockaddr *)&address, sizeof address) < 0) fail("connect");
    int on = 1;
    setsockopt(c->socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = c};
    if (epoll_ctl(poller, EPOLL_CTL_ADD, c->socket, &event) < 0) fail("epoll");
}

// Requests are small: one write takes all of them, or the socket is broken.
static void send_request(struct connection *c) {
    const char *value = mode == FIXED ? "" : c->value;
    int length = snprintf(c->out, ROOM, "%sContent-Length: %zu\r\n\r\n%s%s",
                          head, strlen(form) + strlen(value), form, value);
    if (length < 0 || length >= ROOM) {
        errno = EMSGSIZE;
        fail("request");
    }
    c->in_length = 0;
    c->sent_at = microseconds();
    if (send(c->socket, c->out, (size_t)length, MSG_NOSIGNAL) != length) fail("send");
}

// Begins the next request, if there is one.
static void begin(struct connection *c) {
    if (mode == EACH) {
        if (line_next == line_count) return;
        c->value = lines[line_next++];
    }
    send_request(c);
}

static const char *field(const char *headers, const char *end, const char *name) {
    for (const char *line = strstr(headers, "\r\n"); line && line < end; line = strstr(line + 2, "\r\n"))
        if (!strncasecmp(line + 2, name, strlen(name))) return line + 2 + strlen(name);
    return NULL;
}

// The end of the answer in the buffer, or NULL while some of it is missing.
static const char *end_of_answer(struct connection *c, const char *head_end) {
    const char *length = field(c->in, head_end, "content-length:"), *end = c->in + c->in_length;
    if (length) return head_end + 4 + atol(length) <= end ? head_end + 4 + atol(length) : NULL;
    if (!field(c->in, head_end, "transfer-encoding:")) return head_end + 4;
    const char *last = strstr(head_end, "\r\n0\r\n\r\n");
    return last ? last + 7 : NULL;
}

// The value of a member of the answer; tokens need no JSON escapes. The text is made fit for a form where it is not.
static char *member(const char *body, const char *name) {
    const char *found = strstr(body, name);
    if (!found || !(found = strchr(found + strlen(name), '"'))) return NULL;
    const char *stop = strchr(++found, '"');
    if (!stop) return NULL;
    char *made = malloc((size_t)(stop - found) * 3 + 1), *next = made;
    if (!made) fail("memory");
    for (; found < stop; found++)
        if (strchr("-._~", *found) || isalnum((unsigned char)*found))
            *next++ = *found;
        else
            next += sprintf(next, "%%%02X", (unsigned char)*found);
    *next = 0;
    return made;
}

static void note_latency(long spent) {
    if (answered == latency_room) {
        latency_room = latency_room ? latency_room * 2 : 65536;
        if (!(latencies = realloc(latencies, (size_t)latency_room * sizeof *latencies))) fail("memory");
    }
    latencies[answered++] = (unsigned)spent;
}

// Counts one whole answer. False: this connection is of no more use to a chain.
static int take_answer(struct connection *c, const char *head_end) {
    int status = atoi(c->in + 9);
    note_latency(microseconds() - c->sent_at);
    c->sent_at = 0;
    if (status != 200) {
        if (refused++ == 0) fprintf(stderr, "load: the first refusal: %.600s\n", c->in);
        return mode != CHAIN;
    }
    with_id += strstr(head_end, "\"id_token\"") != NULL;
    char *refresh = member(head_end, "\"refresh_token\":");
    with_refresh += refresh != NULL;
    if (mode != CHAIN) {
        free(refresh);
        return 1;
    }
    if (!refresh) {
        errors++;
        return 0;
    }
    free(c->value);
    c->value = refresh;
    return 1;
}

// Reads what is there. False: no further request on this connection.
static int receive(struct connection *c) {
    ssize_t count = recv(c->socket, c->in + c->in_length, ROOM - c->in_length, 0);
    if (count <= 0) {
        if (c->sent_at) errors++;
        c->sent_at = 0;
        close(c->socket);
        open_connection(c);
        return mode != CHAIN;
    }
    c->in_length += (size_t)count;
    c->in[c->in_length] = 0;
    const char *head_end = strstr(c->in, "\r\n\r\n");
    if (!c->sent_at || !head_end || !end_of_answer(c, head_end)) return 1;
    const char *closing = field(c->in, head_end, "connection:");
    int is_closing = closing && !strncasecmp(closing + strspn(closing, " "), "close", 5);
    int goes_on = take_answer(c, head_end);
    if (is_closing) {
        close(c->socket);
        open_connection(c);
    }
    return goes_on;
}

static int by_size(const void *a, const void *b) {
    unsigned left = *(const unsigned *)a, right = *(const unsigned *)b;
    return (left > right) - (left < right);
}

int main(int count, char **arguments) {
    if (count < 7) {
        fprintf(stderr, "usage: load PORT CONNECTIONS SECONDS fixed|each|chain HEAD FORM [FILE]\n");
        return 2;
    }
    port = atoi(arguments[1]);
    int connection_count = atoi(arguments[2]), running = 0;
    long duration = (long)(atof(arguments[3]) * 1e6);
    mode = !strcmp(arguments[4], "each") ? EACH : !strcmp(arguments[4], "chain") ? CHAIN : FIXED;
    head = arguments[5];
    form = arguments[6];
    if (mode != FIXED) {
        if (count < 8) return 2;
        read_lines(arguments[7]);
    }
    if (mode == CHAIN && line_count < (size_t)connection_count) {
        fprintf(stderr, "load: %zu tokens for %d connections\n", line_count, connection_count);
        return 2;
    }
    if ((poller = epoll_create1(0)) < 0) fail("epoll");
    struct connection *all = calloc((size_t)connection_count, sizeof *all);
    if (!all) fail("memory");
    for (int i = 0; i < connection_count; i++) {
        open_connection(&all[i]);
        if (mode == CHAIN) all[i].value = lines[i];
    }
    long began = microseconds(), ended = began;
    for (int i = 0; i < connection_count; i++) {
        begin(&all[i]);
        running += all[i].sent_at != 0;
    }
    // After the time is over what is under way is still answered, so that every chain stays whole.
    while (running > 0 && microseconds() - began < duration + DRAIN_MICROSECONDS) {
        struct epoll_event events[64];
        int ready = epoll_wait(poller, events, 64, 100);
        for (int i = 0; i < ready; i++) {
            struct connection *c = events[i].data.ptr;
            int was_under_way = c->sent_at != 0, goes_on = receive(c);
            if (!was_under_way || c->sent_at) continue;
            ended = microseconds();
            if (goes_on && ended - began < duration) begin(c);
            running -= c->sent_at == 0;
        }
    }
    errors += running;
    if (mode == CHAIN) {
        FILE *file = fopen(arguments[7], "w");
        if (!file) fail(arguments[7]);
        for (int i = 0; i < connection_count; i++) fprintf(file, "%s\n", all[i].value);
        for (size_t i = (size_t)connection_count; i < line_count; i++) fprintf(file, "%s\n", lines[i]);
        fclose(file);
    }
    qsort(latencies, (size_t)answered, sizeof *latencies, by_size);
    printf("SUMMARY %ld %ld %ld %ld %u %u %ld %ld\n", answered, ended - began, refused, errors,
           answered ? latencies[answered / 2] : 0, answered ? latencies[answered * 99 / 100] : 0,
           with_refresh, with_id);
    return 0;
}
