select f.flight_no, f.sobt, f.aobt, datediff('minute', f.sobt, f.aobt) as delay_min, q.wait_min
from {{ source('aodb', 'FLIGHT') }} f
left join {{ source('pfm', 'QUEUE_TIMES') }} q on date_trunc('hour', q.ts) = date_trunc('hour', f.sobt)
