#include "CSherpaONNX.h"

#include <dlfcn.h>

#include <cstdio>
#include <cstring>
#include <exception>
#include <string>

// The layouts of version 2.0.1 on a 64-bit machine: a field added or lost above stops the build.
static_assert(sizeof(SherpaModelConfig) == 504 && offsetof(SherpaModelConfig, sense_voice) == 152);
static_assert(sizeof(SherpaRecognizerConfig) == 624 && offsetof(SherpaRecognizerConfig, decoding_method) == 528);
static_assert(sizeof(SherpaResult) == 128 && offsetof(SherpaResult, ys_log_probs) == 80);
static_assert(sizeof(SherpaVoiceActivityConfig) == 88 && sizeof(SherpaSpeechSegment) == 24);
static_assert(sizeof(SherpaVoiceConfig) == 456 && offsetof(SherpaVoiceConfig, rule_fsts) == 424);
static_assert(sizeof(SherpaSpeechOptions) == 104 && sizeof(SherpaSpeech) == 16);

struct SherpaLibrary {
  const char *(*version)();

  const SherpaRecognizer *(*recognizer_create)(const SherpaRecognizerConfig *);
  void (*recognizer_destroy)(const SherpaRecognizer *);
  const SherpaStream *(*stream_create)(const SherpaRecognizer *);
  void (*stream_destroy)(const SherpaStream *);
  void (*stream_accept)(const SherpaStream *, int32_t, const float *, int32_t);
  void (*stream_decode)(const SherpaRecognizer *, const SherpaStream *);
  const SherpaResult *(*stream_result)(const SherpaStream *);
  void (*result_destroy)(const SherpaResult *);

  const SherpaVoiceActivity *(*activity_create)(const SherpaVoiceActivityConfig *, float);
  void (*activity_destroy)(const SherpaVoiceActivity *);
  void (*activity_accept)(const SherpaVoiceActivity *, const float *, int32_t);
  int32_t (*activity_detected)(const SherpaVoiceActivity *);
  int32_t (*activity_empty)(const SherpaVoiceActivity *);
  void (*activity_pop)(const SherpaVoiceActivity *);
  void (*activity_flush)(const SherpaVoiceActivity *);
  void (*activity_reset)(const SherpaVoiceActivity *);
  const SherpaSpeechSegment *(*activity_front)(const SherpaVoiceActivity *);
  void (*segment_destroy)(const SherpaSpeechSegment *);

  const SherpaVoice *(*voice_create)(const SherpaVoiceConfig *);
  void (*voice_destroy)(const SherpaVoice *);
  int32_t (*voice_sample_rate)(const SherpaVoice *);
  const SherpaSpeech *(*voice_speak)(const SherpaVoice *, const char *, const SherpaSpeechOptions *,
                                     SherpaSpeechProgress, void *);
  void (*speech_destroy)(const SherpaSpeech *);
};

namespace {

void say(char *error, size_t size, const std::string &text) {
  if (error != nullptr && size > 0) std::snprintf(error, size, "%s", text.c_str());
}

/// Runs `body`; what it throws becomes `failure` and a text, so that no C++ exception crosses into the caller.
template <typename Body, typename Answer>
Answer guarded(char *error, size_t size, Answer failure, Body body) {
  try {
    return body();
  } catch (const std::exception &thrown) {
    say(error, size, thrown.what());
  } catch (...) {
    say(error, size, "the speech library failed without saying why");
  }
  return failure;
}

/// Looks up one function after another and remembers the first that is missing.
struct Symbols {
  void *handle;
  std::string missing;

  template <typename Function>
  void find(Function &function, const char *name) {
    function = reinterpret_cast<Function>(dlsym(handle, name));
    if (function == nullptr && missing.empty()) missing = name;
  }
};

std::string fill(SherpaLibrary &library, void *handle) {
  Symbols symbols{handle, ""};
  symbols.find(library.version, "SherpaOnnxGetVersionStr");
  symbols.find(library.recognizer_create, "SherpaOnnxCreateOfflineRecognizer");
  symbols.find(library.recognizer_destroy, "SherpaOnnxDestroyOfflineRecognizer");
  symbols.find(library.stream_create, "SherpaOnnxCreateOfflineStream");
  symbols.find(library.stream_destroy, "SherpaOnnxDestroyOfflineStream");
  symbols.find(library.stream_accept, "SherpaOnnxAcceptWaveformOffline");
  symbols.find(library.stream_decode, "SherpaOnnxDecodeOfflineStream");
  symbols.find(library.stream_result, "SherpaOnnxGetOfflineStreamResult");
  symbols.find(library.result_destroy, "SherpaOnnxDestroyOfflineRecognizerResult");
  symbols.find(library.activity_create, "SherpaOnnxCreateVoiceActivityDetector");
  symbols.find(library.activity_destroy, "SherpaOnnxDestroyVoiceActivityDetector");
  symbols.find(library.activity_accept, "SherpaOnnxVoiceActivityDetectorAcceptWaveform");
  symbols.find(library.activity_detected, "SherpaOnnxVoiceActivityDetectorDetected");
  symbols.find(library.activity_empty, "SherpaOnnxVoiceActivityDetectorEmpty");
  symbols.find(library.activity_pop, "SherpaOnnxVoiceActivityDetectorPop");
  symbols.find(library.activity_flush, "SherpaOnnxVoiceActivityDetectorFlush");
  symbols.find(library.activity_reset, "SherpaOnnxVoiceActivityDetectorReset");
  symbols.find(library.activity_front, "SherpaOnnxVoiceActivityDetectorFront");
  symbols.find(library.segment_destroy, "SherpaOnnxDestroySpeechSegment");
  symbols.find(library.voice_create, "SherpaOnnxCreateOfflineTts");
  symbols.find(library.voice_destroy, "SherpaOnnxDestroyOfflineTts");
  symbols.find(library.voice_sample_rate, "SherpaOnnxOfflineTtsSampleRate");
  symbols.find(library.voice_speak, "SherpaOnnxOfflineTtsGenerateWithConfig");
  symbols.find(library.speech_destroy, "SherpaOnnxDestroyOfflineTtsGeneratedAudio");
  return symbols.missing;
}

}  // namespace

const SherpaLibrary *sherpa_onnx_open(const char *folder, char *error, size_t size) {
  std::string path = std::string(folder) + "/libsherpa-onnx-c-api.so";
  void *handle = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (handle == nullptr) {
    const char *reason = dlerror();
    say(error, size, reason != nullptr ? reason : path + " cannot be loaded");
    return nullptr;
  }
  auto *library = new SherpaLibrary();
  std::string missing = fill(*library, handle);
  std::string version = library->version != nullptr ? library->version() : "unknown";
  if (missing.empty() && version == SHERPA_ONNX_VERSION) return library;
  say(error, size, version != SHERPA_ONNX_VERSION
                       ? path + " is version " + version + ", and " SHERPA_ONNX_VERSION " is needed"
                       : path + " has no function " + missing);
  delete library;
  dlclose(handle);
  return nullptr;
}

const SherpaRecognizer *sherpa_recognizer_create(const SherpaLibrary *library, const SherpaRecognizerConfig *config,
                                                 char *error, size_t size) {
  return guarded(error, size, static_cast<const SherpaRecognizer *>(nullptr),
                 [&] { return library->recognizer_create(config); });
}

void sherpa_recognizer_destroy(const SherpaLibrary *library, const SherpaRecognizer *recognizer) {
  library->recognizer_destroy(recognizer);
}

const SherpaStream *sherpa_stream_create(const SherpaLibrary *library, const SherpaRecognizer *recognizer) {
  return guarded(nullptr, 0, static_cast<const SherpaStream *>(nullptr),
                 [&] { return library->stream_create(recognizer); });
}

void sherpa_stream_destroy(const SherpaLibrary *library, const SherpaStream *stream) {
  library->stream_destroy(stream);
}

void sherpa_stream_accept(const SherpaLibrary *library, const SherpaStream *stream, int32_t rate,
                          const float *samples, int32_t n) {
  library->stream_accept(stream, rate, samples, n);
}

int sherpa_stream_decode(const SherpaLibrary *library, const SherpaRecognizer *recognizer, const SherpaStream *stream,
                         char *error, size_t size) {
  return guarded(error, size, 0, [&] {
    library->stream_decode(recognizer, stream);
    return 1;
  });
}

const SherpaResult *sherpa_stream_result(const SherpaLibrary *library, const SherpaStream *stream) {
  return library->stream_result(stream);
}

void sherpa_result_destroy(const SherpaLibrary *library, const SherpaResult *result) {
  library->result_destroy(result);
}

const SherpaVoiceActivity *sherpa_voice_activity_create(const SherpaLibrary *library,
                                                        const SherpaVoiceActivityConfig *config,
                                                        float buffer_seconds, char *error, size_t size) {
  return guarded(error, size, static_cast<const SherpaVoiceActivity *>(nullptr),
                 [&] { return library->activity_create(config, buffer_seconds); });
}

void sherpa_voice_activity_destroy(const SherpaLibrary *library, const SherpaVoiceActivity *detector) {
  library->activity_destroy(detector);
}

int sherpa_voice_activity_accept(const SherpaLibrary *library, const SherpaVoiceActivity *detector,
                                 const float *samples, int32_t n) {
  return guarded(nullptr, 0, 0, [&] {
    library->activity_accept(detector, samples, n);
    return 1;
  });
}

int sherpa_voice_activity_detected(const SherpaLibrary *library, const SherpaVoiceActivity *detector) {
  return library->activity_detected(detector);
}

int sherpa_voice_activity_is_empty(const SherpaLibrary *library, const SherpaVoiceActivity *detector) {
  return library->activity_empty(detector);
}

void sherpa_voice_activity_pop(const SherpaLibrary *library, const SherpaVoiceActivity *detector) {
  library->activity_pop(detector);
}

void sherpa_voice_activity_flush(const SherpaLibrary *library, const SherpaVoiceActivity *detector) {
  library->activity_flush(detector);
}

void sherpa_voice_activity_reset(const SherpaLibrary *library, const SherpaVoiceActivity *detector) {
  library->activity_reset(detector);
}

const SherpaSpeechSegment *sherpa_voice_activity_front(const SherpaLibrary *library,
                                                       const SherpaVoiceActivity *detector) {
  return library->activity_front(detector);
}

void sherpa_segment_destroy(const SherpaLibrary *library, const SherpaSpeechSegment *segment) {
  library->segment_destroy(segment);
}

const SherpaVoice *sherpa_voice_create(const SherpaLibrary *library, const SherpaVoiceConfig *config,
                                       char *error, size_t size) {
  return guarded(error, size, static_cast<const SherpaVoice *>(nullptr), [&] { return library->voice_create(config); });
}

void sherpa_voice_destroy(const SherpaLibrary *library, const SherpaVoice *voice) { library->voice_destroy(voice); }

int32_t sherpa_voice_sample_rate(const SherpaLibrary *library, const SherpaVoice *voice) {
  return library->voice_sample_rate(voice);
}

const SherpaSpeech *sherpa_voice_speak(const SherpaLibrary *library, const SherpaVoice *voice, const char *text,
                                       const SherpaSpeechOptions *options, SherpaSpeechProgress progress,
                                       void *context, char *error, size_t size) {
  return guarded(error, size, static_cast<const SherpaSpeech *>(nullptr),
                 [&] { return library->voice_speak(voice, text, options, progress, context); });
}

void sherpa_speech_destroy(const SherpaLibrary *library, const SherpaSpeech *speech) {
  library->speech_destroy(speech);
}
