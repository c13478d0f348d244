-- With which weapons are civilians said to have been killed or wounded?
SELECT
    coalesce(mentions.weapon, 'not named') AS weapon,
    claims.harm,
    count(DISTINCT claims.event_id) AS events,
    count(*) AS claims
FROM mart.casualty_claims AS claims
    INNER JOIN core.event_mentions AS mentions USING (mention_id)
WHERE claims.victim_group = 'civilian' AND claims.harm IN ('killed', 'wounded')
    AND claims.event_id IS NOT NULL AND mentions.superseded_at IS NULL
GROUP BY ALL
ORDER BY events DESC, weapon, claims.harm;
