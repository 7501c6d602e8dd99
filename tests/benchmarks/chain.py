"""The chain from Parquet to published snapshot, as `entente run` does it, timed."""

from __future__ import annotations

import json
import resource
import sys
import time
from pathlib import Path

from flows.settings import Settings, quiet_prefect


def main(corpus: Path, data: Path) -> None:
    """Print counts, seconds and peak memory of one run into a fresh data folder."""
    quiet_prefect(data.parent / "prefect")
    from flows.daily import daily
    from flows.ingest import ingest

    settings = Settings(data=data, sources=Path("none.toml"), scorers=["textblob"])
    # The embedded server starts with the first flow; that is not what is measured.
    ingest(settings.model_copy(update={"data": data.parent / "warm"}), [])
    began = time.perf_counter()
    run = daily(settings, [corpus])
    seconds = time.perf_counter() - began
    counts = {r["stage"]: r for r in run.stages.iter_rows(named=True)}
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    json.dump(
        {
            "articles": counts["articles"]["n_out"],
            "sentences": counts["mentions"]["n_in"],
            "tones": counts["tones"]["n_out"],
            "seconds": seconds,
            "peak_mb": peak,
        },
        sys.stdout,
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
