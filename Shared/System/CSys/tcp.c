#define _GNU_SOURCE
#include "CSys.h"
#include "internal.h"

#include <errno.h>
#include <netinet/tcp.h>
#include <unistd.h>

static void sys_tcp_options(int fd, int family, int dscp) {
    int on = 1, tos = dscp << 2, idle = 60, interval = 10, probes = 3, unacknowledged = 20000;
    // What the kernel refuses here costs quality, not function.
    (void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    (void)setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on);
    (void)setsockopt(fd, IPPROTO_TCP, TCP_KEEPIDLE, &idle, sizeof idle);
    (void)setsockopt(fd, IPPROTO_TCP, TCP_KEEPINTVL, &interval, sizeof interval);
    (void)setsockopt(fd, IPPROTO_TCP, TCP_KEEPCNT, &probes, sizeof probes);
    (void)setsockopt(fd, IPPROTO_TCP, TCP_USER_TIMEOUT, &unacknowledged, sizeof unacknowledged);
    if (family == AF_INET6) (void)setsockopt(fd, IPPROTO_IPV6, IPV6_TCLASS, &tos, sizeof tos);
    else (void)setsockopt(fd, IPPROTO_IP, IP_TOS, &tos, sizeof tos);
}

static int sys_tcp_socket(const sys_address *address) {
    return socket(address->family == 6 ? AF_INET6 : AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
}

int sys_tcp_listen(const sys_address *local, int backlog) {
    int fd = sys_tcp_socket(local), on = 1;
    if (fd < 0) return -errno;
    (void)setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    struct sockaddr_storage native;
    socklen_t length = sys_address_to_native(local, &native);
    if (bind(fd, (struct sockaddr *)&native, length) == 0 && listen(fd, backlog) == 0) return fd;
    int error = errno;
    close(fd);
    return -error;
}

int sys_tcp_accept(int listener, sys_address *peer, int dscp) {
    struct sockaddr_storage native;
    for (;;) {
        socklen_t length = sizeof native;
        int fd = accept4(listener, (struct sockaddr *)&native, &length, SOCK_NONBLOCK | SOCK_CLOEXEC);
        // A peer that has gone already says nothing about the next one.
        if (fd < 0 && (errno == EINTR || errno == ECONNABORTED)) continue;
        if (fd < 0) return -errno;
        sys_address_from_native(&native, peer);
        sys_tcp_options(fd, native.ss_family, dscp);
        return fd;
    }
}

int sys_tcp_connect(const sys_address *peer, int dscp) {
    int fd = sys_tcp_socket(peer);
    if (fd < 0) return -errno;
    sys_tcp_options(fd, peer->family == 6 ? AF_INET6 : AF_INET, dscp);
    struct sockaddr_storage native;
    socklen_t length = sys_address_to_native(peer, &native);
    if (connect(fd, (struct sockaddr *)&native, length) == 0 || errno == EINPROGRESS || errno == EINTR) return fd;
    int error = errno;
    close(fd);
    return -error;
}

int sys_tcp_error(int fd) {
    int error = 0;
    socklen_t length = sizeof error;
    return getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &length) < 0 ? -errno : -error;
}

ssize_t sys_tcp_read(int fd, void *data, size_t capacity) {
    ssize_t count;
    do count = recv(fd, data, capacity, MSG_DONTWAIT);
    while (count < 0 && errno == EINTR);
    return count < 0 ? -errno : count;
}

ssize_t sys_tcp_write(int fd, const void *data, size_t count) {
    ssize_t sent;
    do sent = send(fd, data, count, MSG_DONTWAIT | MSG_NOSIGNAL);
    while (sent < 0 && errno == EINTR);
    return sent < 0 ? -errno : sent;
}
