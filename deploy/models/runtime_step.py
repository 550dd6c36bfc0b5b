"""The sherpa-onnx C library and the ONNX runtime it uses, as shipped in its wheel."""

import shutil

WHEELS = ["sherpa-onnx-core"]
TOOLS = []
OUTPUTS = ["lib/libsherpa-onnx-c-api.so", "lib/libonnxruntime.so"]


def build(wheels, out):
    for path in OUTPUTS:
        shutil.copy(wheels["sherpa-onnx-core"] / "sherpa_onnx" / path, out / path)
