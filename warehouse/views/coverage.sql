-- One row per outlet and month: what was received, dated and divided into sentences.
-- Month is NULL for undated articles.
CREATE VIEW coverage AS
WITH sentence_counts AS (
    SELECT
        article_id,
        version,
        count(*) AS n_sentences
    FROM sentences
    GROUP BY article_id, version
)

SELECT
    articles.outlet,
    articles.source_country,
    date_trunc('month', articles.published_on) AS month,
    count(*) AS n_articles,
    count(*) FILTER (WHERE articles.language = 'en') AS n_english,
    count(*) FILTER (WHERE articles.date_quality <> 'stated') AS n_date_not_stated,
    coalesce(sum(sentence_counts.n_sentences), 0)::BIGINT AS n_sentences
FROM articles
LEFT JOIN sentence_counts USING (article_id, version)
WHERE articles.is_current
GROUP BY articles.outlet, articles.source_country, date_trunc('month', articles.published_on);
