"""The Silero voice activity network, as shipped in its wheel."""

import shutil

WHEELS = ["silero-vad"]
TOOLS = []
OUTPUTS = ["vad/silero_vad.onnx"]


def build(wheels, out):
    shutil.copy(wheels["silero-vad"] / "silero_vad" / "data" / "silero_vad.onnx", out / OUTPUTS[0])
