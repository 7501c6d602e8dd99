-- One row per sentence, country and scorer: the sentence, its tone, and the article it stands in.
CREATE VIEW evidence AS
SELECT
    tones.country,
    tones.scorer,
    tones.scorer_version,
    tones.polarity,
    tones.coverage,
    tones.inclusion,
    tones.holder,
    tones.holder_role,
    sentences.text AS sentence,
    sentences.part,
    sentences.is_quoted,
    articles.outlet,
    articles.source_country,
    articles.published_on,
    articles.date_precision,
    articles.title,
    articles.url,
    tones.article_id,
    tones.version,
    tones.sentence_no
FROM tones
INNER JOIN sentences USING (article_id, version, sentence_no)
INNER JOIN articles USING (article_id, version);
