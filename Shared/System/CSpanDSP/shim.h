// G.722 alone: the whole of spandsp.h would ask for the headers of libtiff.
#include <stdint.h>
#include <spandsp/telephony.h>
#include <spandsp/g722.h>
#include <spandsp/private/g722.h>
