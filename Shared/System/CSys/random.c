#define _GNU_SOURCE
#include "CSys.h"

#include <errno.h>
#include <sys/random.h>

bool sys_random(void *data, size_t count) {
    unsigned char *next = data;
    while (count > 0) {
        ssize_t drawn = getrandom(next, count, 0);
        if (drawn < 0 && errno == EINTR) continue;
        if (drawn <= 0) return false;
        next += drawn;
        count -= (size_t)drawn;
    }
    return true;
}
