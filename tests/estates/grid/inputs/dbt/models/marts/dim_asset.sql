{{ config(materialized='table') }}
select o.obj_code, o.obj_desc, count(e.evt_code) as orders
from {{ source('eam', 'r5objects') }} o
left join {{ source('eam', 'r5events') }} e on e.evt_object = o.obj_code
group by 1, 2
