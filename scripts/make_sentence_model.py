"""A sentence model as a folder of Hugging Face enters; the same with weights of eight bits, a quarter of the size, stands in it.

pip install onnx onnxruntime safetensors
python scripts/make_sentence_model.py FOLDER

FOLDER holds the model as sentence-transformers/all-MiniLM-L6-v2 does: `onnx/model.onnx`, or else the weights themselves
(`model.safetensors`, `config.json`, of the BERT family), of which `onnx/model.onnx` is made first. `onnx/model_int8.onnx` is what
`trialwright library learn --model FOLDER` takes up. Nothing is fetched.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

Arrays = Mapping[str, NDArray[Any]]
_OPSET, _IR = 17, 8
_FLOAT, _SMALL = "model.onnx", "model_int8.onnx"
_OUT = 3.4e4
"""What is taken from the score of a token that only fills up."""


@dataclass(kw_only=True)
class _Graph:
    """A network that is being written: its nodes and its constants."""

    nodes: list[Any] = field(default_factory=list)
    constants: list[Any] = field(default_factory=list)

    def put(self, kind: str, *inputs: str, **how: Any) -> str:
        """Add a node; the name of what it gives."""
        name = f"{kind}_{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, list(inputs), [name], **how))
        return name

    def hold(self, value: NDArray[Any]) -> str:
        """Add a constant; its name."""
        name = f"constant_{len(self.constants)}"
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def number(self, value: float) -> str:
        """Add one number."""
        return self.hold(np.array(value, dtype=np.float32))


@dataclass(kw_only=True)
class _Bert:
    """The encoder of Devlin et al. 2018 over weights by their names in PyTorch."""

    weights: Arrays
    heads: int
    epsilon: float
    graph: _Graph = field(default_factory=_Graph)

    def written(self, layers: int) -> str:
        """The vectors of the last layer, by their name."""
        mask = self.graph.put("Cast", "attention_mask", to=TensorProto.FLOAT)
        mask = self.graph.put("Mul", self.graph.put("Sub", mask, self.graph.number(1.0)), self.graph.number(_OUT))
        mask = self.graph.put("Unsqueeze", mask, self.graph.hold(np.array([1, 2])))
        state = self._embedded()
        for number in range(layers):
            state = self._layer(f"encoder.layer.{number}", state, mask)
        return state

    def _embedded(self) -> str:
        put, hold = self.graph.put, self.graph.hold
        tables = {name: hold(self.weights[f"embeddings.{name}_embeddings.weight"]) for name in ("word", "token_type", "position")}
        words = put("Gather", tables["word"], "input_ids")
        kinds = put("Gather", tables["token_type"], "token_type_ids")
        first = hold(np.array([0]))
        places = put("Slice", tables["position"], first, put("Shape", "input_ids", start=1, end=2), first)
        return self._levelled("embeddings.LayerNorm", put("Add", put("Add", words, kinds), places))

    def _layer(self, name: str, state: str, mask: str) -> str:
        put = self.graph.put
        seen = self._dense(f"{name}.attention.output.dense", self._attended(f"{name}.attention.self", state, mask))
        state = self._levelled(f"{name}.attention.output.LayerNorm", put("Add", seen, state))
        wide = self._dense(f"{name}.intermediate.dense", state)
        bent = put("Erf", put("Mul", wide, self.graph.number(1 / math.sqrt(2))))
        bent = put("Mul", put("Mul", wide, put("Add", bent, self.graph.number(1.0))), self.graph.number(0.5))
        return self._levelled(f"{name}.output.LayerNorm", put("Add", self._dense(f"{name}.output.dense", bent), state))

    def _attended(self, name: str, state: str, mask: str) -> str:
        put, size = self.graph.put, len(self.weights[f"{name}.query.bias"]) // self.heads
        apart = self.graph.hold(np.array([0, 0, self.heads, size]))
        query, key, value = (put("Reshape", self._dense(f"{name}.{part}", state), apart) for part in ("query", "key", "value"))
        scores = put("MatMul", put("Transpose", query, perm=[0, 2, 1, 3]), put("Transpose", key, perm=[0, 2, 3, 1]))
        scores = put("Add", put("Mul", scores, self.graph.number(1 / math.sqrt(size))), mask)
        seen = put("MatMul", put("Softmax", scores, axis=-1), put("Transpose", value, perm=[0, 2, 1, 3]))
        joined = self.graph.hold(np.array([0, 0, self.heads * size]))
        return put("Reshape", put("Transpose", seen, perm=[0, 2, 1, 3]), joined)

    def _dense(self, name: str, state: str) -> str:
        put, hold = self.graph.put, self.graph.hold
        return put("Add", put("MatMul", state, hold(self.weights[f"{name}.weight"].T)), hold(self.weights[f"{name}.bias"]))

    def _levelled(self, name: str, state: str) -> str:
        scale, bias = (self.graph.hold(self.weights[f"{name}.{part}"]) for part in ("weight", "bias"))
        return self.graph.put("LayerNormalization", state, scale, bias, axis=-1, epsilon=self.epsilon)


def network(weights: Arrays, config: Mapping[str, Any]) -> Any:
    """The network of ONNX that computes what PyTorch does with these weights of a BertModel (`config`: its config.json)."""
    if config.get("model_type") != "bert" or config.get("hidden_act", "gelu") != "gelu":
        raise SystemExit("config.json names another network than BERT with gelu: put onnx/model.onnx there yourself")
    plain = {name.removeprefix("bert."): value.astype(np.float32) for name, value in weights.items() if value.dtype.kind == "f"}
    bert = _Bert(weights=plain, heads=config["num_attention_heads"], epsilon=config.get("layer_norm_eps", 1e-12))
    state = bert.written(config["num_hidden_layers"])
    bert.graph.nodes.append(helper.make_node("Identity", [state], ["last_hidden_state"]))
    shape = ["batch", "pieces"]
    inputs = ("input_ids", "attention_mask", "token_type_ids")
    given = [helper.make_tensor_value_info(name, TensorProto.INT64, shape) for name in inputs]
    gives = [helper.make_tensor_value_info("last_hidden_state", TensorProto.FLOAT, [*shape, config["hidden_size"]])]
    graph = helper.make_graph(bert.graph.nodes, "bert", given, gives, bert.graph.constants)
    made = helper.make_model(graph, opset_imports=[helper.make_opsetid("", _OPSET)], ir_version=_IR)
    onnx.checker.check_model(made)
    return made


def quantized(source: Path, target: Path) -> None:
    """Write a network with its weights as whole numbers of eight bits, each column with a scale of its own."""
    from onnxruntime.quantization import QuantType, quantize_dynamic

    # A range of seven bits: processors without VNNI add two products in sixteen bits, which would overflow.
    quantize_dynamic(source, target, weight_type=QuantType.QInt8, per_channel=True, reduce_range=True)


def main() -> int:
    """Read the command line, write the files, say what they are."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    source, weights = folder / "onnx" / _FLOAT, folder / "model.safetensors"
    if not source.exists() and weights.exists():
        from safetensors.numpy import load_file

        source.parent.mkdir(exist_ok=True)
        onnx.save(network(load_file(weights), json.loads((folder / "config.json").read_text("utf-8"))), source)
        print(f"made {source}: {source.stat().st_size / 1e6:.1f} MB")
    if not source.exists():
        print(f"neither {source} nor {weights} is there", file=sys.stderr)
        return 2
    target = source.with_name(_SMALL)
    quantized(source, target)
    print(f"made {target}: {target.stat().st_size / 1e6:.1f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
