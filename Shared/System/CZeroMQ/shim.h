// libzmq, and the few system calls around it that Swift's Glibc module does not show.
#ifndef HOTLINE_CZEROMQ_SHIM_H
#define HOTLINE_CZEROMQ_SHIM_H

#include <netinet/in.h>
#include <stdint.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>
#include <zmq.h>

static inline int hotline_eventfd(void) { return eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC); }

// The counter of an eventfd saturates far beyond what can be pending: neither call can fail in a way that matters.
static inline void hotline_eventfd_signal(int fd) {
    uint64_t one = 1;
    ssize_t written = write(fd, &one, sizeof one);
    (void)written;
}

static inline void hotline_eventfd_drain(int fd) {
    uint64_t count;
    ssize_t got = read(fd, &count, sizeof count);
    (void)got;
}

// At most 15 bytes are kept.
static inline void hotline_name_thread(const char *name) { prctl(PR_SET_NAME, name, 0, 0, 0); }

// Ends a TCP connection that libzmq accepted on `port`. A descriptor that has meanwhile become something else is left
// alone: only one bound to that port can be a connection of that listener.
static inline int hotline_cut_connection(int fd, uint16_t port) {
    struct sockaddr_storage address;
    socklen_t length = sizeof address;
    if (getsockname(fd, (struct sockaddr *)&address, &length) != 0) return -1;
    uint16_t local = address.ss_family == AF_INET    ? ((struct sockaddr_in *)&address)->sin_port
                     : address.ss_family == AF_INET6 ? ((struct sockaddr_in6 *)&address)->sin6_port
                                                     : 0;
    return ntohs(local) == port ? shutdown(fd, SHUT_RDWR) : -1;
}

#endif
