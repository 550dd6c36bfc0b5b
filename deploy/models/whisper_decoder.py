"""The Whisper decoder as sherpa-onnx calls it: the prompt first, then one token at a time with a cache.

sherpa-onnx takes the token with the highest logit until that is the end, and tells nothing of how sure it was. So this
decoder adds that to its answer: where the end would come it first says one of the tokens after `end`, the nth meaning
that the tokens so far had a mean probability (geometric, the end included) of n in CONFIDENCE_STEPS. The sum of logarithms
that this needs travels in the caches, as a last row behind those that attention reads.
"""

import numpy
from onnx import TensorProto

from whisper_encoder import scaled_query
from whisper_graph import Graph, quantise

IMPOSSIBLE = -1e9
CONFIDENCE_STEPS = 99


def decoder(weights, heads, layers, suppressed, end_token, confidence_token):
    """tokens, caches [layers, 1, length, width], cross keys and values, offset → the next token, longer caches.

    The caches that come in are read up to `offset` only, and those that go out are as long as needed: sherpa-onnx starts
    with 448 zeros and hands each answer back. Tokens in `suppressed` can never be chosen.
    """
    graph, scope = Graph("whisper_decoder"), weights("decoder")
    width = scope["embeddings/weight"].shape[1]
    tokens = graph.input("tokens", TensorProto.INT64, ["n_audio", "n_tokens"])
    caches = [graph.input(name, TensorProto.FLOAT, [layers, "n_audio", "n_cache", width])
              for name in ("in_n_layer_self_k_cache", "in_n_layer_self_v_cache")]
    cross = [graph.input("n_layer_cross_k", TensorProto.FLOAT, [layers, "n_audio", heads, width // heads, "n_ctx"]),
             graph.input("n_layer_cross_v", TensorProto.FLOAT, [layers, "n_audio", heads, "n_ctx", width // heads])]
    offset = graph.input("offset", TensorProto.INT64, [1])
    end = graph.op("Add", offset, graph.op("Shape", tokens, start=1, end=2))
    x, table = embed(graph, tokens, offset, end, scope)
    mask = causal(graph, offset, end, len(scope["position_encodings/encodings"]))
    past = [graph.slice(cache, graph.integers(0), offset, 2) for cache in caches]
    kept = [[], []]
    for layer in range(layers):
        index = graph.constant(numpy.array(layer, numpy.int64))
        at = [graph.op("Gather", source, index, axis=0) for source in (*past, *cross)]
        x, *new = block(graph, x, scope(f"layer_{layer}"), heads, at, mask)
        for kind in (0, 1):
            kept[kind].append(graph.op("Unsqueeze", new[kind], graph.integers(0)))
    logits = project(graph, graph.norm(x, scope("layer_norm")), table, suppressed)
    state = [graph.op("Slice", cache, graph.integers(-1), graph.integers(2**31 - 1), graph.integers(2)) for cache in caches]
    best, *state = confide(graph, logits, state, graph.slice(tokens, graph.integers(-1), graph.integers(2**31 - 1), 1),
                           end_token, confidence_token)
    graph.output(graph.op("OneHot", best, graph.integers(len(suppressed)), graph.constant(numpy.float32([0, 1]))),
                 "logits", ["n_audio", 1, len(suppressed)])
    for kind, name in enumerate(("out_n_layer_self_k_cache", "out_n_layer_self_v_cache")):
        kept[kind] = graph.op("Concat", graph.op("Concat", *kept[kind], axis=0), state[kind], axis=2)
        graph.output(kept[kind], name, [layers, "n_audio", "n_kept", width])
    return graph


def embed(graph, tokens, offset, end, scope):
    """Token and position embeddings summed, and the quantised token table ([token, width] with a scale for each token)."""
    rows, scale = table = quantise(scope["embeddings/weight"])
    picked = graph.op("Cast", graph.op("Gather", graph.constant(rows), tokens), to=TensorProto.FLOAT)
    factor = graph.op("Unsqueeze", graph.op("Gather", graph.constant(scale), tokens), graph.integers(-1))
    positions = graph.slice(graph.constant(scope["position_encodings/encodings"]), offset, end, 0)
    return graph.op("Add", graph.op("Mul", picked, factor), positions), table


def causal(graph, offset, end, longest):
    """0 where a new token may look, a very low number where it may not: [new tokens, all tokens so far]."""
    triangle = numpy.triu(numpy.full((longest, longest), IMPOSSIBLE, numpy.float32), 1)
    return graph.slice(graph.slice(graph.constant(triangle), offset, end, 0), graph.integers(0), end, 1)


def block(graph, x, scope, heads, at, mask):
    past_k, past_v, cross_k, cross_v = at
    own, other = scope("self_attention"), scope("attention")
    weight, bias = scaled_query(own["linear_0/weight"], own["linear_0/bias"], heads)
    joined = graph.dense(graph.norm(x, own("layer_norm")), weight, bias)
    q, k, v = graph.op("Split", joined, axis=2, num_outputs=3, outputs=3)
    k, v = graph.op("Concat", past_k, k, axis=1), graph.op("Concat", past_v, v, axis=1)
    mixed = graph.attend(graph.heads(q, heads), graph.heads(k, heads, (0, 2, 3, 1)), graph.heads(v, heads), mask)
    x = graph.op("Add", x, graph.dense(mixed, own["linear_1/weight"], own["linear_1/bias"]))
    weight, bias = scaled_query(other["linear_0/weight"], other["linear_0/bias"], heads)
    q = graph.dense(graph.norm(x, other("layer_norm")), weight, bias)
    mixed = graph.attend(graph.heads(q, heads), cross_k, cross_v)
    x = graph.op("Add", x, graph.dense(mixed, other["linear_2/weight"], other["linear_2/bias"]))
    return graph.feed_forward(x, scope("ffn")), k, v


def project(graph, x, table, suppressed):
    """Logits of the last token only: the others are never read."""
    rows, scale = table
    last = graph.slice(x, graph.integers(-1), graph.integers(2**31 - 1), 1)
    bias = numpy.where(suppressed, IMPOSSIBLE, 0).astype(numpy.float32)
    return graph.op("DynamicQuantizeMatMul", last, graph.constant(rows.T), graph.constant(scale), "",
                    graph.constant(bias), domain="com.microsoft")


def confide(graph, logits, state, last, end_token, confidence_token):
    """The token to say next [1, 1], and the two rows of state: sums of logarithms of probabilities, numbers of tokens."""
    top = graph.op("ReduceMax", logits, graph.integers(-1))
    total = graph.op("ReduceSum", graph.op("Exp", graph.op("Sub", logits, top)), graph.integers(-1))
    sums = graph.op("Sub", state[0], graph.op("Log", total))
    counts = graph.op("Add", state[1], graph.constant(numpy.float32(1)))
    mean = graph.op("Exp", graph.op("ReduceMax", graph.op("Div", sums, counts)))
    step = graph.op("Cast", graph.op("Floor", graph.op("Mul", mean, graph.constant(numpy.float32(CONFIDENCE_STEPS - 0.001)))),
                    to=TensorProto.INT64)
    confidence = graph.op("Reshape", graph.op("Add", step, graph.integers(confidence_token)), graph.integers(1, 1))
    best, end = graph.op("ArgMax", logits, axis=-1, keepdims=0), graph.integers(end_token)
    said = graph.op("Where", graph.op("Equal", best, end), confidence, best)
    first, beyond = graph.integers(confidence_token), graph.integers(confidence_token + CONFIDENCE_STEPS)
    told = graph.op("And", graph.op("GreaterOrEqual", last, first), graph.op("Less", last, beyond))
    return graph.op("Where", told, end, said), sums, counts
