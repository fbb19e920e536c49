{{ config(materialized='table') }}
select date_trunc('day', ts) as tag, machine,
       sum(good_s) / nullif(sum(planned_s), 0) as oee
from {{ source('raw_fabmes', 'OEE_EVENT') }}
group by 1, 2
