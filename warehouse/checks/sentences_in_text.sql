-- fail: a sentence that is not, at its offsets, the text of its article.
SELECT
    sentences.article_id,
    sentences.sentence_no
FROM sentences
LEFT JOIN articles USING (article_id, version)
WHERE
    sentences.text IS DISTINCT FROM substring(
        CASE sentences.part WHEN 'title' THEN articles.title ELSE articles.body END,
        sentences.start + 1,
        sentences.end - sentences.start
    );
