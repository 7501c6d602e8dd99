"""Writes a trained network as the files that score: int8 ONNX, tokenizer and checksums."""

from __future__ import annotations

import json
import re
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import nn

from flows.training.model import Network, tokenizer
from warehouse.durable import sha256_of


class Judge(nn.Module):  # type: ignore[misc]
    """Probabilities from token ids; the masks' vectors lie among the words', as in any BERT."""

    def __init__(self, network: Network, temperature: float) -> None:
        super().__init__()
        words = network.body.embeddings.word_embeddings
        network.body.set_attn_implementation("eager")  # in steps that ONNX has
        with torch.no_grad():
            words.weight[network.marks] = network.mark
        self.network = network
        self.temperature = temperature

    def forward(self, ids: torch.Tensor) -> Any:
        """Return P(negative), P(neutral), P(positive) of each row."""
        return torch.softmax(self.network(ids) / self.temperature, dim=-1)


def export(
    network: Network, temperature: float, out: Path, name: str, told: dict[str, Any]
) -> None:
    """Write `name`.onnx and `name`.json into `out`, and tokenizer.json.

    `told` is kept in the JSON beside the files' SHA-256, with the version: a part of the model's.
    """
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        exact = Path(folder) / "exact.onnx"
        to_onnx(network, temperature, exact)
        # Seven bits: with eight, sums of pairs overflow on processors without VNNI.
        quantize_dynamic(
            exact,
            out / f"{name}.onnx",
            per_channel=True,
            reduce_range=True,
            weight_type=QuantType.QInt8,
        )
    tokenizer().save(str(out / "tokenizer.json"))
    sums = {f: sha256_of(out / f) for f in (f"{name}.onnx", "tokenizer.json")}
    card = {"version": sums[f"{name}.onnx"][:12], "sha256": sums, **told}
    (out / f"{name}.json").write_text(json.dumps(card, indent=1) + "\n", encoding="utf-8")


def to_onnx(network: Network, temperature: float, path: Path) -> None:
    """Write the network in fp32."""
    ids = torch.tensor([[101, 2, 2003, 2307, 102], [101, 2, 2003, 102, 0]])
    torch.onnx.export(
        Judge(network, temperature).eval(),
        (ids,),
        str(path),
        input_names=["ids"],
        output_names=["probabilities"],
        dynamic_axes={"ids": {0: "row", 1: "token"}, "probabilities": {0: "row"}},
        opset_version=17,
        dynamo=False,
    )
    onnx.checker.check_model(str(path))


def read_back(path: Path, network: Network) -> None:
    """Give the network the weights of a shipped int8 file, within the error of quantising.

    Word vectors are MiniLM's own, which training leaves as they are.
    """
    graph = onnx.load(str(path)).graph
    held = {i.name: numpy_helper.to_array(i) for i in graph.initializer}
    weights = {
        n.removeprefix("network."): torch.tensor(v)
        for n, v in held.items()
        if n.startswith("network.") and v.dtype == np.float32 and not n.endswith("_scale")
    }
    for node in graph.node:
        if node.op_type != "MatMulInteger" or not node.input[1].endswith("_quantized"):
            continue
        kept = node.input[1].removesuffix("_quantized")
        shift = held[f"{kept}_zero_point"].astype(np.float32)
        real = (held[node.input[1]].astype(np.float32) - shift) * held[f"{kept}_scale"]
        module = re.sub(r"^/network/(.*?)/?(?:Gemm_)?MatMul_quant$", r"\1", node.name)
        weights[module.replace("/", ".") + ".weight"] = torch.tensor(real.T.copy())
    for name in ("token_type_embeddings", "position_embeddings"):
        kept = f"network.body.embeddings.{name}.weight"
        shift = held[f"{kept}_zero_point"].astype(np.float32)
        real = (held[f"{kept}_quantized"].astype(np.float32) - shift) * held[f"{kept}_scale"]
        weights[kept.removeprefix("network.")] = torch.tensor(real)
    missing, unknown = network.load_state_dict(weights, strict=False)
    left = {n for n in missing if "word_embeddings" not in n}
    if left or unknown:
        raise ValueError(f"{path} is no model of this kind: {sorted(left | set(unknown))[:3]}")


def add(path: Path, told: dict[str, Any]) -> None:
    """Add what is told to the JSON file."""
    card = json.loads(path.read_text(encoding="utf-8")) | told
    path.write_text(json.dumps(card, indent=1) + "\n", encoding="utf-8")
