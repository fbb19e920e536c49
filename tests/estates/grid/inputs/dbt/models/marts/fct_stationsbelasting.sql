select
    m.station_id,
    date_trunc('hour', m.moment) as uur,
    max(m.kw) as kw_max,
    percentile(m.kw, 0.95) as kw_p95
from {{ source('pi', 'meting') }} m
join {{ source('gis', 'station') }} s on s.station_id = m.station_id
group by 1, 2
