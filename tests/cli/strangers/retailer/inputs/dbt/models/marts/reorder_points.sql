select i.item_id, v.vend_account, s.location_id,
       avg(d.qty) * 7 as reorder_point
from {{ source('d365', 'invent_table') }} i
join {{ source('d365', 'vend_table') }} v on v.vend_account = i.primary_vendor
join {{ ref('stg_stock') }} s on s.item_id = i.item_id
left join {{ ref('fct_daily_sales') }} d on d.item_id = i.item_id and d.store_id = s.location_id
group by 1, 2, 3
