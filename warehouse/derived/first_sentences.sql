-- One row per covered sentence of a story's first article, country and scorer: its tone, and the
-- facet that stands for the country (the first in the sentence). story_group parts the stories into
-- 40 groups, which a jackknife leaves out one by one. Sorted by country, so that one is read
-- without the rest.
CREATE TABLE first_sentences AS
WITH facets AS (
    SELECT
        article_id,
        version,
        sentence_no,
        country,
        arg_min(facet, start) AS facet
    FROM mentions
    GROUP BY article_id, version, sentence_no, country
),

firsts AS (
    SELECT
        article_id,
        version,
        story_id,
        dense_rank() OVER (ORDER BY story_id) % 40 AS story_group
    FROM stories
    WHERE is_first
)

SELECT
    tones.country,
    tones.scorer,
    tones.scorer_version,
    articles.published_on,
    articles.outlet,
    articles.source_country,
    firsts.story_id,
    firsts.story_group,
    facets.facet,
    tones.polarity,
    tones.article_id,
    tones.version,
    tones.sentence_no
FROM tones
INNER JOIN facets USING (article_id, version, sentence_no, country)
INNER JOIN firsts USING (article_id, version)
INNER JOIN articles USING (article_id, version)
WHERE tones.coverage > 0
ORDER BY
    tones.country,
    tones.scorer,
    tones.scorer_version,
    articles.published_on,
    tones.article_id,
    tones.sentence_no;
