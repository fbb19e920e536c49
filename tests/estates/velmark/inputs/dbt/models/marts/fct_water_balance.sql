-- water balance per day and district
with inflow as (
    select date_trunc('day', ts) as day, district, sum(volume) as inflow_m3
    from {{ source('pi', 'PROCESS_VALUE') }}
    group by 1, 2
), billed as (
    select day, district, sum(billed_m3) as billed_m3
    from {{ source('isu', 'ERDK') }}
    group by 1, 2
), pressure as (
    select day, district, avg(bar) as bar from {{ source('hydra', 'NODE_PRESSURE') }} group by 1, 2
)
select i.day, i.district, i.inflow_m3, b.billed_m3, p.bar
from inflow i
left join billed b using (day, district)
left join pressure p using (day, district)
