#define _GNU_SOURCE
#include "CSys.h"
#include "internal.h"

#include <arpa/inet.h>
#include <errno.h>
#include <string.h>

int sys_address_parse(const char *ip, uint16_t port, sys_address *result) {
    memset(result, 0, sizeof *result);
    if (inet_pton(AF_INET, ip, result->ip) == 1) result->family = 4;
    else if (inet_pton(AF_INET6, ip, result->ip) == 1) result->family = 6;
    else return -EINVAL;
    result->port = port;
    return 0;
}

int sys_address_text(const sys_address *address, char *text) {
    int family = address->family == 6 ? AF_INET6 : AF_INET;
    return inet_ntop(family, address->ip, text, SYS_ADDRESS_TEXT) ? 0 : -errno;
}

bool sys_address_equal(const sys_address *left, const sys_address *right) {
    return left->family == right->family && left->port == right->port && left->scope == right->scope && memcmp(left->ip, right->ip, 16) == 0;
}

socklen_t sys_address_to_native(const sys_address *address, struct sockaddr_storage *native) {
    if (address->family == 6) {
        struct sockaddr_in6 *v6 = (struct sockaddr_in6 *)native;
        *v6 = (struct sockaddr_in6){.sin6_family = AF_INET6, .sin6_port = htons(address->port), .sin6_scope_id = address->scope};
        memcpy(&v6->sin6_addr, address->ip, 16);
        return sizeof *v6;
    }
    struct sockaddr_in *v4 = (struct sockaddr_in *)native;
    *v4 = (struct sockaddr_in){.sin_family = AF_INET, .sin_port = htons(address->port)};
    memcpy(&v4->sin_addr, address->ip, 4);
    return sizeof *v4;
}

void sys_address_from_native(const struct sockaddr_storage *native, sys_address *address) {
    memset(address, 0, sizeof *address);
    if (native->ss_family == AF_INET6) {
        const struct sockaddr_in6 *v6 = (const struct sockaddr_in6 *)native;
        address->family = 6;
        address->port = ntohs(v6->sin6_port);
        address->scope = v6->sin6_scope_id;
        memcpy(address->ip, &v6->sin6_addr, 16);
    } else if (native->ss_family == AF_INET) {
        const struct sockaddr_in *v4 = (const struct sockaddr_in *)native;
        address->family = 4;
        address->port = ntohs(v4->sin_port);
        memcpy(address->ip, &v4->sin_addr, 4);
    }
}
