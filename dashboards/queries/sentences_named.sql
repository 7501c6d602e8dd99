-- Some sentences, as they are read: those named by article and number.
-- grain: one row per sentence
-- marks: where in the sentence the country is mentioned, as START-END in code points.
-- holder: the country whose tone it is, where holder_role is speaker.
-- param country: country spoken of (ISO 3166 alpha-3)
-- param keys: article_id, a hash sign and sentence_no; one a line
-- param scorer = 'textblob': scorer
-- example: -p country=JPN -p 'keys=Federal Row Dispatch/frd-127015#7'
WITH toward AS (
    SELECT
        *,
        article_id || '#' || sentence_no AS sentence_key
    FROM tones
    WHERE country = $country AND scorer = $scorer
),

picked AS MATERIALIZED (
    SELECT *
    FROM toward
    WHERE list_contains(string_split($keys, chr(10)), sentence_key)
),

marked AS (
    SELECT
        mentions.article_id,
        mentions.version,
        mentions.sentence_no,
        string_agg(mentions.start || '-' || mentions.end, ' ' ORDER BY mentions.start) AS marks
    FROM mentions
    INNER JOIN picked USING (article_id, version, sentence_no, country)
    GROUP BY mentions.article_id, mentions.version, mentions.sentence_no
)

SELECT
    articles.published_on,
    articles.outlet,
    picked.polarity,
    picked.coverage,
    picked.holder_role,
    countries.name AS holder,
    sentences.text AS sentence,
    marked.marks,
    articles.title,
    articles.url,
    picked.article_id,
    picked.sentence_no
FROM picked
INNER JOIN sentences USING (article_id, version, sentence_no)
INNER JOIN articles USING (article_id, version)
INNER JOIN marked USING (article_id, version, sentence_no)
LEFT JOIN countries ON picked.holder = countries.country
ORDER BY picked.article_id, picked.sentence_no;
