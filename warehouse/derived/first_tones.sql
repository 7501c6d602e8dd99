-- One row per story (its first article), country and scorer: article_tones whoever holds the tone.
-- Sorted by day, so that a span is read without the rest.
CREATE TABLE first_tones AS
SELECT
    stories.story_id,
    article_tones.outlet,
    article_tones.source_country,
    article_tones.country,
    article_tones.published_on,
    article_tones.date_precision,
    article_tones.scorer,
    article_tones.scorer_version,
    sum(article_tones.n_sentences)::BIGINT AS n_sentences,
    sum(article_tones.n_covered)::BIGINT AS n_covered,
    sum(article_tones.polarity_micro)::BIGINT AS polarity_micro
FROM article_tones
INNER JOIN stories USING (article_id, version)
WHERE stories.is_first
GROUP BY ALL
ORDER BY
    article_tones.scorer,
    article_tones.published_on,
    article_tones.source_country,
    article_tones.country,
    stories.story_id;
