"""The Whisper encoder, together with the keys and values that every decoder layer computes from its output."""

import numpy
from onnx import TensorProto

from whisper_graph import Graph


def encoder(weights, heads, decoder_layers):
    """mel [1, 80, frames] → n_layer_cross_k [layers, 1, heads, 64, frames / 2], n_layer_cross_v [layers, 1, heads, frames / 2, 64].

    sherpa-onnx only hands the two outputs on to the decoder, so they have the layout that the decoder's products want.
    """
    graph, scope = Graph("whisper_encoder"), weights("encoder")
    mel = graph.input("mel", TensorProto.FLOAT, ["n_audio", 80, "frames"])
    x = convolve(graph, mel, scope("conv1"), stride=1)
    x = convolve(graph, x, scope("conv2"), stride=2)
    x = graph.op("Transpose", x, perm=[0, 2, 1])
    length = graph.op("Shape", x, start=1, end=2)
    positions = graph.constant(scope["position_encodings/encodings"])
    x = graph.op("Add", x, graph.slice(positions, graph.integers(0), length, 0))
    layer = 0
    while f"encoder/layer_{layer}/ffn/linear_0/bias" in weights.variables:
        x = block(graph, x, scope(f"layer_{layer}"), heads)
        layer += 1
    cross(graph, graph.norm(x, scope("layer_norm")), weights("decoder"), heads, decoder_layers)
    return graph


def convolve(graph, x, scope, stride):
    return graph.op("Gelu", graph.op("Conv", x, graph.constant(scope["weight"]), graph.constant(scope["bias"]),
                                     kernel_shape=[3], pads=[1, 1], strides=[stride]))


def block(graph, x, scope, heads):
    attention = scope("self_attention")
    weight, bias = scaled_query(attention["linear_0/weight"], attention["linear_0/bias"], heads)
    joined = graph.dense(graph.norm(x, attention("layer_norm")), weight, bias)
    q, k, v = graph.op("Split", joined, axis=2, num_outputs=3, outputs=3)
    mixed = graph.attend(graph.heads(q, heads), graph.heads(k, heads, (0, 2, 3, 1)), graph.heads(v, heads))
    x = graph.op("Add", x, graph.dense(mixed, attention["linear_1/weight"], attention["linear_1/bias"]))
    return graph.feed_forward(x, scope("ffn"))


def scaled_query(weight, bias, heads):
    """The rows of the query multiplied by 1 / sqrt(width of a head), which attention would do at every step."""
    width = weight.shape[1]
    factor = numpy.ones(len(weight), numpy.float32)
    factor[:width] = (width // heads) ** -0.5
    return weight * factor[:, None], bias * factor


def cross(graph, x, decoder, heads, layers):
    scopes = [decoder(f"layer_{layer}/attention") for layer in range(layers)]
    weight = numpy.concatenate([scope["linear_1/weight"] for scope in scopes])
    bias = numpy.concatenate([scope["linear_1/bias"] for scope in scopes])
    joined = graph.op("Reshape", graph.dense(x, weight, bias), graph.integers(0, 0, layers, 2, heads, -1))
    k, v = graph.op("Split", joined, axis=3, num_outputs=2, outputs=2)
    k, v = (graph.op("Squeeze", part, graph.integers(3)) for part in (k, v))
    shape = [layers, "n_audio", heads]
    graph.output(graph.op("Transpose", k, perm=[2, 0, 3, 4, 1]), "n_layer_cross_k", [*shape, 64, "n_ctx"])
    graph.output(graph.op("Transpose", v, perm=[2, 0, 3, 1, 4]), "n_layer_cross_v", [*shape, "n_ctx", 64])
