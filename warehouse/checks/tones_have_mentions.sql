-- fail: a tone toward a country that its sentence does not mention.
SELECT
    tones.article_id,
    tones.sentence_no,
    tones.country
FROM tones
ANTI JOIN mentions USING (article_id, version, sentence_no, country);
