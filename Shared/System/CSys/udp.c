#define _GNU_SOURCE
#include "CSys.h"
#include "internal.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int sys_udp_open(const sys_address *local, int receive_buffer, int dscp) {
    int family = local->family == 6 ? AF_INET6 : AF_INET;
    int fd = socket(family, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0) return -errno;
    int on = 1, tos = dscp << 2;
    // What the kernel refuses here costs quality, not function.
    if (receive_buffer > 0) (void)setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
    (void)setsockopt(fd, SOL_SOCKET, SO_RXQ_OVFL, &on, sizeof on);
    if (family == AF_INET6) (void)setsockopt(fd, IPPROTO_IPV6, IPV6_TCLASS, &tos, sizeof tos);
    else (void)setsockopt(fd, IPPROTO_IP, IP_TOS, &tos, sizeof tos);
    struct sockaddr_storage native;
    socklen_t length = sys_address_to_native(local, &native);
    if (bind(fd, (struct sockaddr *)&native, length) < 0) {
        int error = errno;
        close(fd);
        return -error;
    }
    return fd;
}

int sys_udp_local(int fd, sys_address *local) {
    struct sockaddr_storage native;
    socklen_t length = sizeof native;
    if (getsockname(fd, (struct sockaddr *)&native, &length) < 0) return -errno;
    sys_address_from_native(&native, local);
    return 0;
}

ssize_t sys_udp_receive(int fd, void *data, size_t capacity, sys_address *from) {
    struct sockaddr_storage native;
    for (;;) {
        socklen_t length = sizeof native;
        ssize_t count = recvfrom(fd, data, capacity, MSG_DONTWAIT, (struct sockaddr *)&native, &length);
        // A pending ICMP error of an earlier datagram says nothing about the next one.
        if (count < 0 && (errno == EINTR || errno == ECONNREFUSED)) continue;
        if (count < 0) return -errno;
        sys_address_from_native(&native, from);
        return count;
    }
}

ssize_t sys_udp_send(int fd, const void *data, size_t count, const sys_address *to) {
    struct sockaddr_storage native;
    socklen_t length = sys_address_to_native(to, &native);
    for (int attempt = 0; attempt < 3; attempt++) {
        ssize_t sent = sendto(fd, data, count, MSG_DONTWAIT | MSG_NOSIGNAL, (struct sockaddr *)&native, length);
        if (sent >= 0) return sent;
        if (errno != EINTR && errno != ECONNREFUSED) return -errno;
    }
    return -ECONNREFUSED;
}

struct sys_batch {
    int datagrams, filled;
    size_t capacity;
    struct mmsghdr *headers;
    struct iovec *vectors;
    struct sockaddr_storage *addresses;
    uint8_t *data, *controls;
};

enum { control_size = CMSG_SPACE(sizeof(uint32_t)) };

void sys_batch_free(sys_batch *batch) {
    if (!batch) return;
    free(batch->headers);
    free(batch->vectors);
    free(batch->addresses);
    free(batch->data);
    free(batch->controls);
    free(batch);
}

sys_batch *sys_batch_make(int datagrams, size_t capacity) {
    if (datagrams <= 0 || capacity == 0) return NULL;
    sys_batch *batch = calloc(1, sizeof *batch);
    if (!batch) return NULL;
    batch->datagrams = datagrams;
    batch->capacity = capacity;
    batch->headers = calloc(datagrams, sizeof *batch->headers);
    batch->vectors = calloc(datagrams, sizeof *batch->vectors);
    batch->addresses = calloc(datagrams, sizeof *batch->addresses);
    batch->data = calloc(datagrams, capacity);
    batch->controls = calloc(datagrams, control_size);
    if (batch->headers && batch->vectors && batch->addresses && batch->data && batch->controls) return batch;
    sys_batch_free(batch);
    return NULL;
}

static void sys_batch_prepare(sys_batch *batch) {
    for (int i = 0; i < batch->datagrams; i++) {
        batch->vectors[i] = (struct iovec){.iov_base = batch->data + i * batch->capacity, .iov_len = batch->capacity};
        batch->headers[i].msg_hdr = (struct msghdr){
            .msg_name = &batch->addresses[i], .msg_namelen = sizeof batch->addresses[i],
            .msg_iov = &batch->vectors[i], .msg_iovlen = 1,
            .msg_control = batch->controls + i * control_size, .msg_controllen = control_size};
    }
}

static void sys_batch_read_dropped(struct msghdr *header, uint32_t *dropped) {
    for (struct cmsghdr *control = CMSG_FIRSTHDR(header); control; control = CMSG_NXTHDR(header, control)) {
        if (control->cmsg_level == SOL_SOCKET && control->cmsg_type == SO_RXQ_OVFL) memcpy(dropped, CMSG_DATA(control), sizeof *dropped);
    }
}

int sys_batch_receive(sys_batch *batch, int fd, uint32_t *dropped) {
    sys_batch_prepare(batch);
    int count;
    do count = recvmmsg(fd, batch->headers, batch->datagrams, MSG_DONTWAIT, NULL);
    while (count < 0 && (errno == EINTR || errno == ECONNREFUSED));
    batch->filled = 0;
    if (count < 0) return -errno;
    if (count > 0 && dropped) sys_batch_read_dropped(&batch->headers[count - 1].msg_hdr, dropped);
    batch->filled = count;
    return count;
}

sys_datagram sys_batch_at(const sys_batch *batch, int index) {
    sys_datagram datagram = {0};
    if (index < 0 || index >= batch->filled) return datagram;
    datagram.data = batch->data + index * batch->capacity;
    datagram.count = batch->headers[index].msg_len;
    sys_address_from_native(&batch->addresses[index], &datagram.address);
    return datagram;
}

int sys_batch_add(sys_batch *batch, int fd, const void *data, size_t count, const sys_address *to) {
    if (count > batch->capacity) return -EMSGSIZE;
    if (batch->filled == batch->datagrams) sys_batch_flush(batch, fd);
    int i = batch->filled++;
    memcpy(batch->data + i * batch->capacity, data, count);
    batch->vectors[i] = (struct iovec){.iov_base = batch->data + i * batch->capacity, .iov_len = count};
    socklen_t length = sys_address_to_native(to, &batch->addresses[i]);
    batch->headers[i].msg_hdr = (struct msghdr){
        .msg_name = &batch->addresses[i], .msg_namelen = length, .msg_iov = &batch->vectors[i], .msg_iovlen = 1};
    return 0;
}

int sys_batch_flush(sys_batch *batch, int fd) {
    int next = 0, left = 0;
    while (next < batch->filled) {
        int sent = sendmmsg(fd, batch->headers + next, batch->filled - next, MSG_DONTWAIT | MSG_NOSIGNAL);
        if (sent < 0 && errno == EINTR) continue;
        // An error concerns the first datagram alone.
        left += sent > 0 ? sent : 0;
        next += sent > 0 ? sent : 1;
    }
    batch->filled = 0;
    return left;
}
