"""Reads a CTranslate2 model file (binary version 6) into numpy arrays.

Layout, little endian: u32 version; string spec; u32 revision; u32 count; then for each variable: string name, u8 rank,
u32 for each dimension, u8 type, u32 bytes, data; then u32 aliases with two strings each.
A string is u16 length (with the final NUL) and its bytes.
"""

import struct

import numpy

TYPES = {0: numpy.float32, 1: numpy.int8, 2: numpy.int16, 3: numpy.int32, 4: numpy.float16}


class Reader:
    def __init__(self, data):
        self.data, self.at = data, 0

    def number(self, code):
        value, = struct.unpack_from("<" + code, self.data, self.at)
        self.at += struct.calcsize(code)
        return value

    def string(self):
        length = self.number("H")
        text = self.data[self.at:self.at + length - 1].decode()
        self.at += length
        return text

    def array(self):
        shape = [self.number("I") for _ in range(self.number("B"))]
        kind, size = self.number("B"), self.number("I")
        value = numpy.frombuffer(self.data, TYPES[kind], size // numpy.dtype(TYPES[kind]).itemsize, self.at)
        self.at += size
        return value.reshape(shape)


def read(data, spec):
    """All variables of the model by name; ValueError when it is another kind of file."""
    reader = Reader(data)
    found = (reader.number("I"), reader.string())
    if found != (6, spec):
        raise ValueError(f"expected a CTranslate2 6 {spec}, found {found}")
    reader.number("I")
    variables = {}
    for _ in range(reader.number("I")):
        name = reader.string()
        variables[name] = reader.array()
    return variables


class Scope:
    """Variables below a prefix, as float32: scope("ffn")["linear_0/weight"]."""

    def __init__(self, variables, prefix=""):
        self.variables, self.prefix = variables, prefix

    def __call__(self, name):
        return Scope(self.variables, f"{self.prefix}{name}/")

    def __getitem__(self, name):
        return self.variables[self.prefix + name].astype(numpy.float32)
