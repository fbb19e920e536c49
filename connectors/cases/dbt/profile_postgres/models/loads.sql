select * from {{ source('scale', 'weights') }}
