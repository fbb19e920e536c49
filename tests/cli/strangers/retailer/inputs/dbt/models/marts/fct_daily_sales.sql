with pos as (
    select item_id, store_id, business_date, sum(qty) as qty from {{ ref('stg_pos_sales') }} group by 1, 2, 3
), web as (
    select l.sku as item_id, 'WEB' as store_id, o.created_at::date as business_date, sum(l.quantity) as qty
    from {{ source('shopify', 'order_line') }} l
    join {{ source('shopify', 'order') }} o on o.id = l.order_id
    group by 1, 2, 3
)
select * from pos union all select * from web
