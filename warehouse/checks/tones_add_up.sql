-- fail: a scorer whose tones do not add up to its article sums.
WITH by_sentence AS (
    SELECT
        scorer,
        count(*) AS n_sentences
    FROM tones
    GROUP BY scorer
),

by_article AS (
    SELECT
        scorer,
        sum(n_scored) AS n_sentences
    FROM article_tones
    GROUP BY scorer
)

SELECT
    scorer,
    by_sentence.n_sentences AS n_tones,
    by_article.n_sentences AS n_in_articles
FROM by_sentence
FULL JOIN by_article USING (scorer)
WHERE by_sentence.n_sentences IS DISTINCT FROM by_article.n_sentences;
