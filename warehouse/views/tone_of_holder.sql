-- One row per holder, country spoken of, period and scorer:
-- how the one, in its own voice or as others report it, judges the other.
CREATE VIEW tone_of_holder AS
SELECT
    source_country AS holder,
    * EXCLUDE (kind, source_country)
FROM shown_series
WHERE kind = 'holder';
