-- How much each length of period can say: the share of sentences in periods whose mean is shown.
-- grain: one row per length of period
-- param scorer = 'targeted': scorer
-- example:
SELECT
    grain,
    coalesce(sum(n_sentences) FILTER (WHERE state <> 'too_few'), 0) / sum(n_sentences)
        AS share_said
FROM tone_of_country
WHERE scorer = $scorer
GROUP BY grain
ORDER BY share_said DESC, grain ASC;
