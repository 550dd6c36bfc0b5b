// What Swift's Glibc module lacks (everything under _GNU_SOURCE, function-like macros) and what must not cost a
// conversion per packet. Every function that can fail returns the negated errno.
#ifndef CSYS_H
#define CSYS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

// MARK: Addresses

/// An IPv4 or IPv6 address and port; unused bytes are zero, so that equal addresses are equal byte by byte.
typedef struct sys_address {
    uint8_t ip[16];
    uint32_t scope;
    uint16_t port;
    /// 4, 6, or 0 for none.
    uint8_t family;
    uint8_t unused;
} sys_address;

/// Length of the longest text, with its final zero.
#define SYS_ADDRESS_TEXT 64

/// Reads a numeric address (`127.0.0.1`, `::1`); never asks a name server. -EINVAL when it is none.
int sys_address_parse(const char *ip, uint16_t port, sys_address *result);
/// Writes the numeric address without the port; `text` holds SYS_ADDRESS_TEXT bytes.
int sys_address_text(const sys_address *address, char *text);
bool sys_address_equal(const sys_address *left, const sys_address *right);

// MARK: UDP

/// Opens a non-blocking socket bound to `local`, with that receive buffer in bytes (0 = the system's), that DSCP
/// (46 = EF) and a count of the datagrams the kernel dropped (SO_RXQ_OVFL).
int sys_udp_open(const sys_address *local, int receive_buffer, int dscp);
int sys_udp_local(int fd, sys_address *local);
/// One datagram; -EAGAIN when there is none.
ssize_t sys_udp_receive(int fd, void *data, size_t capacity, sys_address *from);
ssize_t sys_udp_send(int fd, const void *data, size_t count, const sys_address *to);

// MARK: TCP

/// Opens a non-blocking listener.
int sys_tcp_listen(const sys_address *local, int backlog);
/// Takes a connection, non-blocking, without delay, kept alive; -EAGAIN when none waits.
int sys_tcp_accept(int listener, sys_address *peer, int dscp);
/// Begins to connect; the descriptor is writable once that has ended, and `sys_tcp_error` says how.
int sys_tcp_connect(const sys_address *peer, int dscp);
/// The socket's pending error, negated; 0 for none.
int sys_tcp_error(int fd);
/// 0 when the peer has closed; -EAGAIN when nothing is there.
ssize_t sys_tcp_read(int fd, void *data, size_t capacity);
/// How much the kernel took; -EAGAIN when its buffer is full.
ssize_t sys_tcp_write(int fd, const void *data, size_t count);

/// Datagrams received or to be sent with one system call, in memory that is allocated once.
typedef struct sys_batch sys_batch;

typedef struct sys_datagram {
    uint8_t *data;
    size_t count;
    sys_address address;
} sys_datagram;

/// NULL when there is no memory.
sys_batch *sys_batch_make(int datagrams, size_t capacity);
void sys_batch_free(sys_batch *batch);
/// Receives up to the batch's number of datagrams without waiting: how many, or -EAGAIN. `dropped` gets the number the
/// kernel has dropped on this socket since it was opened, when it says so.
int sys_batch_receive(sys_batch *batch, int fd, uint32_t *dropped);
/// The datagram at `index` of what was received last.
sys_datagram sys_batch_at(const sys_batch *batch, int index);
/// Copies a datagram into the batch; flushes to `fd` first when the batch is full.
int sys_batch_add(sys_batch *batch, int fd, const void *data, size_t count, const sys_address *to);
/// Sends what was added: how many left. Datagrams that the kernel refuses are dropped.
int sys_batch_flush(sys_batch *batch, int fd);

// MARK: Waiting

typedef struct sys_ready {
    uint64_t token;
    bool readable;
    bool writable;
    bool broken;
} sys_ready;

int sys_epoll_open(void);
int sys_epoll_add(int epoll, int fd, uint64_t token);
/// Whether to wait for room to write, too.
int sys_epoll_change(int epoll, int fd, uint64_t token, bool writable);
int sys_epoll_remove(int epoll, int fd);
/// Waits for readable descriptors (-1 = for ever); -EINTR is answered as 0.
int sys_epoll_wait(int epoll, sys_ready *ready, int capacity, int milliseconds);

int sys_eventfd_open(void);
void sys_eventfd_signal(int fd);
void sys_eventfd_drain(int fd);

/// A monotonic timer that fires every `period` nanoseconds.
int sys_timer_open(uint64_t period);
/// Another period from now on; 0 stops it.
int sys_timer_change(int fd, uint64_t period);
/// How many periods have passed since the last call; 0 when none has.
uint64_t sys_timer_drain(int fd);

/// CLOCK_MONOTONIC and CLOCK_REALTIME in nanoseconds.
int64_t sys_monotonic(void);
int64_t sys_realtime(void);

// MARK: Threads and files

/// Names the calling thread, 15 characters.
void sys_thread_name(const char *name);
/// Asks for SCHED_FIFO at that priority for the calling thread; -EPERM without the right, which is no reason to stop.
int sys_thread_realtime(int priority);
/// CPU time of this process in nanoseconds.
int64_t sys_process_cpu(void);
/// Resident memory of this process in bytes.
int64_t sys_process_resident(void);

/// Replaces `path` by these bytes so that after a power failure either the old or the new content is there.
int sys_file_replace(const char *path, const void *data, size_t count, mode_t mode);
/// Writes all of it, through short writes and interrupts.
int sys_file_append(int fd, const void *data, size_t count);
int sys_file_sync(int fd);
int sys_folder_sync(const char *path);

// MARK: Random numbers

/// Fills `data` from the kernel's generator (getrandom(2)); false when it cannot.
bool sys_random(void *data, size_t count);

#endif
