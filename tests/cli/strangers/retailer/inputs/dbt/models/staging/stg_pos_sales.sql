{{ config(materialized='incremental', unique_key='transaction_line_id') }}
select
    store_id || '-' || transaction_no || '-' || line_no as transaction_line_id,
    store_id, item_id, qty, net_amount, business_date
from {{ source('xstore', 'pos_transaction') }}
{% if is_incremental() %}
where business_date >= (select dateadd('day', -3, max(business_date)) from {{ this }})
{% endif %}
