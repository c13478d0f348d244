-- Which lines that were taken out of texts read like news?
SELECT rule, line, pages, example_url
FROM mart.removed_lines
WHERE reads_like_news
ORDER BY pages DESC, line
LIMIT 20;
