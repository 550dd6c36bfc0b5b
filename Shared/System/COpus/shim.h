#include <opus.h>

// Swift sees no variadic function.
static inline int hotline_opus_encoder_set(OpusEncoder *encoder, int request, opus_int32 value) { return opus_encoder_ctl(encoder, request, value); }
