"""Reads the weights of a TensorFlow Lite graph by the names of its layers.

Only the flatbuffer schema (package `tflite`) is needed, no TensorFlow. Layers are found through the
operators that use them rather than through the constants' own names, because the converter stores
equal constants once and keeps only one of their names.
"""
import re

import numpy as np
import tflite

_DTYPES = {tflite.TensorType.FLOAT32: np.float32, tflite.TensorType.INT32: np.int32, tflite.TensorType.INT8: np.int8}
_OPS = tflite.BuiltinOperator


class Weights:
    """`kernel[layer]` is (array, scale or None), `vector[output name]` the constant of an element-wise operator."""

    def __init__(self, path):
        with open(path, "rb") as file:
            data = file.read()
        if len(data) < 8 or data[4:8] != b"TFL3":
            raise ValueError(f"{path} is not a TensorFlow Lite graph")
        self._model = tflite.Model.GetRootAsModel(data, 0)
        self._graph = self._model.Subgraphs(0)
        self.kernel, self.vector = {}, {}
        for index in range(self._graph.OperatorsLength()):
            self._collect(self._graph.Operators(index))

    def _collect(self, operator):
        code = self._model.OperatorCodes(operator.OpcodeIndex())
        kind = max(code.BuiltinCode(), code.DeprecatedBuiltinCode())
        name = self._graph.Tensors(operator.Outputs(0)).Name().decode()
        inputs = operator.InputsAsNumpy()
        if kind in (_OPS.CONV_2D, _OPS.FULLY_CONNECTED, _OPS.TRANSPOSE_CONV):
            layer = re.sub(r"(/Tensordot/MatMul|/[^/;]*|)\d*$", "", name.split(";")[0], count=1)
            self.kernel[layer] = self._array(inputs[1]), self._scale(inputs[1])
        elif kind in (_OPS.ADD, _OPS.SUB, _OPS.MUL):
            constants = [self._array(i) for i in inputs]
            constants = [c for c in constants if c is not None and c.dtype == np.float32 and c.ndim == 1]
            for part in name.split(";") if constants else []:
                self.vector[part] = constants[0]

    def bias(self, layer):
        """The output layer's addition bears the name of the graph's output, so its bias is found by its own name."""
        known = self.vector.get(layer + "/BiasAdd")
        return self.table(layer + "/BiasAdd")[0] if known is None else known

    def table(self, prefix):
        """A constant by the start of its own name."""
        for index in range(self._graph.TensorsLength()):
            if self._graph.Tensors(index).Name().decode().startswith(prefix) and self._array(index) is not None:
                return self._array(index), self._scale(index)
        raise KeyError(prefix)

    def _array(self, index):
        if index < 0:
            return None
        tensor = self._graph.Tensors(index)
        buffer = self._model.Buffers(tensor.Buffer())
        if not buffer.DataLength() or tensor.Type() not in _DTYPES:
            return None
        shape = tensor.ShapeAsNumpy() if tensor.ShapeLength() else ()
        return np.frombuffer(buffer.DataAsNumpy().tobytes(), _DTYPES[tensor.Type()]).reshape(shape)

    def _scale(self, index):
        quantization = self._graph.Tensors(index).Quantization()
        if quantization is None or quantization.ScaleLength() == 0:
            return None
        if quantization.ScaleLength() != 1 or quantization.ZeroPoint(0) != 0:
            raise ValueError("only symmetric quantisation with one scale is understood")
        return np.float32(quantization.Scale(0))
