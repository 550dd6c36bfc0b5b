#define _GNU_SOURCE
#include "CSys.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

int sys_file_append(int fd, const void *data, size_t count) {
    const char *next = data;
    while (count > 0) {
        ssize_t written = write(fd, next, count);
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) return -errno;
        next += written;
        count -= (size_t)written;
    }
    return 0;
}

int sys_file_sync(int fd) { return fdatasync(fd) < 0 ? -errno : 0; }

int sys_folder_sync(const char *path) {
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0) return -errno;
    int result = fsync(fd) < 0 ? -errno : 0;
    close(fd);
    return result;
}

static int sys_file_write(const char *path, const void *data, size_t count, mode_t mode) {
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode);
    if (fd < 0) return -errno;
    int result = sys_file_append(fd, data, count);
    if (result == 0) result = sys_file_sync(fd);
    close(fd);
    return result;
}

int sys_file_replace(const char *path, const void *data, size_t count, mode_t mode) {
    char beside[PATH_MAX], folder[PATH_MAX];
    if (snprintf(beside, sizeof beside, "%s.new", path) >= (int)sizeof beside) return -ENAMETOOLONG;
    snprintf(folder, sizeof folder, "%s", path);
    int result = sys_file_write(beside, data, count, mode);
    if (result == 0 && rename(beside, path) < 0) result = -errno;
    if (result < 0) {
        unlink(beside);
        return result;
    }
    return sys_folder_sync(dirname(folder));
}
