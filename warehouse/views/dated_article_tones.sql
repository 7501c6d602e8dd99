-- One row per article version, country, holder and scorer, with the time it stood: what any day's
-- figures are summed from. A version stood in [valid_from, valid_until).
CREATE VIEW dated_article_tones AS
WITH every_version AS (
    SELECT * FROM article_tones
    UNION ALL
    SELECT * FROM past_article_tones
)

SELECT
    every_version.*,
    articles.valid_from,
    articles.valid_until
FROM every_version
INNER JOIN articles USING (article_id, version);
