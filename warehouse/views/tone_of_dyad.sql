-- One row per source country, country spoken of, period and scorer:
-- how the one speaks of the other.
CREATE VIEW tone_of_dyad AS
SELECT
    series.source_country,
    series.country,
    series.grain,
    series.period_start,
    series.scorer,
    series.scorer_version,
    series.mean,
    series.low,
    series.high,
    series.standard_error,
    series.n_sentences,
    series.n_covered,
    series.n_articles,
    series.n_outlets,
    series.share_covered
FROM series
WHERE series.kind = 'dyad';
