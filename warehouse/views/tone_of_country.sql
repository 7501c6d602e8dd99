-- One row per country, period and scorer: how everyone speaks of it.
-- Figures of too few stories are not shown (state too_few).
CREATE VIEW tone_of_country AS
WITH of_countries AS (
    SELECT * EXCLUDE (kind, source_country)
    FROM shown_series
    WHERE kind = 'country'
)

SELECT
    countries.name AS country_name,
    of_countries.*
FROM of_countries
LEFT JOIN countries USING (country);
