-- Which articles were changed after we first saw them, when, and what do they say instead?
SELECT source, valid_from, change, title, lines_before, lines_since, url
FROM mart.corrections
ORDER BY valid_from DESC, url;
