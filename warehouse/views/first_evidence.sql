-- One row per sentence of a story's first article, country and scorer: evidence, with the story
-- and the facet that stands for the country (the first in the sentence).
CREATE VIEW first_evidence AS
WITH facets AS (
    SELECT
        article_id,
        version,
        sentence_no,
        country,
        arg_min(facet, start) AS facet
    FROM mentions
    GROUP BY article_id, version, sentence_no, country
)

SELECT
    stories.story_id,
    facets.facet,
    evidence.*
FROM evidence
INNER JOIN facets USING (article_id, version, sentence_no, country)
INNER JOIN stories USING (article_id, version)
WHERE stories.is_first;
