"""Whisper's vocabulary: what each token spells, which tokens may never be chosen, and the metadata sherpa-onnx reads."""

import re

# Byte-level BPE writes each byte as a printable character: printable Latin-1 as itself, the rest shifted to U+0100 on.
PRINTABLE = [*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
REST = [byte for byte in range(256) if byte not in PRINTABLE]
BYTES = {chr(byte): byte for byte in PRINTABLE} | {chr(0x100 + i): byte for i, byte in enumerate(REST)}

# Bytes that a token of Mandarin telephone speech may consist of: ASCII letters, digits and a few marks, Chinese
# characters (U+3400-9FFF), the stops of a sentence, or a part of one of those. Kana, Hangul, Cyrillic and the like are
# not, nor are the marks of lists, titles and quotations, which a doubtful decoder repeats.
PART = rb"[\x80-\xbf]*"
STOPS = "|".join(map(re.escape, "。，？！")).encode()
CHINESE = rb"(?:[\x20!%'+,.0-9?A-Za-z-]|" + STOPS + rb"|\xe3[\x90-\xbf][\x80-\xbf]|[\xe4-\xe9][\x80-\xbf]{2})*"
OPEN_END = rb"(?:\xe3(?:[\x80\x90-\xbf])?|[\xe4-\xe9][\x80-\xbf]?|\xef\xbc?)?"
MANDARIN = re.compile(PART + CHINESE + OPEN_END)


def raw(word):
    """The bytes that a token stands for."""
    return bytes(BYTES[character] for character in word)


def special(words, name):
    return words.index(f"<|{name}|>")


def suppressed(words, config):
    """For each token, whether it may never be chosen: sounds, music signs, time stamps, scripts other than Chinese."""
    end = special(words, "endoftext")
    never = set(config["suppress_ids"]) | set(range(end + 1, len(words)))
    never |= {number for number in range(end) if not MANDARIN.fullmatch(raw(words[number]))}
    return [number in never for number in range(len(words))]


def tokenise(text, words):
    """The token numbers of a text: byte pairs joined in the order in which the vocabulary learned them."""
    number = {raw(word): at for at, word in enumerate(words[:special(words, "endoftext")])}
    pieces = [bytes([byte]) for byte in text.encode()]
    while True:
        pairs = [(number.get(left + right), at) for at, (left, right) in enumerate(zip(pieces, pieces[1:]))]
        known = [pair for pair in pairs if pair[0] is not None]
        if not known:
            return [number[piece] for piece in pieces]
        at = min(known)[1]
        pieces[at:at + 2] = [pieces[at] + pieces[at + 1]]


def metadata(words, layers, width, prompt):
    """The properties that sherpa-onnx reads from the encoder file.

    The decoder begins with `prompt`, as if it had been said before, and with Mandarin as the language. sherpa-onnx would
    write the language over the second token of a multilingual model, so the file says that it is none.
    """
    start, before = special(words, "startoftranscript"), special(words, "startofprev")
    begin = [before, *tokenise(prompt, words), start, special(words, "zh"), special(words, "transcribe")]
    return {
        "model_type": "whisper-base", "version": 1, "n_mels": 80, "n_vocab": len(words),
        "n_audio_ctx": 1500, "n_audio_state": width, "n_audio_layer": layers,
        "n_text_ctx": 448, "n_text_state": width, "n_text_layer": layers,
        "sot_sequence": ",".join(map(str, begin)), "is_multilingual": 0,
        "sot": start, "eot": special(words, "endoftext"), "blank_id": words.index("\u0120"),
        "no_speech": special(words, "nospeech"), "transcribe": special(words, "transcribe"),
        "translate": special(words, "translate"), "no_timestamps": special(words, "notimestamps"),
    }
