select record_content:item_id::string as item_id,
       record_content:location::string as location_id,
       record_content:on_hand::number as on_hand,
       record_metadata:CreateTime::timestamp as changed_at
from {{ source('events', 'inventory_stock_changed') }}
qualify row_number() over (partition by item_id, location_id order by changed_at desc) = 1
