select * from {{ source('shop', 'label') }}
