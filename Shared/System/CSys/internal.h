#ifndef CSYS_INTERNAL_H
#define CSYS_INTERNAL_H

#include "CSys.h"
#include <netinet/in.h>
#include <sys/socket.h>

socklen_t sys_address_to_native(const sys_address *address, struct sockaddr_storage *native);
void sys_address_from_native(const struct sockaddr_storage *native, sys_address *address);

#endif
