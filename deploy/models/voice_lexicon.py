"""Writes the token table, the lexicon and the pinyin table of the voice.

The engine's lexicon knows one character at a time and would match longer words with a regular expression, far too slow
for a dictionary. So every syllable also gets a character of its own from Unicode's private use area: the front end
chooses the reading (phrases, tone sandhi) and hands over one such character a syllable. `syllables.tsv` says which.
"""
import json
import unicodedata

FIRST_SYLLABLE = 0xE000  # start of the private use area
PAUSES = {"，": "#3", "、": "#2", "；": "#3", "：": "#3", "。": "sil", "！": "sil", "？": "sil"}
TONE_MARKS = {"\u0304": "1", "\u0301": "2", "\u030c": "3", "\u0300": "4"}
TONES = "12345"


class Phonology:
    """The voice's tokens and the syllables it can say."""

    def __init__(self, mapper):
        with open(mapper, encoding="utf-8") as file:
            table = json.load(file)
        self.ids = table["symbol_to_id"]
        self.parts = {**table["pinyin_dict"], "n": ["^", "en"], "ng": ["^", "en"]}
        for initial in "jqxy":  # "ju" is "jv"; both spellings occur
            for final in ("u", "ue", "uan", "un"):
                if initial + final in self.parts:
                    self.parts["".join([initial, "v", final[1:]])] = self.parts[initial + final]

    def tokens(self, syllable):
        """The voice's tokens for a syllable such as `zhong1` or `dianr3`, or None when it cannot be said."""
        base, tone = syllable[:-1], syllable[-1]
        tail = []
        if base not in self.parts and base.endswith("r"):
            base, tail = base[:-1], ["er5"]
        if base not in self.parts:
            return None
        initial, final = self.parts[base]
        spoken = [initial, final + tone, *tail]
        return [*spoken, "#0"] if all(token in self.ids for token in spoken) else None

    def syllables(self):
        plain = [base + tone for base in self.parts for tone in TONES]
        rhotic = [base + "r" + tone for base in self.parts if base + "r" not in self.parts for tone in TONES]
        return [syllable for syllable in sorted(plain + rhotic) if self.tokens(syllable)]


def numbered(pinyin):
    """`chóng` to `chong2`; `ü` becomes `v`, no mark tone 5."""
    tone, letters = "5", ""
    for character in unicodedata.normalize("NFD", pinyin.replace("ü", "v")):
        if character in TONE_MARKS:
            tone = TONE_MARKS[character]
        elif character == "\u0308":
            letters = letters[:-1] + "v"
        else:
            letters += character
    return unicodedata.normalize("NFC", letters) + tone


def dictionary(readings, phrases, overrides):
    """{text: [syllable]}: characters with their first reading, words, and our own entries above both."""
    table = {}
    for code, spellings in readings.items():
        if 0x4E00 <= int(code) <= 0x9FFF:
            table[chr(int(code))] = [numbered(spellings.split(",")[0])]
    for text, spellings in phrases.items():
        if 2 <= len(text) == len(spellings) <= 8:
            table[text] = [numbered(alternatives[0]) for alternatives in spellings]
    table.update(overrides)
    return table


def read_overrides(path):
    with open(path, encoding="utf-8") as file:
        rows = [line.rstrip("\n").split("\t") for line in file if line.strip() and not line.startswith("#")]
    return {text: syllables.split() for text, syllables in rows}


def write(path, lines):
    with open(path, "w", encoding="utf-8") as file:
        file.writelines(line + "\n" for line in lines)


def write_all(mapper, readings, phrases, overrides, out):
    """Writes tokens.txt, lexicon.txt, syllables.tsv and pinyin.tsv into the folder `out`."""
    phonology = Phonology(mapper)
    table = dictionary(readings, phrases, overrides)
    unknown = sorted(text for text in overrides if not all(map(phonology.tokens, overrides[text])))
    if unknown:
        raise ValueError(f"readings that the voice cannot say: {' '.join(unknown)}")
    table = {text: reading for text, reading in table.items() if all(map(phonology.tokens, reading))}
    own = {syllable: chr(FIRST_SYLLABLE + index) for index, syllable in enumerate(phonology.syllables())}
    aliases = [f"{mark} {phonology.ids[token]}" for mark, token in PAUSES.items()]
    write(out / "tokens.txt", [f"{token} {number}" for token, number in phonology.ids.items()] + aliases)
    characters = [(text, reading[0]) for text, reading in table.items() if len(text) == 1]
    spoken = characters + [(character, syllable) for syllable, character in own.items()]
    write(out / "lexicon.txt", [f"{text} {' '.join(phonology.tokens(syllable))}" for text, syllable in spoken])
    write(out / "syllables.tsv", [f"{syllable}\t{character}" for syllable, character in own.items()])
    write(out / "pinyin.tsv", [f"{text}\t{' '.join(reading)}" for text, reading in sorted(table.items())])
