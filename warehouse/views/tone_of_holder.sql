-- One row per holder, country spoken of, period and scorer:
-- how the one, in its own voice or as others report it, judges the other.
CREATE VIEW tone_of_holder AS
SELECT * EXCLUDE (kind) RENAME (source_country AS holder)
FROM shown_series
WHERE kind = 'holder';
