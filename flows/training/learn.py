"""Trains the network on examples, with fixed seeds. Needs torch."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn import functional

from flows.training.augment import MADE
from flows.training.data import Example
from flows.training.judged import JUDGED
from flows.training.model import Batch, Network, tokenizer
from transforms.scorers.targeted import encoded

WIDTH = 8
WEIGHTS = {MADE: 0.5, JUDGED: 0.7}
DEVICE = torch.device("cuda" if torch.cuda.is_available() else "cpu")
Array = NDArray[np.float64]


@dataclass(frozen=True)
class Plan:
    """How to train."""

    seed: int
    epochs: int = 3
    batch: int = 32
    rate: float = 8e-5
    head_rate: float = 1e-3
    smoothing: float = 0.05
    others: float = 0.5  # share of readings with the other targets and countries masked
    is_half: bool = False  # 16-bit numbers in the layers, where the processor has them


def learn(network: Network, examples: Sequence[Example], plan: Plan) -> None:
    """Train the network on the examples, on a GPU where there is one."""
    torch.manual_seed(plan.seed)
    chance = random.Random(plan.seed)  # noqa: S311 - no secret
    network.to(DEVICE).train()
    steps = plan.epochs * -(-len(examples) // plan.batch)
    optimizer = _optimizer(network, plan)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda n: min((n + 1) / (0.1 * steps), (steps - n) / (0.9 * steps))
    )
    for epoch in range(plan.epochs):
        began, total = time.monotonic(), 0.0
        for number, batch in enumerate(_batches(examples, plan, chance)):
            total += _step(network, batch, plan, optimizer)
            schedule.step()
            if number % 50 == 49:
                print(f"{number + 1} batches: {total / (number + 1):.4f}", flush=True)
        print(f"epoch {epoch + 1}: loss {total * plan.batch / len(examples):.4f}, "
              f"{time.monotonic() - began:.0f} s", flush=True)  # fmt: skip
    network.eval()


def _optimizer(network: Network, plan: Plan) -> torch.optim.Optimizer:
    body = [p for p in network.body.parameters() if p.requires_grad]
    rest = [p for n, p in network.named_parameters() if not n.startswith("body.")]
    return torch.optim.AdamW(
        [{"params": body, "lr": plan.rate}, {"params": rest, "lr": plan.head_rate}],
        weight_decay=0.01,
        fused=True,
    )


def _step(network: Network, batch: Batch, plan: Plan, optimizer: torch.optim.Optimizer) -> float:
    """Learn from one batch; return its loss."""
    with torch.autocast(DEVICE.type, dtype=torch.bfloat16, enabled=plan.is_half):
        told = network(batch.ids.to(DEVICE))
    losses = functional.cross_entropy(
        told.float(),
        batch.chances.to(DEVICE),
        reduction="none",
        label_smoothing=plan.smoothing,
    )
    loss = (losses * batch.weights.to(DEVICE)).mean()
    loss.backward()
    torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
    optimizer.step()
    optimizer.zero_grad()
    return float(loss.detach())


def _batches(examples: Sequence[Example], plan: Plan, chance: random.Random) -> Iterator[Batch]:
    """Yield batches of sentences of about one length, in a chance order."""
    texts = [e.text_with_others if chance.random() < plan.others else e.text for e in examples]
    ids = encoded(texts, tokenizer())
    order = sorted(range(len(ids)), key=lambda i: len(ids[i]) + chance.random() * 8)
    chunks = [order[i : i + plan.batch] for i in range(0, len(order), plan.batch)]
    chance.shuffle(chunks)
    for chunk in chunks:
        yield Batch(
            padded([ids[i] for i in chunk]),
            torch.tensor([examples[i].chances for i in chunk]),
            torch.tensor([WEIGHTS.get(examples[i].source, 1.0) for i in chunk]),
        )


def padded(ids: Sequence[Sequence[int]]) -> torch.Tensor:
    """Return the ids as one tensor, filled up with 0."""
    # A few widths, not a hundred: the machine code is made anew for each.
    longest = -(-max(map(len, ids)) // WIDTH) * WIDTH
    return torch.tensor([[*row, *[0] * (longest - len(row))] for row in ids])


def logits(network: Network, texts: Sequence[str]) -> Array:
    """Return the logits of masked texts, in fp32."""
    ids = encoded(texts, tokenizer())
    order = sorted(range(len(ids)), key=lambda i: len(ids[i]))
    found = np.zeros((len(ids), 3))
    for start in range(0, len(order), 32):
        chunk = order[start : start + 32]
        with torch.no_grad():
            read = padded([ids[i] for i in chunk]).to(network.mark.device)
            found[chunk] = network(read).cpu().numpy()
    return found
