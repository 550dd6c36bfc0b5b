"""A small writer of ONNX graphs: values are names, operators are methods, weights are quantised as they are written."""

import numpy
import onnx
from onnx import TensorProto, helper, numpy_helper

OPSETS = [helper.make_opsetid("", 20), helper.make_opsetid("com.microsoft", 1)]


class Graph:
    def __init__(self, name):
        self.name, self.nodes, self.constants, self.inputs, self.outputs = name, [], {}, [], []

    def input(self, name, kind, shape):
        self.inputs.append(helper.make_tensor_value_info(name, kind, shape))
        return name

    def output(self, value, name, shape):
        self.nodes.append(helper.make_node("Identity", [value], [name]))
        self.outputs.append(helper.make_tensor_value_info(name, TensorProto.FLOAT, shape))

    def constant(self, array, name=None):
        name = name or f"c{len(self.constants)}"
        self.constants[name] = numpy_helper.from_array(numpy.asarray(array, order="C"), name)
        return name

    def integers(self, *values):
        return self.constant(numpy.array(values, numpy.int64))

    def op(self, kind, *inputs, outputs=1, domain="", **attributes):
        names = [f"v{len(self.nodes)}_{i}" for i in range(outputs)]
        self.nodes.append(helper.make_node(kind, list(inputs), names, domain=domain, **attributes))
        return names[0] if outputs == 1 else names

    def dense(self, x, weight, bias=None):
        """x · weightᵀ + bias, the weight ([out, in]) in 7 bits with one scale for each output."""
        quantised, scale = quantise(weight)
        extra = [] if bias is None else ["", self.constant(bias)]
        return self.op("DynamicQuantizeMatMul", x, self.constant(quantised.T), self.constant(scale), *extra,
                       domain="com.microsoft")

    def norm(self, x, scope):
        return self.op("LayerNormalization", x, self.constant(scope["gamma"]), self.constant(scope["beta"]), axis=-1,
                       epsilon=1e-5)

    def slice(self, x, start, end, axis):
        return self.op("Slice", x, start, end, self.integers(axis))

    def heads(self, x, count, order=(0, 2, 1, 3)):
        """[batch, length, width] as [batch, heads, length, width / heads] (or another `order` of those axes)."""
        return self.op("Transpose", self.op("Reshape", x, self.integers(0, 0, count, -1)), perm=order)

    def attend(self, q, k, v, mask=None):
        """softmax(q · k + mask) · v for q, v as `heads` gives them and k transposed; joined back to [batch, length, width]."""
        scores = self.op("MatMul", q, k)
        scores = scores if mask is None else self.op("Add", scores, mask)
        mixed = self.op("MatMul", self.op("Softmax", scores, axis=-1), v)
        return self.op("Reshape", self.op("Transpose", mixed, perm=[0, 2, 1, 3]), self.integers(0, 0, -1))

    def feed_forward(self, x, scope):
        hidden = self.norm(x, scope("layer_norm"))
        hidden = self.op("Gelu", self.dense(hidden, scope["linear_0/weight"], scope["linear_0/bias"]))
        return self.op("Add", x, self.dense(hidden, scope["linear_1/weight"], scope["linear_1/bias"]))

    def save(self, path, metadata):
        graph = helper.make_graph(self.nodes, self.name, self.inputs, self.outputs, list(self.constants.values()))
        model = helper.make_model(graph, opset_imports=OPSETS, ir_version=9, producer_name="hotline")
        helper.set_model_props(model, {key: str(value) for key, value in metadata.items()})
        onnx.save(model, path)


def quantise(weight):
    """A matrix [out, in] as signed integers of 7 bits and one scale for each of its rows.

    Processors without VNNI add pairs of 8-bit products in 16 bits, which overflow with 8-bit weights; with 7 bits they
    cannot, and the error rate is the same.
    """
    scale = numpy.maximum(numpy.abs(weight).max(axis=1), 1e-8) / 63
    return numpy.round(weight / scale[:, None]).astype(numpy.int8), scale.astype(numpy.float32)
