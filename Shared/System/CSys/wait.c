#define _GNU_SOURCE
#include "CSys.h"

#include <errno.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

int sys_epoll_open(void) {
    int fd = epoll_create1(EPOLL_CLOEXEC);
    return fd < 0 ? -errno : fd;
}

int sys_epoll_add(int epoll, int fd, uint64_t token) {
    struct epoll_event event = {.events = EPOLLIN, .data.u64 = token};
    return epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event) < 0 ? -errno : 0;
}

int sys_epoll_change(int epoll, int fd, uint64_t token, bool writable) {
    struct epoll_event event = {.events = EPOLLIN | (writable ? EPOLLOUT : 0), .data.u64 = token};
    return epoll_ctl(epoll, EPOLL_CTL_MOD, fd, &event) < 0 ? -errno : 0;
}

int sys_epoll_remove(int epoll, int fd) {
    struct epoll_event event = {0};
    return epoll_ctl(epoll, EPOLL_CTL_DEL, fd, &event) < 0 ? -errno : 0;
}

int sys_epoll_wait(int epoll, sys_ready *ready, int capacity, int milliseconds) {
    enum { most = 256 };
    struct epoll_event events[most];
    int count = epoll_wait(epoll, events, capacity < most ? capacity : most, milliseconds);
    if (count < 0) return errno == EINTR ? 0 : -errno;
    for (int i = 0; i < count; i++) {
        ready[i] = (sys_ready){.token = events[i].data.u64, .readable = events[i].events & EPOLLIN,
                               .writable = events[i].events & EPOLLOUT, .broken = events[i].events & (EPOLLERR | EPOLLHUP)};
    }
    return count;
}

int sys_eventfd_open(void) {
    int fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    return fd < 0 ? -errno : fd;
}

void sys_eventfd_signal(int fd) {
    uint64_t one = 1;
    while (write(fd, &one, sizeof one) < 0 && errno == EINTR) {}
}

void sys_eventfd_drain(int fd) {
    uint64_t count;
    while (read(fd, &count, sizeof count) < 0 && errno == EINTR) {}
}

int sys_timer_open(uint64_t period) {
    int fd = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
    if (fd < 0) return -errno;
    struct timespec every = {.tv_sec = period / 1000000000, .tv_nsec = period % 1000000000};
    struct itimerspec timer = {.it_interval = every, .it_value = every};
    if (timerfd_settime(fd, 0, &timer, NULL) == 0) return fd;
    int error = errno;
    close(fd);
    return -error;
}

int sys_timer_change(int fd, uint64_t period) {
    struct timespec every = {.tv_sec = period / 1000000000, .tv_nsec = period % 1000000000};
    struct itimerspec timer = {.it_interval = every, .it_value = every};
    return timerfd_settime(fd, 0, &timer, NULL) < 0 ? -errno : 0;
}

uint64_t sys_timer_drain(int fd) {
    uint64_t count = 0;
    ssize_t result;
    do result = read(fd, &count, sizeof count);
    while (result < 0 && errno == EINTR);
    return result == sizeof count ? count : 0;
}

static int64_t sys_clock(clockid_t clock) {
    struct timespec now;
    clock_gettime(clock, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

int64_t sys_monotonic(void) { return sys_clock(CLOCK_MONOTONIC); }
int64_t sys_realtime(void) { return sys_clock(CLOCK_REALTIME); }
int64_t sys_process_cpu(void) { return sys_clock(CLOCK_PROCESS_CPUTIME_ID); }
