select * from {{ source('usage', 'metering_history') }}
