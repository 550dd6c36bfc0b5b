"""Writes FastSpeech2 and the multi-band MelGAN as one ONNX graph with the inputs of a VITS voice.

Sounds are kept as [1, time, channels] in the acoustic network and as [1, channels, time] in the vocoder.
Int8 weights stay int8 in the file and are scaled by Cast and Mul, which the runtime folds when it loads.
Three departures from the original graph: the dropout that was left active is replaced by its expectation
(the same text always sounds the same), the sub-bands are not rounded to 8 bits, and a `#0` before a pause
is removed, since the voice was trained without it but a lexicon has to end every syllable with it.
"""
import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

HEADS, WIDTH, HIDDEN = 2, 16, 256
EPSILON = np.float32(1e-5)
SYLLABLE_END, LAST_PAUSE, END = 2, 5, 218  # ids of `#0`, `#3` and `eos` in the voice's token table
POSITIONS = 2048  # rows of the position table that a frame can use


class Graph:
    def __init__(self):
        self.nodes, self.constants = [], []

    def constant(self, array, dtype=np.float32):
        name = f"c{len(self.constants)}"
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(array, dtype), name))
        return name

    def ints(self, *values):
        return self.constant(values, np.int64)

    def op(self, kind, *inputs, outputs=None, **attributes):
        name = outputs or f"t{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, list(inputs), [name], **attributes))
        return name

    def weight(self, array, scale):
        if scale is None:
            return self.constant(array)
        as_float = self.op("Cast", self.constant(array, np.int8), to=TensorProto.FLOAT)
        return self.op("Mul", as_float, self.constant(scale))


class Acoustic:
    """FastSpeech2: token ids to a mel spectrogram."""

    def __init__(self, graph, weights):
        self.g, self.w = graph, weights
        self.positions = graph.weight(*weights.table("embeddings/position_embeddings"))

    def dense(self, x, layer):
        array, scale = self.w.kernel[layer]
        product = self.g.op("MatMul", x, self.g.weight(array.T, scale))
        return self.g.op("Add", product, self.g.constant(self.w.bias(layer)))

    def conv(self, x, layer):
        array, scale = self.w.kernel[layer]
        kernel = self.g.weight(array[:, 0].transpose(0, 2, 1), scale)
        bias = self.g.constant(self.w.bias(layer))
        pad = array.shape[2] // 2
        channels_first = self.g.op("Transpose", x, perm=[0, 2, 1])
        y = self.g.op("Conv", channels_first, kernel, bias, pads=[pad, pad])
        return self.g.op("Transpose", y, perm=[0, 2, 1])

    def norm(self, x, layer):
        gain, bias = (self.g.constant(self.w.vector[f"{layer}/batchnorm/{part}"]) for part in ("mul", "sub"))
        return self.g.op("LayerNormalization", x, gain, bias, axis=-1, epsilon=float(EPSILON))

    def heads(self, x, layer):
        y = self.g.op("Reshape", self.dense(x, layer), self.g.ints(1, -1, HEADS, WIDTH))
        return self.g.op("Transpose", y, perm=[0, 2, 1, 3])

    def attention(self, x, layer):
        query, key, value = (self.heads(x, f"{layer}/self/{part}") for part in ("query", "key", "value"))
        scores = self.g.op("MatMul", query, self.g.op("Transpose", key, perm=[0, 1, 3, 2]))
        scores = self.g.op("Mul", scores, self.g.constant(np.float32(WIDTH ** -0.5)))
        mixed = self.g.op("MatMul", self.g.op("Softmax", scores, axis=-1), value)
        joined = self.g.op("Reshape", self.g.op("Transpose", mixed, perm=[0, 2, 1, 3]), self.g.ints(1, -1, HEADS * WIDTH))
        output = self.g.op("Add", self.dense(joined, f"{layer}/output/dense"), x)
        return self.norm(output, f"{layer}/output/LayerNorm")

    def mish(self, x):
        return self.g.op("Mul", x, self.g.op("Tanh", self.g.op("Softplus", x)))

    def transformer(self, x, name):
        for index in range(3):
            layer = f"{name}/layer_._{index}"
            x = self.attention(x, layer + "/attention")
            inner = self.mish(self.conv(x, layer + "/intermediate/conv1d_1"))
            x = self.g.op("Add", self.conv(inner, layer + "/intermediate/conv1d_2"), x)
            x = self.norm(x, layer + "/output/LayerNorm")
        return x

    def predictor(self, x, name, sequential, dense):
        for index in range(2):
            x = self.g.op("Relu", self.conv(x, f"{name}/{sequential}/conv_._{index}"))
            x = self.norm(x, f"{name}/{sequential}/LayerNorm_._{index}")
        return self.dense(x, f"{name}/{dense}")

    def with_positions(self, x):
        count = self.g.op("Gather", self.g.op("Shape", x), self.g.constant(1, np.int64))
        one = self.g.constant(1, np.int64)
        indices = self.g.op("Range", one, self.g.op("Add", count, one), one)
        indices = self.g.op("Min", indices, self.g.constant(POSITIONS, np.int64))
        return self.g.op("Add", x, self.g.op("Gather", self.positions, indices))

    def durations(self, x, length_scale):
        """Frames for each token, int64 [tokens]."""
        log = self.predictor(x, "duration_predictor", "sequential_8", "dense_7")
        frames = self.g.op("Relu", self.g.op("Sub", self.g.op("Exp", log), self.g.constant(np.float32(1))))
        frames = self.g.op("Round", self.g.op("Mul", frames, length_scale))
        return self.g.op("Cast", self.g.op("Reshape", frames, self.g.ints(-1)), to=TensorProto.INT64)

    def repeat(self, x, durations):
        """Repeats each token for its frames: frame j belongs to token number |{i: end of i <= j}|."""
        ends = self.g.op("CumSum", durations, self.g.constant(0, np.int64))
        total = self.g.op("ReduceSum", durations, keepdims=0)
        frames = self.g.op("Range", self.g.constant(0, np.int64), total, self.g.constant(1, np.int64))
        passed = self.g.op("LessOrEqual", ends, self.g.op("Unsqueeze", frames, self.g.ints(1)))
        token = self.g.op("ReduceSum", self.g.op("Cast", passed, to=TensorProto.INT64), self.g.ints(1), keepdims=0)
        return self.g.op("Gather", x, token, axis=1)

    def mel(self, tokens, length_scale):
        x = self.g.op("Gather", self.g.weight(*self.w.table("embeddings/Gather")), tokens)
        x = self.transformer(self.with_positions(x), "encoder")
        pitch = self.conv(self.predictor(x, "f0_predictor", "sequential_6", "dense_5"), "f0_embeddings")
        energy = self.conv(self.predictor(x, "energy_predictor", "sequential_7", "dense_6"), "energy_embeddings")
        frames = self.durations(x, length_scale)
        x = self.repeat(self.g.op("Add", x, self.g.op("Add", pitch, energy)), frames)
        before = self.dense(self.transformer(self.with_positions(x), "decoder"), "mel_before")
        return self.g.op("Add", before, self.postnet(before))

    def postnet(self, x):
        for index in range(5):
            x = self.conv(x, f"postnet/conv_._{index}")
            norm = f"postnet/batch_norm_._{index}/batchnorm/"
            x = self.g.op("Mul", x, self.g.constant(self.w.vector[norm + "mul_1"]))
            x = self.g.op("Add", x, self.g.constant(self.w.vector[norm + "add_1"]))
            x = self.g.op("Tanh", x) if index < 4 else x
        return x


class Vocoder:
    """Multi-band MelGAN: a mel spectrogram to sound, 300 samples a frame."""

    def __init__(self, graph, weights):
        self.g, self.w = graph, weights

    def leaky(self, x):
        return self.g.op("LeakyRelu", x, alpha=0.2)

    def reflect(self, x, pad):
        return self.g.op("Pad", x, self.g.ints(0, 0, pad, 0, 0, pad), mode="reflect")

    def conv(self, x, layer, dilation=1):
        kernel = self.g.constant(self.w.kernel[layer][0][:, 0].transpose(0, 2, 1))
        bias = self.g.constant(self.w.bias(layer))
        return self.g.op("Conv", x, kernel, bias, dilations=[dilation])

    def upsample(self, x, layer, factor):
        array = self.w.kernel[layer][0]
        kernel = self.g.constant(array[:, :, 0].transpose(2, 0, 1))
        bias = self.g.constant(self.w.bias(layer))
        pads = [factor // 2, factor - factor // 2]  # TensorFlow's SAME
        return self.g.op("ConvTranspose", x, kernel, bias, strides=[factor], pads=pads)

    def residual(self, x, name, number, dilation):
        inner = self.conv(self.reflect(self.leaky(x), dilation), f"{name}/conv1d_{number}", dilation)
        inner = self.conv(self.leaky(inner), f"{name}/conv1d_{number + 1}")
        return self.g.op("Add", self.conv(x, name + "/shortcut"), inner)

    def synthesise_bands(self, bands):
        """The pseudo-QMF bank: four bands up by four, each through its filter, summed."""
        up = self.g.constant(self.w.kernel["conv1d_transpose"][0][:, 0].transpose(2, 0, 1))
        filters = self.g.constant(self.w.kernel["conv1d"][0][:, 0].transpose(0, 2, 1))
        wide = self.g.op("ConvTranspose", bands, up, strides=[4])
        return self.g.op("Conv", wide, filters, pads=[31, 31], outputs="y")

    def sound(self, mel):
        x = self.g.op("Transpose", mel, perm=[0, 2, 1])
        x = self.conv(self.reflect(x, 3), "sequential_4/conv1d")
        number = 1
        for stage, factor in enumerate((3, 5, 5)):
            suffix = f"_{stage}" if stage else ""
            layer = f"sequential_4/conv_transpose_._{stage}/conv2d_transpose{suffix}"
            x = self.upsample(self.leaky(x), layer, factor)
            for index, dilation in enumerate((1, 3, 9, 27)):
                x = self.residual(x, f"sequential_4/residual_stack_._{stage}._._{index}", number, dilation)
                number += 2
        x = self.g.op("Tanh", self.conv(self.reflect(self.leaky(x), 3), "sequential_4/conv1d_25"))
        return self.synthesise_bands(x)


def without_trailing_marks(g, tokens):
    """Drops each `#0` that a pause, the silence or the end follows."""
    flat = g.op("Reshape", tokens, g.ints(-1))
    following = g.op("Concat", g.op("Slice", flat, g.ints(1), g.ints(2 ** 31)), g.ints(END), axis=0)
    pause = g.op("Or", g.op("LessOrEqual", following, g.constant(LAST_PAUSE, np.int64)),
                 g.op("Equal", following, g.constant(END, np.int64)))
    mark = g.op("Equal", flat, g.constant(SYLLABLE_END, np.int64))
    kept = g.op("Compress", flat, g.op("Not", g.op("And", mark, pause)), axis=0)
    return g.op("Unsqueeze", kept, g.ints(0))


def build(acoustic_weights, vocoder_weights, metadata):
    g = Graph()
    tokens = without_trailing_marks(g, "x")
    Vocoder(g, vocoder_weights).sound(Acoustic(g, acoustic_weights).mel(tokens, "length_scale"))
    inputs = [helper.make_tensor_value_info("x", TensorProto.INT64, [1, "tokens"]),
              helper.make_tensor_value_info("x_length", TensorProto.INT64, [1])]
    inputs += [helper.make_tensor_value_info(name, TensorProto.FLOAT, [1])
               for name in ("noise_scale", "length_scale", "noise_scale_w")]
    output = helper.make_tensor_value_info("y", TensorProto.FLOAT, [1, 1, "samples"])
    graph = helper.make_graph(g.nodes, "voice", inputs, [output], g.constants)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    helper.set_model_props(model, {key: str(value) for key, value in metadata.items()})
    onnx.checker.check_model(model)
    return model
