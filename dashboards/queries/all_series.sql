-- Every series of the snapshot, whole.
-- grain: one row per series and period
-- example:
SELECT *
FROM series
ORDER BY kind, source_country, country, grain, period_start, scorer, scorer_version;
