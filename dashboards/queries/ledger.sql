-- What came in, what went on, and what did not, stage by stage.
-- grain: one row per stage
-- example:
SELECT
    stage,
    unit,
    sum(n_in)::BIGINT AS n_in,
    sum(n_out)::BIGINT AS n_out,
    sum(n_duplicate)::BIGINT AS n_duplicate,
    sum(n_rejected)::BIGINT AS n_rejected
FROM ledger
GROUP BY stage, unit
ORDER BY list_position(
    [
        'receive', 'read', 'normalise', 'articles', 'sentences', 'mentions', 'tones',
        'article_tones', 'past', 'stories', 'series'
    ],
    stage
);
