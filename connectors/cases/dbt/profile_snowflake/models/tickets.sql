select * from {{ source('zendesk', 'ticket') }} join {{ source('calendar', 'days') }} using (day)
