-- One row per country, period and scorer: how everyone speaks of it.
CREATE VIEW tone_of_country AS
SELECT
    series.country,
    countries.name AS country_name,
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
LEFT JOIN countries USING (country)
WHERE series.kind = 'country';
