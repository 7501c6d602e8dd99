-- One row per country, period and scorer: how everyone speaks of it.
-- Figures of too few stories are not shown (state too_few).
CREATE VIEW tone_of_country AS
SELECT
    countries.name AS country_name,
    shown_series.* EXCLUDE (kind, source_country)
FROM shown_series
LEFT JOIN countries USING (country)
WHERE shown_series.kind = 'country';
