select * from {{ source('shop', 'jar') }}
join {{ source('shop', 'lid') }} using (id)
