-- The first and the last day on which anything was said.
-- grain: one row per snapshot
-- param scorer = 'targeted': scorer
-- example:
SELECT
    min(published_on) AS first_on,
    max(published_on) AS last_on
FROM article_tones
WHERE scorer = $scorer;
