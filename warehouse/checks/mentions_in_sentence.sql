-- fail: a mention that is not, at its offsets, the text of its sentence.
SELECT
    mentions.article_id,
    mentions.sentence_no,
    mentions.surface
FROM mentions
LEFT JOIN sentences USING (article_id, version, sentence_no)
WHERE
    mentions.surface IS DISTINCT FROM substring(
        sentences.text, mentions.start + 1, mentions.end - mentions.start
    );
