-- The scorers of this snapshot, and how much each judged; that of the queries' default first.
-- grain: one row per scorer and version
-- example:
SELECT
    scorer,
    scorer_version,
    sum(n_sentences)::BIGINT AS n_sentences,
    sum(n_covered)::BIGINT AS n_covered
FROM tone_of_country
WHERE grain = 'year'
GROUP BY scorer, scorer_version
ORDER BY scorer <> 'targeted', scorer;
