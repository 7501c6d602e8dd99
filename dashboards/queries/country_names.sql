-- The English name of each country and dated historical state.
-- grain: one row per country
-- example:
SELECT
    country,
    name
FROM countries
ORDER BY country;
