-- The alliances, and the countries with allies and others, of which there are series.
-- grain: one row per group and relation
-- param scorer = 'targeted': scorer
-- example:
SELECT
    group_name,
    relation,
    sum(n_sentences)::BIGINT AS n_sentences
FROM tone_of_group
WHERE grain = 'year' AND scorer = $scorer
GROUP BY group_name, relation
ORDER BY n_sentences DESC, group_name ASC, relation ASC;
