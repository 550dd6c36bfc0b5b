// The part of the sherpa-onnx C API that Hotline uses, loaded at run time with dlopen.
//
// The structures mirror version 2.0.1 byte for byte (sherpa-onnx/c-api/c-api.h, Apache-2.0); families of models that
// Hotline does not configure are `unused` words that must stay zero. sherpa_onnx_open refuses any other version.
// Zero-initialise every configuration. Strings are UTF-8 and copied by the library. Thread safety: different handles
// may be used on different threads; one stream or detector belongs to one thread at a time; a recogniser may decode
// several streams at once.

#ifndef CSHERPAONNX_H
#define CSHERPAONNX_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define SHERPA_ONNX_VERSION "2.0.1"

// MARK: Recognition of whole utterances

typedef struct { const char *encoder, *decoder, *joiner; } SherpaTransducerFiles;

typedef struct {
  const char *encoder, *decoder;
  const char *language;   // "zh"
  const char *task;       // "transcribe"
  int32_t tail_paddings;  // frames of 10 ms appended by the library; 0 means 1000
  int32_t enable_token_timestamps;
  int32_t enable_segment_timestamps;
} SherpaWhisperFiles;

typedef struct {
  const char *model;
  const char *language;  // "auto", "zh", ...
  int32_t use_itn;
} SherpaSenseVoiceFiles;

typedef struct {
  SherpaTransducerFiles transducer;
  const char *paraformer;
  const char *nemo_ctc_unused;
  SherpaWhisperFiles whisper;
  const char *tdnn_unused;
  const char *tokens;
  int32_t num_threads;
  int32_t debug;
  const char *provider;  // "cpu"
  const char *model_type;
  const char *modeling_unit;
  const char *bpe_vocab;
  const char *telespeech_ctc_unused;
  SherpaSenseVoiceFiles sense_voice;
  void *unused[41];  // Moonshine, FireRedAsr, Dolphin and other families
} SherpaModelConfig;

typedef struct {
  int32_t sample_rate;  // expected by the model: 16000
  int32_t feature_dim;  // 80
  SherpaModelConfig model;
  const char *language_model_unused;
  float language_model_scale_unused;
  const char *decoding_method;  // "greedy_search"
  int32_t max_active_paths;
  const char *hotwords_file;
  float hotwords_score;
  const char *rule_fsts;
  const char *rule_fars;
  float blank_penalty;
  const char *homophone_unused, *homophone_lexicon, *homophone_rule_fsts;
  const char *ctc_graph_unused;
  int32_t ctc_max_active_unused;
} SherpaRecognizerConfig;

typedef struct {
  const char *text;
  const float *timestamps;
  int32_t count;  // tokens
  const char *tokens;
  const char *const *tokens_arr;
  const char *json;
  const char *lang;
  const char *emotion;
  const char *event;
  const float *durations;
  const float *ys_log_probs;  // NULL, or one for each token
  const float *segment_timestamps;
  const float *segment_durations;
  const char *segment_texts;
  const char *const *segment_texts_arr;
  int32_t segment_count;
} SherpaResult;

typedef struct SherpaRecognizer SherpaRecognizer;
typedef struct SherpaStream SherpaStream;

// MARK: Voice activity

typedef struct {
  const char *model;
  float threshold;             // probability above which a window is speech
  float min_silence_duration;  // seconds
  float min_speech_duration;   // seconds
  int32_t window_size;         // samples: 512 at 16 kHz, 256 at 8 kHz
  float max_speech_duration;   // seconds
} SherpaVoiceActivityFiles;

typedef struct {
  SherpaVoiceActivityFiles silero;
  int32_t sample_rate;
  int32_t num_threads;
  const char *provider;
  int32_t debug;
  SherpaVoiceActivityFiles ten_unused;
} SherpaVoiceActivityConfig;

typedef struct {
  int64_t start;  // input sample; -1 when invalid
  const float *samples;
  int32_t n;
} SherpaSpeechSegment;

typedef struct SherpaVoiceActivity SherpaVoiceActivity;

// MARK: Synthesis

typedef struct {
  const char *model, *lexicon, *tokens;
  const char *data_dir_unused;
  float noise_scale;
  float noise_scale_w;
  float length_scale;  // below 1 is faster, above 1 slower
  const char *dict_dir_unused;
} SherpaVitsFiles;

typedef struct {
  const char *acoustic_model, *vocoder, *lexicon, *tokens;
  const char *data_dir_unused;
  float noise_scale;
  float length_scale;
  const char *dict_dir_unused;
} SherpaMatchaFiles;

typedef struct {
  const char *model, *voices, *tokens;
  const char *data_dir_unused;
  float length_scale;
  const char *dict_dir_unused;
  const char *lexicon;
  const char *lang;
} SherpaKokoroFiles;

typedef struct {
  SherpaVitsFiles vits;
  int32_t num_threads;
  int32_t debug;
  const char *provider;
  SherpaMatchaFiles matcha;
  SherpaKokoroFiles kokoro;
  void *unused[29];  // Kitten, ZipVoice, Pocket, Supertonic
  const char *rule_fsts;
  int32_t max_num_sentences;
  const char *rule_fars;
  float silence_scale;
} SherpaVoiceConfig;

typedef struct {
  float silence_scale;
  float speed;  // 1 is normal
  int32_t sid;  // speaker
  const float *reference_audio;
  int32_t reference_audio_len;
  int32_t reference_sample_rate;
  const char *reference_text;
  int32_t num_steps;
  const char *extra;
  const int32_t *phoneme_codepoints;
  const int32_t *phoneme_codepoints_lens;
  int32_t phoneme_codepoints_num_sentences;
  const char *const *tokens;
  const int32_t *tokens_lens;
  int32_t tokens_num_sentences;
} SherpaSpeechOptions;

typedef struct {
  const float *samples;  // -1 to 1
  int32_t n;
  int32_t sample_rate;
} SherpaSpeech;

/// Receives each piece of speech as it is made, with the share done so far; returns 0 to stop the synthesis.
typedef int32_t (*SherpaSpeechProgress)(const float *samples, int32_t n, float share, void *context);

typedef struct SherpaVoice SherpaVoice;

// MARK: The loaded library

typedef struct SherpaLibrary SherpaLibrary;

/// Loads libsherpa-onnx-c-api.so from `folder`. NULL on failure, and then `error` (of `size` bytes) says why:
/// no such library, another version, a missing function. A loaded library stays loaded.
const SherpaLibrary *sherpa_onnx_open(const char *folder, char *error, size_t size);

// Creators and long computations catch what the C++ library throws: they answer NULL or 0 and say why in `error`.
const SherpaRecognizer *sherpa_recognizer_create(const SherpaLibrary *library, const SherpaRecognizerConfig *config,
                                                 char *error, size_t size);
void sherpa_recognizer_destroy(const SherpaLibrary *library, const SherpaRecognizer *recognizer);
const SherpaStream *sherpa_stream_create(const SherpaLibrary *library, const SherpaRecognizer *recognizer);
void sherpa_stream_destroy(const SherpaLibrary *library, const SherpaStream *stream);
/// Adds mono samples (-1 to 1); they are resampled to the model's rate. Once for each stream.
void sherpa_stream_accept(const SherpaLibrary *library, const SherpaStream *stream, int32_t rate,
                          const float *samples, int32_t n);
int sherpa_stream_decode(const SherpaLibrary *library, const SherpaRecognizer *recognizer, const SherpaStream *stream,
                         char *error, size_t size);
const SherpaResult *sherpa_stream_result(const SherpaLibrary *library, const SherpaStream *stream);
void sherpa_result_destroy(const SherpaLibrary *library, const SherpaResult *result);

const SherpaVoiceActivity *sherpa_voice_activity_create(const SherpaLibrary *library,
                                                        const SherpaVoiceActivityConfig *config,
                                                        float buffer_seconds, char *error, size_t size);
void sherpa_voice_activity_destroy(const SherpaLibrary *library, const SherpaVoiceActivity *detector);
int sherpa_voice_activity_accept(const SherpaLibrary *library, const SherpaVoiceActivity *detector,
                                 const float *samples, int32_t n);
/// Whether speech is heard at this moment.
int sherpa_voice_activity_detected(const SherpaLibrary *library, const SherpaVoiceActivity *detector);
int sherpa_voice_activity_is_empty(const SherpaLibrary *library, const SherpaVoiceActivity *detector);
void sherpa_voice_activity_pop(const SherpaLibrary *library, const SherpaVoiceActivity *detector);
void sherpa_voice_activity_flush(const SherpaLibrary *library, const SherpaVoiceActivity *detector);
void sherpa_voice_activity_reset(const SherpaLibrary *library, const SherpaVoiceActivity *detector);
const SherpaSpeechSegment *sherpa_voice_activity_front(const SherpaLibrary *library,
                                                       const SherpaVoiceActivity *detector);
void sherpa_segment_destroy(const SherpaLibrary *library, const SherpaSpeechSegment *segment);

const SherpaVoice *sherpa_voice_create(const SherpaLibrary *library, const SherpaVoiceConfig *config,
                                       char *error, size_t size);
void sherpa_voice_destroy(const SherpaLibrary *library, const SherpaVoice *voice);
/// Samples a second of what the voice speaks.
int32_t sherpa_voice_sample_rate(const SherpaLibrary *library, const SherpaVoice *voice);
/// Speaks `text`; `progress` may be NULL. NULL when nothing could be spoken.
const SherpaSpeech *sherpa_voice_speak(const SherpaLibrary *library, const SherpaVoice *voice, const char *text,
                                       const SherpaSpeechOptions *options, SherpaSpeechProgress progress,
                                       void *context, char *error, size_t size);
void sherpa_speech_destroy(const SherpaLibrary *library, const SherpaSpeech *speech);

#ifdef __cplusplus
}
#endif

#endif
