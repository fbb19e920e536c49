select * from {{ source('shop', 'lid') }}
